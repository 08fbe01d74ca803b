# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Measuring side by side: ours and a peer, in turn, as medians and their ratio.

Run by bin/bench under the Python of the environment, with Odoo loaded. A measurement is
a file ``bench/b*.py`` with ``ID``, ``TITLE`` and a generator ``measure(bench)`` of
comparisons. Ratios travel between machines, seconds do not.
"""

import argparse
import gc
import importlib
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

BENCH = Path(__file__).resolve().parents[2] / "bench"


@dataclass(frozen=True)
class Sample:
    seconds: float
    queries: int


@dataclass(frozen=True)
class Comparison:
    """What was measured, as medians; ``ratio`` is ours / peer."""

    name: str
    ours_seconds: float
    ours_queries: float
    peer_seconds: float
    peer_queries: float
    ratio: float
    goal: float
    rounds: int

    @property
    def reached(self) -> bool:
        return self.ratio <= self.goal


Work = Callable[[], Sample]


class Bench:
    """What measurements are handed."""

    def __init__(self, database: str, *, quick: bool) -> None:
        self._database = database
        self._quick = quick
        self.rounds = 3 if quick else 7

    def scaled(self, count: int) -> int:
        """``count``, or a tenth of it with --quick."""
        return count // 10 if self._quick else count

    @contextmanager
    def environment(self) -> Iterator[Any]:
        """An environment of the superuser; all it does is rolled back."""
        from odoo import SUPERUSER_ID, api
        from odoo.modules.registry import Registry

        with Registry(self._database).cursor() as cursor:
            yield api.Environment(cursor, SUPERUSER_ID, {})
            cursor.rollback()

    def undone(self, env: Any, run: Callable[[], None]) -> Work:
        """Work whose traces are taken back after it is timed."""

        def work() -> Sample:
            # Odoo's own savepoint also forgets what is cached when it is undone.
            with env.cr.savepoint(flush=True) as savepoint:
                env.invalidate_all()
                gc.collect()
                queries = env.cr.sql_log_count
                started = time.perf_counter()
                run()
                sample = Sample(
                    time.perf_counter() - started, env.cr.sql_log_count - queries
                )
                savepoint.rollback()
            return sample

        return work

    def compare(self, name: str, ours: Work, peer: Work, *, goal: float) -> Comparison:
        """Run both in turn, first once unmeasured; change the order every round."""
        ours()
        peer()
        own: list[Sample] = []
        other: list[Sample] = []
        for number in range(self.rounds):
            for kept, work in sorted(
                ((own, ours), (other, peer)),
                key=lambda pair: (pair[1] is peer) == bool(number % 2),
            ):
                kept.append(work())
        seconds = [
            statistics.median(one.seconds for one in all_) for all_ in (own, other)
        ]
        queries = [
            statistics.median(one.queries for one in all_) for all_ in (own, other)
        ]
        return Comparison(
            name=name,
            ours_seconds=seconds[0],
            ours_queries=queries[0],
            peer_seconds=seconds[1],
            peer_queries=queries[1],
            ratio=seconds[0] / seconds[1],
            goal=goal,
            rounds=self.rounds,
        )


def registered() -> dict[str, Any]:
    """The measurements in ``bench/``, by id."""
    sys.path.insert(0, str(BENCH))
    modules = [importlib.import_module(file.stem) for file in BENCH.glob("b[0-9]*.py")]
    return {module.ID: module for module in sorted(modules, key=lambda one: one.ID)}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", required=True)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    measurements = registered()
    unknown = set(options.only) - set(measurements)
    if unknown:
        known = ", ".join(measurements)
        print(f"Not registered: {', '.join(sorted(unknown))}. There are: {known}")
        return 2

    import odoo.tools

    odoo.tools.config.parse_config(
        [f"--database={options.database}", "--log-level=warn"], setup_logging=True
    )
    bench = Bench(options.database, quick=options.quick)
    results: dict[str, list[dict[str, Any]]] = {}
    for key in options.only or measurements:
        module = measurements[key]
        print(
            f"\n{key} {module.TITLE} (medians of {bench.rounds}, in turn)", flush=True
        )
        results[key] = []
        for comparison in module.measure(bench):
            results[key].append({**asdict(comparison), "reached": comparison.reached})
            print(_line(comparison), flush=True)
    if options.json:
        options.json.write_text(
            json.dumps({"conditions": _conditions(options.quick), "results": results})
        )
    return 0


def _line(one: Comparison) -> str:
    return (
        f"  {one.name:32} {one.ours_seconds:8.3f} s {one.ours_queries:7.0f} q"
        f" / {one.peer_seconds:8.3f} s {one.peer_queries:7.0f} q = {one.ratio:6.3f}"
        f"  (goal ≤ {one.goal}: {'reached' if one.reached else 'MISSED'})"
    )


def _conditions(quick: bool) -> dict[str, Any]:
    return {
        "quick": quick,
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "python": sys.version.split()[0],
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }


if __name__ == "__main__":
    sys.exit(main())
