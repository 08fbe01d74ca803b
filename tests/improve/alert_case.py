# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A client whose score falls, and what the watching job makes of it."""

from ..measure.builders import ScoreCommon


class AlertCommon(ScoreCommon):
    @classmethod
    def _watch(cls):
        """What the cron does, inside the test's transaction."""
        with cls._without_commit():
            cls.env["satisfaction.alert"]._cron_watch()
        return cls._alerts()

    @classmethod
    def _alerts(cls, client=None, subject="score"):
        domain = [("company_id", "=", cls.company.id), ("subject", "=", subject)]
        if client:
            domain.append(("client_id", "=", client.id))
        return cls.env["satisfaction.alert"].search(domain)

    @classmethod
    def _fallen_client(cls):
        """Ten answers of 90 in the second quarter, ten of 70 in the third."""
        cls._add_answers("ticket", [85, 95] * 5, "2026-05-10")
        cls._add_answers("ticket", [65, 75] * 5, "2026-08-10")
        cls._count()
