# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The sheets of a spreadsheet dashboard, with its cards, charts and lists.

``Dashboard`` places them on the sheet people see, from top to bottom; dashboard_file
turns the whole into the JSON of an Odoo spreadsheet. What they calculate with lies on
a second, hidden sheet ("Data").
"""

from collections.abc import Sequence

from dashboard_file import WIDTH, JsonObject, to_sheet, to_spreadsheet
from dashboard_filters import FILTERS, TEAM, matching
from dashboard_parts import Card, Chart, Domain, Source, StoredTrend

#: A column of the hidden sheet behind all others.
SPARE_COLUMN = 27
ROW_HEIGHT = 23
CARD_HEIGHT = 108
CHART_HEIGHT = 290
GAP = 12


class Dashboard:
    """One dashboard: cards on top, charts below, then lists.

    :param filters: names of filters, as they stand above the dashboard
    :param sample: invented constants take the place of everything from the database
    """

    def __init__(self, filters: Sequence[str], sample: bool = False) -> None:
        self.filters = filters
        self.sample = sample
        self.pivots: dict[str, JsonObject] = {}
        self.measures: dict[str, list[dict[str, str]]] = {}
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
    def _pivot(self, source: Source) -> str:
        """The formula of one number of the database, asked for once only."""
        measures = source.measure.split("-")
        described = []
        for measure in measures:
            field, _colon, aggregator = measure.partition(":")
            described.append({"id": measure, "fieldName": field})
            if aggregator:
                described[-1]["aggregator"] = aggregator
        pivot: JsonObject = {
            "type": "ODOO",
            "name": source.model,
            "model": source.model,
            "domain": source.domain,
            "context": {},
            "rows": [],
            "columns": [],
            "fieldMatching": matching(
                source.model, self.filters, source.without, source.period
            ),
            "sortedColumn": None,
        }
        # What is asked of the same records is asked at once.
        key = next(
            (
                known
                for known, other in self.pivots.items()
                if all(other[name] == value for name, value in pivot.items())
            ),
            None,
        )
        if key is None:
            key = str(len(self.pivots) + 1)
            self.measures[key] = []
            self.pivots[key] = {
                **pivot,
                "measures": self.measures[key],
                "id": key,
                "formulaId": key,
            }
        asked = self.measures[key]
        asked += [measure for measure in described if measure not in asked]
        return "-".join(f'PIVOT.VALUE({key},"{measure}")' for measure in measures)

    def _formula(self, source: Source, by_team: Source | None) -> str:
        if by_team is None:
            return f"={self._pivot(source)}"
        label = FILTERS[TEAM]["label"]
        return (
            f'=IF(ODOO.FILTER.VALUE("{label}")="",'
            f"{self._pivot(source)},{self._pivot(by_team)})"
        )

    # Words -------------------------------------------------------------
    def note(self, text: str) -> None:
        """A line of explanation across the sheet."""
        row = -(-self.top // ROW_HEIGHT) + 1
        self.cells[f"A{row}"] = f'=_t("{text}")'
        self.styles[f"A{row}"] = 4
        self.top = row * ROW_HEIGHT + GAP // 2

    # Cards -------------------------------------------------------------
    def cards(self, cards: Sequence[Card]) -> None:
        """Figures side by side."""
        width = (WIDTH - GAP * (len(cards) - 1)) // len(cards)
        for number, card in enumerate(cards):
            self._card(card, number * (width + GAP), width)
        self.top += CARD_HEIGHT + GAP

    def _card(self, card: Card, left: int, width: int) -> None:
        """A card; its row on the hidden sheet has, from A on: title, source, figure,
        count, words below, goal."""
        row = self.data_row
        self.data_row += 1
        goal = ""
        if self.sample:
            figure, counted = (str(value) for value in card.sample)
            if card.share:
                figure = f"={card.sample[0]}*{card.sample[1]}/100"
            goal = str(card.sample_goal)
        else:
            count = card.count or Source(
                card.source.model, card.source.domain, without=card.source.without
            )
            first, second = card.by_team or (None, None)
            figure = self._formula(card.source, first)
            counted = self._formula(count, second)
            if card.goal:
                goal = f"={self._pivot(card.goal)}"
        self.data[f"B{row}"] = figure
        self.data[f"D{row}"] = counted
        # An empty source gives an empty text, which no formula may calculate with.
        if card.share:
            part = f"IF(ISNUMBER(B{row}),B{row},0)"
            value, shown = f"100*{part}/D{row}", f"IF(ISNUMBER(D{row}),D{row}>0,FALSE)"
        else:
            value, shown = f"B{row}", f"ISNUMBER(B{row})"
        if card.format == "2":
            value = f"({value})/100"
        empty = "0" if card.format == "3" else '"–"'
        formula = f"=IF({shown},{value},{empty})"
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
            number = f'IF(ISNUMBER(D{row}),TEXT(D{row},"0"),"0")'
            words = f'SUBSTITUTE(_t("{card.counted}"),"[n]",{number})'
            if card.goal:
                self.data[f"F{row}"] = goal
                text = f'IF(ISNUMBER(F{row}),CONCATENATE(ROUND(F{row},1)),"–")'
                words = f'SUBSTITUTE({words},"[goal]",{text})'
            self.data[f"E{row}"] = f"={words}"
            chart["baseline"] = f"Data!E{row}"
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
    def charts(self, charts: Sequence[Chart | StoredTrend]) -> None:
        """Charts side by side."""
        width = (WIDTH - GAP * (len(charts) - 1)) // len(charts)
        for number, chart in enumerate(charts):
            left = number * (width + GAP)
            if isinstance(chart, StoredTrend):
                data = self._stored_trend(chart)
            else:
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

    def _stored_trend(self, trend: StoredTrend) -> JsonObject:
        """Cells on the hidden sheet, the oldest period first, and a line over them."""
        chart = Chart(trend.title, "line", "satisfaction.kpi.value", (), trend.sample)
        if self.sample:
            return self._sample_chart(chart)
        key = str(len(self.lists) + 1)
        fields = ("period_label", "value")
        self.lists[key] = {
            "id": key,
            "name": trend.title,
            "model": chart.model,
            "columns": list(fields),
            "domain": [
                ["kpi", "=", trend.kpi],
                ["scope", "=", "company"],
                ["is_year", "=", False],
                ["channel_code", "=", False],
                ["is_measured", "=", True],
            ],
            "context": {},
            "orderBy": [{"name": "period_start", "asc": False}],
            "fieldMatching": {},
        }
        columns = [_column(SPARE_COLUMN), _column(SPARE_COLUMN + 1)]
        for number in range(1, trend.periods + 1):
            for column, field in zip(columns, fields, strict=True):
                place = trend.periods + 1 - number
                self.data[f"{column}{place}"] = f'=ODOO.LIST({key},{number},"{field}")'
        labels, values = columns
        return {
            **self._chart_head(chart, legend=False),
            "type": "line",
            "dataSets": [{"dataRange": f"Data!{values}1:{values}{trend.periods}"}],
            "labelRange": f"Data!{labels}1:{labels}{trend.periods}",
            "dataSetsHaveTitle": False,
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
        without: Sequence[str] = (),
        note: str = "",
    ) -> None:
        """A list of records.

        :param columns: (field, heading, width in columns of the sheet)
        :param menu: the menu of the addon its title leads to
        :param rows: how many records it shows at most
        :param order: ``[(field, ascending)]``
        :param sample: invented rows, with one text for each column
        :param without: the filters that leave the list alone
        :param note: a line below the title, e.g. which filters it follows
        """
        row = -(-self.top // ROW_HEIGHT) + 1
        self.cells[f"A{row}"] = (
            f"[{title}](odoo://ir_menu_xml_id/client_satisfaction.{menu})"
        )
        self.styles[f"A{row}"] = 1
        if note:
            row += 1
            self.cells[f"A{row}"] = f'=_t("{note}")'
            self.styles[f"A{row}"] = 4
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
                "fieldMatching": matching(model, self.filters, without),
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
        return to_spreadsheet(
            pivots=self.pivots,
            lists=self.lists,
            filters=() if self.sample else self.filters,
            sheets=[
                to_sheet(
                    "dashboard",
                    "Dashboard",
                    self.top // ROW_HEIGHT + 3,
                    self.cells,
                    styles=self.styles,
                    figures=self.figures,
                ),
                to_sheet(
                    "data",
                    "Data",
                    60,
                    self.data,
                    formats=self.data_formats,
                    visible=False,
                ),
            ],
        )


def _column(index: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
