# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""bin/bench: what the addon costs, side by side with what it is compared to."""

import argparse
import os
import subprocess
from pathlib import Path

from databases import Databases
from progress import say
from session import main, odoo_session


def bench(arguments: list[str]) -> int:
    options = _parse(arguments)
    command = ["--quick"] if options.quick else []
    for key in options.only:
        command += ["--only", key]
    if options.json:
        command += ["--json", str(options.json.resolve())]
    with odoo_session() as odoo:
        databases = Databases(odoo)
        name = f"bench_{os.getpid()}"
        databases.create(name, demo=False)
        try:
            say("fsync is off on the checkout's own PostgreSQL; trust the ratios.")
            return subprocess.run(
                [
                    *(
                        odoo.environment.python,
                        Path(__file__).parent / "bench_frame.py",
                    ),
                    *("--database", databases.real_name(name), *command),
                ],
                env=odoo.variables(),
                check=False,
            ).returncode
        finally:
            databases.drop(name)


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/bench", description="Run the benchmarks registered in bench/."
    )
    parser.add_argument(
        "--quick", action="store_true", help="a tenth of the amounts, fewer rounds"
    )
    parser.add_argument(
        "--only",
        metavar="Bn",
        action="append",
        default=[],
        help="only this measurement (can be given again)",
    )
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the results")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main(bench)
