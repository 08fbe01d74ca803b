# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Write the spreadsheet dashboards of the addon from one description.

``python bin/lib/dashboards.py`` writes, for each dashboard, the file Odoo shows and a
sample with invented figures, which Odoo shows while there is no data. Nobody edits
those files by hand: a test compares them with what this script writes.

All figures come from stored values and from row-wise rates, so that an average is
right whatever filter is set (R82).
"""

import json
from pathlib import Path

FOLDER = (
    Path(__file__).resolve().parents[2]
    / "client_satisfaction"
    / "data"
    / "measure"
    / "dashboards"
)
VERSION = "18.4.14"
WIDTH = 1000
ROW_HEIGHT = 23
CARD_HEIGHT = 108
CHART_HEIGHT = 290
GAP = 12

PERIOD, TEAM, MANAGER, LEVEL = "period", "team", "client_manager", "agreement_level"
FILTERS = {
    PERIOD: {"type": "date", "label": "Period", "defaultValue": "last_12_months"},
    TEAM: {
        "type": "relation",
        "label": "Team",
        "modelName": "helpdesk.ticket.team",
        "defaultValueDisplayNames": [],
    },
    MANAGER: {
        "type": "relation",
        "label": "Client manager",
        "modelName": "res.users",
        "defaultValueDisplayNames": [],
    },
    LEVEL: {
        "type": "relation",
        "label": "Agreement level",
        "modelName": "satisfaction.agreement.level",
        "defaultValueDisplayNames": [],
    },
}
#: Which field of a model each filter looks at; a filter that isn't here leaves the
#: model alone.
MATCHING = {
    "satisfaction.score": {
        PERIOD: ("period_start", "date"),
        MANAGER: ("client_id.client_manager_id", "many2one"),
        LEVEL: ("client_id.agreement_level_id", "many2one"),
    },
    "satisfaction.ask.report": {
        PERIOD: ("event_date", "date"),
        TEAM: ("team_id", "many2one"),
        MANAGER: ("client_manager_id", "many2one"),
        LEVEL: ("agreement_level_id", "many2one"),
    },
    "satisfaction.answer.report": {
        PERIOD: ("event_date", "date"),
        TEAM: ("team_id", "many2one"),
        MANAGER: ("client_manager_id", "many2one"),
        LEVEL: ("agreement_level_id", "many2one"),
    },
    "satisfaction.case": {
        PERIOD: ("opened_at", "datetime"),
        TEAM: ("team_id", "many2one"),
        MANAGER: ("client_manager_id", "many2one"),
        LEVEL: ("client_id.agreement_level_id", "many2one"),
    },
    "satisfaction.request": {
        TEAM: ("team_id", "many2one"),
        MANAGER: ("client_id.client_manager_id", "many2one"),
        LEVEL: ("client_id.agreement_level_id", "many2one"),
    },
    "satisfaction.action": {MANAGER: ("client_ids.client_manager_id", "many2many")},
    "satisfaction.alert": {
        MANAGER: ("client_id.client_manager_id", "many2one"),
        LEVEL: ("client_id.agreement_level_id", "many2one"),
    },
    "satisfaction.remark": {
        TEAM: ("team_id", "many2one"),
        MANAGER: ("client_id.client_manager_id", "many2one"),
        LEVEL: ("client_id.agreement_level_id", "many2one"),
    },
    "satisfaction.target": {},
    "satisfaction.kpi.value": {},
}
STYLES = {
    "1": {"textColor": "#01666b", "bold": True, "fontSize": 14},
    "2": {"textColor": "#434343", "bold": True, "fontSize": 11},
    "3": {"textColor": "#434343", "verticalAlign": "middle"},
}
FORMATS = {"1": "0.0", "2": "0.0%", "3": "0"}


class Dashboard:
    """One dashboard: cards on top, charts below, then lists.

    :param sample: invented constants take the place of everything from the database
    """

    def __init__(self, filters, sample=False):
        self.filters = filters
        self.sample = sample
        self.pivots, self.lists, self.figures = {}, {}, []
        self.cells, self.styles = {}, {}
        self.data, self.data_formats = {}, {}
        self.top = GAP
        self.data_row = 1
        self.sample_column = 0

    # Sources -----------------------------------------------------------
    def _match(self, model, without=()):
        found = MATCHING[model]
        return {
            name: {"chain": chain, "type": kind, "offset": 0}
            for name, (chain, kind) in found.items()
            if name in self.filters and name not in without
        }

    def _pivot(self, model, measure, domain, without):
        key = str(len(self.pivots) + 1)
        self.pivots[key] = {
            "type": "ODOO",
            "id": key,
            "formulaId": key,
            "name": f"{model} {key}",
            "model": model,
            "domain": domain,
            "context": {},
            "measures": [{"id": measure, "fieldName": measure.split(":")[0]}],
            "rows": [],
            "columns": [],
            "fieldMatching": self._match(model, without),
            "sortedColumn": None,
        }
        if ":" in measure:
            self.pivots[key]["measures"][0]["aggregator"] = measure.split(":")[1]
        return f'PIVOT.VALUE({key},"{measure}")'

    # Cards -------------------------------------------------------------
    def cards(self, cards):
        """Figures side by side; each is a dict, see the descriptions below."""
        width = (WIDTH - GAP * (len(cards) - 1)) // len(cards)
        for number, card in enumerate(cards):
            self._card(card, number * (width + GAP), width)
        self.top += CARD_HEIGHT + GAP

    def _card(self, card, left, width):
        row, kind = self.data_row, card.get("format", "3")
        self.data_row += 1
        without = card.get("without", ())
        model, domain = card["model"], card.get("domain", [])
        if self.sample:
            value, count = card["sample"]
            self.data[f"B{row}"] = str(value)
            self.data[f"D{row}"] = str(count)
        else:
            self.data[f"B{row}"] = "=" + self._pivot(
                model, card.get("measure", "__count"), domain, without
            )
            self.data[f"D{row}"] = "=" + self._pivot(
                model,
                card.get("count_measure", "__count"),
                card.get("count_domain", domain),
                without,
            )
        # An empty source gives an empty text, which no formula may calculate with.
        number = f"IF(ISNUMBER(B{row}),B{row},0)"
        count = f"IF(ISNUMBER(D{row}),D{row},0)"
        if kind == "2":
            formula = f'=IF(ISNUMBER(B{row}),B{row}/100,"–")'
        elif kind == "3":
            formula = f"={number}"
        else:
            formula = f'=IF(ISNUMBER(B{row}),B{row},"–")'
        self.data[f"A{row}"] = f'=_t("{card["title"]}")'
        self.data[f"C{row}"] = formula
        self.data_formats[f"C{row}"] = int(kind)
        self.data_formats[f"D{row}"] = 3
        chart = {
            "type": "scorecard",
            "title": {
                "text": card["title"],
                "bold": True,
                "color": "#434343",
                "fontSize": 12,
            },
            "background": card.get("fill", "#EFF6FF"),
            "keyValue": f"Data!C{row}",
            "baselineMode": "text",
            "baselineColorUp": "#434343",
            "baselineColorDown": "#434343",
            "humanize": False,
        }
        if card.get("counted"):
            self.data[f"E{row}"] = f"={count}"
            self.data_formats[f"E{row}"] = 3
            chart["baseline"] = f"Data!E{row}"
            chart["baselineDescr"] = {"text": card["counted"]}
        self._figure(chart, left, self.top, width, CARD_HEIGHT)

    def _figure(self, chart, left, top, width, height):
        key = f"figure-{len(self.figures) + 1}"
        self.figures.append(
            {
                "id": key,
                "tag": "chart",
                "width": width,
                "height": height,
                "offset": {"x": left, "y": top},
                "col": 0,
                "row": 0,
                "data": {**chart, "chartId": key},
            }
        )

    # Charts ------------------------------------------------------------
    def charts(self, charts):
        """Charts side by side."""
        width = (WIDTH - GAP * (len(charts) - 1)) // len(charts)
        for number, chart in enumerate(charts):
            left = number * (width + GAP)
            data = self._sample_chart(chart) if self.sample else self._chart(chart)
            self._figure(data, left, self.top, width, CHART_HEIGHT)
        self.top += CHART_HEIGHT + GAP

    def _chart_head(self, chart):
        return {
            "title": {"text": chart["title"], "bold": True, "color": "#434343"},
            "background": "#FFFFFF",
            "legendPosition": "top" if chart.get("legend") else "none",
            "verticalAxisPosition": "left",
            "stacked": bool(chart.get("legend")),
        }

    def _chart(self, chart):
        kind = chart["type"]
        domain = chart.get("domain", [])
        return {
            **self._chart_head(chart),
            "type": f"odoo_{kind}",
            "metaData": {
                "groupBy": chart["by"],
                "measure": chart.get("measure", "__count"),
                "order": None,
                "resModel": chart["model"],
                "mode": kind,
            },
            "searchParams": {
                "comparison": None,
                "context": {},
                "domain": domain,
                "groupBy": chart["by"],
                "orderBy": [],
            },
            "dataSets": [],
            "fieldMatching": self._match(chart["model"], chart.get("without", ())),
        }

    def _sample_chart(self, chart):
        labels, values = (
            _column(7 + self.sample_column),
            _column(8 + self.sample_column),
        )
        self.sample_column += 2
        rows = chart["sample"]
        for number, (label, value) in enumerate(rows, start=1):
            self.data[f"{labels}{number}"] = label
            self.data[f"{values}{number}"] = str(value)
        return {
            **self._chart_head({**chart, "legend": chart["type"] == "pie"}),
            "type": chart["type"],
            "dataSets": [{"dataRange": f"Data!{values}1:{values}{len(rows)}"}],
            "labelRange": f"Data!{labels}1:{labels}{len(rows)}",
            "dataSetsHaveTitle": False,
        }

    # Lists -------------------------------------------------------------
    def list(self, title, model, columns, *, menu, rows, order, sample, domain=()):
        """A list of records.

        :param columns: (field, heading, width in columns of the sheet)
        :param order: ``[(field, ascending)]``
        """
        row = -(-self.top // ROW_HEIGHT) + 1
        self.cells[f"A{row}"] = (
            f"[{title}](odoo://ir_menu_xml_id/client_satisfaction.{menu})"
        )
        self.styles[f"A{row}"] = 1
        key = str(len(self.lists) + 1)
        if not self.sample:
            self.lists[key] = {
                "id": key,
                "name": title,
                "model": model,
                "columns": [field for field, _heading, _width in columns],
                "domain": list(domain),
                "context": {},
                "orderBy": [{"name": name, "asc": asc} for name, asc in order],
                "fieldMatching": self._match(model, (PERIOD,)),
            }
        place = 0
        for index, (field, heading, width) in enumerate(columns):
            column = _column(place)
            place += width
            self.cells[f"{column}{row + 1}"] = f'=_t("{heading}")'
            self.styles[f"{column}{row + 1}"] = 2
            for number in range(1, rows + 1):
                cell = f"{column}{row + 1 + number}"
                self.styles[cell] = 3
                if not self.sample:
                    self.cells[cell] = f'=ODOO.LIST({key},{number},"{field}")'
                elif number <= len(sample):
                    self.cells[cell] = sample[number - 1][index]
        self.top = (row + 1 + rows + 1) * ROW_HEIGHT

    # The file ----------------------------------------------------------
    def to_dict(self):
        rows = self.top // ROW_HEIGHT + 3
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
            "pivots": self.pivots,
            "pivotNextId": len(self.pivots) + 1,
            "lists": self.lists,
            "listNextId": len(self.lists) + 1,
            "globalFilters": []
            if self.sample
            else [{"id": name, **FILTERS[name]} for name in self.filters],
            "chartOdooMenusReferences": {},
            "sheets": [
                _sheet(
                    "dashboard",
                    "Dashboard",
                    rows,
                    self.cells,
                    self.styles,
                    self.figures,
                ),
                _sheet(
                    "data",
                    "Data",
                    60,
                    self.data,
                    {},
                    [],
                    formats=self.data_formats,
                    visible=False,
                ),
            ],
        }


def _sheet(key, name, rows, cells, styles, figures, *, formats=None, visible=True):
    return {
        "id": key,
        "name": name,
        "colNumber": 30,
        "rowNumber": rows,
        "rows": {},
        "cols": {str(number): {"size": 100} for number in range(10)},
        "merges": [],
        "cells": cells,
        "styles": styles,
        "formats": formats or {},
        "borders": {},
        "conditionalFormats": [],
        "dataValidationRules": [],
        "figures": figures,
        "tables": [],
        "areGridLinesVisible": not visible,
        "isVisible": visible,
        "headerGroups": {"ROW": [], "COL": []},
        "comments": {},
    }


def _column(index):
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


# ----------------------------------------------------------------------
# The dashboards
# ----------------------------------------------------------------------
LATEST = [["is_latest", "=", True], ["is_measured", "=", True]]
#: The stored KPIs of the latest period: what start page and reports show as well.
COMPANY_KPI = [
    ["scope", "=", "company"],
    ["is_latest", "=", True],
    ["is_year", "=", False],
    ["channel_code", "=", False],
]
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun"]


def overview(sample):
    """Whether the programme reaches what it set out to (R61, R82)."""
    board = Dashboard([PERIOD, TEAM, MANAGER, LEVEL], sample)
    board.cards(
        [
            {
                "title": "Satisfied clients",
                "model": "satisfaction.kpi.value",
                "measure": "value:avg",
                "count_measure": "n:sum",
                "domain": [*COMPANY_KPI, ["kpi", "=", "satisfied_share"]],
                "format": "2",
                "counted": "clients with a score",
                "sample": (75, 40),
            },
            {
                "title": "Mean score",
                "model": "satisfaction.kpi.value",
                "measure": "value:avg",
                "count_measure": "n:sum",
                "domain": [*COMPANY_KPI, ["kpi", "=", "score"]],
                "format": "1",
                "counted": "clients with a score",
                "sample": (86.4, 40),
            },
            {
                "title": "Response rate",
                "model": "satisfaction.ask.report",
                "measure": "response_rate:avg",
                "domain": [["response_rate", "!=", False]],
                "format": "2",
                "counted": "asks ended",
                "sample": (42.5, 480),
                "fill": "#F0FDF4",
            },
            {
                "title": "Recommendation (NPS)",
                "model": "satisfaction.ask.report",
                "measure": "nps:avg",
                "domain": [["nps", "!=", False]],
                "format": "1",
                "counted": "answers",
                "sample": (38.0, 96),
                "fill": "#F0FDF4",
            },
            {
                "title": "Clients falling",
                "model": "satisfaction.score",
                "domain": [["is_latest", "=", True], ["trend", "=", "fall"]],
                "count_domain": LATEST,
                "without": (PERIOD,),
                "counted": "clients with a score",
                "sample": (2, 40),
                "fill": "#FFF7ED",
            },
        ]
    )
    board.charts(
        [
            {
                "title": "Clients by band",
                "type": "bar",
                "model": "satisfaction.score",
                "by": ["period_start:quarter", "band_id"],
                "domain": [["is_measured", "=", True]],
                "legend": True,
                "sample": [("Q1", 36), ("Q2", 38), ("Q3", 40), ("Q4", 40)],
            },
            {
                "title": "Mean score by quarter",
                "type": "line",
                "model": "satisfaction.score",
                "measure": "points",
                "by": ["period_start:quarter"],
                "domain": [["is_measured", "=", True]],
                "sample": [("Q1", 82.1), ("Q2", 84.0), ("Q3", 85.2), ("Q4", 86.4)],
            },
        ]
    )
    board.charts(
        [
            {
                "title": "Response rate by month",
                "type": "line",
                "model": "satisfaction.ask.report",
                "measure": "response_rate",
                "by": ["event_date:month"],
                "domain": [["response_rate", "!=", False]],
                "sample": list(zip(MONTHS, (35, 38, 41, 40, 44, 43), strict=True)),
            },
            {
                "title": "Change against the period before",
                "type": "pie",
                "model": "satisfaction.score",
                "by": ["trend"],
                "domain": LATEST,
                "without": (PERIOD,),
                "legend": True,
                "sample": [("Rise", 8), ("No reliable change", 30), ("Fall", 2)],
            },
        ]
    )
    board.list(
        "Goals and what was reached",
        "satisfaction.target",
        [
            ("kpi", "KPI", 2),
            ("scope_name", "Who", 2),
            ("goal_text", "Goal", 2),
            ("figure_text", "Value (interval, n)", 3),
            ("status", "Status", 1),
        ],
        menu="menu_targets",
        rows=10,
        order=[("sequence", True)],
        domain=[["program_id.state", "=", "running"]],
        sample=[
            ("Satisfied clients", "", "75 %", "75 % (59.8–85.8, n = 40)", ""),
            ("Response rate", "", "40 %", "42.5 % (38.2–47.0, n = 480)", ""),
        ],
    )
    board.list(
        "KPIs of the latest period",
        "satisfaction.kpi.value",
        [
            ("kpi", "KPI", 2),
            ("period_label", "Period", 2),
            ("figure_text", "Value (interval, n)", 3),
            ("trend_text", "Trend", 3),
        ],
        menu="menu_kpis",
        rows=14,
        order=[("kpi_order", True)],
        domain=COMPANY_KPI,
        sample=[("Mean score of clients", "Q4", "86.4 (84.9–87.9, n = 40)", "")],
    )
    return board.to_dict()


def operations(sample):
    """What is open and what is late, today (R79, R99, R101)."""
    board = Dashboard([PERIOD, TEAM, MANAGER, LEVEL], sample)
    open_case = [["state", "!=", "closed"]]
    open_action = [["state", "in", ["planned", "in_progress"]]]
    calls = [["delivery", "=", "call"], ["state", "=", "planned"]]
    board.cards(
        [
            {
                "title": "Open cases",
                "model": "satisfaction.case",
                "domain": open_case,
                "without": (PERIOD,),
                "sample": (7, 7),
            },
            {
                "title": "Cases overdue",
                "model": "satisfaction.case",
                "domain": [*open_case, ["due_on", "<", "today"]],
                "without": (PERIOD,),
                "sample": (1, 1),
                "fill": "#FFF7ED",
            },
            {
                "title": "Actions overdue",
                "model": "satisfaction.action",
                "domain": [*open_action, ["date_due", "<", "today"]],
                "count_domain": open_action,
                "counted": "open",
                "sample": (2, 9),
                "fill": "#FFF7ED",
            },
            {
                "title": "Calls to make",
                "model": "satisfaction.request",
                "domain": calls,
                "sample": (12, 12),
            },
            {
                "title": "Open alerts",
                "model": "satisfaction.alert",
                "domain": [["state", "!=", "closed"]],
                "sample": (3, 3),
                "fill": "#FFF7ED",
            },
            {
                "title": "Remarks to decide on",
                "model": "satisfaction.remark",
                "domain": [["state", "=", "new"]],
                "sample": (5, 5),
            },
        ]
    )
    board.charts(
        [
            {
                "title": "Cases opened by month",
                "type": "bar",
                "model": "satisfaction.case",
                "by": ["opened_at:month", "origin"],
                "legend": True,
                "sample": list(zip(MONTHS, (9, 7, 8, 5, 6, 4), strict=True)),
            },
            {
                "title": "Open cases by stage",
                "type": "pie",
                "model": "satisfaction.case",
                "by": ["state"],
                "domain": open_case,
                "without": (PERIOD,),
                "legend": True,
                "sample": [("New", 2), ("Contacted", 2), ("Committed", 3)],
            },
        ]
    )
    board.charts(
        [
            {
                "title": "Actions by stage",
                "type": "bar",
                "model": "satisfaction.action",
                "by": ["state"],
                "sample": [("Planned", 4), ("In progress", 5), ("Done", 11)],
            },
            {
                "title": "Open alerts by subject",
                "type": "bar",
                "model": "satisfaction.alert",
                "by": ["subject"],
                "domain": [["state", "!=", "closed"]],
                "sample": [("Score", 2), ("Silent client", 1)],
            },
        ]
    )
    board.list(
        "Cases by their deadline",
        "satisfaction.case",
        [
            ("name", "Case", 2),
            ("client_id", "Client", 3),
            ("state", "Stage", 2),
            ("due_what", "Next deadline", 2),
            ("due_on", "Due", 1),
        ],
        menu="menu_cases",
        rows=10,
        order=[("due_on", True)],
        domain=[*open_case, ["due_on", "!=", False]],
        sample=[("CASE/0001", "Example Ltd", "New", "Call the client", "")],
    )
    board.list(
        "Actions by their deadline",
        "satisfaction.action",
        [
            ("name", "Action", 5),
            ("user_id", "Responsible", 2),
            ("state", "Stage", 2),
            ("date_due", "Due", 1),
        ],
        menu="menu_actions",
        rows=10,
        order=[("date_due", True)],
        domain=open_action,
        sample=[("Train the night shift", "A. Example", "In progress", "")],
    )
    return board.to_dict()


def teams(sample):
    """Satisfaction beside efficiency, for teams and agents (R6, R12).

    Agents come from the stored KPI values only: below five answers those say "too
    few" instead of a figure. No chart shows a single agent.
    """
    board = Dashboard([PERIOD, TEAM], sample)
    ticket = [["channel_kind", "=", "ticket"]]
    scored = [*ticket, ["points", "!=", False]]
    board.cards(
        [
            {
                "title": "Satisfaction with tickets",
                "model": "satisfaction.ask.report",
                "measure": "points:avg",
                "domain": scored,
                "format": "1",
                "counted": "answers",
                "sample": (88.2, 210),
            },
            {
                "title": "Ratings of 80 or more",
                "model": "satisfaction.ask.report",
                "measure": "satisfied_share:avg",
                "domain": scored,
                "format": "2",
                "counted": "answers",
                "sample": (81.4, 210),
            },
            {
                "title": "Response rate",
                "model": "satisfaction.ask.report",
                "measure": "response_rate:avg",
                "domain": [*ticket, ["response_rate", "!=", False]],
                "format": "2",
                "counted": "asks ended",
                "sample": (42.5, 480),
                "fill": "#F0FDF4",
            },
        ]
    )
    board.charts(
        [
            {
                "title": "Satisfaction by team",
                "type": "bar",
                "model": "satisfaction.ask.report",
                "measure": "points",
                "by": ["team_id"],
                "domain": [*scored, ["team_id", "!=", False]],
                "sample": [("Service desk", 89.1), ("Network", 84.6)],
            },
            {
                "title": "Satisfaction by month",
                "type": "line",
                "model": "satisfaction.ask.report",
                "measure": "points",
                "by": ["event_date:month"],
                "domain": scored,
                "sample": list(zip(MONTHS, (84, 85, 85, 87, 88, 88), strict=True)),
            },
        ]
    )
    board.charts(
        [
            {
                "title": "What clients judge, by objective",
                "type": "bar",
                "model": "satisfaction.answer.report",
                "measure": "points",
                "by": ["objective"],
                "domain": [*ticket, ["objective", "!=", False]],
                "sample": [("Solution", 88), ("Speed", 83)],
            },
        ]
    )
    columns = [
        ("scope_name", "Who", 2),
        ("kpi", "KPI", 2),
        ("period_label", "Period", 1),
        ("figure_text", "Value (interval, n)", 3),
        ("trend_text", "Trend", 2),
    ]
    latest = [
        ["is_latest", "=", True],
        ["is_year", "=", False],
        ["channel_code", "=", False],
        [
            "kpi",
            "in",
            ["tickets", "ticket_csat", "resolution_hours", "reopened_share", "sla_met"],
        ],
    ]
    board.list(
        "Teams: satisfaction and efficiency",
        "satisfaction.kpi.value",
        columns,
        menu="menu_efficiency",
        rows=20,
        order=[("team_id", True), ("kpi_order", True)],
        domain=[["scope", "=", "team"], *latest],
        sample=[
            ("Service desk", "Satisfaction with tickets", "Q4", "89.1 (n = 120)", "")
        ],
    )
    board.list(
        "Agents: satisfaction and efficiency",
        "satisfaction.kpi.value",
        columns,
        menu="menu_efficiency",
        rows=40,
        order=[("user_id", True), ("kpi_order", True)],
        domain=[["scope", "=", "agent"], *latest],
        sample=[("A. Example", "Satisfaction with tickets", "Q4", "90.2 (n = 31)", "")],
    )
    return board.to_dict()


DASHBOARDS = {"overview": overview, "operations": operations, "teams": teams}


def files():
    """``{file name: text}`` of all dashboards and their samples."""
    written = {}
    for name, describe in DASHBOARDS.items():
        for suffix, sample in (("", False), ("_sample", True)):
            text = json.dumps(describe(sample), ensure_ascii=False, indent=1)
            written[f"{name}{suffix}_dashboard.json"] = text + "\n"
    return written


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in files().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(name)


if __name__ == "__main__":
    main()
