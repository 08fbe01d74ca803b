# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class SatisfactionPersonErasure(models.TransientModel):
    """Hand out or erase what is stored about a person, after having looked at it."""

    _name = "satisfaction.person.erasure"
    _description = "Data of a Person"

    partner_id = fields.Many2one(
        "res.partner",
        "Contact",
        required=True,
        domain="[('is_company', '=', False)]",
        ondelete="cascade",
    )
    mode = fields.Selection(
        [
            ("erase", "Identity and words"),
            ("anonymise", "Identity only"),
        ],
        "What goes",
        required=True,
        default="erase",
        help="Words are comments, complaints, messages and notes of calls. Without them"
        " nothing tells who somebody was. Ratings and dates stay in any case.",
    )
    keep_contact = fields.Boolean(
        "Keep the contact for other uses",
        help="The contact's card and tickets stay as they are, e.g. for invoices. Only"
        " the satisfaction programme forgets who it was.",
    )
    with_tickets = fields.Boolean(
        "Also in tickets",
        default=True,
        help="Name, address and, with the words, title and description of the"
        " contact's tickets.",
    )
    keep_signed = fields.Boolean(
        "Keep signatures on cases",
        help="Where the law or a contract asks for the signed document. Name, picture"
        " and address of the signature stay then.",
    )
    keep_reason = fields.Char("Why they have to be kept")
    has_signed = fields.Boolean(compute="_compute_line_ids")
    open_case_count = fields.Integer("Open cases", compute="_compute_line_ids")
    line_ids = fields.One2many(
        "satisfaction.person.erasure.line", "wizard_id", compute="_compute_line_ids"
    )
    confirmation = fields.Char(
        "Name, to confirm", help="Nothing can bring the data back."
    )

    @api.depends("partner_id", "with_tickets", "keep_contact")
    def _compute_line_ids(self):
        erasures = self.env["satisfaction.erasure"]
        for wizard in self:
            partner = wizard.partner_id
            wizard.line_ids = False
            wizard.has_signed = False
            wizard.open_case_count = 0
            if not partner:
                continue
            erasures._check_rights(partner)
            with_tickets = wizard.with_tickets and not wizard.keep_contact
            # sudo: checked above; the page shows what there is, not what it says
            found = erasures.sudo()._find_records(partner, with_tickets)
            messages = erasures.sudo()._find_messages(partner, found)
            files = erasures.sudo()._find_files(found, messages)
            counts = {}
            for part, records in found:
                counts[part.model] = max(counts.get(part.model, 0), len(records))
                if part.model == "satisfaction.case" and part.signature:
                    wizard.has_signed = any(records.mapped("signed_at"))
                    wizard.open_case_count = len(
                        records.filtered(lambda case: case.state != "closed")
                    )
            counts["mail.message"] = len(messages)
            counts["ir.attachment"] = len(files)
            wizard.line_ids = [
                fields.Command.create(
                    {
                        "name": self.env["ir.model"]._get(name).sudo().name,
                        "record_count": count,
                    }
                )
                for name, count in sorted(counts.items())
                if count
            ]

    def action_export(self):
        """Download what is stored about the person."""
        self.ensure_one()
        self.env["satisfaction.erasure"]._check_rights(self.partner_id)
        return {
            "type": "ir.actions.act_url",
            "url": f"/satisfaction/privacy/person/{self.partner_id.id}",
            "target": "download",
        }

    def action_erase(self):
        """Erase; the log entry is shown.

        :raises UserError: not confirmed, or no reason for what is kept
        """
        self.ensure_one()
        if (self.confirmation or "").strip() != self.partner_id.name.strip():
            raise UserError(
                self.env._(
                    "Write “%s” into the last field to confirm. Nothing has been"
                    " erased.",
                    self.partner_id.name,
                )
            )
        reason = (self.keep_reason or "").strip()
        if self.keep_signed and not reason:
            raise UserError(
                self.env._(
                    "Say why the signatures have to be kept; it stands in the log."
                )
            )
        erasure = self.env["satisfaction.erasure"]._erase(
            self.partner_id,
            mode=self.mode,
            keep_contact=self.keep_contact,
            with_tickets=self.with_tickets,
            keep_reason=self.keep_signed and reason,
        )
        # sudo: the name just typed is the last thing that tells who it was
        self.sudo().unlink()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Erased"),
            "res_model": "satisfaction.erasure",
            "res_id": erasure.id,
            "view_mode": "form",
            "target": "current",
        }


class SatisfactionPersonErasureLine(models.TransientModel):
    """How much of one kind is stored about the person."""

    _name = "satisfaction.person.erasure.line"
    _description = "Kind of Data of a Person"

    wizard_id = fields.Many2one("satisfaction.person.erasure", ondelete="cascade")
    name = fields.Char("What", readonly=True)
    record_count = fields.Integer("Records", readonly=True)
