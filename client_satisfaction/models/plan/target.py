# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...points_field import PointsField
from ..kpi_catalogue import CATALOGUE, KPIS, SCOPE_FIELDS, SCOPES, UNITS

TARGET_STATES = [
    ("reached", "Goal reached"),
    ("open", "Not certain"),
    ("missed", "Goal missed"),
    ("not_measured", "Not measured"),
]

#: Goals that stand on the programme as well: one number, shown in both places.
PROGRAM_GOALS = {"satisfied_share": "target_share", "score": "target_points"}


class SatisfactionTarget(models.Model):
    """A goal on a KPI: of the company, a team, an agent or a client (R4, R12).

    What was measured is copied from the stored KPI values by their cron, with n,
    interval and a verdict: a goal that lies inside the interval is neither reached
    nor missed (D15). Team and agent goals feed Odoo's gamification goals.
    """

    _name = "satisfaction.target"
    _description = "Satisfaction Target"
    _inherit = ["mail.thread"]
    _order = "program_id desc, scope, sequence, id"
    _check_company_auto = True

    program_id = fields.Many2one(
        "satisfaction.program",
        "Programme",
        required=True,
        ondelete="cascade",
        index=True,
        default=lambda self: self._default_program_id(),
    )
    company_id = fields.Many2one(
        related="program_id.company_id", store=True, index=True
    )
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    kpi = fields.Selection(
        KPIS,
        "KPI",
        required=True,
        tracking=True,
        help="What is measured. Its figure is stored and judged with its interval.",
    )
    scope = fields.Selection(
        SCOPES,
        required=True,
        default="company",
        tracking=True,
        help="Whose figure: of the company, or of one team, agent or client.",
    )
    team_id = fields.Many2one(
        "helpdesk.ticket.team", check_company=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users", "Agent", check_company=True, ondelete="cascade"
    )
    client_id = fields.Many2one(
        "res.partner",
        domain="[('parent_id', '=', False), ('is_company', '=', True)]",
        ondelete="cascade",
    )
    channel_code = fields.Char(
        "Channel", help="Code of a channel of the programme, for its response rate."
    )
    direction = fields.Selection(
        [("at_least", "At least"), ("at_most", "At most")],
        required=True,
        compute="_compute_direction",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    goal = fields.Float(
        digits=(10, 1),
        required=True,
        aggregator=None,
        compute="_compute_goal",
        inverse="_inverse_goal",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="In the unit of the KPI: points, per cent, hours.",
    )
    unit = fields.Selection(UNITS, compute="_compute_unit")
    period_kind = fields.Selection(
        [("period", "Each period"), ("year", "The whole year")],
        "Measured over",
        required=True,
        default="period",
        help="Judged on the value of a period, or of the whole year.",
    )
    accountable_id = fields.Many2one(
        "res.users",
        check_company=True,
        tracking=True,
        help="Answers for this goal, and sees what was measured.",
    )
    # What was measured, copied by the KPI cron
    value_id = fields.Many2one(
        "satisfaction.kpi.value", "KPI value", ondelete="set null", readonly=True
    )
    period_label = fields.Char("Period", readonly=True)
    value = PointsField(
        "Measured", digits=(10, 1), aggregator=None, readonly=True, copy=False
    )
    n = fields.Integer(readonly=True, aggregator=None, copy=False)
    interval_low = PointsField(
        "Interval from", digits=(10, 1), aggregator=None, readonly=True, copy=False
    )
    interval_high = PointsField(
        "Interval to", digits=(10, 1), aggregator=None, readonly=True, copy=False
    )
    status = fields.Selection(
        TARGET_STATES,
        required=True,
        readonly=True,
        default="not_measured",
        copy=False,
        help="Reached or missed only when the whole 95 % interval lies on that side"
        " of the goal.",
    )

    _target_unique = models.UniqueIndex(
        "(program_id, kpi, scope, period_kind, (COALESCE(team_id, 0)),"
        " (COALESCE(user_id, 0)), (COALESCE(client_id, 0)),"
        " (COALESCE(channel_code, ''))) WHERE active",
        "There is already a target for this KPI and scope. Change that one.",
    )

    def _default_program_id(self):
        company = self.env.company
        return self.env["satisfaction.program"]._find(
            company, company._satisfaction_today(), running=False
        )

    @api.depends("kpi")
    def _compute_unit(self):
        for target in self:
            kpi = CATALOGUE.get(target.kpi)
            target.unit = kpi.unit if kpi else False

    @api.depends("kpi")
    def _compute_direction(self):
        for target in self:
            kpi = CATALOGUE.get(target.kpi)
            target.direction = kpi.direction if kpi else "at_least"

    @api.depends("kpi", "scope", "program_id.target_share", "program_id.target_points")
    def _compute_goal(self):
        for target in self:
            name = target._get_program_goal()
            target.goal = target.program_id[name] if name else target.goal

    def _inverse_goal(self):
        """The company's two goals stand on the programme too: one number."""
        for target in self:
            name = target._get_program_goal()
            if name and target.program_id[name] != target.goal:
                target._check_goal()
                target.program_id[name] = target.goal

    def _get_program_goal(self):
        """The programme's field that holds this goal, or None."""
        self.ensure_one()
        if self.scope == "company" and self.direction != "at_most":
            return PROGRAM_GOALS.get(self.kpi)
        return None

    @api.depends("kpi", "scope", "team_id", "user_id", "client_id")
    def _compute_display_name(self):
        names = dict(self._fields["kpi"]._description_selection(self.env))
        for target in self:
            about = target._get_scope_record().display_name
            target.display_name = " · ".join(
                filter(None, (names.get(target.kpi), about))
            )

    def _get_scope_record(self):
        """The team, agent or client a target is about; the company's own: empty."""
        self.ensure_one()
        name = SCOPE_FIELDS.get(self.scope)
        return self[name] if name else self.env["res.company"]

    @api.constrains("kpi", "goal")
    def _check_goal(self):
        for target in self:
            kpi = CATALOGUE[target.kpi]
            low, high = kpi.low, kpi.high
            if high is None and target.goal < low:
                raise ValidationError(
                    self.env._(
                        "The goal of “%(target)s” is %(value)g. Write a number of 0 or"
                        " more.",
                        target=target.display_name,
                        value=target.goal,
                    )
                )
            if high is not None and not low <= target.goal <= high:
                raise ValidationError(
                    self.env._(
                        "The goal of “%(target)s” is %(value)g. Write a number between"
                        " %(low)g and %(high)g.",
                        target=target.display_name,
                        value=target.goal,
                        low=low,
                        high=high,
                    )
                )

    @api.constrains("kpi", "scope", "team_id", "user_id", "client_id")
    def _check_scope(self):
        """A team's target names a team and nobody else, and so on."""
        scopes = dict(self._fields["scope"]._description_selection(self.env))
        for target in self:
            if target.scope not in CATALOGUE[target.kpi].scopes:
                raise ValidationError(
                    self.env._(
                        "“%(kpi)s” is not measured for: %(scope)s. Choose one of:"
                        " %(scopes)s.",
                        kpi=dict(KPIS)[target.kpi],
                        scope=scopes[target.scope],
                        scopes=", ".join(
                            scopes[scope] for scope in CATALOGUE[target.kpi].scopes
                        ),
                    )
                )
            name = SCOPE_FIELDS.get(target.scope)
            if name and not target[name]:
                raise ValidationError(
                    self.env._(
                        "Choose whose target it is: %(scope)s.",
                        scope=scopes[target.scope],
                    )
                )

    @api.onchange("scope")
    def _onchange_scope(self):
        """Forget a team chosen before the scope became an agent."""
        keep = SCOPE_FIELDS.get(self.scope)
        for name in SCOPE_FIELDS.values():
            if name != keep:
                self[name] = False
