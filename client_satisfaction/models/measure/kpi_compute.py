# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, float_round

from ...row_store import (
    columns,
    forget,
    has_automations,
    insert_rows,
    reserve_ids,
    update_rows,
)
from ...scoring import Interval, add_months, estimate_change
from ..kpi_catalogue import CATALOGUE, SCOPE_FIELDS, SMALLEST_AGENT_N
from .kpi_figure import Key

_logger = logging.getLogger(__name__)

#: What may differ in a stored value; the rest says which value it is.
CHANGING_FIELDS = (
    "method",
    "value",
    "n",
    "is_measured",
    "is_too_few",
    "interval_low",
    "interval_high",
    "good_count",
    "middle_count",
    "bad_count",
)
TREND_FIELDS = ("previous_id", "change", "trend")
KPI_ORDER = {kpi: number for number, kpi in enumerate(CATALOGUE)}


class Span(NamedTuple):
    """A period of a programme, or its whole year."""

    start: date
    end: date
    is_year: bool = False

    def before(self):
        """The span of the same length that ends the day before."""
        months = (
            (self.end.year - self.start.year) * 12 + self.end.month - self.start.month
        )
        return Span(
            add_months(self.start, -months - 1),
            self.start - timedelta(days=1),
            self.is_year,
        )


@dataclass(slots=True)
class KpiRow:
    """One value as it is stored (``old``) and as it shall be (``values``)."""

    #: (kpi, scope, record id, channel): what it is, in any span
    name: tuple
    span: Span | None
    id: int | None = None
    old: dict | None = None
    values: dict | None = None

    def __getitem__(self, name):
        return (self.old if self.values is None else self.values)[name]

    def get_interval(self):
        """The interval as ``scoring.Interval``, or None."""
        low, high = self["interval_low"], self["interval_high"]
        return None if low is None or high is None else Interval(low, high)

    def compare(self, before):
        """Change against the span before; a trend only where it is no chance (D15).

        :param before: the measured ``KpiRow`` of the span before, or None
        """
        if not before or not self["is_measured"]:
            self.values |= {"previous_id": None, "change": None, "trend": None}
            return
        trend = estimate_change(
            before["value"], before.get_interval(), self["value"], self.get_interval()
        )
        self.values |= {
            # Itself while it has no id yet
            "previous_id": before.id or before,
            "change": float_round(self["value"] - before["value"], precision_digits=1),
            "trend": None if self["method"] == "count" else trend,
        }

    def get_changed(self):
        """Those values that differ from what is stored."""
        return {
            name: self.values[name]
            for name, value in self.old.items()
            if self.values[name] != value
        }

    def get_columns(self, program):
        """A whole new row."""
        return {
            "id": self.id,
            "company_id": program.company_id.id,
            "is_frozen": program._is_frozen(self.span.end),
            "is_latest": False,
            **self.values,
        }


