# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import NamedTuple

import pytz

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from . import workbook_csv, workbook_writer

BATCH = 2000
_cursor_numbers = count(1)


@dataclass(frozen=True)
class Selection:
    """What a workbook is about.

    :param label: whose and which, in words, for the first sheet and the file name
    :param domains: ``{part: domain}``, see ``PARTS``; only these sheets are made
    :param filters: ``(what, value)`` in words, for the sheet of parameters
    """

    label: str
    domains: Mapping[str, Domain]
    filters: Sequence[tuple[str, str]] = field(default_factory=tuple)


class Part(NamedTuple):
    """One kind of rows of a workbook.

    :param date: the field that says when, for the sheet of parameters
    """

    model: str
    date: str
    sheet: str


#: In the order of the sheets; ``sheet`` is the method that makes it.
PARTS = {
    "scores": Part("satisfaction.score", "period_start", "_get_score_sheet"),
    "score_lines": Part("satisfaction.score.line", "", "_get_channel_sheet"),
    "kpis": Part("satisfaction.kpi.value", "period_start", "_get_kpi_sheet"),
    "waves": Part("satisfaction.wave", "date_start", "_get_wave_sheet"),
    "wave_results": Part("satisfaction.wave.result", "", "_get_wave_result_sheet"),
    "assessments": Part("satisfaction.assessment", "date", "_get_assessment_sheet"),
    "levels": Part("satisfaction.assessment.line", "date", "_get_level_sheet"),
    "asks": Part("satisfaction.ask.report", "event_date", "_get_ask_sheet"),
    "ratings": Part("satisfaction.answer.report", "event_date", "_get_rating_sheet"),
    "clients": Part("satisfaction.score.report", "period_start", "_get_client_sheet"),
    "answers": Part("satisfaction.request", "event_date", "_get_answer_sheet"),
    "remarks": Part("satisfaction.remark", "said_on", "_get_remark_sheet"),
    "actions": Part("satisfaction.action", "date_due", "_get_action_sheet"),
    "cases": Part("satisfaction.case", "opened_at", "_get_case_sheet"),
}


class SatisfactionWorkbook(models.AbstractModel):
    """What ``workbook_writer`` and ``workbook_csv`` write, fetched as rows pass by.

    Everything is searched as the reader, so record rules decide what is in it. All
    figures are the stored ones; the file does not compute anew.
    """

    _name = "satisfaction.workbook"
    _description = "Satisfaction Workbook"

    @api.model
    def _write(self, target, selection, kind="xlsx", on_rows=None):
        """Write the workbook of a selection into an open binary file.

        :param kind: "xlsx" or "csv"
        :param on_rows: told now and then how many rows more were written
        """
        # Columns are queried, and the cache is emptied on the way
        self.env.flush_all()
        selection = self._keep_readable(selection)
        if kind == "csv":
            workbook_csv.write_csv(target, self._get_tables(selection), on_rows)
        else:
            sheets = self._get_sheets(selection)
            workbook_writer.write_workbook(target, sheets, selection.label, on_rows)

    @api.model
    def _get_extension(self, selection, kind):
        """How the file's name ends: "xlsx", "csv" or "zip" for several CSV files."""
        if kind != "csv":
            return "xlsx"
        tables = self._get_tables(self._keep_readable(selection))
        return "zip" if workbook_csv.is_zipped(tables) else "csv"

    @api.model
    def _count_rows(self, selection):
        """How many rows the sheets of a selection will have, at the reader's rights."""
        return sum(
            self.env[PARTS[part].model].search_count(domain)
            for part, domain in self._keep_readable(selection).domains.items()
        )

    def _keep_readable(self, selection):
        """Without the sheets whose model the reader may not read at all."""
        domains = {
            part: selection.domains[part]
            for part, spec in PARTS.items()
            if part in selection.domains and self.env[spec.model].has_access("read")
        }
        return Selection(selection.label, domains, selection.filters)

    def _get_sheets(self, selection):
        programs = self._get_programs(selection)
        sheets = [self._get_summary_sheet(selection, programs)]
        sheets += self._get_tables(selection, programs)
        sheets.append(self._get_parameter_sheet(selection, programs))
        return sheets

    def _get_tables(self, selection, programs=None):
        """The sheets with rows, without summary and parameters."""
        if programs is None:
            programs = self._get_programs(selection)
        return [
            getattr(self, PARTS[part].sheet)(domain, programs)
            for part, domain in selection.domains.items()
        ]

    def _get_programs(self, selection):
        """The programmes of the rows, by year; their parameters are in the file."""
        programs = self.env["satisfaction.program"]
        for part, domain in selection.domains.items():
            model = self.env[PARTS[part].model]
            if "program_id" in model._fields:
                groups = model._read_group(domain, ["program_id"])
                programs = programs.union(*(program for (program,) in groups))
        # Rows may name a programme of a company the reader has left
        return programs._filtered_access("read").sorted(
            lambda program: (program.year, program.id)
        )

    # ------------------------------------------------------------------
    # Fetching
    # ------------------------------------------------------------------
    def _stream(self, query):
        """Rows of a query in batches, in memory that doesn't grow with their number.

        A cursor of the database: all batches are of one instant.

        :param query: ``SQL``
        """
        name = SQL.identifier(f"satisfaction_workbook_{next(_cursor_numbers)}")
        self.env.cr.execute(SQL("DECLARE %s NO SCROLL CURSOR FOR %s", name, query))
        while rows := self.env.execute_query(SQL("FETCH %s FROM %s", BATCH, name)):
            yield rows
        # Not after an error: then it ends with the transaction.
        self.env.cr.execute(SQL("CLOSE %s", name))

    def _iterate(self, model, domain, order):
        """Records of a search in batches that are forgotten again."""
        records = self.env[model]
        for rows in self._stream(records._search(domain, order=order).select()):
            yield records.browse([record_id for (record_id,) in rows])
            # Otherwise the cache would grow with the file
            self.env.invalidate_all(flush=False)

    def _get_localizer(self):
        """Function from a naive UTC moment to the reader's local one, for Excel."""
        timezone = self.env.tz

        def to_local(moment):
            return pytz.utc.localize(moment).astimezone(timezone).replace(tzinfo=None)

        return to_local

    def _get_words(self):
        return {True: self.env._("Yes"), False: self.env._("No")}

    def _get_decimal_point(self):
        return self.env["res.lang"]._get_data(code=self.env.lang).decimal_point or "."


class Names:
    """Display names behind the ids of a column, each looked up once a while."""

    KEPT = 5000

    def __init__(self, model):
        # sudo: names only, of records that the reader's own rows point to; lists show
        # the same names without asking for rights on the records behind.
        self._model = model.sudo()
        self._names = {}

    def load(self, ids):
        """Have the names of these at hand, with one query."""
        if len(self._names) > self.KEPT:
            self._names.clear()
        missing = {one for one in ids if one} - self._names.keys()
        for record in self._model.browse(missing).exists():
            self._names[record.id] = record.display_name or ""

    def get(self, record_id):
        if not record_id:
            return None
        if record_id not in self._names:
            self.load([record_id])
        return self._names.get(record_id)
