# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL


class SatisfactionScore(models.Model):
    """The job that counts new answers also computes the assessments they are of."""

    _inherit = "satisfaction.score"

    @api.model
    def _recompute_claimed(self, client_ids):
        """One transaction for both: an answer is never in one of them only."""
        assessments = self._find_pending_assessments(client_ids)
        scores = super()._recompute_claimed(client_ids)
        assessments._recompute_results()
        return scores

    @api.model
    def _due_clients_query(self):
        """Also clients of whom an assessment must be computed anew."""
        self.env["satisfaction.assessment"].flush_model(["client_id", "is_dirty"])
        return SQL(
            "%s UNION SELECT client_id FROM satisfaction_assessment WHERE is_dirty",
            super()._due_clients_query(),
        )

    @api.model
    def _find_pending_assessments(self, client_ids):
        """Assessments of these clients with new answers, and those marked dirty."""
        # sudo: the job computes, whoever started it
        assessments = self.env["satisfaction.assessment"].sudo()
        if not client_ids:
            return assessments
        self.env["satisfaction.request"].flush_model(
            ["client_id", "score_pending", "assessment_id"]
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT assessment_id FROM satisfaction_request
                 WHERE score_pending AND client_id = ANY(%(clients)s)
                   AND assessment_id IS NOT NULL
                 UNION
                SELECT id FROM satisfaction_assessment
                 WHERE is_dirty AND client_id = ANY(%(clients)s)
              ORDER BY 1
                """,
                clients=list(client_ids),
            )
        )
        return assessments.browse(assessment_id for (assessment_id,) in rows)


class SatisfactionRequest(models.Model):
    _inherit = "satisfaction.request"

    def _prepare_figures(self, lines):
        """Each answer of an assessment changes its result, also one without points.

        A correction to "not applicable" takes points away, a recommendation counts
        without having any.
        """
        values = super()._prepare_figures(lines)
        if self.assessment_id:
            values["score_pending"] = True
        return values