class SatisfactionKpiValue(models.Model):
    """Keeps the stored KPI values in step with ledger and scores.

    A programme is computed in one transaction: the database aggregates, only values
    that differ are written. Killed half-way, the programme is computed anew by the
    next run. Frozen periods are computed once, if they have no values yet, and then
    left alone.
    """

    _inherit = "satisfaction.kpi.value"

    @api.model
    def _cron_compute(self):
        """Compute the KPIs of all programmes that are running or just closed."""
        programs = self.env["satisfaction.program"].search(
            [("state", "in", ("running", "closed"))], order="year, id"
        )
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(programs))
        for program in programs:
            try:
                with self.env.cr.savepoint():
                    program._compute_kpis()
            except Exception:
                _logger.exception("The KPIs of %s can't be computed", program.name)
            if not cron._commit_progress(1):
                break

    @api.model
    def _compute_program(self, program):
        """Compute all open periods of a programme anew.

        Frozen periods without any values are computed too, once.

        :return: the values that stand now for these periods
        """
        # sudo: see kpi_queries.py; the values are nobody's to write
        values = self.sudo()
        spans = values._find_open_spans(program)
        if not spans:
            return values.browse()
        values._flush_sources()
        figures = {}
        for name in values._get_gatherers():
            figures |= getattr(values, name)(program, spans)
        return values._store(program, spans, figures)

    @api.model
    def _find_spans(self, program):
        """The programme's periods up to today, and its whole year."""
        spans = []
        today = program.company_id._satisfaction_today()
        start = program.date_start
        while start and start <= min(program.date_end, today):
            spans.append(Span(*program._get_period(start)))
            start = add_months(spans[-1].end, 1)
        if spans and program.period_length != "year":
            spans.append(Span(program.date_start, program.date_end, True))
        return spans

    @api.model
    def _find_open_spans(self, program):
        """Spans that may change, and frozen ones that were never computed."""
        stored = {
            (start, end)
            for start, end in self._read_group(
                [("program_id", "=", program.id)],
                ["period_start:day", "period_end:day"],
            )
        }
        return [
            span
            for span in self._find_spans(program)
            if not program._is_frozen(span.end) or (span.start, span.end) not in stored
        ]

    # ------------------------------------------------------------------
    # Storing
    # ------------------------------------------------------------------
    def _store(self, program, spans, figures):
        """Write what differs, make what is new, remove what is not any more."""
        existing = self._fetch_stored(program, spans)
        wanted = {}
        for key, figure in figures.items():
            kpi = CATALOGUE[key.kpi]
            # The company always has its row: "not measured" is a result as well.
            if key.scope in kpi.scopes and (figure.n or key.scope == "company"):
                wanted[key] = figure
        for kpi in CATALOGUE:
            for number in range(len(spans)):
                wanted.setdefault(Key(kpi, number), None)
        rows = []
        for key, figure in wanted.items():
            span = spans[key.number]
            name = (key.kpi, key.scope, key.record_id, key.channel_code)
            row = existing.pop((span.start, span.end, name), None) or KpiRow(name, span)
            row.values = self._prepare_value(program, span, key, figure)
            rows.append(row)
        self._compare_rows(program, rows, {row.id for row in existing.values()})
        # Through the ORM: targets and values compared with these forget them.
        self.browse(row.id for row in existing.values()).unlink()
        kept = self._write_rows(program, rows)
        self._drop_other_spans(program)
        self._mark_latest(program.company_id)
        return kept

    def _fetch_stored(self, program, spans):
        """``{(start, end, (kpi, scope, record id, channel)): KpiRow}``"""
        wanted = {(span.start, span.end): span for span in spans}
        rows = {}
        for row_id, start, end, *name, old in self._fetch_rows(
            SQL("program_id = %s", program.id), CHANGING_FIELDS + TREND_FIELDS
        ):
            if span := wanted.get((start, end)):
                name = tuple(name)
                rows[start, end, name] = KpiRow(name, span, row_id, old)
        return rows

    def _fetch_rows(self, where, names):
        """(id, start, end, kpi, scope, record id, channel, ``{column: value}``)."""
        self.flush_model()
        return [
            (*row[:7], dict(zip(names, row[7:], strict=True)))
            for row in self.env.execute_query(
                SQL(
                    """
                    SELECT id, period_start, period_end, kpi, scope,
                           COALESCE(team_id, user_id, client_id, 0),
                           COALESCE(channel_code, ''), %s
                      FROM satisfaction_kpi_value WHERE %s
                    """,
                    columns(names),
                    where,
                )
            )
        ]

    def _write_rows(self, program, rows):
        """Insert the new ones, update what differs in the others.

        :param rows: ``KpiRow`` objects
        :return: all of them as records
        """
        new = [row for row in rows if row.old is None]
        changed = [
            (row.id, values)
            for row in rows
            if row.old is not None and (values := row.get_changed())
        ]
        if has_automations(self):
            for row in new:
                row.id = self.create(row.values | {"previous_id": False}).id
            changed += [
                (row.id, {"previous_id": row.values["previous_id"]}) for row in new
            ]
        else:
            for row, value_id in zip(new, reserve_ids(self, len(new)), strict=True):
                row.id = value_id
        # Only now each value that another one is compared with has its id.
        for values in [row.values for row in new] + [values for _id, values in changed]:
            if isinstance(before := values.get("previous_id"), KpiRow):
                values["previous_id"] = before.id
        if has_automations(self):
            for value_id, values in changed:
                self.browse(value_id).write(values)
        else:
            insert_rows(self, [row.get_columns(program) for row in new])
            update_rows(self, changed)
        forget(self, CHANGING_FIELDS + TREND_FIELDS)
        return self.browse(row.id for row in rows)

    @api.model
    def _prepare_value(self, program, span, key, figure):
        """:param figure: ``Figure``, None when nothing could be measured"""
        kpi = CATALOGUE[key.kpi]
        too_few = bool(
            figure
            and figure.value is not None
            and key.scope == "agent"
            and figure.n < SMALLEST_AGENT_N
        )
        measured = bool(figure) and figure.value is not None and not too_few
        interval = figure.interval if measured else None
        method = "combined" if key[0] == "score" and key[2] == "client" else kpi.method
        values = {
            "program_id": program.id,
            "kpi": key.kpi,
            "kpi_order": KPI_ORDER[key.kpi],
            "unit": kpi.unit,
            "method": method,
            "period_start": span.start,
            "period_end": span.end,
            "period_label": program._get_period_label(span.start, span.end),
            "is_year": span.is_year,
            "scope": key.scope,
            "channel_code": key.channel_code or None,
            "value": round(figure.value, 1) if measured else None,
            "n": figure.n if figure else 0,
            "is_measured": measured,
            "is_too_few": too_few,
            "interval_low": round(interval.low, 1) if interval else None,
            "interval_high": round(interval.high, 1) if interval else None,
            "good_count": figure.good if measured else 0,
            "middle_count": figure.middle if measured else 0,
            "bad_count": figure.bad if measured else 0,
            **dict.fromkeys(SCOPE_FIELDS.values()),
        }
        if name := SCOPE_FIELDS.get(key.scope):
            values[name] = key.record_id
        return values

    def _compare_rows(self, program, rows, stale_ids):
        """Change against the spans just before, of this programme or an older one.

        :param stale_ids: ids of values that are about to be removed
        """
        ends = {row.span.start - timedelta(days=1) for row in rows}
        before = {}
        for value_id, _start, end, *name, old in self._fetch_rows(
            SQL(
                "company_id = %s AND is_measured AND period_end = ANY(%s)",
                program.company_id.id,
                list(ends),
            ),
            (*CHANGING_FIELDS, "is_year"),
        ):
            if value_id not in stale_ids:
                row = KpiRow(tuple(name), None, value_id, old)
                before[end, old["is_year"], row.name] = row
        # Of what is computed now, what it says now.
        for row in rows:
            key = (row.span.end, row.span.is_year, row.name)
            if row.values["is_measured"]:
                before[key] = row
            else:
                before.pop(key, None)
        for row in rows:
            end = row.span.start - timedelta(days=1)
            row.compare(before.get((end, row.span.is_year, row.name)))

    def _drop_other_spans(self, program):
        """Remove values of periods that the programme no longer has."""
        spans = {(span.start, span.end) for span in self._find_spans(program)}
        groups = self._read_group(
            Domain("program_id", "=", program.id) & Domain("is_frozen", "=", False),
            ["period_start:day", "period_end:day"],
            ["id:recordset"],
        )
        for start, end, values in groups:
            if (start, end) not in spans:
                values.unlink()

    @api.model
    def _mark_latest(self, company):
        """Flag the latest measured value of each KPI of a company.

        On the first days of a quarter little is measured yet; then the last one
        measured, at most a year older, is the latest. What was never measured is
        represented by its newest row.
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, is_first FROM (
                    SELECT id, is_latest, row_number() OVER (
                        PARTITION BY kpi, scope, team_id, user_id, client_id,
                                     channel_code, is_year
                            ORDER BY (is_measured AND period_end >= newest - 366) DESC,
                                     period_start DESC
                        ) = 1 AS is_first
                      FROM (SELECT *, max(period_end) OVER () AS newest
                              FROM satisfaction_kpi_value
                             WHERE company_id = %s) AS value
                ) AS ranked
                 WHERE is_first IS DISTINCT FROM COALESCE(is_latest, FALSE)
                """,
                company.id,
            )
        )
        update_rows(self, [(row_id, {"is_latest": flag}) for row_id, flag in rows])
        forget(self, ["is_latest"])
