# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from tests.common import SatisfactionCommon


class AnswersCase(SatisfactionCommon):
    """Sent asks, and what an answer to them could change."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.requests = cls.env["satisfaction.request"]
        cls.reasons = cls.questions["reasons"].suggested_answer_ids

    def _sent(self, **values):
        request = self._close_ticket(**values)
        self._send_due()
        self.assertEqual(request.state, "sent")
        return request

    def _snapshot(self, request):
        """Everything an answer could change, to prove that nothing did."""
        self.env.flush_all()
        self.env.invalidate_all()
        return (
            request.read(["state", "points", "worst_points", "comment", "answered_at"]),
            self.env["survey.user_input"].search([]).ids,
            self.env["survey.user_input.line"].search([]).ids,
        )
