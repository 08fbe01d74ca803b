# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from .answer_page_case import AnswerPageCase

HITS = "satisfaction.suspicion.hit"


class SuspicionCase(AnswerPageCase):
    """Asks that a machine has answered."""

    def _hits(self, ask):
        return self.env[HITS].search([("request_id", "=", ask.id)])

    def _press(self, ask, rating="2", suffix="", **fields_):
        """Open the page and press the button at once."""
        response = self._post(
            self._path(ask, suffix), {self._name("solution"): rating, **fields_}
        )
        ask.invalidate_recordset()
        return response

    def _mails(self, ask):
        return self.env["mail.mail"].search(
            [("model", "=", "satisfaction.request"), ("res_id", "=", ask.id)]
        )

    def _scanned(self, rating="1", **values):
        """An ask a scanner has answered."""
        ask = self._make_ask(**values)
        self._get(self._path(ask, "/details"))
        self.assertEqual(self._press(ask, rating).status_code, 200)
        self.assertTrue(ask.is_suspicious)
        return ask

    def assertHeldBack(self, ask, suspicion):
        """Stored with its lines; nothing that counts or calls anybody."""
        self.assertRecordValues(
            ask,
            [
                {
                    "state": "answered",
                    "is_suspicious": True,
                    "suspicion": suspicion,
                    "suspicion_verdict": False,
                    "is_scored": False,
                    "points": False,
                    "worst_points": False,
                    "comment": False,
                    "score_pending": False,
                    "follow_up_after": False,
                    "thanked_at": False,
                }
            ],
        )
        self.assertEqual(len(ask.answer_line_ids), 1)
        self.assertFalse(ask.case_id)
        self.assertFalse(self._mails(ask))
