# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import uuid
from datetime import datetime, time

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .person_data import PARTS

TARGETS = {
    "words": "satisfaction.request",
    "contacts": "satisfaction.request",
    "scans": "ir.attachment",
    "attempts": "satisfaction.request",
    "drafts": "satisfaction.interview.draft",
    "cases": "satisfaction.case",
    "imports": "satisfaction.answer.import",
    "documents": "satisfaction.client.report",
}
ENDED = ("answered", "expired", "cancelled", "skipped")
SETTLED_REMARKS = ("done", "declined", "noted")


class SatisfactionRetention(models.Model):
    """For each kind of data what is due, and how it is cleared.

    ``_due_KIND(day)`` gives a domain on the model in ``TARGETS``, which must not match
    any more what ``_clear_KIND(records)`` has dealt with.
    """

    _inherit = "satisfaction.retention"

    def _get_target(self):
        return TARGETS[self.kind]

    def _instead(self):
        """What stands in place of words that must not be empty."""
        lang = self.company_id.partner_id.lang or self.env.lang
        return self.with_context(lang=lang).env._("(erased)")

    def _own(self):
        return Domain("company_id", "=", self.company_id.id)

    # ------------------------------------------------------------------
    # Words
    # ------------------------------------------------------------------
    def _due_words(self, day):
        unsettled = Domain(
            "remark_ids",
            "any",
            Domain("state", "not in", SETTLED_REMARKS)
            & Domain("active", "in", (True, False)),
        )
        return (
            self._own()
            & Domain("state", "=", "answered")
            & Domain("event_date", "<", day)
            & Domain("words_cleared_on", "=", False)
            & Domain("remarks_pending", "=", False)
            # What people still work on stays until they are done.
            & ~unsettled
        )

    def _clear_words(self, requests):
        persons = self.env["satisfaction.person"]
        instead = self._instead()
        requests.flush_recordset()
        lines = requests.user_input_id.user_input_line_ids
        persons._clear_fields(lines, ["value_text_box", "value_char_box"], instead)
        remarks = self.env["satisfaction.remark"].with_context(active_test=False)
        remarks = remarks.search([("request_id", "in", requests.ids)])
        persons._clear_fields(remarks, ["text", "name"], instead)
        persons._set_columns(remarks, remarks.ids, {"words_cleared_on": _today()})
        persons._clear_fields(requests, ["comment"], instead)
        persons._set_columns(requests, requests.ids, {"words_cleared_on": _today()})
        self.env.invalidate_all(flush=False)

    # ------------------------------------------------------------------
    # Contacts
    # ------------------------------------------------------------------
    def _due_contacts(self, day):
        return (
            self._own()
            & Domain("state", "in", ENDED)
            & Domain("event_date", "<", day)
            & Domain("contact_cleared_on", "=", False)
            # While its score is still to be made, an answer has its respondent.
            & Domain("score_pending", "=", False)
        )

    def _clear_contacts(self, requests):
        persons = self.env["satisfaction.person"]
        requests.flush_recordset()
        inputs = requests.user_input_id
        persons._set_columns(
            inputs, inputs.ids, {"partner_id": None, "email": None, "nickname": None}
        )
        # Two contacts asked on the same occasion are one nobody now: the key that
        # keeps either from being asked twice is told apart by the ask.
        self.env.cr.execute(
            SQL(
                """
                UPDATE satisfaction_request
                   SET partner_id = NULL, email = NULL,
                       occurrence_key = occurrence_key || ':' || id,
                       contact_cleared_on = %s
                 WHERE id = ANY(%s)
                """,
                _today(),
                requests.ids,
            )
        )
        self.env.invalidate_all(flush=False)

    # ------------------------------------------------------------------
    # Scans
    # ------------------------------------------------------------------
    def _due_scans(self, day):
        asks = self.env["satisfaction.request"].search(
            self._own()
            & Domain("event_date", "<", day)
            & Domain("scan_ids", "!=", False)
        )
        return Domain("res_model", "=", "satisfaction.request") & Domain(
            "res_id", "in", asks.ids
        )

    def _clear_scans(self, attachments):
        attachments.unlink()

    # ------------------------------------------------------------------
    # Attempts and links
    # ------------------------------------------------------------------
    def _due_attempts(self, day):
        return (
            self._own()
            & Domain("state", "in", ENDED)
            & Domain("event_date", "<", day)
            & Domain("link_cleared_on", "=", False)
        )

    def _clear_attempts(self, requests):
        self.env["satisfaction.answer.attempt"].search(
            [("request_id", "in", requests.ids)]
        ).unlink()
        requests.flush_recordset()
        # One statement: each ask a link of its own that nobody knows.
        tokens = [uuid.uuid4().hex for _request in requests]
        self.env.cr.execute(
            SQL(
                """
                UPDATE satisfaction_request AS ask
                   SET access_token = new.token, link_cleared_on = %s
                  FROM unnest(%s, %s::varchar[]) AS new(id, token)
                 WHERE ask.id = new.id
                """,
                _today(),
                requests.ids,
                tokens,
            )
        )
        self.env.invalidate_all(flush=False)

    # ------------------------------------------------------------------
    # Drafts
    # ------------------------------------------------------------------
    def _due_drafts(self, day):
        return Domain("request_id.company_id", "=", self.company_id.id) & Domain(
            "write_date", "<", _start_of(day)
        )

    def _clear_drafts(self, drafts):
        drafts.unlink()

    # ------------------------------------------------------------------
    # Cases
    # ------------------------------------------------------------------
    def _due_cases(self, day):
        return (
            self._own()
            & Domain("state", "=", "closed")
            & Domain("closed_at", "<", _start_of(day))
            & Domain("words_cleared_on", "=", False)
        )

    def _clear_cases(self, cases):
        persons = self.env["satisfaction.person"]
        (part,) = (part for part in PARTS if part.model == cases._name)
        cases.flush_recordset()
        messages = self.env["mail.message"].search(
            [("model", "=", cases._name), ("res_id", "in", cases.ids)]
        )
        files = self.env["ir.attachment"].search(
            [("res_model", "=", cases._name), ("res_id", "in", cases.ids)]
        )
        (files | messages.attachment_ids).unlink()
        messages.unlink()
        persons._clear_fields(
            cases, part.identity + part.words + ("signed_name", "signed_ip"), None
        )
        persons._set_columns(
            cases, cases.ids, {"partner_id": None, "words_cleared_on": _today()}
        )
        self.env.invalidate_all(flush=False)

    # ------------------------------------------------------------------
    # Files
    # ------------------------------------------------------------------
    def _due_imports(self, day):
        return (
            self._own()
            & Domain("state", "=", "done")
            & Domain("create_date", "<", _start_of(day))
            & Domain("file", "!=", False)
        )

    def _clear_imports(self, imports):
        imports.problem_ids.unlink()
        imports.file = False

    def _due_documents(self, day):
        return (
            self._own()
            & Domain("printed_at", "<", _start_of(day))
            & Domain("document", "!=", False)
        )

    def _clear_documents(self, reports):
        reports.write(
            {
                "document": False,
                "state": "withdrawn",
                "link_token": False,
                "link_until": False,
            }
        )


def _today():
    return fields.Date.today()


def _start_of(day):
    return datetime.combine(day, time.min)
