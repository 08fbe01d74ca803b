# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.tools import plaintext2html


def _target_key(target):
    """What makes a target the same goal in another year."""
    return (
        target.kpi,
        target.scope,
        target.period_kind,
        target.team_id,
        target.user_id,
        target.client_id,
        target.channel_code,
    )


class SatisfactionProgram(models.Model):
    """Business goals, and whether everything that is asked serves one (R2, R5)."""

    _inherit = "satisfaction.program"

    goal_ids = fields.One2many(
        "satisfaction.business.goal", "program_id", "Business goals", copy=True
    )
    goal_warning = fields.Text(
        compute="_compute_goal_warning",
        help="What keeps the programme from being tied to the business goals.",
    )

    @api.depends_context("lang")
    @api.depends(
        "goal_ids.survey_ids",
        "goal_ids.indicator_ids",
        "goal_ids.measure",
        "goal_ids.target_ids",
        "channel_ids.survey_id",
        "rule_ids.survey_id",
        "rule_ids.active",
    )
    def _compute_goal_warning(self):
        for program in self:
            program.goal_warning = "\n".join(program._list_goal_problems())

    def _list_goal_problems(self):
        """Why asking would be no more than sending surveys, a sentence each."""
        self.ensure_one()
        if not self.goal_ids:
            return [
                self.env._(
                    "No business goal is written down. Name the year's goals, and say"
                    " which questionnaires serve them."
                )
            ]
        problems = []
        aimless = self._get_surveys_in_use() - self._get_goal_surveys()
        if aimless:
            problems.append(
                self.env._(
                    "These questionnaires serve no business goal: %(surveys)s. Add"
                    " them to the goal they serve, or stop asking.",
                    surveys=", ".join(f"“{survey.title}”" for survey in aimless),
                )
            )
        unmeasured = self.goal_ids.filtered(
            lambda goal: (
                not (
                    goal.measure
                    or goal.survey_ids
                    or goal.indicator_ids
                    or goal.target_ids
                )
            )
        )
        if unmeasured:
            problems.append(
                self.env._(
                    "Nobody will know whether these goals are reached: %(goals)s."
                    " Say what measures them.",
                    goals=", ".join(f"“{goal.name}”" for goal in unmeasured),
                )
            )
        return problems

    def _get_surveys_in_use(self):
        """The questionnaires of channels and active rules."""
        rules = self.rule_ids.filtered("active")
        return self.channel_ids.survey_id | rules.survey_id

    def _get_goal_surveys(self):
        """Questionnaires that serve a goal, with their other wordings."""
        named = self.goal_ids.survey_ids
        origins = named | named.satisfaction_origin_id
        return origins | origins.satisfaction_variant_ids

    def copy(self, default=None):
        """Targets come along to next year; goals go with the copy's own targets."""
        copies = super().copy(default)
        # Targets switched off are left behind.
        targets = self.env["satisfaction.target"].search(
            [("program_id", "in", (self | copies).ids)]
        )
        by_program = targets.grouped("program_id")
        for program, copy in zip(self, copies, strict=True):
            present = {_target_key(one): one for one in by_program.get(copy, ())}
            for target in by_program.get(program, ()):
                if _target_key(target) not in present:
                    present[_target_key(target)] = target.copy({"program_id": copy.id})
            # Lines are copied in their order.
            for goal, new in zip(program.goal_ids, copy.goal_ids, strict=True):
                keys = [_target_key(target) for target in goal.target_ids]
                new.target_ids = [
                    Command.set([present[key].id for key in keys if key in present])
                ]
        return copies

    def action_start(self):
        """A programme may start without goals; that it did is written down."""
        warned = self.filtered(
            lambda program: program.state == "draft" and program.goal_warning
        )
        result = super().action_start()
        for program in warned:
            program.message_post(
                body=plaintext2html(
                    self.env._(
                        "Started although: %(warning)s", warning=program.goal_warning
                    )
                )
            )
        return result
