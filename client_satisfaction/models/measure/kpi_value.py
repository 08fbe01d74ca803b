# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...points_field import PointsField
from ...scoring import Interval
from ..kpi_catalogue import KPIS, METHODS, SCOPE_FIELDS, SCOPES, UNITS
from .score import TRENDS

#: What a frozen value keeps for ever. Bookkeeping (is_latest, previous_id) may change.
FROZEN_FIELDS = frozenset(
    {
        "program_id",
        "kpi",
        "period_start",
        "period_end",
        "scope",
        "team_id",
        "user_id",
        "client_id",
        "channel_code",
        "value",
        "n",
        "interval_low",
        "interval_high",
        "good_count",
        "middle_count",
        "bad_count",
        "method",
    }
)


class SatisfactionKpiValue(models.Model):
    """One KPI of one period, for the company, a team, an agent or a client.

    Stored: screen, targets, digest and reports show this one number, with its n
    and 95 % interval (D15). How it is computed stands in ``kpi_compute.py``; which
    KPIs there are in ``kpi_catalogue.py``. A value that could not be measured is
    NULL, never 0.
    """

    _name = "satisfaction.kpi.value"
    _description = "Satisfaction KPI"
    _order = "period_start desc, period_end, kpi_order, channel_code, id"

    program_id = fields.Many2one(
        "satisfaction.program",
        "Programme",
        required=True,
        ondelete="cascade",
        index=True,
        readonly=True,
    )
    company_id = fields.Many2one(
        related="program_id.company_id", store=True, index=True
    )
    kpi = fields.Selection(KPIS, "KPI", required=True, readonly=True, index=True)
    kpi_order = fields.Integer(readonly=True, aggregator=None)
    unit = fields.Selection(UNITS, required=True, readonly=True)
    method = fields.Selection(METHODS, "How it is computed", readonly=True)
    period_start = fields.Date("Period from", required=True, readonly=True, index=True)
    period_end = fields.Date("Period until", required=True, readonly=True)
    period_label = fields.Char("Period", required=True, readonly=True)
    is_year = fields.Boolean(
        "Whole year", readonly=True, help="Covers the programme's year, not a period."
    )
    scope = fields.Selection(SCOPES, required=True, readonly=True, default="company")
    team_id = fields.Many2one(
        "helpdesk.ticket.team",
        ondelete="cascade",
        readonly=True,
        index="btree_not_null",
    )
    user_id = fields.Many2one(
        "res.users", "Agent", ondelete="cascade", readonly=True, index="btree_not_null"
    )
    client_id = fields.Many2one(
        "res.partner", ondelete="cascade", readonly=True, index="btree_not_null"
    )
    channel_code = fields.Char(
        "Channel", readonly=True, help="Only for values of a single channel."
    )
    value = PointsField(
        digits=(10, 1), aggregator=None, readonly=True, help="Empty: not measured."
    )
    n = fields.Integer(
        "n",
        readonly=True,
        help="How many answers, clients or tickets the value was made of.",
    )
    is_measured = fields.Boolean("Measured", readonly=True)
    is_too_few = fields.Boolean(
        "Too few",
        readonly=True,
        help="Fewer than five answers: the value of a single person is not shown.",
    )
    interval_low = PointsField(
        "Interval from",
        digits=(10, 1),
        aggregator=None,
        readonly=True,
        help="95 % confidence interval.",
    )
    interval_high = PointsField(
        "Interval to", digits=(10, 1), aggregator=None, readonly=True
    )
    # The parts of the value: promoters / passives / detractors, rose / held / fell,
    # counted / – / not counted of a share.
    good_count = fields.Integer(readonly=True, aggregator=None)
    middle_count = fields.Integer(readonly=True, aggregator=None)
    bad_count = fields.Integer(readonly=True, aggregator=None)
    previous_id = fields.Many2one(
        "satisfaction.kpi.value", "Compared with", ondelete="set null", readonly=True
    )
    change = PointsField(digits=(10, 1), aggregator=None, readonly=True)
    trend = fields.Selection(
        TRENDS,
        readonly=True,
        help="A rise or fall is named only when it is larger than chance.",
    )
    is_latest = fields.Boolean(
        "Latest", readonly=True, help="Of the latest period, or of the latest year."
    )
    is_frozen = fields.Boolean(
        "Frozen",
        compute="_compute_is_frozen",
        store=True,
        help="The period is closed; the value no longer changes.",
    )

    target_ids = fields.One2many(
        "satisfaction.target", "value_id", "Targets that show this value"
    )

    _value_unique = models.UniqueIndex(
        "(program_id, kpi, period_start, period_end, scope,"
        " (COALESCE(team_id, 0)), (COALESCE(user_id, 0)), (COALESCE(client_id, 0)),"
        " (COALESCE(channel_code, '')))",
        "A KPI has one value for each period and scope.",
    )
    _latest_idx = models.Index("(company_id, kpi) WHERE is_latest")
    _measured = models.Constraint(
        "CHECK (is_measured = (value IS NOT NULL)"
        " AND NOT (is_measured AND is_too_few))",
        "A measured KPI has a value, any other has none.",
    )
    _scope_record = models.Constraint(
        "CHECK ((scope = 'team') = (team_id IS NOT NULL)"
        " AND (scope = 'agent') = (user_id IS NOT NULL)"
        " AND (scope = 'client') = (client_id IS NOT NULL))",
        "A KPI of a team, agent or client names it, any other names none.",
    )

    # Follows the programme, so that it can't get out of step with it.
    @api.depends("program_id.state", "program_id.frozen_until", "period_end")
    def _compute_is_frozen(self):
        for value in self:
            value.is_frozen = value.program_id._is_frozen(value.period_end)

    @api.depends("kpi", "scope", "period_label", "team_id", "user_id", "client_id")
    def _compute_display_name(self):
        names = dict(self._fields["kpi"]._description_selection(self.env))
        for value in self:
            about = value._get_scope_record().display_name
            value.display_name = " · ".join(
                filter(None, (names.get(value.kpi), about, value.period_label))
            )

    def write(self, vals):
        """A frozen value never changes, whoever writes (R13, D7)."""
        if not FROZEN_FIELDS.isdisjoint(vals):
            self._check_not_frozen()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self._check_not_frozen()

    def _check_not_frozen(self):
        frozen = self.filtered("is_frozen")
        if frozen:
            raise UserError(
                self.env._(
                    "%(value)s is frozen and can't change any more.",
                    value=frozen[0].display_name,
                )
            )

    def _get_scope_record(self):
        """The team, agent or client a value is about; the company's own: empty."""
        self.ensure_one()
        name = SCOPE_FIELDS.get(self.scope)
        return self[name] if name else self.env["res.company"]

    def _get_name(self):
        """(kpi, scope, record id, channel): what a value is, in any period."""
        self.ensure_one()
        name = SCOPE_FIELDS.get(self.scope)
        return (
            self.kpi,
            self.scope,
            self[name].id if name else 0,
            self.channel_code or "",
        )

    def _get_interval(self):
        """The interval as ``scoring.Interval``, or None."""
        self.ensure_one()
        low, high = self.interval_low, self.interval_high
        return None if low is False or high is False else Interval(low, high)

    @api.model
    def _get(
        self, program, kpi, period_start=None, scope="company", record=None, **where
    ):
        """The stored value of a KPI; an empty recordset where there is none.

        The reader's record rules hold.

        :param program: ``satisfaction.program``
        :param kpi: code, see ``kpi_catalogue.KPIS``
        :param period_start: first day of a period; None: the latest period
        :param scope: "company", "team", "agent" or "client"
        :param record: the team, user or client of the scope
        :param where: ``channel_code="ticket"`` for one channel only,
            ``is_year=True`` for the programme's whole year
        """
        domain = (
            Domain("program_id", "=", program.id)
            & Domain("kpi", "=", kpi)
            & Domain("scope", "=", scope)
            & Domain("channel_code", "=", where.get("channel_code", False))
            & Domain("is_year", "=", where.get("is_year", False))
        )
        if record:
            domain &= Domain(SCOPE_FIELDS[scope], "=", record.id)
        if period_start:
            domain &= Domain("period_start", "=", period_start)
        return self.search(domain, order="period_start desc", limit=1)
