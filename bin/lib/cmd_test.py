# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""bin/test: the tests, first those without a database, then those in a real Odoo."""

import argparse
import json
import os
import re
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from databases import Databases, Odoo
from peers import run_peers
from places import BRIDGES, Places, find_places
from progress import SetupError, say, step
from session import main, odoo_session
from system_packages import missing_packages

# These need neither Odoo nor a database.
PURE = ("tests/scoring", "tests/docs", "tests/tools")
# These need another addon of the OCA beside ours, which brings the bridge to it.
BRIDGE_TESTS = "tests/bridges"
# These open pages. A test takes back what it did, so each one's first page would have
# to make its scripts and styles anew: of backend, public pages, portal, dashboards.
BROWSER_TESTS = "tests/browser"
MAKE_BUNDLES = """
for name in (
    "web.assets_web",
    "web.assets_frontend",
    "web.assets_frontend_lazy",
    "spreadsheet.o_spreadsheet",
):
    bundle = env["ir.qweb"]._get_asset_bundle(name)
    bundle.js()
    bundle.css()
env.cr.commit()
"""
# What pytest counts, in its order; a warning or a deselected test is none that ran.
RAN = ("failed", "passed", "skipped", "xfailed", "xpassed", "error")
WORDS = (*RAN, "subtests passed")
THROW_AWAY = re.compile(r"test_(\d+)(-gw\d+)?")


def test(arguments: list[str]) -> int:
    started = time.monotonic()
    options, pytest_options = _parse(arguments)
    places = find_places()
    if options.peers is not None:
        with odoo_session() as odoo:
            return run_peers(odoo, options.peers)
    if options.all:
        # Tests that take long read it.
        os.environ["CS_TEST_ALL"] = "1"
    pure, real, rest = _split(places, pytest_options)
    total: Counter[str] = Counter()
    statuses = []
    with odoo_session() as odoo:
        bridges = _find_bridges(places, real)
        if pure:
            # They need one core, and so does what brings a bridge to its tests.
            with _start_pure(odoo, pure, rest, is_told_later=bool(bridges)) as run:
                statuses.append(_try(_run_bridges, odoo, bridges, rest, total))
                statuses.append(run.finish(total))
        else:
            statuses.append(_try(_run_bridges, odoo, bridges, rest, total))
        own = [path for path in real if path not in bridges]
        statuses.append(_try(_run_with_database, odoo, options, own, rest, total))
    return _conclude(statuses, total, time.monotonic() - started)


def _parse(arguments: list[str]) -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(
        prog="bin/test",
        description="Run the tests. Everything else is handed on to pytest.",
        epilog="bin/test tests/ask/test_rule.py -k opted runs just that.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--db", metavar="NAME", help="use this database (bin/setup --db NAME), keep it"
    )
    parser.add_argument(
        "--no-update", action="store_true", help="--db: without updating the addon"
    )
    parser.add_argument(
        "--all", action="store_true", help="also what takes long (nearly an hour)"
    )
    parser.add_argument(
        "--record",
        action="store_true",
        help="write down which classes take long, so that they begin first",
    )
    parser.add_argument(
        "--peers",
        nargs="*",
        metavar="ADDON",
        help="run the own tests of the addons ours stands on, without and with it",
    )
    return parser.parse_known_args(arguments)


def _split(
    places: Places, options: list[str]
) -> tuple[list[str], list[str], list[str]]:
    """Paths of tests without and with a database, and what else is for pytest."""
    paths, rest = [], []
    for option in options:
        path, separator, test = option.partition("::")
        found = next(
            (base / path for base in (Path.cwd(), places.checkout) if _is(base, path)),
            None,
        )
        if found is None:
            rest.append(option)
        else:
            paths.append(f"{found.resolve()}{separator}{test}")
    pure_folders = [places.checkout / folder for folder in PURE]
    if not paths or f"{places.checkout / 'tests'}" in paths:
        everything = [str(places.checkout / "tests")]
        return [str(path) for path in pure_folders if path.exists()], everything, rest
    pure: list[str] = []
    real: list[str] = []
    for text in paths:
        folder = Path(text.partition("::")[0])
        is_pure = any(folder.is_relative_to(path) for path in pure_folders)
        (pure if is_pure else real).append(text)
    return pure, real, rest


