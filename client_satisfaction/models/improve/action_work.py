# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import format_date

from .action import FINISHED_ACTION_STAGES, OPEN_ACTION_STAGES

VERDICTS = [
    ("satisfied", "Satisfied"),
    ("partly", "Partly satisfied"),
    ("dissatisfied", "Not satisfied"),
]


class SatisfactionAction(models.Model):
    """From the plan to the client's word on the result (R92)."""

    _inherit = "satisfaction.action"

    started_on = fields.Date(readonly=True, copy=False)
    done_on = fields.Date("Done on", readonly=True, copy=False, index="btree_not_null")
    reviewed_on = fields.Date("Reviewed on", readonly=True, copy=False)
    result = fields.Text(
        "What was done",
        copy=False,
        tracking=True,
        help="In words to the client, who reads them.",
    )
    client_verdict = fields.Selection(
        VERDICTS,
        "Client is now",
        copy=False,
        tracking=True,
        help="How satisfied the client is with what we did.",
    )
    client_word = fields.Text(
        "Client's word on it",
        copy=False,
        help="What the client said, and when and where we went through it together.",
    )
    cancel_reason = fields.Text(
        "Why it is dropped",
        copy=False,
        tracking=True,
        help="In words to the client, who was promised it.",
    )
    is_open = fields.Boolean(compute="_compute_is_open", search="_search_is_open")
    due_state = fields.Selection(
        [("late", "Late"), ("soon", "This week"), ("later", "Later"), ("none", "None")],
        "Deadline",
        compute="_compute_due_state",
    )
    due_color = fields.Integer(compute="_compute_due_state")

    @api.depends("state")
    def _compute_is_open(self):
        for action in self:
            action.is_open = action.state in OPEN_ACTION_STAGES

    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        inside = "in" if True in value else "not in"
        return [("state", inside, OPEN_ACTION_STAGES)]

    @api.depends("state", "date_due", "company_id")
    def _compute_due_state(self):
        # Odoo's kanban colours: red, orange, none
        colors = {"late": 1, "soon": 2}
        for action in self:
            due, today = action.date_due, None
            if action.company_id and action.state in OPEN_ACTION_STAGES:
                today = action.company_id._satisfaction_today()
            if not (due and today):
                action.due_state = "none"
            elif due < today:
                action.due_state = "late"
            elif (due - today).days < 7:
                action.due_state = "soon"
            else:
                action.due_state = "later"
            action.due_color = colors.get(action.due_state, 0)

    # ------------------------------------------------------------------
    # What each stage asks for
    # ------------------------------------------------------------------
    @api.constrains(
        "state", "scope", "result", "cancel_reason", "client_verdict", "client_word"
    )
    def _check_stage(self):
        """No stage without what it stands for, whichever way it is reached."""
        stages = dict(self._fields["state"]._description_selection(self.env))
        for action in self:
            missing = action._get_missing_for_stage()
            if missing:
                raise ValidationError(
                    self.env._(
                        "“%(action)s” can't be “%(stage)s” yet. Please add:"
                        " %(missing)s.",
                        action=action.name,
                        stage=stages[action.state],
                        missing="; ".join(missing),
                    )
                )

    def _get_missing_for_stage(self):
        """What must still be written down for the stage the action stands in.

        :return: list of translated phrases, empty if nothing is missing
        """
        self.ensure_one()
        missing = []
        if self.state in FINISHED_ACTION_STAGES and not self.result:
            missing.append(self.env._("what was done, in words to the client"))
        if self.state == "reviewed" and not self._has_client_word():
            missing.append(
                self.env._("how satisfied the client is, or the client's word on it")
            )
        if self.state == "cancelled" and not self.cancel_reason:
            missing.append(self.env._("why it is dropped"))
        return missing

    def _has_client_word(self):
        """Whether a client has said anything about the result (R92)."""
        self.ensure_one()
        # sudo: that a client judged a case says nothing of what the case is about
        return bool(
            self.client_verdict
            or self.client_word
            or any(self.sudo().case_ids.mapped("client_verdict"))
        )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        actions = super().create(vals_list)
        for state, group in actions.grouped("state").items():
            if state != "planned":
                group._stamp_stage(state)
        actions._subscribe_owner()
        actions._take_remarks()
        return actions

    def write(self, vals):
        moved = self.browse()
        if "state" in vals:
            moved = self.filtered(lambda action: action.state != vals["state"])
        result = super().write(vals)
        if moved:
            moved._stamp_stage(vals["state"])
        if "user_id" in vals:
            self._subscribe_owner()
        if "remark_ids" in vals:
            self._take_remarks()
        return result

    def _take_remarks(self):
        """A remark somebody acts on is in work."""
        # sudo: whoever may plan the action may say so
        self.sudo().filtered("is_open").remark_ids.filtered(
            lambda remark: remark.state == "new"
        ).state = "in_progress"

    def _stamp_stage(self, state):
        """Note the day a stage was reached; going back clears the later days."""
        for company, actions in self.grouped("company_id").items():
            today = company._satisfaction_today()
            for action in actions:
                values = {}
                if state == "planned":
                    values["started_on"] = False
                elif state != "cancelled" and not action.started_on:
                    values["started_on"] = today
                if state in FINISHED_ACTION_STAGES:
                    values["done_on"] = action.done_on or today
                else:
                    values["done_on"] = False
                values["reviewed_on"] = today if state == "reviewed" else False
                action.write(values)
        if state not in OPEN_ACTION_STAGES:
            self._close_reminders()
        if state in FINISHED_ACTION_STAGES:
            self._follow_done()

    def _follow_done(self):
        """What else is done now: remarks and cases whose last action this was.

        A case moves on only from "committed": earlier stages still wait for a person.
        """
        # sudo: whoever owns the last action may finish it; the rest goes on by itself
        self.sudo().remark_ids._finish_by_actions()
        cases = self.sudo().case_ids.filtered(
            lambda case: (
                case.state == "committed" and not case.action_ids.filtered("is_open")
            )
        )
        if cases:
            cases.action_done()

    def _subscribe_owner(self):
        # sudo: the partner behind a colleague's account
        for user, actions in self.sudo().grouped("user_id").items():
            if user.active and not user.share:
                actions._message_subscribe(user.partner_id.ids)

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------
    def action_start(self):
        """Somebody works on it."""
        self.state = "in_progress"

    def action_done(self):
        """It is done; what was done stands in ``result``."""
        self.state = "done"

    def action_reviewed(self):
        """The result was gone through with the client (R92)."""
        self.state = "reviewed"

    def action_cancel(self):
        """Drop it; ``cancel_reason`` says why."""
        self.state = "cancelled"

    def action_reopen(self):
        """Back to work, e.g. as the client is not content after all."""
        self.filtered(lambda action: action.state not in OPEN_ACTION_STAGES).write(
            {"state": "in_progress", "client_verdict": False}
        )

    def _open_dialog(self, view, title):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(self.env.ref(f"client_satisfaction.{view}").id, "form")],
            "target": "new",
        }

    def action_open_done(self):
        """Ask what was done."""
        return self._open_dialog(
            "satisfaction_action_view_form_done", self.env._("Done")
        )

    def action_open_reviewed(self):
        """Ask what the client says."""
        return self._open_dialog(
            "satisfaction_action_view_form_reviewed", self.env._("Reviewed with client")
        )

    def action_open_cancel(self):
        """Ask why it is dropped."""
        return self._open_dialog(
            "satisfaction_action_view_form_cancel", self.env._("Drop this action")
        )

    # ------------------------------------------------------------------
    # To the client
    # ------------------------------------------------------------------
    def _describe_for_client(self):
        """Where the action stands, in words to the client."""
        self.ensure_one()
        stages = dict(self._fields["state"]._description_selection(self.env))
        if self.state in FINISHED_ACTION_STAGES:
            day = format_date(self.env, self.done_on)
            return self.env._("Done on %s.", day) + (
                f"\n{self.result}" if self.result else ""
            )
        return self.env._(
            "%(stage)s; %(owner)s until %(day)s.",
            stage=stages[self.state],
            owner=self.user_id.name,
            day=format_date(self.env, self.date_due),
        )
