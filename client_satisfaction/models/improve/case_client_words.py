# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import format_date, format_time, is_html_empty, plaintext2html

from .case import STAGE_ORDER, STAGE_STAMPS
from .people import find_stand_in


class SatisfactionCase(models.Model):
    """A case in the client's words, on its page and in mails (R91, R92)."""

    _inherit = "satisfaction.case"

    def _get_client_stages(self):
        """The way of the case in the client's words.

        :return: list of dicts with ``code``, ``label``, ``reached`` and ``at``
            (naive UTC datetime or False)
        """
        self.ensure_one()
        labels = {
            "new": self.env._("We received it"),
            "contacted": self.env._("We talked to you"),
            "analysed": self.env._("We know the cause"),
            "committed": self.env._("We promised what we do"),
            "done": self.env._("It is done"),
            "closed": self.env._("Closed"),
        }
        here = STAGE_ORDER.index(self.state)
        return [
            {
                "code": code,
                "label": label,
                "reached": STAGE_ORDER.index(code) <= here,
                "at": self.received_at
                if code == "new"
                else self[STAGE_STAMPS[code]]
                if STAGE_ORDER.index(code) <= here
                else False,
            }
            for code, label in labels.items()
        ]

    def _get_client_title(self):
        """What the case is about, in a few words."""
        self.ensure_one()
        parts = filter(None, [self.ticket_number, self.ticket_title])
        title = " ".join(parts) or self.subject
        return title or self.env._(
            "Complaint of %(day)s",
            day=self._word_client_day(
                self.company_id._satisfaction_date(self.received_at)
            ),
        )

    def _word_client_day(self, day):
        """A day as the client reads it; empty for none."""
        return format_date(self.env, day, self.env.lang, "long") if day else ""

    def _word_client_moment(self, moment):
        """A moment as the client reads it, in their time zone; empty for none."""
        self.ensure_one()
        if not moment:
            return ""
        zone = self.partner_id.tz or str(self.company_id._satisfaction_timezone())
        local = fields.Datetime.context_timestamp(self.with_context(tz=zone), moment)
        return self.env._(
            "%(day)s, %(time)s",
            day=format_date(self.env, local.date(), self.env.lang, "full"),
            time=format_time(self.env, moment, zone, "short", self.env.lang),
        )

    def _get_progress_title(self):
        """The news of a mail in a few words."""
        self.ensure_one()
        titles = {
            "contacted": self.env._("We are looking into it"),
            "committed": self.env._("What we do about it"),
            "done": self.env._("It is done – are you content?"),
            "closed": self.env._("Your case is closed"),
        }
        return titles.get(self.state) or self.env._("How it goes on")

    def _has_text(self, html):
        """Whether a field of the case says anything (for templates)."""
        return not is_html_empty(html)

    def _get_client_reply_to(self):
        """Replies reach the case, where mail comes in; else the client's manager."""
        self.ensure_one()
        alias = self.env.ref(
            "client_satisfaction.mail_alias_complaint", raise_if_not_found=False
        )
        # sudo: addresses only
        address = alias and alias.sudo().alias_full_name
        if address and "@" in address:
            return address
        person = self.sudo().client_manager_id or find_stand_in(self.sudo())
        return person.email_formatted or self.company_id.email_formatted

    def _get_client_words(self):
        """What the client said: the complaint, or the comment of the answer."""
        self.ensure_one()
        if not is_html_empty(self.complaint):
            return self.complaint
        return plaintext2html(self.answer_comment) if self.answer_comment else ""

    def _get_promise_day(self):
        """Until when the client gets what was promised; False once it is done."""
        self.ensure_one()
        if STAGE_ORDER.index(self.state) >= STAGE_ORDER.index("done"):
            return False
        return self.commitment_date or self.report_deadline

    def _is_committed(self):
        """From here on the client reads plans and decision."""
        self.ensure_one()
        return STAGE_ORDER.index(self.state) >= STAGE_ORDER.index("committed")

    def _get_client_actions(self):
        """The actions taken because of the case, as the client reads them.

        :return: list of dicts with ``text``, ``due`` (date) and ``done``
        """
        self.ensure_one()
        return [
            {
                "text": action.client_text or action.name,
                "due": action.date_due,
                "done": action.state in ("done", "reviewed"),
            }
            for action in self.action_ids.sorted("date_due")
            if action.state != "cancelled"
        ]

    def _get_client_people(self):
        """Who takes care, each once: list of names with their role."""
        self.ensure_one()
        roles = [
            (self.client_manager_id, self.env._("your client manager")),
            (self.service_manager_id, self.env._("responsible for this service")),
            (self.senior_manager_id, self.env._("senior management")),
        ]
        people = {}
        for user, role in roles:
            if user:
                people.setdefault(user, role)
        return [(user.name, role) for user, role in people.items()]

    def _get_client_messages(self):
        """What was said on the case, both ways; notes of the house stay inside."""
        self.ensure_one()
        return self.message_ids.filtered(
            lambda message: (
                message.message_type in ("comment", "email")
                and not message.is_internal
                and not message.subtype_id.internal
                and (not is_html_empty(message.body) or message.attachment_ids)
            )
        ).sorted("id")
