# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Scores and calculation tables as plain rows, read and written by the thousand.

Reading 4,000 scores as records, comparing and writing them one by one took twelve
seconds; as rows it is one query for what there is and one for what is new. Only
``score_recompute.py`` uses this: everybody else reads scores as records.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL, float_round

from ...row_store import (
    columns,
    forget,
    has_automations,
    insert_rows,
    insert_tuples,
    reserve_ids,
    update_rows,
)
from ...scoring import Estimate, Moments, combine_estimates, mean_estimate

#: What the calculation of a score gives, beside its lines.
SCORE_VALUES = (
    "period_label",
    "is_measured",
    "points",
    "is_provisional",
    "band_id",
    "is_acceptable",
    "is_unacceptable",
    "target_points",
    "target_gap",
    "response_count",
    "channel_count",
    "measured_channel_count",
    "has_interval",
    "interval_low",
    "interval_high",
    "is_dirty",
)
#: What follows from the client's other scores.
TREND_VALUES = ("previous_id", "change", "trend", "is_latest")


class LineValues(NamedTuple):
    """The columns of one channel's line, beside ``channel_code``, as they are kept."""

    sequence: int
    channel_id: int
    is_measured: bool
    points: float | None
    weight: float
    effective_weight: float
    weighted_points: float | None
    response_count: int
    points_total: float
    points_squares: float
    has_interval: bool
    interval_low: float | None
    interval_high: float | None
    source_start: date | None
    source_end: date | None


LINE_VALUES = LineValues._fields
LINE_COLUMNS = (
    "score_id",
    "company_id",
    "client_id",
    "period_start",
    "channel_code",
    *LINE_VALUES,
)


@dataclass(slots=True)
class LineRow:
    """One channel of a calculation table; ``id`` is None while it isn't stored."""

    code: str
    values: LineValues
    id: int | None = None


class Part(NamedTuple):
    """A measured channel as scores are compared by it; what differs most comes first.

    The weight is the one that is stored, with two decimals: a score is compared in the
    same way when it was just computed and when it is read.
    """

    start: date
    end: date
    code: str
    weight: float
    moments: Moments
    estimate: Estimate | None


class Basis(NamedTuple):
    """What a score's interval and its comparison with another are made from."""

    parts: list[Part]
    estimate: Estimate | None


@dataclass(slots=True)
class ScoreRow:
    """One score as it is stored (``old``) and as it shall be (``values``)."""

    client_id: int
    program_id: int
    start: date
    end: date
    id: int | None = None
    is_frozen: bool = False
    old: dict = field(default_factory=dict)
    values: dict = field(default_factory=dict)
    #: ``{channel code: LineRow}``; None while nobody has read them
    old_lines: dict | None = None
    lines: dict | None = None
    is_computed: bool = False
    basis: Basis | None = None

    def __getitem__(self, name):
        values = self.values
        return values[name] if name in values else self.old.get(name)

    def get_basis(self):
        """``Basis`` of the score as it shall be; its lines have been read."""
        if self.basis is None:
            parts = []
            for line in self.old_lines.values():
                values = line.values
                if not values.is_measured:
                    continue
                moments = Moments(
                    values.response_count, values.points_total, values.points_squares
                )
                parts.append(
                    Part(
                        values.source_start,
                        values.source_end,
                        line.code,
                        values.effective_weight,
                        moments,
                        mean_estimate(moments),
                    )
                )
            self.basis = Basis(parts, estimate_of(parts))
        return self.basis

    def set(self, values, lines, basis):
        """Take over the result of a calculation."""
        self.values.update(values)
        self.lines = lines
        self.basis = basis
        self.is_computed = True

    def get_changed(self):
        """Those values that differ from what is stored."""
        old = self.old
        return {
            name: value for name, value in self.values.items() if old[name] != value
        }