def _is(base: Path, path: str) -> bool:
    return not path.startswith("-") and path != "" and (base / path).exists()


def _find_bridges(places: Places, paths: list[str]) -> list[str]:
    """Those of the paths, or below them, that need what a bridge leads to."""
    bridges = places.checkout / BRIDGE_TESTS
    if f"{places.checkout / 'tests'}" in paths:
        return [str(bridges)] if bridges.exists() else []
    return [path for path in paths if Path(path).is_relative_to(bridges)]


def _try(run: Callable[..., int], *arguments: Any) -> int:
    """The status of a stage; what could not be set up is an error among others."""
    *_others, total = arguments
    try:
        return run(*arguments)
    except SetupError as error:
        say(f"\n{error}")
        total["error"] += 1
        return 1


@contextmanager
def _start_pure(
    odoo: Odoo, paths: list[str], rest: list[str], *, is_told_later: bool
) -> Iterator["Run"]:
    variables = odoo.environment.variables()
    variables.pop("ODOO_RC", None)
    # The plugin would start Odoo.
    options = ["-p", "no:odoo", *rest, *paths]
    with _pytest(odoo, variables, options, "pure", is_told_later=is_told_later) as run:
        yield run


def _run_with_database(
    odoo: Odoo,
    options: argparse.Namespace,
    paths: list[str],
    rest: list[str],
    total: "Counter[str]",
) -> int:
    if not paths:
        return 0
    more = {"CS_RECORD": "1"} if options.record else {}
    ignored = [*rest, f"--ignore={odoo.places.checkout / BRIDGE_TESTS}"]
    with _database(odoo, options) as (database, warnings):
        if not options.db:
            more["CS_THROW_AWAY"] = "1"
            if _spreads(paths, rest) and _has_browser(odoo.places, paths):
                with step("Scripts and styles"):
                    Databases(odoo).shell(database, MAKE_BUNDLES, {})
        status = _run_real(odoo, database, paths, ignored, total, more)
    if warnings:
        # Shown last, where they are seen.
        raise SetupError(warnings)
    return status


def _run_bridges(
    odoo: Odoo, paths: list[str], rest: list[str], total: "Counter[str]"
) -> int:
    """The tests of the bridges, in a database that has what they lead to."""
    if not paths:
        return 0
    there = []
    for addon in BRIDGES.values():
        if (odoo.environment.oca_addons / addon).is_dir():
            there.append(addon)
        else:
            say(f"\nThe bridge to {addon} is not tested: it is not installed.")
    if not there:
        return 0
    databases = Databases(odoo)
    name = f"test_{os.getpid()}"
    databases.create(name, demo=False)
    try:
        databases.install(name, ",".join(there))
        return _run_real(
            odoo,
            databases.real_name(name),
            paths,
            ["-n0", *rest],
            total,
            {"CS_THROW_AWAY": "1"},
        )
    finally:
        databases.drop(name)


def _run_real(
    odoo: Odoo,
    database: str,
    paths: list[str],
    rest: list[str],
    total: "Counter[str]",
    more: dict[str, str],
) -> int:
    variables = odoo.variables() | more
    if not missing_packages():
        # Nothing is missing that a test could be skipped for.
        variables["CS_NO_SKIP"] = "1"
    options = [
        f"--odoo-config={odoo.places.configuration}",
        f"--odoo-database={database}",
        "--odoo-log-level=warn",
        "--odoo-http",
        *(f"--ignore={odoo.places.checkout / folder}" for folder in PURE),
    ]
    if _spreads(paths, rest):
        # Each worker works on a copy of the database; a class stays on one worker.
        # The order is ours: the classes that take long first.
        options += ["-n", "2", "--dist", "loadscope", "--no-loadscope-reorder"]
    with _pytest(odoo, variables, [*options, *rest, *paths], "odoo") as run:
        return run.finish(total)


