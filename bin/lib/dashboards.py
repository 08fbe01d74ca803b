# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Write the spreadsheet dashboards of the addon from their descriptions.

``python bin/lib/dashboards.py`` writes, for each dashboard, the file Odoo shows and a
sample with invented figures, which Odoo shows while there is no data. Nobody edits
those files by hand: a test compares them with what this script writes.

All figures come from stored values and from row-wise rates, so that an average is
right whatever filter is set (R82).
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from dashboard_file import JsonObject
from dashboard_operations import operations
from dashboard_overview import overview
from dashboard_teams import teams

FOLDER = (
    Path(__file__).resolve().parents[2]
    / "client_satisfaction"
    / "data"
    / "measure"
    / "dashboards"
)

#: ``{name: description}``; a description takes whether it is for the sample.
DASHBOARDS: Mapping[str, Callable[[bool], JsonObject]] = {
    "overview": overview,
    "operations": operations,
    "teams": teams,
}


def files() -> dict[str, str]:
    """``{file name: text}`` of all dashboards and their samples."""
    written = {}
    for name, describe in DASHBOARDS.items():
        for suffix, sample in (("", False), ("_sample", True)):
            text = json.dumps(describe(sample), ensure_ascii=False, indent=1)
            written[f"{name}{suffix}_dashboard.json"] = text + "\n"
    return written


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in files().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(name)


if __name__ == "__main__":
    main()
