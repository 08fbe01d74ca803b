# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class SatisfactionAssessment(models.Model):
    """The asks of an assessment: one row of the ledger for each respondent."""

    _inherit = "satisfaction.assessment"

    def _open_requests(self):
        """Plan the asks of the respondents who have none yet.

        Any number of assessments costs about as many queries as one. Called twice,
        also by two workers, nobody is asked twice.

        :return: the new ``satisfaction.request``; some of them say why not
        """
        # sudo: the ledger is written by the product only; callers have checked who
        # may start the assessment
        assessments = self.sudo()
        if assessments:
            # Those another worker has in hand are left to it.
            assessments = assessments.try_lock_for_update(allow_referencing=True)
        assessments = assessments.filtered(
            lambda assessment: assessment.state in ("planned", "running")
        )
        keys = {a: f"assessment:{a.id}" for a in assessments}
        ledger = self.env["satisfaction.request"].sudo()
        known = {
            (request.occurrence_key, request.partner_id.id)
            for request in ledger.search(
                [("occurrence_key", "in", list(keys.values()))], order="id"
            )
        }
        silent = {key for key, partner_id in known if not partner_id}
        requests = ledger
        for (rule, mode, survey, mandatory), group in assessments.grouped(
            lambda a: (
                a.program_id._get_rule("manual"),
                a.mode,
                a.survey_id,
                a.is_mandatory,
            )
        ).items():
            if rule:
                requests |= group._plan_group(
                    rule, mode, survey, mandatory, keys, known, silent
                )
        assessments.write({"state": "running"})
        return requests

    def _plan_group(self, rule, mode, survey, mandatory, keys, known, silent):
        """Plan assessments that are asked in the same way."""
        requests = self.env["satisfaction.request"].sudo()
        todo = self
        while todo:
            # A contact has one row in a batch, so each client comes once in it.
            batch = todo.browse(
                assessments[0].id for assessments in todo.grouped("client_id").values()
            )
            todo -= batch
            of_client = {assessment.client_id: assessment for assessment in batch}

            def extra(contact, of_client=of_client):
                assessment = of_client[contact.commercial_partner_id]
                return {
                    "assessment_id": assessment.id,
                    "occurrence_key": keys[assessment],
                    "interviewer_id": assessment.interviewer_id.id,
                }

            contacts = batch.respondent_ids.filtered(
                lambda contact, of_client=of_client: (
                    (keys[of_client[contact.commercial_partner_id]], contact.id)
                    not in known
                )
            )
            nobody = batch.filtered(
                lambda assessment: (
                    not assessment.respondent_ids and keys[assessment] not in silent
                )
            )
            planned = rule._plan_contacts(
                contacts,
                silent_clients=nobody.client_id,
                survey=survey or None,
                delivery={"online": "mail", "call": "call"}.get(mode, "meeting"),
                is_mandatory=mandatory,
                extra_values=extra,
            )
            for request in planned.filtered(lambda request: not request.partner_id):
                assessment = of_client[request.client_id]
                request.write(
                    {
                        "assessment_id": assessment.id,
                        "occurrence_key": keys[assessment],
                    }
                )
            requests |= planned
        return requests
