# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from .needles import Needles, name_parts
from .person_data import PARTS


class SatisfactionErasure(models.Model):
    """That a person was erased: when, by whom, what was kept and why.

    The row says nothing about who it was. What is erased is every identity and, where
    asked for, every word; ratings, dates and stages stay, so that each score is what
    it was.
    """

    _name = "satisfaction.erasure"
    _inherit = ["satisfaction.person"]
    _description = "Erasure of a Person"
    _order = "id desc"
    _rec_name = "create_date"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        "res.users",
        "Done by",
        readonly=True,
        required=True,
        default=lambda self: self.env.user,
    )
    mode = fields.Selection(
        [
            ("anonymise", "Identity"),
            ("erase", "Identity and words"),
        ],
        "What was erased",
        required=True,
        readonly=True,
    )
    is_contact_kept = fields.Boolean("Contact kept for other uses", readonly=True)
    is_signed_kept = fields.Boolean("Signatures kept", readonly=True)
    keep_reason = fields.Char("Why signatures were kept", readonly=True)
    record_count = fields.Integer("Records", readonly=True)
    mention_count = fields.Integer(
        "Mentions", readonly=True, help="Other texts that named the person."
    )
    file_count = fields.Integer("Files", readonly=True)
    details = fields.Text(
        readonly=True, help="How many records of which kind; nothing of their content."
    )
    leftovers = fields.Text(
        "Named elsewhere",
        readonly=True,
        help="Tables of other apps that still name the person. They are not ours to"
        " change.",
    )

    # ------------------------------------------------------------------
    # The whole of it
    # ------------------------------------------------------------------
    @api.model
    def _erase(
        self,
        partner,
        mode="erase",
        keep_contact=False,
        with_tickets=True,
        keep_reason=False,
    ):
        """Erase a person everywhere in the product.

        :param partner: the contact
        :param mode: ``erase``: the words go as well; ``anonymise``: they stay, without
            what tells who said them
        :param keep_contact: the contact's card stays as it is, for other apps; the
            records of the programme lead to an empty one instead
        :param with_tickets: also what the contact's tickets say of them
        :param keep_reason: why signatures on cases have to be kept; empty: they go
        :return: the row of the log, `satisfaction.erasure`
        """
        self._check_rights(partner)
        # sudo: checked; no record may be left out because a rule hides it
        return self.sudo()._erase_checked(
            partner.sudo().with_context(active_test=False),
            mode == "erase",
            keep_contact,
            with_tickets and not keep_contact,
            keep_reason,
        )

    @api.model
    def _erase_checked(
        self, partner, is_erased, keep_contact, with_tickets, keep_reason
    ):
        partner.lock_for_update(allow_referencing=True)
        self.env.flush_all()
        instead = self.env._("(erased)")

        found = self._find_records(partner, with_tickets)
        messages = self._find_messages(partner, found)
        words = self._get_words(found, messages) if is_erased else []
        needles, close_needles = self._get_needles(partner, words)
        names = self._get_needles(partner)[0]
        masked = self._mask(partner)
        kept = {"signature", "signed_name", "signed_ip"} if keep_reason else set()

        self._cancel_open_asks(found)
        self._delete_mails(partner, needles)
        files = self._find_files(found, messages) | self._find_naming_files(
            partner, close_needles, with_tickets
        )
        if kept:
            # The picture stays in the conversation it was signed in, too.
            files = files.filtered(lambda file: file.name != "signature.png")
        file_count = len(files)
        self._delete_files(files)
        counts = self._clear_records(found, is_erased, kept, instead)
        if is_erased:
            self._clear_messages(messages, instead)
        mentions = self._sweep(
            partner,
            found,
            {"anywhere": needles, "close": close_needles, "names": names},
            with_tickets,
            instead,
            kept,
            with_card=not keep_contact,
        )
        self.env.invalidate_all(flush=False)
        leftovers = ""
        if keep_contact:
            self._hand_over(partner, found)
        else:
            self._clear_contact(partner, is_erased)
        self._forget(partner, needles)
        self.env.invalidate_all(flush=False)
        if not keep_contact:
            leftovers = self._find_leftovers(needles)
        return self._log(
            masked,
            {
                "company_id": self.env.company.id,
                "user_id": self.env.user.id,
                "mode": "erase" if is_erased else "anonymise",
                "is_contact_kept": keep_contact,
                "is_signed_kept": bool(kept),
                "keep_reason": keep_reason,
                "record_count": sum(counts.values()),
                "mention_count": mentions,
                "file_count": file_count,
                "details": "\n".join(
                    f"{self.env['ir.model']._get(name).name}: {count}"
                    for name, count in sorted(counts.items())
                ),
                "leftovers": leftovers,
            },
        )

    @api.model
    def _erase_record(self, model_name, record_id, name, email):
        """Take a person out of one record, e.g. for Odoo's own search for people.

        :param name: the person's name
        :param email: the person's address
        """
        if not self.env.user.has_groups(self._get_groups()):
            raise AccessError(
                self.env._(
                    "Only the programme manager and administrators may collect or erase"
                    " what is stored about a person."
                )
            )
        # sudo: checked
        self.sudo()._take_out_of_record(model_name, record_id, name, email)

    @api.model
    def _take_out_of_record(self, model_name, record_id, name, email):
        record = self.env[model_name].browse(record_id).exists()
        instead = self.env._("(erased)")
        self.env.flush_all()
        found = []
        for part in PARTS:
            if part.model == model_name:
                found.append((part, record))
            elif model_name == "survey.user_input" and part.model.endswith(
                "input.line"
            ):
                found.append((part, record.user_input_line_ids))
        self._clear_records([one for one in found if one[1]], True, set(), instead)
        needles = Needles([name, *name_parts(name), email])
        self._take_out(record, SQL("id = %s", record_id), needles, instead)
        if "partner_id" in record and not record._fields["partner_id"].required:
            self._set_columns(record, record.ids, {"partner_id": None})
        messages = SQL("model = %s AND res_id = %s", model_name, record_id)
        self._take_out(self.env["mail.message"], messages, needles, instead)
        self.env.invalidate_all(flush=False)

    # ------------------------------------------------------------------
    # The log
    # ------------------------------------------------------------------
    @api.model
    def _mask(self, partner):
        """Name and address for Odoo's own privacy log, which masks them."""
        return partner.name or "-", partner.email_normalized or "none@none.invalid"

    @api.model
    def _log(self, masked, values):
        erasure = self.create(values)
        name, email = masked
        self.env["privacy.log"].create(
            {
                "anonymized_name": name,
                "anonymized_email": email,
                "user_id": self.env.user.id,
                "execution_details": self.env._(
                    "Client Satisfaction: %s",
                    dict(self._fields["mode"]._description_selection(self.env))[
                        values["mode"]
                    ],
                ),
                "records_description": values["details"],
                "additional_note": values["keep_reason"] or False,
            }
        )
        return erasure
