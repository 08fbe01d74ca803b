# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import api, fields, models

from ..kpi_catalogue import CATALOGUE, KPIS
from .score_recompute import _differing


class GamificationGoalDefinition(models.Model):
    """A kind of goal whose value comes from our stored KPI values."""

    _inherit = "gamification.goal.definition"

    computation_mode = fields.Selection(
        selection_add=[("satisfaction", "Automatic: satisfaction target")],
        ondelete={"satisfaction": "cascade"},
    )
    satisfaction_kpi = fields.Selection(KPIS, "Satisfaction KPI", readonly=True)

    @api.model
    def _find_for_kpi(self, kpi, direction):
        """The definition of a KPI's goals; made when a direction is unusual.

        :param direction: "at_least" or "at_most"
        """
        condition = "higher" if direction == "at_least" else "lower"
        definition = self.search(
            [
                ("computation_mode", "=", "satisfaction"),
                ("satisfaction_kpi", "=", kpi),
                ("condition", "=", condition),
            ],
            limit=1,
        )
        if definition:
            return definition
        target = self.env["satisfaction.target"]
        names = dict(target._fields["kpi"]._description_selection(self.env))
        units = dict(target._fields["unit"]._description_selection(self.env))
        return self.create(
            {
                "name": names[kpi],
                "suffix": units[CATALOGUE[kpi].unit],
                "computation_mode": "satisfaction",
                "satisfaction_kpi": kpi,
                "condition": condition,
            }
        )


class GamificationGoal(models.Model):
    """Team and agent targets as goals of their people (R12).

    Odoo's goals are one number against another. Ours are only started once there
    are enough answers, never without the number of answers and the interval beside
    them, and follow the verdict that knows about chance (D15).
    """

    _inherit = "gamification.goal"

    satisfaction_target_id = fields.Many2one(
        "satisfaction.target", ondelete="cascade", readonly=True, index="btree_not_null"
    )

    _satisfaction_unique = models.UniqueIndex(
        "(satisfaction_target_id, user_id) WHERE satisfaction_target_id IS NOT NULL",
        "A target gives each person one goal.",
    )

    def update_goal(self):
        """Goals of ours are updated from their target, the others as ever."""
        ours = self.filtered("satisfaction_target_id")
        ours._update_from_target()
        return super(GamificationGoal, self - ours).update_goal()

    def _update_from_target(self):
        """Copy the target's stored value; a value not measured starts no goal."""
        for goal in self:
            # sudo: the target of a goal is its owner's to see, its value as well
            target = goal.satisfaction_target_id.sudo()
            values = target._prepare_goal()
            if changed := _differing(goal, values):
                goal.sudo().write(changed)


class SatisfactionTarget(models.Model):
    _inherit = "satisfaction.target"

    goal_ids = fields.One2many(
        "gamification.goal", "satisfaction_target_id", "Personal goals"
    )

    def _get_goal_users(self):
        """Whose goal it is: the agent, or everybody in the team."""
        self.ensure_one()
        if self.scope == "agent":
            return self.user_id
        if self.scope == "team":
            return self.team_id.user_ids
        return self.env["res.users"]

    def _prepare_goal(self):
        """What a personal goal copies from the target."""
        self.ensure_one()
        program = self.program_id
        over = (
            program.state == "closed"
            or program.company_id._satisfaction_today() > program.date_end
        )
        if self.status == "not_measured":
            state = "draft"
        elif self.status == "reached":
            state = "reached"
        elif self.status == "missed" and over:
            state = "failed"
        else:
            state = "inprogress"
        return {
            "target_goal": self.goal,
            "current": self.value or 0.0,
            "start_date": program.date_start,
            "end_date": program.date_end,
            "state": state,
            "closed": over,
        }

    def _update_goals(self):
        """Give everybody concerned a goal, and bring the goals up to date.

        Who left the team, or whose target is another one now, keeps no goal.
        """
        # sudo: employees may neither create nor read the goals of others; who sets
        # the target decides who has it
        goals = self.env["gamification.goal"].sudo()
        definitions = self.env["gamification.goal.definition"].sudo()
        existing = defaultdict(dict)
        for goal in goals.search([("satisfaction_target_id", "in", self.ids)]):
            existing[goal.satisfaction_target_id.id][goal.user_id.id] = goal
        create = []
        stale = goals.browse()
        for target in self:
            has = existing[target.id]
            definition = None
            wanted = target._get_goal_users() if target.active else []
            if wanted:
                definition = definitions._find_for_kpi(target.kpi, target.direction)
            for user in wanted:
                goal = has.get(user.id)
                if goal and goal.definition_id == definition:
                    del has[user.id]
                    goal._update_from_target()
                else:
                    create.append(
                        target._prepare_goal()
                        | {
                            "user_id": user.id,
                            "definition_id": definition.id,
                            "satisfaction_target_id": target.id,
                        }
                    )
            stale = stale.concat(*has.values())
        stale.unlink()
        goals.create(create)
