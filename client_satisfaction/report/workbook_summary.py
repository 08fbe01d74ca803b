# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_datetime

from ..scoring import satisfied_share_of_counts
from .svg_charts import safe_color
from .workbook import Chart, Column, Sheet, Table


class SatisfactionWorkbook(models.AbstractModel):
    """The first sheet: what the rows behind it come to, with live charts."""

    _inherit = "satisfaction.workbook"

    def _get_summary_sheet(self, selection, programs):
        notes = [
            self.env._(
                "Exported on %(date)s by %(user)s",
                date=format_datetime(self.env, fields.Datetime.now()),
                user=self.env.user.name,
            )
        ]
        tables = []
        if scores := selection.domains.get("scores"):
            notes.append(
                self.env._(
                    "Satisfied: at or above the acceptable score. Share: satisfied of"
                    " the measured clients, with a 95 % interval; coverage: measured of"
                    " the clients that were asked."
                )
            )
            tables += [self._get_period_table(scores), self._get_band_table(scores)]
        if waves := selection.domains.get("waves"):
            tables += self._get_wave_tables(waves)
        for part, model, name, title in self._list_counts():
            if part in selection.domains:
                domain = selection.domains[part]
                tables.append(self._get_count_table(model, domain, name, title))
        if ratings := selection.domains.get("ratings"):
            tables.append(self._get_indicator_table(ratings))
        return Sheet(
            name=self.env._("Summary"),
            title=self.env._(
                "Client satisfaction: %(selection)s", selection=selection.label
            ),
            notes=notes,
            tables=tables,
        )

    def _get_period_table(self, domain):
        groups = self.env["satisfaction.score"]._read_group(
            domain,
            ["program_id", "period_label", "is_measured", "is_acceptable"],
            ["__count"],
        )
        counts = {}
        for program, label, is_measured, is_acceptable, count in groups:
            counted = counts.setdefault((program.year, program, label), [0, 0, 0])
            counted[2] += count
            if is_measured:
                counted[1] += count
                counted[0] += count if is_acceptable else 0
        several = len({program.company_id for _year, program, _label in counts}) > 1
        rows = []
        for (_year, program, label), counted in sorted(
            counts.items(), key=lambda item: (item[0][0], item[0][2], item[0][1].id)
        ):
            satisfied, measured, total = counted
            share = satisfied_share_of_counts(satisfied, measured, total)
            rows.append(
                [
                    f"{label} · {program.company_id.name}" if several else label,
                    total,
                    measured,
                    satisfied,
                    share.share,
                    program.target_share,
                    share.interval.low if share.interval else None,
                    share.interval.high if share.interval else None,
                    share.coverage,
                ]
            )
        return Table(
            title=self.env._("Satisfied clients"),
            columns=[
                Column(self.env._("Period"), width=26),
                Column(self.env._("Clients asked"), "integer"),
                Column(self.env._("Clients measured"), "integer"),
                Column(self.env._("Satisfied clients"), "integer"),
                Column(self.env._("Share of satisfied clients"), "percent", 14),
                Column(self.env._("Target"), "percent"),
                Column(self.env._("95 % interval from"), "percent", 13),
                Column(self.env._("95 % interval to"), "percent", 13),
                Column(self.env._("Coverage"), "percent"),
            ],
            rows=rows,
            chart=Chart(
                "column",
                self.env._("Share of satisfied clients against the target"),
                categories=0,
                series=[4, 5],
                lines=[5],
                y_title="%",
                low=0,
                high=100,
            ),
        )

    def _get_band_table(self, domain):
        groups = self.env["satisfaction.score"]._read_group(
            domain & Domain("is_measured", "=", True),
            ["band_id"],
            ["__count"],
        )
        # The same band of several programmes is one row
        counts = {}
        for band, count in groups:
            counts.setdefault(band.code, [band, 0])[1] += count
        found = sorted(counts.values(), key=lambda item: item[0].lower)
        return Table(
            title=self.env._("Scores by band"),
            columns=[
                Column(self.env._("Band"), width=26),
                Column(self.env._("Scores"), "integer"),
                Column(self.env._("From"), "points"),
                Column(self.env._("To"), "points"),
            ],
            rows=[[band.name, count, band.lower, band.upper] for band, count in found],
            chart=Chart(
                "column",
                self.env._("Scores by band"),
                categories=0,
                series=[1],
                low=0,
                colors=[safe_color(band.color) for band, _count in found],
            ),
        )

    def _get_wave_tables(self, domain):
        """Scores of the waves; only for those who may read how a wave went."""
        model = self.env["satisfaction.wave"]
        if not model._has_field_access(model._fields["points"], "read"):
            return []
        waves = model.search(domain, order="date_start, id")
        return [
            Table(
                title=self.env._("Waves"),
                columns=[
                    Column(self.env._("Wave"), width=26),
                    Column(self.env._("Respondents asked"), "integer", 14),
                    Column(self.env._("Respondents heard"), "integer", 14),
                    Column(self.env._("Mean integrated score"), "points", 14),
                    Column(self.env._("Target"), "points"),
                    Column(self.env._("95 % interval from"), "points", 13),
                    Column(self.env._("95 % interval to"), "points", 13),
                ],
                rows=[
                    [
                        wave.name,
                        wave.asked_count,
                        wave.answered_count,
                        *(
                            None if value is False else value
                            for value in (
                                wave.points,
                                wave.target_points,
                                wave.interval_low,
                                wave.interval_high,
                            )
                        ),
                    ]
                    for wave in waves
                ],
                chart=Chart(
                    "column",
                    self.env._("Integrated score against the target"),
                    categories=0,
                    series=[3, 4],
                    lines=[4],
                    low=0,
                    high=100,
                ),
            )
        ]

    def _list_counts(self):
        """What is counted by what: (part, model, field, title of the table)."""
        return [
            (
                "answers",
                "satisfaction.request",
                "channel_kind",
                self.env._("Answers by channel"),
            ),
            (
                "asks",
                "satisfaction.ask.report",
                "state",
                self.env._("Asks by state"),
            ),
            (
                "assessments",
                "satisfaction.assessment",
                "state",
                self.env._("Assessments by state"),
            ),
            (
                "remarks",
                "satisfaction.remark",
                "state",
                self.env._("Remarks by stage"),
            ),
            (
                "actions",
                "satisfaction.action",
                "state",
                self.env._("Actions by stage"),
            ),
            ("cases", "satisfaction.case", "state", self.env._("Cases by stage")),
            (
                "levels",
                "satisfaction.assessment.line",
                "trend",
                self.env._("Levels and indicators by trend"),
            ),
            ("kpis", "satisfaction.kpi.value", "trend", self.env._("KPIs by trend")),
        ]

    def _get_count_table(self, model, domain, name, title):
        """How many rows there are of each value of a field."""
        model = self.env[model]
        field = model._fields[name]
        counts = dict(model._read_group(domain, [name], ["__count"]))
        labels = dict(field._description_selection(self.env))
        rows = [
            [label, counts.pop(value)]
            for value, label in labels.items()
            if value in counts
        ]
        rows += [[self.env._("Not set"), count] for count in counts.values()]
        return Table(
            title=title,
            columns=[
                Column(field._description_string(self.env), width=26),
                Column(self.env._("Records"), "integer"),
            ],
            rows=rows,
            chart=Chart("column", title, categories=0, series=[1], low=0),
        )

    def _get_indicator_table(self, domain):
        """Mean points of each indicator, the lowest first, as the analysis has them."""
        groups = self.env["satisfaction.answer.report"]._read_group(
            domain, ["indicator_id"], ["points:avg", "__count"], order="points:avg"
        )
        title = self.env._("Ratings by indicator")
        return Table(
            title=title,
            columns=[
                Column(self.env._("Indicator"), width=26),
                Column(self.env._("Ratings"), "integer"),
                Column(self.env._("Mean points"), "points"),
            ],
            rows=[
                [indicator.display_name or self.env._("Not set"), count, points]
                for indicator, points, count in groups
            ],
            chart=Chart("bar", title, categories=0, series=[2], low=0, high=100),
        )
