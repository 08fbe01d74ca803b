# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain


class SatisfactionRequest(models.Model):
    """What the public pages do to an ask besides storing its answer."""

    _inherit = "satisfaction.request"

    def _start_native_answer(self, lang, value=None):
        """The unfinished answer the native survey page fills in for this ask.

        :param lang: code of the language to begin in
        :param value: rating from a mail link, kept for the question it is about
        :return: ``survey.user_input``; the same one when started twice
        """
        self.ensure_one()
        user_input = self.env["survey.user_input"].search(
            [("satisfaction_request_id", "=", self.id), ("state", "!=", "done")],
            limit=1,
        )
        if not user_input:
            # As the contact, never as whoever is signed in.
            user_input = self.env["survey.user_input"].create(
                {
                    "survey_id": self.survey_id.id,
                    "partner_id": self.partner_id.id,
                    "email": self.email,
                    "nickname": self.partner_id.name,
                    "deadline": self.expires_at,
                    "lang_id": self.env["res.lang"]._get_data(code=lang).id,
                    "satisfaction_request_id": self.id,
                }
            )
        if value in map(str, self._get_link_values()):
            user_input._save_lines(self._get_link_question(), value)
        return user_input

    def _opt_out(self, note=None):
        """Never ask this contact again, and take back what is planned.

        A contact without a record (only an address) loses the planned asks to that
        address.

        :param note: what the contact's history says; default: the link was used
        """
        self.ensure_one()
        contact = self.partner_id
        if contact and not contact.satisfaction_opt_out:
            contact.satisfaction_opt_out = True
            contact._message_log(
                body=note
                or self.env._(
                    "Asked by the link in a mail not to get satisfaction surveys."
                )
            )
        same_person = (
            Domain("partner_id", "=", contact.id)
            if contact
            else Domain("partner_id", "=", False) & Domain("email", "=", self.email)
        )
        # What was agreed with the client is carried out all the same (R23).
        planned = self.search(
            same_person
            & Domain("state", "=", "planned")
            & Domain("is_mandatory", "=", False)
        )
        planned.write(
            {"state": "cancelled", "cancel_reason": self.env._("The contact opted out")}
        )
