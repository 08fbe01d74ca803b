# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Live charts of a workbook's tables. Pure."""

from .workbook import clean_text

SIZE = {"width": 620, "height": 310}
#: Space between so few columns, in percent of one: a single one fills no wall.
GAPS = {1: 400, 2: 220, 3: 120}


def make_chart(workbook, sheet_name, spec, head, last):
    """A chart of the rows below ``head``, up to ``last`` (both from 0).

    :param spec: ``workbook.Chart``
    """
    columns = [index for index in spec.series if index not in spec.lines]
    place = (sheet_name, head, last)
    chart = _add_chart(
        workbook, spec.kind if columns else "line", spec, columns or spec.lines, place
    )
    if columns and spec.lines:
        chart.combine(_add_chart(workbook, "line", spec, spec.lines, place))
    chart.set_title({"name": _clean(spec.title), "name_font": {"size": 12}})
    axis = {"name": _clean(spec.y_title), "major_gridlines": {"visible": True}}
    if spec.low is not None:
        axis["min"] = spec.low
    if spec.high is not None:
        axis["max"] = spec.high
    chart.set_y_axis(axis)
    if len(spec.series) == 1:
        chart.set_legend({"none": True})
    else:
        chart.set_legend({"position": "bottom"})
    chart.set_size(SIZE)
    return chart


def _clean(text):
    """A title: XlsxWriter takes one that begins with "=" for a reference."""
    text = clean_text(text, 255)
    return f"\u200b{text}" if text.startswith("=") else text


def _add_chart(workbook, kind, spec, indexes, place):
    sheet_name, head, last = place
    chart = workbook.add_chart({"type": kind})
    for number, index in enumerate(indexes):
        labels, first = spec.categories, head + 1
        series = {
            # Lists, not "Sheet!A1" strings: XlsxWriter quotes the name itself.
            "name": [sheet_name, head, index],
            "categories": [sheet_name, first, labels, last, labels],
            "values": [sheet_name, first, index, last, index],
        }
        if kind == "line":
            series["line"] = {"width": 2.25, "dash_type": ("solid", "dash")[number > 0]}
            series["marker"] = {"type": "circle" if number == 0 else "none"}
        else:
            series["fill"] = {"color": "#1f4e79"}
            series["gap"] = GAPS.get(last - head, 60)
            series["data_labels"] = {"value": True}
            if number == 0 and spec.colors:
                series["points"] = [{"fill": {"color": color}} for color in spec.colors]
        chart.add_series(series)
    return chart