class SatisfactionScore(models.Model):
    """Reading and writing of whole tables of scores."""

    _inherit = "satisfaction.score"

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------
    @api.model
    def _fetch_chains(self, company, client_ids):
        """All scores of the clients in a company, each client's in order.

        :return: ``{client_id: [ScoreRow, …]}``
        """
        self.flush_model()
        names = SCORE_VALUES + TREND_VALUES
        chains = {client_id: [] for client_id in client_ids}
        for row in self.env.execute_query(
            SQL(
                """
                SELECT client_id, program_id, period_start, period_end, id,
                       COALESCE(is_frozen, FALSE), %(columns)s
                  FROM satisfaction_score
                 WHERE company_id = %(company)s AND client_id = ANY(%(clients)s)
              ORDER BY client_id, period_start, period_end
                """,
                columns=columns(names),
                company=company.id,
                clients=list(client_ids),
            )
        ):
            old = dict(zip(names, row[6:], strict=True))
            chains[row[0]].append(ScoreRow(*row[:6], old))
        return chains

    @api.model
    def _fetch_lines(self, rows):
        """Read the lines of those rows that haven't got theirs yet."""
        missing = {}
        for row in rows:
            if row.old_lines is None:
                row.old_lines = {}
                if row.id:
                    missing[row.id] = row
        if not missing:
            return
        self.env["satisfaction.score.line"].flush_model()
        for line in self.env.execute_query(
            SQL(
                """
                SELECT score_id, id, channel_code, %s
                  FROM satisfaction_score_line
                 WHERE score_id = ANY(%s)
                """,
                columns(LINE_VALUES),
                list(missing),
            )
        ):
            missing[line[0]].old_lines[line[2]] = LineRow(
                line[2], LineValues._make(line[3:]), line[1]
            )

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------
    @api.model
    def _store_rows(self, company, rows):
        """Write what differs: new scores, changed ones, and their lines.

        A score that is frozen keeps all but its place among the others
        (``is_latest``). Automation rules on scores run as for any other write.

        :param rows: ``ScoreRow`` objects
        """
        new = [row for row in rows if row.id is None]
        watched = has_automations(self)
        if watched:
            self._create_records(new)
        else:
            for row, score_id in zip(new, reserve_ids(self, len(new)), strict=True):
                row.id = score_id
        # Only now each row has an id that another one may be compared with.
        for row in rows:
            if isinstance(previous := row.values.get("previous_id"), ScoreRow):
                row.values["previous_id"] = previous.id
        changed = [
            (row.id, values)
            for row in rows
            if row.old and (values := row.get_changed())
        ]
        if watched:
            for row in new:
                self.browse(row.id).previous_id = row.values["previous_id"]
            for score_id, values in changed:
                self.browse(score_id).write(values)
            self.flush_model()
        else:
            insert_rows(self, [self._new_values(company, row) for row in new])
            update_rows(self, changed)
        self._store_lines(company, rows)
        forget(self, SCORE_VALUES + TREND_VALUES)
        forget(self.env["satisfaction.score.line"], LINE_VALUES)

    @api.model
    def _create_records(self, new):
        """The slow way, for whoever has automation rules on scores."""
        scores = self.create(
            [
                {
                    "client_id": row.client_id,
                    "program_id": row.program_id,
                    "period_start": row.start,
                    "period_end": row.end,
                    **row.values,
                    "previous_id": False,
                }
                for row in new
            ]
        )
        for row, score in zip(new, scores, strict=True):
            row.id = score.id

    @api.model
    def _new_values(self, company, row):
        return {
            "id": row.id,
            "client_id": row.client_id,
            "program_id": row.program_id,
            "company_id": company.id,
            "period_start": row.start,
            "period_end": row.end,
            "is_frozen": False,
            **row.values,
        }

    @api.model
    def _store_lines(self, company, rows):
        insert, update, delete = [], [], []
        for row in rows:
            if row.lines is None:
                continue
            stored = row.old_lines or {}
            owner = row.id, company.id, row.client_id, row.start
            for code, line in row.lines.items():
                old = stored.get(code)
                if old is None:
                    insert.append((*owner, code, *line.values))
                elif old.values != line.values:
                    update.append((old.id, _get_differing(old.values, line.values)))
            delete += [
                line.id for code, line in stored.items() if code not in row.lines
            ]
        lines = self.env["satisfaction.score.line"]
        if delete:
            self.env.execute_query(
                SQL(
                    "DELETE FROM satisfaction_score_line WHERE id = ANY(%s)"
                    " RETURNING id",
                    delete,
                )
            )
        insert_tuples(lines, LINE_COLUMNS, insert)
        update_rows(lines, update)


def estimate_of(parts):
    """What channels say together, as ``scoring.Estimate``; None: nothing certain."""
    return combine_estimates([(part.weight, part.estimate) for part in parts])


def _get_differing(old, new):
    """Those of a line's columns that differ from what is stored."""
    return {
        name: value
        for name, before, value in zip(LINE_VALUES, old, new, strict=True)
        if before != value
    }


@lru_cache(maxsize=65_536)
def stored_number(value, digits):
    """A number as its column keeps it, so that it compares with what is stored.

    Most are the same few: weights, and points with one decimal.
    """
    return None if value is None else float_round(value, precision_digits=digits)
