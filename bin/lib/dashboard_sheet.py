# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The sheets of a spreadsheet dashboard, with its cards, charts and lists.

``Dashboard`` places them on the sheet people see, from top to bottom, and turns the
whole into the JSON of an Odoo spreadsheet. What they calculate with lies on a second,
hidden sheet ("Data").
"""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from dashboard_filters import FILTERS, PERIOD, matching
from dashboard_parts import Card, Chart, Domain, NumberFormat

JsonObject: TypeAlias = dict[str, object]

VERSION = "18.4.14"
WIDTH = 1000
ROW_HEIGHT = 23
CARD_HEIGHT = 108
CHART_HEIGHT = 290
GAP = 12

STYLES = {
    "1": {"textColor": "#01666b", "bold": True, "fontSize": 14},
    "2": {"textColor": "#434343", "bold": True, "fontSize": 11},
    "3": {"textColor": "#434343", "verticalAlign": "middle"},
}
FORMATS: Mapping[NumberFormat, str] = {"1": "0.0", "2": "0.0%", "3": "0"}


class Dashboard:
    """One dashboard: cards on top, charts below, then lists.

    :param filters: names of filters, as they stand above the dashboard
    :param sample: invented constants take the place of everything from the database
    """

    def __init__(self, filters: Sequence[str], sample: bool = False) -> None:
        self.filters = filters
        self.sample = sample
        self.pivots: dict[str, JsonObject] = {}
        self.lists: dict[str, JsonObject] = {}
        self.figures: list[JsonObject] = []
        self.cells: dict[str, str] = {}
        self.styles: dict[str, int] = {}
        self.data: dict[str, str] = {}
        self.data_formats: dict[str, int] = {}
        self.top = GAP
        self.data_row = 1
        self.sample_column = 0

    # Sources -----------------------------------------------------------
    def _pivot(
        self, model: str, measure: str, domain: Domain, without: Sequence[str]
    ) -> str:
        """The formula of one figure of a model, over all its records."""
        key = str(len(self.pivots) + 1)
        field, _colon, aggregator = measure.partition(":")
        measured = {"id": measure, "fieldName": field}
        if aggregator:
            measured["aggregator"] = aggregator
        self.pivots[key] = {
            "type": "ODOO",
            "id": key,
            "formulaId": key,
            "name": f"{model} {key}",
            "model": model,
            "domain": domain,
            "context": {},
            "measures": [measured],
            "rows": [],
            "columns": [],
            "fieldMatching": matching(model, self.filters, without),
            "sortedColumn": None,
        }
        return f'PIVOT.VALUE({key},"{measure}")'

    # Cards -------------------------------------------------------------
    def cards(self, cards: Sequence[Card]) -> None:
        """Figures side by side."""
        width = (WIDTH - GAP * (len(cards) - 1)) // len(cards)
        for number, card in enumerate(cards):
            self._card(card, number * (width + GAP), width)
        self.top += CARD_HEIGHT + GAP

    def _card(self, card: Card, left: int, width: int) -> None:
        row = self.data_row
        self.data_row += 1
        if self.sample:
            figure, counted = (str(value) for value in card.sample)
        else:
            count_domain = card.count_domain
            if count_domain is None:
                count_domain = card.domain
            figure = "=" + self._pivot(
                card.model, card.measure, card.domain, card.without
            )
            counted = "=" + self._pivot(
                card.model, card.count_measure, count_domain, card.without
            )
        self.data[f"B{row}"] = figure
        self.data[f"D{row}"] = counted
        # An empty source gives an empty text, which no formula may calculate with.
        number = f"IF(ISNUMBER(B{row}),B{row},0)"
        count = f"IF(ISNUMBER(D{row}),D{row},0)"
        if card.format == "2":
            formula = f'=IF(ISNUMBER(B{row}),B{row}/100,"–")'
        elif card.format == "3":
            formula = f"={number}"
        else:
            formula = f'=IF(ISNUMBER(B{row}),B{row},"–")'
        self.data[f"A{row}"] = f'=_t("{card.title}")'
        self.data[f"C{row}"] = formula
        self.data_formats[f"C{row}"] = int(card.format)
        self.data_formats[f"D{row}"] = 3
        chart: JsonObject = {
            "type": "scorecard",
            "title": {
                "text": card.title,
                "bold": True,
                "color": "#434343",
                "fontSize": 12,
            },
            "background": card.fill,
            "keyValue": f"Data!C{row}",
            "baselineMode": "text",
            "baselineColorUp": "#434343",
            "baselineColorDown": "#434343",
            "humanize": False,
        }
        if card.counted:
            self.data[f"E{row}"] = f"={count}"
            self.data_formats[f"E{row}"] = 3
            chart["baseline"] = f"Data!E{row}"
            chart["baselineDescr"] = {"text": card.counted}
        self._figure(chart, left, self.top, width, CARD_HEIGHT)

    def _figure(
        self, chart: JsonObject, left: int, top: int, width: int, height: int
    ) -> None:
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
    def charts(self, charts: Sequence[Chart]) -> None:
        """Charts side by side."""
        width = (WIDTH - GAP * (len(charts) - 1)) // len(charts)
        for number, chart in enumerate(charts):
            left = number * (width + GAP)
            data = self._sample_chart(chart) if self.sample else self._chart(chart)
            self._figure(data, left, self.top, width, CHART_HEIGHT)
        self.top += CHART_HEIGHT + GAP

    def _chart_head(self, chart: Chart, legend: bool) -> JsonObject:
        return {
            "title": {"text": chart.title, "bold": True, "color": "#434343"},
            "background": "#FFFFFF",
            "legendPosition": "top" if legend else "none",
            "verticalAxisPosition": "left",
            "stacked": legend,
        }

    def _chart(self, chart: Chart) -> JsonObject:
        return {
            **self._chart_head(chart, chart.legend),
            "type": f"odoo_{chart.type}",
            "metaData": {
                "groupBy": chart.by,
                "measure": chart.measure,
                "order": None,
                "resModel": chart.model,
                "mode": chart.type,
            },
            "searchParams": {
                "comparison": None,
                "context": {},
                "domain": chart.domain,
                "groupBy": chart.by,
                "orderBy": [],
            },
            "dataSets": [],
            "fieldMatching": matching(chart.model, self.filters, chart.without),
        }

    def _sample_chart(self, chart: Chart) -> JsonObject:
        labels = _column(7 + self.sample_column)
        values = _column(8 + self.sample_column)
        self.sample_column += 2
        for number, (label, value) in enumerate(chart.sample, start=1):
            self.data[f"{labels}{number}"] = label
            self.data[f"{values}{number}"] = str(value)
        last = len(chart.sample)
        return {
            **self._chart_head(chart, chart.type == "pie"),
            "type": chart.type,
            "dataSets": [{"dataRange": f"Data!{values}1:{values}{last}"}],
            "labelRange": f"Data!{labels}1:{labels}{last}",
            "dataSetsHaveTitle": False,
        }

    # Lists -------------------------------------------------------------
    def records(
        self,
        title: str,
        model: str,
        columns: Sequence[tuple[str, str, int]],
        *,
        menu: str,
        rows: int,
        order: Sequence[tuple[str, bool]],
        sample: Sequence[Sequence[str]],
        domain: Domain = (),
    ) -> None:
        """A list of records.

        :param columns: (field, heading, width in columns of the sheet)
        :param menu: the menu of the addon its title leads to
        :param rows: how many records it shows at most
        :param order: ``[(field, ascending)]``
        :param sample: invented rows, with one text for each column
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
                "domain": domain,
                "context": {},
                "orderBy": [{"name": name, "asc": asc} for name, asc in order],
                "fieldMatching": matching(model, self.filters, (PERIOD,)),
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
    def to_dict(self) -> JsonObject:
        """The dashboard as Odoo stores it, ready for JSON."""
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


def _sheet(
    key: str,
    name: str,
    rows: int,
    cells: Mapping[str, str],
    styles: Mapping[str, int],
    figures: Sequence[JsonObject],
    *,
    formats: Mapping[str, int] | None = None,
    visible: bool = True,
) -> JsonObject:
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


def _column(index: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
