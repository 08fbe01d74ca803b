# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""docs/benchmarks.md and its chart, from the results of bin/bench."""

import math
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from bench_results import show

CHART = "benchmark-growth.svg"
TITLES = {
    "B1": "A whole survey over HTTP, from the mail's link to the stored answer",
    "B2": "The same in process",
    "B3": "Closing tickets with the programme running",
    "B4": "1,000 invitations planned, rendered and queued",
    "B5": "All scores from 1,000,000 answered asks",
    "B6": "One new answer until its score is right",
    "B7": "Results of a survey with 50,000 responses",
    "B8": "A workbook of 100,000 rows with live charts",
    "B9": "The review report as PDF",
    "B10": "1,000 low answers become cases with people and activities",
    "B11": "Start page and dashboard on 1,000,000 answers",
}
COLOURS = ("#1f4e79", "#b45309", "#15803d", "#7c3aed", "#be123c", "#0e7490")


def write_docs(result: dict[str, Any], checkout: Path) -> None:
    """Write the page, and the chart when growth was measured."""
    docs = checkout / "docs"
    growth = [one for row in result.get("growth", {}).values() for one in row]
    if growth:
        (docs / "images" / CHART).write_text(draw_growth(growth))
    lines = "\n".join(_page(result, with_chart=bool(growth)))
    (docs / "benchmarks.md").write_text(lines.rstrip() + "\n")


def _page(result: dict[str, Any], *, with_chart: bool) -> Iterator[str]:
    environment = result["environment"]
    postgresql = environment["postgresql"]
    rows = {row: result[row] for row in TITLES if row in result}
    every = [one for measured in rows.values() for one in measured]
    met = sum(one["met"] for one in every)
    yield "# Benchmarks"
    yield ""
    yield (
        "What the addon costs beside what it is compared to, measured in turn on the "
        "same machine in the same run. **Ratio** is ours / peer; ratios travel between "
        "machines, seconds don't. This page is written by the command."
    )
    yield ""
    yield f"Goals met: **{met} of {len(every)}**."
    yield ""
    yield f"* Command: `{environment['command']}`"
    yield f"* {environment['date']}, commit {environment['commit']}"
    yield (
        f"* {environment['cores']} cores ({environment['processor']}), "
        f"{environment['memory_gb']} GB, load before the run "
        f"{environment['load_before']:.2f}"
    )
    yield (
        f"* Odoo {environment['odoo']}, Python {environment['python']}, PostgreSQL "
        f"{postgresql['server_version']} (fsync {postgresql['fsync']}, shared_buffers "
        f"{postgresql['shared_buffers']}, work_mem {postgresql['work_mem']})"
    )
    if environment["quick"]:
        yield "* **A quick run with a tenth of the amounts: no figures to quote.**"
    for row, measured in rows.items():
        yield ""
        yield f"## {row} {TITLES[row]}"
        yield ""
        yield "| what | ours | peer | unit | ratio | goal | met | runs |"
        yield "|---|---:|---:|---|---:|---:|---|---:|"
        for one in measured:
            sign = "≥" if one["at_least"] else "≤"
            yield (
                f"| {one['name']} | {show(one['ours'])} | {show(one['peer'])} "
                f"| {one['unit']} | **{one['ratio']:.3f}** | {sign} {one['goal']:g} "
                f"| {'yes' if one['met'] else '**no**'} | {one['runs']} |"
            )
        notes = [f"* {one['name']}: {one['note']}" for one in measured if one["note"]]
        if notes:
            yield ""
            yield from notes
    if with_chart:
        yield ""
        yield "## Growth"
        yield ""
        yield f"![Time by number of answers, both axes logarithmic](images/{CHART})"
        for row, series in result["growth"].items():
            yield ""
            yield (
                f"| {row} | "
                + " | ".join(f"{int(count):,}" for count, _value in series[0]["points"])
                + " |"
            )
            yield "|---|" + "---:|" * len(series[0]["points"])
            for one in series:
                values = (f"{show(value)} {one['unit']}" for _n, value in one["points"])
                yield f"| {one['name']} | " + " | ".join(values) + " |"


def draw_growth(series: list[dict[str, Any]]) -> str:
    """Lines over the number of answers, both axes logarithmic; an SVG document."""
    width, height, left, right, top, bottom = 860, 420, 70, 300, 20, 50
    counts = sorted({count for one in series for count, _value in one["points"]})
    values = [value for one in series for _count, value in one["points"] if value > 0]
    low = math.floor(math.log10(min(values)))
    high = max(math.ceil(math.log10(max(values))), low + 1)
    first, last = math.log10(counts[0]), math.log10(counts[-1])

    def x(count: float) -> float:
        share = (math.log10(count) - first) / ((last - first) or 1)
        return left + share * (width - left - right)

    def y(value: float) -> float:
        share = (math.log10(max(value, 10**low)) - low) / (high - low)
        return height - bottom - share * (height - top - bottom)

    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            'font-family="sans-serif" font-size="12" role="img" '
            'aria-label="Time by number of answers">'
        ),
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    for power in range(low, high + 1):
        line = y(10**power)
        parts.append(
            f'<line x1="{left}" x2="{width - right}" y1="{line:.1f}" y2="{line:.1f}" '
            f'stroke="#d4d4d8"/><text x="{left - 8}" y="{line + 4:.1f}" '
            f'text-anchor="end">{10.0**power:g}</text>'
        )
    for count in counts:
        parts.append(
            f'<text x="{x(count):.1f}" y="{height - bottom + 20}" '
            f'text-anchor="middle">{count:,}</text>'
        )
    middle = (left + width - right) / 2
    parts.append(
        f'<text x="{middle}" y="{height - 10}" text-anchor="middle">answers</text>'
    )
    for number, one in enumerate(series):
        colour = COLOURS[number % len(COLOURS)]
        points = " ".join(f"{x(n):.1f},{y(value):.1f}" for n, value in one["points"])
        label = escape(f"{one['name']} ({one['unit']})")
        key = top + 10 + number * 18
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{colour}" '
            'stroke-width="2"/>'
        )
        parts += [
            f'<circle cx="{x(n):.1f}" cy="{y(value):.1f}" r="3.5" fill="{colour}"/>'
            for n, value in one["points"]
        ]
        parts.append(
            f'<rect x="{width - right + 16}" y="{key - 9}" width="12" height="12" '
            f'fill="{colour}"/><text x="{width - right + 34}" y="{key + 2}">{label}'
            "</text>"
        )
    return "\n".join([*parts, "</svg>"]) + "\n"
