# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Measuring side by side: ours and a peer, in turn, as medians and their ratio.

Run by bin/bench under the Python of the environment, with Odoo loaded; one process a
row, so that no row finds the memory and caches of another. A measurement is a file
``bench/b<number>_*.py`` with ``ID``, ``TITLE`` and a generator ``measure(bench)`` of
comparisons. Ratios travel between machines, seconds do not.
"""

import argparse
import gc
import importlib
import json
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bench_http import Load, Visit, run_visits
from bench_results import Comparison, Growth, compare_samples, limit
from databases import Databases, Odoo
from server import RunningServer, serve
from session import odoo_session

if TYPE_CHECKING:
    from types import ModuleType

BENCH = Path(__file__).resolve().parents[2] / "bench"
FIRST_PORT = 8600


@dataclass(frozen=True)
class Sample:
    """One run: the measure (seconds, unless said otherwise) and its queries."""

    value: float
    queries: int = 0


Work = Callable[[], Sample]


class Bench:
    """What measurements are handed."""

    compare_samples = staticmethod(compare_samples)
    limit = staticmethod(limit)

    def __init__(self, odoo: Odoo, database: str, *, quick: bool) -> None:
        self.odoo = odoo
        self.databases = Databases(odoo)
        self.name = database
        self.quick = quick
        self.rounds = 3 if quick else 7
        self.growth: list[Growth] = []

    def scaled(self, count: int) -> int:
        """``count``, or a tenth of it with --quick."""
        return count // 10 if self.quick else count

    # Databases

    @contextmanager
    def database(self, name: str, modules: Iterable[str] = ()) -> Iterator[str]:
        """A database of its own, with further addons, dropped afterwards.

        For what commits (HTTP, several processes) and for peers that have to be
        installed. Yields its name as ``environment`` and ``serve`` take it.
        """
        own = f"{self.name}_{name}"
        self.databases.create(own, demo=False)
        try:
            for module in modules:
                self.databases.install(own, module)
            yield own
        finally:
            _forget(self.databases.real_name(own))
            self.databases.drop(own)

    def million(self, rows: int = 1_000_000) -> str:
        """Name of a database with that many answered asks; see bench/million.py.

        It is kept as long as the addon doesn't change: read it, or copy it first
        (``bench.databases.copy``), but don't commit to it.
        """
        return str(importlib.import_module("million").ensure(self, rows))

    @contextmanager
    def environment(
        self, database: str | None = None, *, commit: bool = False
    ) -> Iterator[Any]:
        """An environment of the superuser; all it does is rolled back.

        With ``commit`` it is kept: only in a database of one's own.
        """
        from odoo import SUPERUSER_ID, api
        from odoo.modules.registry import Registry

        real = self.databases.real_name(database or self.name)
        with Registry(real).cursor() as cursor:
            yield api.Environment(cursor, SUPERUSER_ID, {})
            if commit:
                cursor.commit()
            else:
                cursor.rollback()

    # In process

    def undone(self, env: Any, run: Callable[[], object]) -> Work:
        """Work in seconds whose traces are taken back after it is timed."""

        def work() -> Sample:
            # Odoo's own savepoint also forgets what is cached when it is undone.
            with env.cr.savepoint(flush=True) as savepoint:
                env.invalidate_all()
                sample = self.timed(run, env)
                savepoint.rollback()
            return sample

        return work

    def timed(self, run: Callable[[], object], env: Any = None) -> Sample:
        """Seconds of one call, with the queries of ``env`` where one is given."""
        gc.collect()
        queries = env.cr.sql_log_count if env else 0
        started = time.perf_counter()
        run()
        seconds = time.perf_counter() - started
        return Sample(seconds, env.cr.sql_log_count - queries if env else 0)

    def peak_megabytes(self, run: Callable[[], object]) -> float:
        """How far this process's memory (RSS) rose above where it stood, in MB.

        Run the work once before, so that what stays loaded anyway isn't counted.
        """
        gc.collect()
        Path("/proc/self/clear_refs").write_text("5")  # forget the peak until now
        before = _memory("VmRSS")
        run()
        return max(_memory("VmHWM") - before, 0.0)

    def compare(
        self,
        name: str,
        ours: Work,
        peer: Work,
        *,
        goal: float,
        unit: str = "s",
        at_least: bool = False,
        note: str = "",
        rounds: int | None = None,
    ) -> Comparison:
        """Run both in turn, first once unmeasured; change the order every round."""
        ours()
        peer()
        own: list[Sample] = []
        other: list[Sample] = []
        rounds = rounds or self.rounds
        for number in range(rounds):
            for kept, work in sorted(
                ((own, ours), (other, peer)),
                key=lambda pair: (pair[1] is peer) == bool(number % 2),
            ):
                kept.append(work())
        values = [statistics.median(one.value for one in all_) for all_ in (own, other)]
        queries = [
            statistics.median(one.queries for one in all_) for all_ in (own, other)
        ]
        return Comparison(
            name=name,
            ours=values[0],
            peer=values[1],
            goal=goal,
            unit=unit,
            runs=rounds,
            at_least=at_least,
            queries=(queries[0], queries[1]) if any(queries) else None,
            note=note,
        )

    def grow(self, name: str, points: dict[int, float], unit: str = "s") -> None:
        """A growth curve for the chart: measure by number of answers beneath."""
        self.growth.append(Growth(name, unit, tuple(sorted(points.items()))))

    # Over HTTP

    def serve(self, database: str) -> "AbstractContextManager[RunningServer]":
        """A real server with two workers, from a database of one's own."""
        return serve(
            self.odoo,
            self.databases.real_name(database),
            port=FIRST_PORT,
            name=f"server-{database}",
            # Jobs would run into the measurement by chance.
            extra=("--max-cron-threads=0", "--log-level=warn", "--limit-time-real=300"),
        )

    def load(
        self, server: RunningServer, visits: Iterable[Visit], *, clients: int = 4
    ) -> Load:
        """Let that many clients make the visits at the same time."""
        host = urlsplit(server.url).hostname or "localhost"
        return run_visits(host, server.port, visits, clients=clients)


def _memory(line: str) -> float:
    text = Path("/proc/self/status").read_text()
    found = re.search(rf"^{line}:\s+(\d+) kB", text, re.MULTILINE)
    assert found
    return int(found[1]) / 1024


def _forget(real: str) -> None:
    """Close what this process holds open of a database."""
    from odoo.modules.registry import Registry
    from odoo.sql_db import close_db

    Registry.delete(real)
    close_db(real)


def find(key: str) -> "list[ModuleType]":
    """The measurements of one row, e.g. ``B3``: files ``bench/b3_*.py``."""
    sys.path.insert(0, str(BENCH))
    files = sorted(BENCH.glob(f"{key.lower()}_*.py"))
    return [importlib.import_module(file.stem) for file in files]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", required=True)
    parser.add_argument("--row", required=True)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--result", type=Path, required=True)
    options = parser.parse_args()

    from odoo.tools import config

    with odoo_session() as installation:
        bench = Bench(installation, options.database, quick=options.quick)
        real = bench.databases.real_name(options.database)
        sys.argv = sys.argv[:1]
        config.parse_config(
            [f"--database={real}", "--log-level=warn"], setup_logging=True
        )
        rows: list[dict[str, Any]] = []
        for module in find(options.row):
            print(f"\n{module.ID} {module.TITLE}", flush=True)
            for comparison in module.measure(bench):
                rows.append(comparison.as_dict())
                print(comparison.as_line(), flush=True)
        growth = [asdict(one) for one in bench.growth]
        options.result.write_text(json.dumps({"rows": rows, "growth": growth}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
