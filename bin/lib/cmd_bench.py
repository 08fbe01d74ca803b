# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""bin/bench: what the addon costs, side by side with what it is compared to."""

import argparse
import json
import os
import platform
import re
import subprocess
import time
from pathlib import Path
from typing import Any

from bench_docs import write_docs
from databases import Databases, Odoo
from places import find_places
from progress import SetupError, say
from session import main, odoo_session

FRAME = Path(__file__).with_name("bench_frame.py")


def bench(arguments: list[str]) -> int:
    options = _parse(arguments)
    checkout = find_places().checkout
    if options.read:
        result = json.loads(options.read.read_text())
        write_docs(result, checkout)
        return 0
    rows = registered_rows(checkout / "bench")
    chosen = options.only or rows
    unknown = [row for row in chosen if row not in rows]
    if unknown:
        raise SetupError(
            f"Not registered: {', '.join(unknown)}. There are: {', '.join(rows)}"
        )
    with odoo_session() as odoo:
        result, failed = _measure(odoo, chosen, quick=options.quick)
    if options.json:
        options.json.write_text(json.dumps(result, indent=1))
    if options.docs or not (options.only or options.quick or failed):
        write_docs(result, checkout)
        say("Written: docs/benchmarks.md and the chart of growth in docs/images.")
    if failed:
        say(f"Not measured, because of an error: {', '.join(failed)}")
    return 1 if failed else 0


def registered_rows(folder: Path) -> list[str]:
    """Ids of the rows in ``bench/``, in order: b3_closing.py is B3."""
    numbers = {
        int(found[1])
        for file in folder.glob("b*.py")
        if (found := re.match(r"b(\d+)_", file.name))
    }
    return [f"B{number}" for number in sorted(numbers)]


def _measure(
    odoo: Odoo, rows: list[str], *, quick: bool
) -> tuple[dict[str, Any], list[str]]:
    databases = Databases(odoo)
    name = f"bench_{os.getpid()}"
    result: dict[str, Any] = {"environment": _environment(odoo, quick)}
    growth: dict[str, Any] = {}
    failed = []
    file = odoo.places.run / f"{name}.json"
    databases.create(name, demo=False)
    try:
        for row in rows:
            file.unlink(missing_ok=True)
            finished = subprocess.run(
                [
                    *(odoo.environment.python, FRAME, "--database", name),
                    *("--row", row, "--result", file),
                    *(["--quick"] if quick else []),
                ],
                env=odoo.variables(),
                check=False,
            )
            if finished.returncode or not file.exists():
                failed.append(row)
                continue
            measured = json.loads(file.read_text())
            result[row] = measured["rows"]
            if measured["growth"]:
                growth[row] = measured["growth"]
    finally:
        file.unlink(missing_ok=True)
        databases.drop(name)
    result["growth"] = growth
    return result, failed


def _environment(odoo: Odoo, quick: bool) -> dict[str, Any]:
    """What the figures depend on besides the code."""
    psql = Databases(odoo)._psql
    settings = ("server_version", "fsync", "shared_buffers", "work_mem")
    checkout, python = odoo.places.checkout, str(odoo.environment.python)
    return {
        "command": "bin/bench" + (" --quick" if quick else ""),
        "quick": quick,
        "date": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        "commit": _output("git", "-C", str(checkout), "rev-parse", "--short", "HEAD"),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gb": round(_memory_kb() / 1024**2, 1),
        "load_before": os.getloadavg()[0],
        "system": platform.system() + " " + platform.release(),
        "python": _output(python, "-V").removeprefix("Python "),
        "odoo": _output(
            python, "-c", "import odoo.release; print(odoo.release.version)"
        ),
        "postgresql": {name: psql.query(f"SHOW {name}")[0][0] for name in settings},
    }


def _output(*command: str) -> str:
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    return finished.stdout.strip()


def _processor() -> str:
    text = Path("/proc/cpuinfo").read_text()
    found = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return found[1] if found else platform.machine()


def _memory_kb() -> int:
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 1024


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/bench",
        description="Run the benchmarks registered in bench/. A run of all rows at "
        "full size writes docs/benchmarks.md.",
    )
    parser.add_argument(
        "--quick", action="store_true", help="a tenth of the amounts, fewer rounds"
    )
    parser.add_argument(
        "--only",
        metavar="Bn",
        action="append",
        default=[],
        type=str.upper,
        help="only this row (can be given again)",
    )
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the results")
    parser.add_argument(
        "--docs", action="store_true", help="write docs/benchmarks.md in any case"
    )
    parser.add_argument(
        "--read",
        metavar="FILE",
        type=Path,
        help="write docs/benchmarks.md from an earlier --json, without measuring",
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main(bench)
