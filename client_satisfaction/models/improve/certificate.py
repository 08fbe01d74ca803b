# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import html2plaintext, is_html_empty


class SatisfactionCertificate(models.Model):
    """A certificate of thanks for a contact who pointed out a flaw (R30).

    Given by a person, never by a rule: thanks that come by themselves are worth
    nothing. How many the contact got this year stands beside it, so that the third
    one is still written as if somebody meant it.
    """

    _name = "satisfaction.certificate"
    _description = "Certificate of Thanks"
    _inherit = ["mail.thread"]
    _order = "issued_on desc, id desc"
    _check_company_auto = True

    name = fields.Char("Number", readonly=True, copy=False, default="/")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one(
        "res.partner",
        "For",
        required=True,
        ondelete="restrict",
        index=True,
        help="The contact, or the whole client.",
    )
    client_id = fields.Many2one(
        "res.partner",
        compute="_compute_client_id",
        store=True,
        precompute=True,
        ondelete="restrict",
        index=True,
        help="The commercial partner.",
    )
    case_id = fields.Many2one(
        "satisfaction.case", ondelete="set null", index="btree_not_null", readonly=True
    )
    request_id = fields.Many2one(
        "satisfaction.request",
        "Answer",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
    )
    remark_id = fields.Many2one(
        "satisfaction.remark",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
    )
    reason = fields.Text(
        "What they pointed out",
        required=True,
        help="In the contact's language: it stands on the certificate.",
    )
    improvement = fields.Text(
        "What it changed",
        help="What we made better because of it. It stands on the certificate.",
    )
    issued_on = fields.Date(
        required=True, default=lambda self: self.env.company._satisfaction_today()
    )
    issued_by_id = fields.Many2one(
        "res.users",
        "Signed by",
        required=True,
        default=lambda self: self.env.user,
        check_company=True,
        domain="[('share', '=', False)]",
    )
    year_number = fields.Integer(
        "This year",
        compute="_compute_year_number",
        help="Which certificate of this year it is for the contact.",
    )
    sent_at = fields.Datetime("Sent", readonly=True, copy=False)

    # A double click doesn't thank twice.
    _case_unique = models.UniqueIndex(
        "(case_id, partner_id) WHERE case_id IS NOT NULL",
        "This contact already has a certificate for this case.",
    )
    _request_unique = models.UniqueIndex(
        "(request_id, partner_id) WHERE request_id IS NOT NULL AND case_id IS NULL",
        "This contact already has a certificate for this answer.",
    )
    _remark_unique = models.UniqueIndex(
        "(remark_id, partner_id) WHERE remark_id IS NOT NULL",
        "This contact already has a certificate for this remark.",
    )

    @api.depends("partner_id")
    def _compute_client_id(self):
        for certificate in self:
            certificate.client_id = certificate.partner_id.commercial_partner_id

    @api.depends("partner_id", "issued_on")
    def _compute_year_number(self):
        # sudo: how often a contact was thanked doesn't depend on who looks
        others = self.sudo().search([("partner_id", "in", self.partner_id.ids)])
        for certificate in self:
            own = (certificate.issued_on, certificate._origin.id or float("inf"))
            certificate.year_number = certificate.partner_id and 1 + len(
                others.filtered(
                    lambda other, certificate=certificate, own=own: (
                        other.partner_id == certificate.partner_id
                        and other != certificate._origin
                        and certificate.issued_on
                        and other.issued_on.year == certificate.issued_on.year
                        and (other.issued_on, other.id) < own
                    )
                )
            )

    @api.constrains("partner_id", "issued_by_id")
    def _check_not_own(self):
        for certificate in self:
            if certificate.partner_id == certificate.issued_by_id.partner_id:
                raise ValidationError(
                    self.env._("Nobody thanks themselves: choose a contact.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                # sudo: whoever may thank needs a number for it
                vals["name"] = (
                    self.env["ir.sequence"]
                    .sudo()
                    .next_by_code("satisfaction.certificate")
                    or "/"
                )
        return super().create(vals_list)

    @api.depends("name", "partner_id")
    def _compute_display_name(self):
        for certificate in self:
            certificate.display_name = (
                f"{certificate.name} · {certificate.partner_id.name or ''}"
            )

    # ------------------------------------------------------------------
    # Words
    # ------------------------------------------------------------------
    def _get_lang(self):
        """The contact's language, where it is installed."""
        self.ensure_one()
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        for lang in (self.partner_id.lang, self.company_id.partner_id.lang):
            if lang in installed:
                return lang
        return self.env.lang or "en_US"

    def _word_times(self):
        """ "for the third time this year"; empty for the first time."""
        self.ensure_one()
        words = {
            2: self.env._("for the second time this year"),
            3: self.env._("for the third time this year"),
            4: self.env._("for the fourth time this year"),
            5: self.env._("for the fifth time this year"),
        }
        if self.year_number < 2:
            return ""
        return words.get(self.year_number) or self.env._(
            "and not for the first time: %(count)s times this year",
            count=self.year_number,
        )

    # ------------------------------------------------------------------
    # Giving it
    # ------------------------------------------------------------------
    def action_print(self):
        """The certificate as PDF, in the contact's language."""
        return self.env.ref("client_satisfaction.report_certificate").report_action(
            self
        )

    def action_send(self):
        """Open the mail with the certificate: a personal word belongs to it."""
        self.ensure_one()
        if not self.partner_id.email:
            raise UserError(
                self.env._(
                    "%(contact)s has no mail address. Add one, or print the"
                    " certificate.",
                    contact=self.partner_id.name,
                )
            )
        template = self.env.ref(
            "client_satisfaction.mail_template_certificate", raise_if_not_found=False
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_composition_mode": "comment",
                "default_template_id": template.id if template else False,
                "satisfaction_certificate_sent": self.ids,
            },
        }

    def _message_post_after_hook(self, message, msg_vals):
        if self.env.context.get("satisfaction_certificate_sent"):
            self.filtered(lambda one: not one.sent_at).sent_at = fields.Datetime.now()
        return super()._message_post_after_hook(message, msg_vals)


class SatisfactionCase(models.Model):
    _inherit = "satisfaction.case"

    certificate_ids = fields.One2many("satisfaction.certificate", "case_id")

    def action_thank(self):
        """Thank the contact with a certificate for having pointed out a flaw."""
        self.ensure_one()
        return _open_certificate(
            self,
            self.certificate_ids,
            partner=self.partner_id or self.client_id,
            case_id=self.id,
            request_id=self.request_id.id,
            improvement=_plain(self.result),
        )


class SatisfactionRequest(models.Model):
    _inherit = "satisfaction.request"

    certificate_ids = fields.One2many("satisfaction.certificate", "request_id")

    def action_thank(self):
        """Thank the contact with a certificate for a frank answer."""
        self.ensure_one()
        return _open_certificate(
            self,
            self.certificate_ids,
            partner=self.partner_id or self.client_id,
            case_id=self.case_id.id,
            request_id=self.id,
        )


class SatisfactionRemark(models.Model):
    _inherit = "satisfaction.remark"

    certificate_ids = fields.One2many("satisfaction.certificate", "remark_id")

    def action_thank(self):
        """Thank the contact with a certificate for this remark."""
        self.ensure_one()
        return _open_certificate(
            self,
            self.certificate_ids,
            partner=self.partner_id or self.client_id,
            remark_id=self.id,
            improvement=self.outcome_note,
        )


def _open_certificate(record, existing, partner, **values):
    """The certificate given already, or the form of a new one."""
    if not partner:
        raise UserError(
            record.env._("Nobody knows who said it, so there is nobody to thank.")
        )
    values = {
        **values,
        "partner_id": partner.id,
        "company_id": record.company_id.id,
    }
    return {
        "type": "ir.actions.act_window",
        "name": record.env._("Certificate of thanks"),
        "res_model": "satisfaction.certificate",
        "view_mode": "form",
        "res_id": existing[:1].id,
        "context": {f"default_{key}": value for key, value in values.items() if value},
    }


def _plain(html):
    return False if is_html_empty(html) else html2plaintext(html).strip()
