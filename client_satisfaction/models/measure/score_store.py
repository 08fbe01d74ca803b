# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Scores and calculation tables as plain rows, read and written by the thousand.

Reading 4,000 scores as records, comparing and writing them one by one took twelve
seconds; as rows it is one query for what there is and one for what is new. Only
``score_recompute.py`` uses this: everybody else reads scores as records.
"""

import csv
import io
from dataclasses import dataclass, field
from datetime import date

from odoo import api, models
from odoo.tools import SQL, float_round, split_every

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
#: One channel's line, beside ``channel_code``, which says which one it is.
LINE_VALUES = (
    "sequence",
    "channel_id",
    "is_measured",
    "points",
    "weight",
    "effective_weight",
    "weighted_points",
    "response_count",
    "points_total",
    "points_squares",
    "has_interval",
    "interval_low",
    "interval_high",
    "source_start",
    "source_end",
)
#: Rows written by one statement.
ROWS_A_STATEMENT = 1_000
#: From so many new rows on, COPY is quicker than INSERT.
COPY_FROM_ROWS = 50


@dataclass(slots=True)
class LineRow:
    """One channel of a calculation table; ``id`` is None while it isn't stored."""

    code: str
    values: dict
    id: int | None = None


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

    def __getitem__(self, name):
        values = self.values
        return values[name] if name in values else self.old.get(name)

    def get_lines(self):
        """The lines as they shall be."""
        return self.old_lines if self.lines is None else self.lines

    def set(self, values, lines):
        """Take over the result of a calculation."""
        self.values.update(values)
        self.lines = lines
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
                columns=_columns(names),
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
                _columns(LINE_VALUES),
                list(missing),
            )
        ):
            values = dict(zip(LINE_VALUES, line[3:], strict=True))
            missing[line[0]].old_lines[line[2]] = LineRow(line[2], values, line[1])

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
        watched = self._has_automations()
        if watched:
            self._create_records(new)
        else:
            self._number_rows(new)
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
            self._insert(self, [self._new_values(company, row) for row in new])
            self._update(self, changed)
        self._store_lines(company, rows)
        # Much is computed from scores, on clients, programmes and elsewhere.
        self.env.invalidate_all()

    @api.model
    def _number_rows(self, new):
        if not new:
            return
        ids = self.env.execute_query(
            SQL(
                "SELECT nextval('satisfaction_score_id_seq')"
                "  FROM generate_series(1, %s)",
                len(new),
            )
        )
        for row, (score_id,) in zip(new, ids, strict=True):
            row.id = score_id

    def _has_automations(self):
        """Whether somebody made an automation rule on scores.

        Odoo patches a model's methods while there is one, and keeps the original.
        """
        return any(
            hasattr(getattr(type(self), name), "origin") for name in ("create", "write")
        )

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
            for code, line in row.lines.items():
                old = stored.get(code)
                if old is None:
                    insert.append(
                        {
                            "score_id": row.id,
                            "company_id": company.id,
                            "client_id": row.client_id,
                            "period_start": row.start,
                            "channel_code": code,
                            **line.values,
                        }
                    )
                    continue
                changed = {
                    name: value
                    for name, value in line.values.items()
                    if old.values[name] != value
                }
                if changed:
                    update.append((old.id, changed))
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
        self._insert(lines, insert)
        self._update(lines, update)

    # ------------------------------------------------------------------
    # SQL
    # ------------------------------------------------------------------
    @api.model
    def _insert(self, model, values_list):
        """:param values_list: dicts with the same keys in the same order"""
        if not values_list:
            return
        names = [*values_list[0], "create_uid", "write_uid"]
        stamps = (self.env.uid, self.env.uid)
        now = self.env.cr.now()
        names += ["create_date", "write_date"]
        rows = [(*values.values(), *stamps, now, now) for values in values_list]
        if len(rows) < COPY_FROM_ROWS:
            self.env.cr.execute(
                SQL(
                    "INSERT INTO %s (%s) VALUES %s",
                    SQL.identifier(model._table),
                    _columns(names),
                    SQL(", ").join(SQL("%s", row) for row in rows),
                )
            )
            return
        text = io.StringIO()
        # An empty field without quotes is NULL; our texts are never empty.
        csv.writer(text).writerows(rows)
        text.seek(0)
        columns = ", ".join(f'"{name}"' for name in names)
        self.env.cr.copy_expert(
            f'COPY "{model._table}" ({columns}) FROM STDIN WITH (FORMAT csv)', text
        )

    @api.model
    def _update(self, model, changed):
        """Set what differs, by the columns: most often they are the same few.

        :param changed: (id, ``{column: value}``) pairs
        """
        groups = {}
        for row_id, values in changed:
            groups.setdefault(tuple(sorted(values)), []).append((row_id, values))
        for names, group in groups.items():
            assigned = SQL(", ").join(
                SQL(
                    "%s = new.%s::%s",
                    SQL.identifier(name),
                    SQL.identifier(name),
                    SQL(model._fields[name].column_type[1]),
                )
                for name in names
            )
            for some in split_every(ROWS_A_STATEMENT, group, list):
                self._update_rows(model, names, assigned, some)

    @api.model
    def _update_rows(self, model, names, assigned, rows):
        self.env.cr.execute(
            SQL(
                """
                UPDATE %(table)s AS stored
                   SET %(assigned)s, write_uid = %(user)s, write_date = %(now)s
                  FROM (VALUES %(rows)s) AS new (id, %(columns)s)
                 WHERE stored.id = new.id
                """,
                table=SQL.identifier(model._table),
                assigned=assigned,
                user=self.env.uid,
                now=self.env.cr.now(),
                rows=SQL(", ").join(
                    SQL("%s", (row_id, *(values[name] for name in names)))
                    for row_id, values in rows
                ),
                columns=_columns(names),
            )
        )


def _columns(names):
    return SQL(", ").join(SQL.identifier(name) for name in names)


def stored_number(value, digits):
    """A number as its column keeps it, so that it compares with what is stored."""
    return None if value is None else float_round(value, precision_digits=digits)
