# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import is_html_empty

from .case import STAGE_ORDER, STAGE_STAMPS


class SatisfactionCase(models.Model):
    """What is found out and done about a case, stage by stage."""

    _inherit = "satisfaction.case"

    contacted_at = fields.Datetime(readonly=True, copy=False)
    analysed_at = fields.Datetime(readonly=True, copy=False)
    committed_at = fields.Datetime(readonly=True, copy=False)
    done_at = fields.Datetime(readonly=True, copy=False)
    reviewed_at = fields.Datetime(readonly=True, copy=False)
    closed_at = fields.Datetime(readonly=True, copy=False)
    # What was found and done
    call_notes = fields.Html(
        "Call notes",
        copy=False,
        help="What the client said, as context of the score: the root cause analysis"
        " builds on it.",
    )
    root_cause_ids = fields.Many2many(
        "satisfaction.root.cause",
        string="Root causes",
        copy=False,
        help="Why it happened, as found out after the call. Without one a case"
        " can't be closed.",
    )
    decision = fields.Selection(
        [
            ("accepted", "Accepted: we change something"),
            ("declined", "Declined with an explanation"),
            ("no_defect", "No defect of the service found"),
        ],
        copy=False,
        tracking=True,
        help="What we told the client we will do. A no needs an explanation.",
    )
    decision_note = fields.Text("Explanation", copy=False)
    commitment_date = fields.Date(
        "Promised to the client until",
        copy=False,
        tracking=True,
        help="The day agreed with the client on the call.",
    )
    planned_actions = fields.Html(
        "Planned actions",
        copy=False,
        help="In words for the client: it stands in the action commitment.",
    )
    result = fields.Html(
        copy=False,
        help="What was done in the end, in words for the client.",
    )
    client_verdict = fields.Selection(
        [
            ("satisfied", "Satisfied"),
            ("partly", "Partly satisfied"),
            ("dissatisfied", "Not satisfied"),
        ],
        "Client is now",
        copy=False,
        tracking=True,
        help="How satisfied the client is with what we did about it.",
    )
    client_word = fields.Text(
        "Client's word on the result",
        copy=False,
        help="What the client said about it when you went through it together.",
    )
    contact_attempts = fields.Text(
        "Attempts to reach the client",
        copy=False,
        help="Day, time and way of each attempt, where the client was not reached.",
    )

    # ------------------------------------------------------------------
    # What each stage asks for
    # ------------------------------------------------------------------
    @api.constrains(
        "state",
        "client_id",
        "call_notes",
        "commitment_date",
        "planned_actions",
        "root_cause_ids",
        "decision",
        "decision_note",
        "client_verdict",
        "client_word",
        "contact_attempts",
    )
    def _check_stage(self):
        """No stage without what it stands for, whichever way it is reached."""
        for case in self:
            missing = case._get_missing_for_stage()
            if missing:
                raise ValidationError(
                    self.env._(
                        "%(case)s can't be “%(stage)s” yet. Please add: %(missing)s.",
                        case=case.display_name,
                        stage=case._get_stage_label(),
                        missing="; ".join(missing),
                    )
                )

    def _get_missing_for_stage(self):
        """What must still be written down for the stage the case stands in.

        :return: list of translated phrases, empty if nothing is missing
        """
        self.ensure_one()
        reached = STAGE_ORDER.index(self.state)
        missing = []
        if reached and not self.client_id:
            missing.append(self.env._("the client: who complained"))
        if reached >= STAGE_ORDER.index("analysed") and is_html_empty(self.call_notes):
            missing.append(self.env._("the call notes: what the client said"))
        if self.state == "committed":
            if not self.commitment_date:
                missing.append(self.env._("the day promised to the client"))
            if is_html_empty(self.planned_actions):
                missing.append(self.env._("the planned actions"))
        if self.decision == "declined" and not self.decision_note:
            missing.append(
                self.env._("the explanation for the client why it is declined")
            )
        if self.state == "closed":
            if not self.root_cause_ids:
                missing.append(self.env._("a root cause"))
            if not self.decision:
                missing.append(self.env._("the decision"))
            if not (self.client_verdict or self.client_word or self.contact_attempts):
                missing.append(
                    self.env._(
                        "the client's word on the result, or the attempts to get it"
                    )
                )
        return missing

    def _get_stage_label(self):
        self.ensure_one()
        return dict(self._fields["state"]._description_selection(self.env))[self.state]

    def _stamp_stage(self, state):
        """Note when a stage was reached; going back clears the later moments."""
        reached = STAGE_ORDER.index(state)
        values = {
            stamp: False
            for stage, stamp in STAGE_STAMPS.items()
            if STAGE_ORDER.index(stage) > reached
        }
        if reached:
            # The first contact counts, also of a case that skips that stage or comes
            # back to it.
            self.filtered(
                lambda case: not case.contacted_at
            ).contacted_at = fields.Datetime.now()
            if state != "contacted":
                values[STAGE_STAMPS[state]] = fields.Datetime.now()
        self.write(values)

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------
    def action_contacted(self):
        """The client was reached; what they said goes into the call notes (R76)."""
        self.state = "contacted"

    def action_analysed(self):
        """The causes were looked for in the notes (R85)."""
        self.state = "analysed"

    def action_committed(self):
        """The client was promised a report with actions until a day (R79)."""
        for case in self.filtered(lambda case: not case.commitment_date):
            case.commitment_date = case.report_deadline
        self.state = "committed"

    def action_done(self):
        """The actions are done."""
        self.state = "done"

    def action_reviewed(self):
        """The result was reviewed with the client (R13, R92)."""
        self.state = "reviewed"

    def action_close(self):
        """Close the case: cause, decision and the client's word are on it."""
        self.state = "closed"

    def action_reopen(self):
        """Back to work, e.g. as the client is not content after all."""
        self.filtered(lambda case: case.state == "closed").state = "contacted"
