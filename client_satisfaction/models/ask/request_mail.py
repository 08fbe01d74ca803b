# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models, tools


class SatisfactionRequest(models.Model):
    """What the mail that asks says, where it goes and where it leads."""

    _inherit = "satisfaction.request"

    def _get_invitation_template(self):
        """The mail that asks; hook for asks that are not about a ticket."""
        self.ensure_one()
        # What ``ref`` does without asking for each mail whether it still exists: who
        # deletes the template deletes this name of it, too.
        template_id = self.env["ir.model.data"]._xmlid_to_res_id(
            "client_satisfaction.mail_template_invitation", raise_if_not_found=True
        )
        return self.env["mail.template"].browse(template_id)

    def _get_answer_url(self, value=None):
        """The personal link to the answer page.

        :param value: the number to show as chosen, if any
        """
        self.ensure_one()
        if not self.env.su:
            # The token leaves in mails to the contact only, which jobs write. To a
            # colleague who takes the template for a mail of their own it isn't told.
            return f"{self.get_base_url()}/my/satisfaction"
        url = f"{self.get_base_url()}/satisfaction/{self.access_token}"
        return url if value is None else f"{url}?value={value}"

    def _get_opt_out_url(self):
        """The personal link to be asked no more."""
        return f"{self._get_answer_url()}/opt-out"

    def _get_link_question(self):
        """The question whose numbers stand in the mail; empty if there is none."""
        self.ensure_one()
        scored = self.survey_id.question_ids.filtered("satisfaction_is_scored")[:1]
        return scored.filtered(lambda question: question.question_type == "scale")

    def _get_link_values(self):
        """The numbers of that question, e.g. 1 to 5."""
        question = self._get_link_question()
        if not question:
            return []
        return list(range(question.scale_min, question.scale_max + 1))

    def _get_expiry_date(self):
        """Last day of answering, as a date in the company's time zone."""
        return self.expires_at and self.company_id._satisfaction_date(self.expires_at)

    def _get_closing_date(self):
        """Day of the event, as a date in the company's time zone."""
        return self.event_date

    def _get_recipient(self):
        """Name and address the mail goes to."""
        return tools.formataddr((self.partner_id.name or "", self.email or ""))

    def _get_reply_to(self):
        """A person the client knows: replies are talk, not answers (R122, R123)."""
        manager = self.client_id.client_manager_id
        person = manager if manager.active and manager.email else self.company_id
        return person.email_formatted or self.company_id.email_formatted

    def _get_current_address(self):
        return tools.email_normalize(
            self.partner_id.email or self.ticket_id.partner_email or ""
        )

    def _prepare_mail_headers(self):
        """No answering machine shall reply, and one click ends it (RFC 8058)."""
        return {
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "List-Unsubscribe": f"<{self._get_opt_out_url()}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
