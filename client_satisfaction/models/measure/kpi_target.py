# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from ...scoring import is_on_good_side, target_status
from ..kpi_catalogue import SCOPE_FIELDS
from .score_recompute import _differing


class SatisfactionTarget(models.Model):
    """What was measured against a goal, copied from the stored KPI values."""

    _inherit = "satisfaction.target"

    is_value_good = fields.Boolean(
        "On the good side",
        readonly=True,
        copy=False,
        help="The value alone meets the goal, whatever its interval says.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        targets = super().create(vals_list)
        # sudo: what was measured is nobody's to write
        targets.sudo()._update_measured()
        return targets

    def write(self, vals):
        result = super().write(vals)
        if not {
            "program_id",
            "kpi",
            "scope",
            "team_id",
            "user_id",
            "client_id",
            "channel_code",
            "direction",
            "goal",
            "period_kind",
            "active",
        }.isdisjoint(vals):
            # sudo: see create()
            self.sudo()._update_measured()
        return result

    @api.model
    def _search_of(self, programs):
        """All active targets of programmes."""
        return self.search([("program_id", "in", programs.ids)])

    def _update_measured(self, programs=None):
        """Copy value, n, interval and verdict of the latest measured period.

        :param programs: all targets of these; without it those of ``self``
        """
        targets = self if programs is None else self._search_of(programs)
        if not targets:
            return
        values = targets._find_values()
        for target in targets:
            found = target._prepare_measured(values.get(target._get_value_key()))
            if changed := _differing(target, found):
                # Not a goal of anybody: no message in the thread.
                target.with_context(tracking_disable=True).write(changed)
        targets._update_goals()

    def _get_value_key(self):
        """What distinguishes the KPI values a target looks at."""
        self.ensure_one()
        name = SCOPE_FIELDS.get(self.scope)
        return (
            self.program_id.id,
            self.kpi,
            self.scope,
            self[name].id if name else 0,
            self.channel_code or "",
            self.period_kind == "year" and self.program_id.period_length != "year",
        )

    def _find_values(self):
        """``{key: latest measured value}`` of these targets, in one query."""
        by_scope = defaultdict(set)
        for target in self:
            name = SCOPE_FIELDS.get(target.scope)
            by_scope[target.scope].add(target[name].id if name else 0)
        about = Domain.OR(
            Domain("scope", "=", scope)
            & (
                Domain(SCOPE_FIELDS[scope], "in", list(ids))
                if scope in SCOPE_FIELDS
                else Domain.TRUE
            )
            for scope, ids in by_scope.items()
        )
        values = self.env["satisfaction.kpi.value"].search(
            Domain("program_id", "in", self.program_id.ids)
            & Domain("kpi", "in", list(set(self.mapped("kpi"))))
            & about,
            order="is_measured, period_start, id",
        )
        # The last one of a key wins: measured ones come last, the latest of them.
        return {
            (value.program_id.id, *value._get_name(), value.is_year): value
            for value in values
        }

    def _prepare_measured(self, value):
        """:param value: ``satisfaction.kpi.value`` or None"""
        self.ensure_one()
        measured = bool(value) and value.is_measured
        return {
            "value_id": value.id if value else False,
            "period_label": value.period_label if value else False,
            "value": value.value if measured else None,
            "n": value.n if value else 0,
            "interval_low": (
                None
                if not measured or value.interval_low is False
                else value.interval_low
            ),
            "interval_high": (
                None
                if not measured or value.interval_high is False
                else value.interval_high
            ),
            "status": target_status(
                value.value if measured else None,
                value._get_interval() if measured else None,
                self.goal,
                self.direction,
                exact=measured and value.method == "count",
            ),
            "is_value_good": is_on_good_side(
                value.value if measured else None, self.goal, self.direction
            ),
        }
