# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from ...report.figures import format_kpi, format_value
from ...scoring import target_status
from ..kpi_catalogue import SCOPE_FIELDS


class SatisfactionTarget(models.Model):
    """How a target reads on a screen: the goal, the value and the verdict in words."""

    _inherit = "satisfaction.target"

    scope_name = fields.Char("Who", compute="_compute_scope_name")
    goal_text = fields.Char("Goal (words)", compute="_compute_texts")
    figure_text = fields.Char(
        "Measured (interval, n)",
        compute="_compute_texts",
        help='E.g. "66.7 % (35.4–87.9, n = 9)": value, 95 % interval, how many.',
    )
    verdict_text = fields.Char("Verdict", compute="_compute_texts")
    counterweight_text = fields.Char(
        "Seen beside",
        compute="_compute_counterweight",
        compute_sudo=False,
        help="Satisfaction beside efficiency, and the other way round: no number of"
        " one side stands alone.",
    )

    @api.depends("scope", "team_id", "user_id", "client_id", "company_id")
    def _compute_scope_name(self):
        for target in self:
            record = target._get_scope_record() or target.company_id
            # sudo: the name of whom a target is about goes with the target
            target.scope_name = record.sudo().display_name

    @api.depends("goal", "direction", "kpi", "value", "n", "status", "is_value_good")
    @api.depends_context("lang")
    def _compute_texts(self):
        point = self.env["satisfaction.score"]._get_decimal_point()
        hours = self.env["satisfaction.score"]._get_hours_form()
        for target in self:
            goal = format_value(target.goal, target.unit, point, hours)
            target.goal_text = (
                self.env._("at most %(goal)s", goal=goal)
                if target.direction == "at_most"
                else self.env._("at least %(goal)s", goal=goal)
            )
            interval = target._get_interval()
            low, high = interval or (None, None)
            target.figure_text = (
                format_kpi(target.value, target.n, target.unit, low, high, point, hours)
                if target.status != "not_measured"
                # sudo: only whether there were too few, of a target one may read
                else self.env._("too few answers (n = %(count)s)", count=target.n)
                if target.sudo().value_id.is_too_few
                else self.env._("not measured")
            )
            target.verdict_text = target._word_verdict()

    def _get_interval(self):
        """(low, high) of the measured value, or None."""
        self.ensure_one()
        low, high = self.interval_low, self.interval_high
        return None if low is False or high is False else (low, high)

    def _word_verdict(self):
        """What the comparison says, with what to do when it says nothing yet."""
        self.ensure_one()
        if self.status == "not_measured":
            return self.env._("Nothing measured yet.")
        if self.status == "reached":
            return self.env._("Reached: the whole 95 % interval meets the goal.")
        if self.status == "missed":
            return self.env._("Missed: the whole 95 % interval lies off the goal.")
        if self.is_value_good:
            return self.env._(
                "The value meets the goal, but chance may have helped: the goal lies"
                " inside the 95 % interval."
            )
        return self.env._(
            "The value is off the goal, but that may be chance: the goal lies inside"
            " the 95 % interval."
        )

    def _judge(self, value):
        """The verdict on another period's value of this target's KPI.

        :param value: ``satisfaction.kpi.value``
        """
        self.ensure_one()
        return target_status(
            value.value if value.is_measured else None,
            value._get_interval() if value.is_measured else None,
            self.goal,
            self.direction,
            exact=value.is_measured and value.method == "count",
        )

    @api.depends("value_id")
    @api.depends_context("uid", "lang")
    def _compute_counterweight(self):
        """The other side's figure of the same scope and period (R6, R9, R12)."""
        values = self.env["satisfaction.kpi.value"]
        names = dict(self._fields["kpi"]._description_selection(self.env))
        beside = values.search(
            [
                ("program_id", "in", self.program_id.ids),
                ("kpi", "in", ("tickets", "resolution_hours")),
                ("scope", "in", list(set(self.mapped("scope")))),
            ]
        )
        by_key = {
            (value.program_id.id, value.period_start, value.period_end)
            + value._get_name(): value
            for value in beside
        }
        for target in self:
            other = COUNTERWEIGHTS.get(target.kpi)
            # sudo: only period and scope of the value the target shows anyway
            own = target.sudo().value_id
            found = by_key.get(
                (own.program_id.id, own.period_start, own.period_end)
                + (other, *target._get_value_key()[2:4], "")
            )
            target.counterweight_text = (
                f"{names[other]}: {found.figure_text}" if found else False
            )

    def action_open_value(self):
        """The stored values of this KPI and scope over all periods."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_satisfaction.action_kpis"
        )
        _program, kpi, scope, record_id, channel_code, is_year = self._get_value_key()
        domain = (
            Domain("company_id", "=", self.company_id.id)
            & Domain("kpi", "=", kpi)
            & Domain("scope", "=", scope)
            & Domain("channel_code", "=", channel_code or False)
            & Domain("is_year", "=", is_year)
        )
        if record_id:
            domain &= Domain(SCOPE_FIELDS[scope], "=", record_id)
        return {
            **action,
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": list(domain),
            "context": {},
            "display_name": self.display_name,
        }


#: Which figure is shown beside which: the efficient are asked whether clients are
#: content, the popular how long it takes.
COUNTERWEIGHTS = {
    "tickets": "resolution_hours",
    "ticket_csat": "resolution_hours",
    "resolution_hours": "tickets",
    "resolution_mean": "tickets",
    "reopened_share": "tickets",
    "sla_met": "tickets",
    "ticket_count": "tickets",
}
