# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""B8: a spreadsheet of 100,000 answers with live charts, beside Odoo's own export.

The peer is the method behind ``/web/export/xlsx``, called as the web client does, with
the same rows and as many fields. Beside them the writer alone: XlsxWriter in constant
memory with the very values of the answers' sheet.
"""

import json
import tempfile
import tracemalloc
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import xlsxwriter

if TYPE_CHECKING:
    from bench_frame import Bench
    from bench_results import Comparison

ID = "B8"
TITLE = "spreadsheet of answers with live charts / Odoo's export"
FIELDS = (
    "event_date",
    "client_id/name",
    "partner_id/name",
    "respondent_role",
    "channel_id/name",
    "ticket_number",
    "ticket_title",
    "team_id/name",
    "user_id/name",
    "category_id/name",
    "points",
    "worst_points",
    "comment",
    "reasons",
    "answered_at",
    "answer_mode",
    "case_id/name",
    "state",
)
MEGABYTES = 20


def measure(bench: "Bench") -> "Iterator[Comparison]":
    from odoo.fields import Domain

    count = bench.scaled(100_000)
    with bench.environment(bench.million(count)) as env:
        _add_words(env)
        answered = Domain("state", "=", "answered")
        fewer = _first(env, answered, bench.scaled(20_000))
        ours, peer = _make_pair(env, answered)
        size = f"{count:,} × {len(FIELDS)}"
        _make_pair(env, _first(env, answered, 9))[0]()
        # Memory first: the peer leaves a large heap behind, in which ours would fit.
        yield bench.limit(
            f"{size}: memory (RSS)", [bench.peak_megabytes(ours)], MEGABYTES, unit="MB"
        )
        yield bench.limit(
            f"{size}: memory (Python)", [_allocated(ours)], MEGABYTES, unit="MB"
        )
        less = f"{bench.scaled(20_000):,} × {len(FIELDS)}"
        few_ours, few_peer = _make_pair(env, fewer)
        yield bench.compare(
            f"{less} / the bare writer alone",
            bench.undone(env, few_ours),
            bench.undone(env, _make_writer(env, fewer)),
            goal=1.2,
        )
        yield bench.compare(
            f"{less} / Odoo's export",
            bench.undone(env, few_ours),
            bench.undone(env, few_peer),
            goal=0.5,
        )
        yield bench.compare(
            f"{size} / Odoo's export",
            bench.undone(env, ours),
            bench.undone(env, peer),
            goal=0.5,
            rounds=3,  # half a minute each
        )


def _first(env: Any, domain: Any, count: int) -> Any:
    """The domain with the first so many rows only."""
    from odoo.fields import Domain

    last = env["satisfaction.request"].search(
        domain, order="id", offset=count - 1, limit=1
    )
    return domain & Domain("id", "<=", last.id)


def _make_pair(env: Any, domain: Any) -> tuple[Callable[[], None], Callable[[], None]]:
    """Ours and Odoo's export of the same rows."""
    maker = env["satisfaction.workbook"].with_context(lang="en_US", tz="UTC")
    selection = maker._select_list("satisfaction.request", domain)

    def ours() -> None:
        with tempfile.TemporaryFile() as file:
            maker._write(file, selection)

    return ours, lambda: _export(env, domain)


def _make_writer(env: Any, domain: Any) -> Callable[[], None]:
    maker = env["satisfaction.workbook"].with_context(lang="en_US", tz="UTC")
    selection = maker._select_list("satisfaction.request", domain)
    (sheet,) = maker._get_tables(selection)
    rows = [list(row) for row in sheet.tables[0].rows]

    def writer() -> None:
        with tempfile.TemporaryFile() as file:
            _write_bare(file, rows)

    return writer


def _allocated(run: Callable[[], None]) -> float:
    """The most that was allocated by Python at one time, in MB."""
    tracemalloc.start()
    try:
        run()
        return tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()


def _add_words(env: Any) -> None:
    """What clients and tickets say, so that the columns of text are not empty."""
    env.cr.execute(
        """
        UPDATE satisfaction_request
           SET ticket_number = 'HT' || lpad(id::text, 6, '0'),
               ticket_title = 'Printer ' || id || ' is out of order',
               comment = 'The printer of room ' || id || ' stood still again: ' ||
                         repeat('nobody called back. ', (id % 7)::int),
               reasons = CASE WHEN id % 3 = 0 THEN 'Too slow' END
         WHERE state = 'answered'
        """
    )
    env.invalidate_all()


def _export(env: Any, domain: Any) -> None:
    """What ``/web/export/xlsx`` does, without HTTP around it."""
    from odoo.addons.http_routing.tests.common import MockRequest
    from odoo.addons.web.controllers.export import ExcelExport

    parameters = {
        "model": "satisfaction.request",
        "fields": [{"name": name, "label": name, "type": "char"} for name in FIELDS],
        "ids": False,
        "domain": list(domain),
        "import_compat": False,
        "groupby": [],
        "context": {"lang": "en_US"},
    }
    with MockRequest(env):
        ExcelExport().base(json.dumps(parameters))


def _write_bare(file: Any, rows: Any) -> None:
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
