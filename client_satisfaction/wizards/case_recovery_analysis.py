# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..points_field import PointsField
from ..scoring import Moments, mean_interval, measure_effect, recovery_effect

VERDICTS = [
    ("too_few", "Too few answers to tell"),
    ("better", "Better, more than by chance"),
    ("worse", "Worse, more than by chance"),
    ("no_reliable_change", "No reliable difference"),
]


class SatisfactionRecoveryAnalysis(models.TransientModel):
    """Were clients with problems won back, even beyond those without any? (R96, R100)

    Two figures of a span of time. The *effect*: the bad answer and the later word of
    the same contact. The *paradox*: how clients whose problems were solved answer
    today, beside clients that never had one. Each client counts once there.
    """

    _name = "satisfaction.recovery.analysis"
    _description = "Recovery Analysis"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date_from = fields.Date(
        "Cases closed from",
        required=True,
        default=lambda self: (
            self.env.company._satisfaction_today() - relativedelta(years=1)
        ),
    )
    date_to = fields.Date(
        "until",
        required=True,
        default=lambda self: self.env.company._satisfaction_today(),
    )
    case_count = fields.Integer("Cases closed", compute="_compute_effect")
    effect_count = fields.Integer("Cases with both figures", compute="_compute_effect")
    before = PointsField("Points before", compute="_compute_effect")
    after = PointsField("Points after", compute="_compute_effect")
    change = PointsField("Mean change", compute="_compute_effect")
    change_low = PointsField("Change, lower end", compute="_compute_effect")
    change_high = PointsField("Change, upper end", compute="_compute_effect")
    verdict = fields.Selection(VERDICTS, "Effect", compute="_compute_effect")
    # Clients that had a problem beside those that had none
    helped_count = fields.Integer(
        "Clients with solved problems", compute="_compute_paradox"
    )
    helped_points = PointsField("Their points", compute="_compute_paradox")
    helped_low = PointsField("Theirs, lower end", compute="_compute_paradox")
    helped_high = PointsField("Theirs, upper end", compute="_compute_paradox")
    calm_count = fields.Integer("Clients without problems", compute="_compute_paradox")
    calm_points = PointsField("Points of these", compute="_compute_paradox")
    calm_low = PointsField("Of these, lower end", compute="_compute_paradox")
    calm_high = PointsField("Of these, upper end", compute="_compute_paradox")
    difference = PointsField("Difference", compute="_compute_paradox")
    paradox = fields.Selection(VERDICTS, "Compared", compute="_compute_paradox")

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for analysis in self:
            if analysis.date_from > analysis.date_to:
                raise ValidationError(
                    self.env._("Choose a first day that isn't after the last one.")
                )

    def _get_case_domain(self):
        """Cases closed in the span that the user may see."""
        self.ensure_one()
        company = self.company_id
        start = company._satisfaction_day_end(self.date_from - relativedelta(days=1))
        return (
            Domain("company_id", "=", company.id)
            & Domain("closed_at", ">", start)
            & Domain("closed_at", "<=", company._satisfaction_day_end(self.date_to))
        )

    @api.depends("company_id", "date_from", "date_to")
    def _compute_effect(self):
        for analysis in self:
            cases = self.env["satisfaction.case"].search(analysis._get_case_domain())
            pairs = [
                (case.recovery_before, case.recovery_after)
                for case in cases
                if case.recovery_before is not False
                and case.recovery_after is not False
            ]
            effect = recovery_effect(pairs)
            analysis.case_count = len(cases)
            analysis.effect_count = effect.n
            analysis.before = effect.before
            analysis.after = effect.after
            analysis.change = effect.change
            analysis.change_low = effect.interval.low if effect.interval else False
            analysis.change_high = effect.interval.high if effect.interval else False
            analysis.verdict = effect.verdict

    @api.depends("company_id", "date_from", "date_to")
    def _compute_paradox(self):
        for analysis in self:
            helped, calm = analysis._get_client_means()
            effect = measure_effect(calm, helped)
            analysis._set_group("helped", helped)
            analysis._set_group("calm", calm)
            analysis.difference = effect.change
            analysis.paradox = effect.verdict

    def _set_group(self, name, moments):
        interval = mean_interval(moments)
        self[f"{name}_count"] = moments.n
        self[f"{name}_points"] = moments.mean
        self[f"{name}_low"] = interval.low if interval else False
        self[f"{name}_high"] = interval.high if interval else False

    def _get_client_means(self):
        """Mean points of each client in the span, for both groups.

        With solved problems: all cases of the client closed, the last one in the
        span; only what was answered after that counts, without the questions about
        the case itself. Without problems: never any case.

        :return: ``Moments`` of the clients' means: (helped, calm)
        """
        self.ensure_one()
        # sudo: numbers and means only; the menu is for those who may read all
        cases = self.env["satisfaction.case"].sudo()
        in_company = Domain("company_id", "=", self.company_id.id)
        solved_on = {}
        troubled = set()
        for client, states, last in cases._read_group(
            in_company & Domain("client_id", "!=", False),
            ["client_id"],
            ["state:array_agg_distinct", "closed_at:max"],
        ):
            troubled.add(client.id)
            day = last and self.company_id._satisfaction_date(last)
            if set(states) == {"closed"} and day and self.date_from <= day:
                solved_on[client.id] = day
        answers = (
            self.env["satisfaction.request"]
            .sudo()
            ._read_group(
                in_company
                & Domain("state", "=", "answered")
                & Domain("is_scored", "=", True)
                & Domain("recovery_case_id", "=", False)
                & Domain("client_id", "!=", False)
                & Domain("event_date", ">=", self.date_from)
                & Domain("event_date", "<=", self.date_to),
                ["client_id", "event_date:day"],
                ["points:sum", "__count"],
            )
        )
        sums = defaultdict(lambda: [0.0, 0])
        for client, day, total, count in answers:
            if client.id in troubled and day <= solved_on.get(client.id, self.date_to):
                continue
            sums[client.id][0] += total
            sums[client.id][1] += count
        means = {client: total / count for client, (total, count) in sums.items()}
        return (
            Moments.of(mean for client, mean in means.items() if client in solved_on),
            Moments.of(
                mean for client, mean in means.items() if client not in troubled
            ),
        )

    def action_show_cases(self):
        """The cases behind the effect."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_satisfaction.action_cases"
        )
        graph = self.env.ref(
            "client_satisfaction.satisfaction_case_view_graph_recovery"
        )
        action.update(
            name=self.env._("Cases closed, with their recovery effect"),
            domain=list(self._get_case_domain()),
            context={},
            views=[
                (False, "list"),
                (graph.id, "graph"),
                (False, "pivot"),
                (False, "form"),
            ],
            view_mode="list,graph,pivot,form",
        )
        return action
