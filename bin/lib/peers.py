# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The own tests of the addons that ours stands on, run without and with it.

Each test has to come to the same in both: also one that fails without our addon (say,
because it wants demo data) tells something only if it fails with it as well. All of
them run on the loaded registry, so ours is at work even in the tests that Odoo would
run while it installs.
"""

import json
import os
import subprocess
import time
from collections import Counter
from pathlib import Path

from databases import Databases, Odoo
from places import ADDON
from progress import SetupError, say

#: Whose tests; ``bin/test --peers survey portal`` runs only those.
PEERS = (
    "survey",
    "portal",
    "base_automation",
    "helpdesk_mgmt",
    "helpdesk_mgmt_rating",
    "privacy_lookup",
    "mail",
)
OUTCOMES = Path("outputs") / "peers"


def run_peers(odoo: Odoo, names: list[str]) -> int:
    """Run the tests of these addons in two databases and compare them.

    :return: 1 when a test came to something else with our addon
    """
    unknown = [name for name in names if name not in PEERS]
    if unknown:
        raise SetupError(f"--peers knows {', '.join(PEERS)}, not {', '.join(unknown)}.")
    started = time.monotonic()
    found = {name: _find_tests(odoo, name) for name in names or PEERS}
    for name in [name for name, folder in found.items() if folder is None]:
        say(f"The tests of {name} are not shipped here: left out.")
    folders = {name: folder for name, folder in found.items() if folder}
    databases = Databases(odoo)
    without, with_ours = f"peers_{os.getpid()}_without", f"peers_{os.getpid()}_with"
    needed = [name for name in folders if name == "helpdesk_mgmt_rating"]
    try:
        # Odoo's own tests count on English being the only language.
        databases.create_plain(without, needed)
        databases.copy(without, with_ours)
        databases.install(with_ours, ADDON)
        differences = 0
        for name, folder in folders.items():
            before = _run(odoo, databases.real_name(without), name, folder, "without")
            after = _run(odoo, databases.real_name(with_ours), name, folder, "with")
            differences += _compare(name, before, after)
    finally:
        for name in (without, with_ours):
            databases.drop(name)
    say(f"Compared in {time.monotonic() - started:.0f} s.")
    return 1 if differences else 0


def _find_tests(odoo: Odoo, name: str) -> "Path | None":
    # Debian links odoo/addons to addons: Odoo imports from the former.
    shipped = sorted(odoo.source.addons_path, reverse=True)
    for folder in (odoo.environment.oca_addons, *shipped):
        tests = folder / name / "tests"
        if (tests / "__init__.py").is_file():
            return tests
    return None


def _run(
    odoo: Odoo, database: str, name: str, folder: Path, which: str
) -> dict[str, str]:
    """What became of each test of an addon: ``{name: outcome}``."""
    file = odoo.places.run / OUTCOMES / f"{name}-{which}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    variables = odoo.variables() | {
        "PEERS_OUTCOMES": str(file),
        "PYTHONPATH": str(Path(__file__).parent),
    }
    command: list[str | Path] = [
        *(odoo.environment.python, "-m", "pytest", "-q", "-p", "peers_plugin"),
        *("-c", os.devnull, "--rootdir", folder.parent.parent.parent),
        *("-p", "no:cacheprovider", "-p", "no:xdist", "--tb=short"),
        f"--odoo-config={odoo.places.configuration}",
        *(f"--odoo-database={database}", "--odoo-log-level=warn", "--odoo-http"),
        folder,
    ]
    log = file.with_suffix(".log")
    with log.open("wb") as stream:
        subprocess.run(
            command,
            env=variables,
            cwd=odoo.places.run,
            stdout=stream,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if not file.exists():
        raise SetupError(f"The tests of {name} could not be run: see {log}")
    return dict(json.loads(file.read_text(encoding="utf-8")))


def _compare(name: str, before: dict[str, str], after: dict[str, str]) -> int:
    """Say what differs; the number of tests that do (none at all is one, too)."""
    different = [
        test
        for test in sorted(before.keys() | after.keys())
        if before.get(test) != after.get(test)
    ]
    counts = Counter(before.values())
    told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items()))
    verdict = "the same with the addon" if not different else "NOT the same with it"
    say(f"{name}: {told or 'no test'} without the addon; {verdict}")
    for test in different:
        say(
            f"    {test}: {before.get(test, 'not run')} without, "
            f"{after.get(test, 'not run')} with"
        )
    return len(different) + (not before)