def _spreads(paths: list[str], rest: list[str]) -> bool:
    """Whether two workers pay off, and nothing asks for one process."""
    alone = ("-n", "-s", "--pdb", "--trace", "--capture=no", "no:xdist", "--dist")
    if any(option.startswith(alone) for option in rest):
        return False
    return not all(".py" in path for path in paths)


def _has_browser(places: Places, paths: list[str]) -> bool:
    folder = places.checkout / BROWSER_TESTS
    return any(
        Path(path).is_relative_to(folder) or folder.is_relative_to(path)
        for path in paths
    )


@dataclass
class Run:
    """A run of pytest that has begun."""

    process: "subprocess.Popen[str]"
    tally: Path

    def finish(self, total: "Counter[str]") -> int:
        """Wait for its end, count its tests; its status."""
        told, _nothing = self.process.communicate()
        if told:
            print(told, end="", flush=True)
        if self.tally.exists():
            total.update(json.loads(self.tally.read_text()))
            self.tally.unlink()
        # 5: nothing was collected, as when -k chooses only tests of another stage.
        return 0 if self.process.returncode == 5 else self.process.returncode


@contextmanager
def _pytest(
    odoo: Odoo,
    variables: dict[str, str],
    arguments: list[str],
    stage: str,
    *,
    is_told_later: bool = False,
) -> Iterator[Run]:
    """Start pytest.

    :param is_told_later: what it says is held back until it ends, since something else
        has the terminal
    """
    checkout = odoo.places.checkout
    tally = odoo.places.run / f"tally-{stage}-{os.getpid()}.json"
    command = [
        *(str(odoo.environment.python), "-m", "pytest", f"--rootdir={checkout}"),
        *("-c", str(checkout / "pyproject.toml"), *arguments),
    ]
    process = subprocess.Popen(
        command,
        env=variables | {"CS_TALLY": str(tally)},
        cwd=checkout,
        stdout=subprocess.PIPE if is_told_later else None,
        stderr=subprocess.STDOUT if is_told_later else None,
        text=True,
    )
    try:
        yield Run(process, tally)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()


def _conclude(statuses: list[int], total: "Counter[str]", seconds: float) -> int:
    """One closing line for all stages, as pytest writes it."""
    status = next((status for status in statuses if status), 0)
    if not any(total[word] for word in RAN):
        say("No test ran.")
        return status or 1
    counts = ", ".join(f"{total[word]} {word}" for word in WORDS if total[word])
    print(f" {counts} in {seconds:.2f}s ".center(79, "="), flush=True)
    return status


@contextmanager
def _database(odoo: Odoo, options: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """The database to test: the one named, or a copy that is dropped afterwards.

    Gives its real name and what installing the addon warned of.
    """
    databases = Databases(odoo)
    if options.db:
        if not databases.exists(options.db):
            databases.create(options.db, demo=False)
        elif not options.no_update:
            databases.update(options.db)
        yield databases.real_name(options.db), ""
        return
    _sweep(databases)
    name = f"test_{os.getpid()}"
    databases.create(name, demo=False)
    try:
        try:
            databases.check_install(demo=False)
            warnings = ""
        except SetupError as error:
            warnings = str(error)
        yield databases.real_name(name), warnings
    finally:
        databases.drop(name)


def _sweep(databases: Databases) -> None:
    """Drop what runs left behind that were killed."""
    for name in databases.names():
        match = THROW_AWAY.fullmatch(name)
        if match and not _is_alive(int(match[1])):
            try:
                databases.drop(name)
            except SetupError as error:
                say(str(error))


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


if __name__ == "__main__":
    main(test)
