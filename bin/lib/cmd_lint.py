# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""bin/lint: every check of style and types, as local commands."""

import argparse
import subprocess
import time
from dataclasses import dataclass

from environment import Environment
from places import ADDON, BRIDGES, Places, find_places
from progress import say
from session import main, prepare

# Every Python file outside the addon, for ruff and mypy.
OTHER = ("tests", "bin/lib", "bench")
# Without the file that makes Odoo importable (-S), pylint reads our files and not
# hundreds of Odoo's: these checks find the same in a fraction of the time.
PYLINT = """import sys
sys.path.append(sys.argv.pop(1))
from pylint import run_pylint
run_pylint()"""
# One file for each concern of a large model is the plan, so one model has several
# classes; and the page to read is README.md of the repository. (Not in .pylintrc:
# there a message cannot be taken out of the group of Odoo's checks again.)
PYLINT_NOT = "consider-merging-classes-inherited,missing-readme"


@dataclass(frozen=True)
class Check:
    name: str
    arguments: tuple[str, ...]


def lint(arguments: list[str]) -> int:
    options = _parse(arguments)
    places = find_places()
    _source, environment = prepare(places)
    if options.fix:
        for check in _fixes(places):
            _run(places, environment, check)
    failed = [
        check.name
        for check in _checks(places, environment)
        if not _run(places, environment, check)
    ]
    if failed:
        say(f"\nNot clean: {', '.join(failed)}")
        return 1
    say("\nAll clean.")
    return 0


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/lint", description="Run every check of style and types."
    )
    parser.add_argument(
        "--fix", action="store_true", help="let ruff mend and format first"
    )
    return parser.parse_args(arguments)


def _fixes(places: Places) -> list[Check]:
    folders = _python_folders(places)
    return [
        Check("ruff --fix", ("ruff", "check", "--fix", *folders)),
        Check("ruff format", ("ruff", "format", *folders)),
    ]


def _checks(places: Places, environment: Environment) -> list[Check]:
    folders = _python_folders(places)
    checks = [
        Check("ruff", ("ruff", "check", *folders)),
        Check("ruff format", ("ruff", "format", "--check", *folders)),
        # As a package of its own: with the addon around it, all of it would be read.
        Check("mypy scoring", ("mypy", "--strict", "-p", "scoring")),
        Check("mypy bin", ("mypy", "--strict", "bin/lib")),
        Check(
            "pylint-odoo",
            (
                *("python", "-S", "-c", PYLINT, str(environment.site_packages)),
                *("-j2", f"--rcfile={places.checkout / '.pylintrc'}"),
                *("--valid-odoo-versions=19.0", f"--disable={PYLINT_NOT}"),
                *(ADDON, *BRIDGES),
            ),
        ),
        Check("Checksums, licences", ("python", "bin/lib/hashes.py", "--check")),
        Check("OCA module checks", ("oca-checks-odoo-module", ADDON, *BRIDGES)),
    ]
    translations = sorted(
        str(path.relative_to(places.checkout))
        for addon in (ADDON, *BRIDGES)
        for pattern in ("*.po", "*.pot")
        for path in (places.checkout / addon / "i18n").glob(pattern)
    )
    if translations:
        checks.append(Check("OCA translation checks", ("oca-checks-po", *translations)))
    return checks


def _python_folders(places: Places) -> list[str]:
    return [
        folder
        for folder in (ADDON, *BRIDGES, *OTHER)
        if (places.checkout / folder).exists()
    ]


def _run(places: Places, environment: Environment, check: Check) -> bool:
    """Run one check; its output is shown only when it finds something."""
    started = time.monotonic()
    program, *arguments = check.arguments
    finished = subprocess.run(
        [environment.folder / "bin" / program, *arguments],
        cwd=places.checkout,
        env=environment.variables(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    clean = finished.returncode == 0
    say(
        f"{check.name} ... {'clean' if clean else 'NOT CLEAN'} "
        f"({time.monotonic() - started:.1f} s)"
    )
    if not clean:
        print(finished.stdout, flush=True)
    return clean


if __name__ == "__main__":
    main(lint)
