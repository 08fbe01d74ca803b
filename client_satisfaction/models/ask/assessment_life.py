# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError

OPEN_STATES = ("planned", "sent")


class SatisfactionAssessment(models.Model):
    """From planned to done: buttons, and what they do to the ledger."""

    _inherit = "satisfaction.assessment"

    def action_start(self):
        """Make the asks: mails go out by a job, interviews wait for their answers."""
        self.check_access("write")
        for assessment in self:
            if assessment.state != "planned":
                raise UserError(
                    self.env._(
                        "%(assessment)s has been started already.",
                        assessment=assessment.display_name,
                    )
                )
            assessment._check_startable()
        self._open_requests()

    def _check_startable(self):
        """:raises UserError: with what is missing and how to mend it"""
        self.ensure_one()
        if not self.program_id or self.program_id.state != "running":
            raise UserError(
                self.env._(
                    "No programme of %(company)s is running. Start one first.",
                    company=self.company_id.name,
                )
            )
        if not self.survey_id:
            raise UserError(
                self.env._("Choose the questionnaire the client is asked with.")
            )
        if not self.respondent_ids:
            raise UserError(
                self.env._(
                    "Nobody of %(client)s is to be asked. Add respondents, or give the"
                    " client's contacts a role in the satisfaction programme.",
                    client=self.client_id.name,
                )
            )

    def action_invite_more(self):
        """Ask respondents who were added after the start."""
        self.check_access("write")
        for assessment in self:
            if assessment.state != "running":
                raise UserError(
                    self.env._("Only a running assessment takes more respondents.")
                )
        self._open_requests()

    def action_done(self):
        """Close the assessment; who was not heard in the interview stays unheard."""
        self.check_access("write")
        self._finish()

    def action_cancel(self):
        """Call the assessment off; asks that wait are taken back."""
        self.check_access("write")
        self._call_off(self.env._("Called off by %(user)s.", user=self.env.user.name))

    def action_reopen(self):
        """Go on with an assessment that was closed too early."""
        self.check_access("write")
        for assessment in self:
            if assessment.wave_id.state == "closed":
                raise UserError(
                    self.env._(
                        "The wave %(wave)s is closed: its results are reported.",
                        wave=assessment.wave_id.display_name,
                    )
                )
            assessment.state = "running" if assessment.request_ids else "planned"

    def action_recompute(self):
        """Compute the result anew, e.g. after the client's weights were mended."""
        self.check_access("write")
        self._recompute_results()

    def action_open_requests(self):
        """The asks of this assessment, answered or not."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_satisfaction.action_requests"
        )
        return {
            **action,
            "domain": [("assessment_id", "=", self.id)],
            "context": {"create": False},
            "display_name": self.env._("Asks of %s", self.display_name),
        }

    # ------------------------------------------------------------------
    # What the buttons and the waves use
    # ------------------------------------------------------------------
    def _finish(self):
        """These assessments are done; asks of interviews that wait are taken back.

        Who was asked by mail may still answer until the ask expires.
        """
        # sudo: the ledger is written by the product only; callers checked
        assessments = self.sudo().filtered(
            lambda one: one.state in ("planned", "running")
        )
        open_asks = assessments.request_ids.filtered(
            lambda ask: ask.state == "planned" and ask.delivery != "mail"
        )
        assessments._cancel_asks(open_asks, self.env._("Not heard in the interview."))
        assessments.write({"state": "done"})

    def _call_off(self, reason):
        """These assessments don't take place; all asks that wait are taken back."""
        # sudo: see _finish
        assessments = self.sudo().filtered(lambda one: one.state != "cancelled")
        open_asks = assessments.request_ids.filtered(
            lambda ask: ask.state in OPEN_STATES
        )
        assessments._cancel_asks(open_asks, reason)
        assessments.write({"state": "cancelled", "cancel_reason": reason})

    @api.model
    def _cancel_asks(self, asks, reason):
        # An answer may be coming in right now: its row is locked, and it counts.
        asks.write({"state": "cancelled", "cancel_reason": reason[:300]})

    def _finish_answered(self):
        """Close those of which no ask is open any more."""
        running = self.sudo().filtered(lambda one: one.state == "running")
        waiting = {
            assessment.id
            for (assessment,) in self.env["satisfaction.request"]
            # sudo: a job closes them, whoever answered last
            .sudo()
            ._read_group(
                [
                    ("assessment_id", "in", running.ids),
                    ("state", "in", OPEN_STATES),
                ],
                ["assessment_id"],
            )
        }
        running.filtered(
            lambda one: one.id not in waiting and one.response_count
        ).write({"state": "done"})
