# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import models
from odoo.fields import Domain

from ...scoring import Moments, change, round_points
from .assessment_compute import differing


class SatisfactionAssessment(models.Model):
    """Results against the client's time before (R47, D13)."""

    _inherit = "satisfaction.assessment"

    def _compare(self):
        """Previous result, change and trend of these and of those that follow."""
        chain = self.search(
            Domain("company_id", "in", self.company_id.ids)
            & Domain("client_id", "in", self.client_id.ids)
            & Domain("state", "!=", "cancelled"),
            order="date, id",
        )
        touched = set(self.ids)
        # Lines that get the same values are written together: first measurements
        # are one write, however many they are.
        lines = defaultdict(list)
        for ones in chain.grouped(
            lambda one: (one.company_id.id, one.client_id.id)
        ).values():
            previous = self.browse()
            for one in ones:
                measured = one.points is not False
                if {one.id, previous.id} & touched and (
                    one.id in touched or one.wave_id.state != "closed"
                ):
                    before = previous if measured else self.browse()
                    one._store(
                        {"previous_id": before.id} | _compare_points(one, before)
                    )
                    for line, values in one._compare_lines(before):
                        lines[tuple(sorted(values.items()))].append(line.id)
                if measured:
                    previous = one
        for values, ids in lines.items():
            self.env["satisfaction.assessment.line"].browse(ids).write(dict(values))

    def _compare_lines(self, previous):
        """(line, values that differ) against the same level or indicator before."""
        before = {line._get_key(): line for line in previous.line_ids}
        for line in self.line_ids:
            old = before.get(line._get_key(), line.browse())
            values = _compare_points(line, old)
            values["previous_points"] = None if old.points is False else old.points
            if changed := differing(line, values):
                yield line, changed

    def _get_moments(self):
        """The respondents' own scores as exact sums for ``scoring.confidence``."""
        self.ensure_one()
        return Moments(self.response_count, self.points_total, self.points_squares)

    def write(self, vals):
        """Another day, or called off: what follows is compared with another one."""
        moved = self.browse()
        if not {"scheduled_on", "state"}.isdisjoint(vals):
            moved = self.sudo().filtered(
                lambda one: (
                    one.points is not False
                    and (
                        "scheduled_on" in vals
                        or "cancelled" in (vals["state"], one.state)
                    )
                )
            )
        followers = moved.search([("previous_id", "in", moved.ids)]) if moved else moved
        result = super().write(vals)
        (moved | followers)._mark_dirty()
        return result


def _compare_points(new, old):
    """Values ``change`` and ``trend`` of a result against an earlier one."""
    if new.points is False:
        return {"change": None, "trend": False}
    if not old or old.points is False:
        return {"change": None, "trend": "first"}
    return {
        "change": round_points(new.points - old.points),
        "trend": change(old._get_moments(), new._get_moments()),
    }
