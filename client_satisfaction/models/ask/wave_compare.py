# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from typing import NamedTuple

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ...scoring import Improvement, Moments, improvement

# The integrated score among the keys of points.
TOTAL = ("total", "", 0)


class Pair(NamedTuple):
    """Two waves compared by one key, for the clients measured in both."""

    #: ("total" | "level" | "indicator", level code, indicator id or 0)
    key: tuple[str, str, int]
    before: float | None
    after: float | None
    improvement: Improvement


class SatisfactionWave(models.Model):
    """Wave with wave: the same clients only, so that the mix can't fool (R47, R108)."""

    _inherit = "satisfaction.wave"

    def _get_compared(self):
        """The latest earlier wave that was asked; empty for the first one."""
        self.ensure_one()
        return self.search(
            Domain("company_id", "=", self.company_id.id)
            & Domain("number", "<", self.number)
            & Domain("state", "in", ("running", "closed")),
            order="number desc",
            limit=1,
        )

    def _fetch_points(self, assessments=None):
        """``{key: {client id: points}}`` of this wave, see ``Pair.key``.

        :param assessments: only these; default: all that were not cancelled,
            whoever asks, for figures about all clients together
        """
        self.ensure_one()
        if assessments is None:
            # sudo: what is stored is the same for every reader
            assessments = self.sudo().assessment_ids
        ids = assessments.filtered(lambda one: one.state != "cancelled").ids
        self.env["satisfaction.assessment"].flush_model(["client_id", "points"])
        self.env["satisfaction.assessment.line"].flush_model(
            ["kind", "level_code", "indicator_id", "client_id", "points"]
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT 'total', '', 0, client_id, points
                  FROM satisfaction_assessment
                 WHERE id = ANY(%(ids)s) AND points IS NOT NULL
             UNION ALL
                SELECT kind, level_code, COALESCE(indicator_id, 0), client_id, points
                  FROM satisfaction_assessment_line
                 WHERE assessment_id = ANY(%(ids)s) AND points IS NOT NULL
                """,
                ids=ids,
            )
        )
        found = {}
        for kind, level_code, indicator_id, client_id, points in rows:
            # Indicators keep their identity when they move to another level.
            key = (kind, "" if kind == "indicator" else level_code, indicator_id)
            # As a double precision, 80.2 may come back a hair beside it.
            found.setdefault(key, {})[client_id] = min(100.0, max(0.0, float(points)))
        return found

    def _compare_points(self, after, before):
        """``{key: Pair}`` of two results of ``_fetch_points``, in the order of keys.

        Keys that only one of them has are left out: the scorecard changed.
        """
        pairs = {}
        for key, now in after.items():
            then = before.get(key, {})
            same = now.keys() & then.keys()
            if not same:
                continue
            pairs[key] = Pair(
                key,
                Moments.of([then[client] for client in sorted(same)]).mean,
                Moments.of([now[client] for client in sorted(same)]).mean,
                improvement(then, now),
            )
        return pairs

    def _compare(self, other):
        """What changed since another wave, for the clients the reader may see.

        :param other: ``satisfaction.wave`` before this one
        :return: pairs by key, and ``res.partner`` only in this and only in the other
        """
        self.ensure_one()
        mine, theirs = self._find_readable(), other._find_readable()
        pairs = self._compare_points(
            self._fetch_points(mine), other._fetch_points(theirs)
        )
        return (
            pairs,
            mine.client_id - theirs.client_id,
            theirs.client_id - mine.client_id,
        )

    def _find_readable(self):
        """Assessments of clients that take part, as far as the reader may see them."""
        return self.env["satisfaction.assessment"].search(
            Domain("wave_id", "=", self.id)
            & Domain("wave_out", "=", False)
            & Domain("state", "!=", "cancelled")
        )
