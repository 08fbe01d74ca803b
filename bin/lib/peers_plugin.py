# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A plugin of pytest for other addons' own tests: what became of each one.

``PEERS_OUTCOMES`` names the file that the outcomes are written to.
"""

import json
import os
from pathlib import Path
from typing import Any

# The worst of what a test's parts (set up, call, subtests, tear down) came to.
RANK = {"passed": 0, "skipped": 1, "failed": 2}

outcomes: dict[str, str] = {}


def pytest_configure() -> None:
    from odoo.tests import common  # type: ignore[import-not-found, unused-ignore]

    # Debian's package leaves out a library of the mail addon (background blur in
    # calls), which the backend reports as an error in every browser test.
    handle_console = common.ChromeBrowser._handle_console

    def _handle_console(
        self: Any, type: str, args: Any = None, stackTrace: Any = None, **kwargs: Any
    ) -> Any:
        missing = "selfie_segmentation"
        if type == "error" and any(missing in str(arg.get("value")) for arg in args):
            return None
        return handle_console(self, type, args=args, stackTrace=stackTrace, **kwargs)

    common.ChromeBrowser._handle_console = _handle_console


def pytest_collection_modifyitems(items: list[Any]) -> None:
    """Leave out what Odoo itself runs only when it is asked for by name, and classes
    that a test only imports."""
    items[:] = [item for item in items if _is_run(item)]


def _is_run(item: Any) -> bool:
    found = getattr(item, "cls", None)
    if found is None:
        return True
    is_own = found.__module__.rpartition(".")[2] == item.path.stem
    return is_own and "standard" in getattr(found, "test_tags", {"standard"})


def pytest_runtest_logreport(report: Any) -> None:
    name = str(report.nodeid).rpartition("addons/")[2]
    before = outcomes.get(name, "passed")
    outcomes[name] = max(before, report.outcome, key=lambda outcome: RANK[outcome])


def pytest_sessionfinish() -> None:
    file = Path(os.environ["PEERS_OUTCOMES"])
    file.write_text(json.dumps(outcomes, indent=1, sort_keys=True), encoding="utf-8")
