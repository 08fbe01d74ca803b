# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The JSON of an Odoo spreadsheet: its frame, its styles and its sheets."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from dashboard_filters import FILTERS
from dashboard_parts import NumberFormat

JsonObject: TypeAlias = dict[str, object]

VERSION = "18.4.14"
#: Beside the list of dashboards, on a screen 1280 pixels wide.
WIDTH = 1060
COLUMNS = 10

STYLES = {
    "1": {"textColor": "#01666b", "bold": True, "fontSize": 14},
    "2": {"textColor": "#434343", "bold": True, "fontSize": 11},
    "3": {"textColor": "#434343", "verticalAlign": "middle"},
    "4": {"textColor": "#666666", "italic": True, "verticalAlign": "middle"},
}
FORMATS: Mapping[NumberFormat, str] = {"1": "0.0", "2": "0.0%", "3": "0"}


def to_spreadsheet(
    *,
    pivots: Mapping[str, JsonObject],
    lists: Mapping[str, JsonObject],
    filters: Sequence[str],
    sheets: Sequence[JsonObject],
) -> JsonObject:
    """The whole file, ready for JSON."""
    return {
        "version": VERSION,
        "revisionId": "START_REVISION",
        "uniqueFigureIds": True,
        "settings": {
            "locale": {
                "name": "English (US)",
                "code": "en_US",
                "thousandsSeparator": ",",
                "decimalSeparator": ".",
                "dateFormat": "m/d/yyyy",
                "timeFormat": "hh:mm:ss a",
                "formulaArgSeparator": ",",
                "weekStart": 7,
            }
        },
        "styles": STYLES,
        "formats": FORMATS,
        "borders": {},
        "customTableStyles": {},
        "pivots": pivots,
        "pivotNextId": len(pivots) + 1,
        "lists": lists,
        "listNextId": len(lists) + 1,
        "globalFilters": [{"id": name, **FILTERS[name]} for name in filters],
        "chartOdooMenusReferences": {},
        "sheets": list(sheets),
    }


def to_sheet(
    key: str,
    name: str,
    rows: int,
    cells: Mapping[str, str],
    *,
    styles: Mapping[str, int] | None = None,
    figures: Sequence[JsonObject] = (),
    formats: Mapping[str, int] | None = None,
    visible: bool = True,
) -> JsonObject:
    """One sheet.

    :param cells: address to content; ``styles`` and ``formats`` go by address as well
    :param figures: charts and cards lying on the sheet
    """
    return {
        "id": key,
        "name": name,
        "colNumber": 30,
        "rowNumber": rows,
        "rows": {},
        "cols": {str(number): {"size": WIDTH // COLUMNS} for number in range(COLUMNS)},
        "merges": [],
        "cells": cells,
        "styles": styles or {},
        "formats": formats or {},
        "borders": {},
        "conditionalFormats": [],
        "dataValidationRules": [],
        "figures": list(figures),
        "tables": [],
        "areGridLinesVisible": not visible,
        "isVisible": visible,
        "headerGroups": {"ROW": [], "COL": []},
        "comments": {},
    }
