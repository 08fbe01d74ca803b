# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from odoo import fields, models
from odoo.tools.misc import format_date, format_datetime

from . import figures
from .workbook import Column, Sheet, Table
from .workbook_model import PARTS


class SatisfactionWorkbook(models.AbstractModel):
    _inherit = "satisfaction.workbook"

    def _get_parameter_sheet(self, selection, programs):
        tables = [self._get_export_table(selection), self._get_part_table(selection)]
        if programs:
            tables += [
                self._get_threshold_table(programs),
                self._get_weight_table(programs),
                self._get_bounds_table(programs),
            ]
        return Sheet(
            self.env._("Parameters and formulas"),
            tables=[*tables, self._get_formula_table()],
        )

    def _get_export_table(self, selection):
        """Who exported what, when, and in whose time."""
        language = self.env["res.lang"]._get_data(code=self.env.lang).name or ""
        companies = ", ".join(self.env.companies.mapped("name"))
        rows = [
            (self.env._("What"), selection.label),
            *selection.filters,
            (self.env._("Exported by"), self.env.user.name),
            (
                self.env._("Exported on"),
                format_datetime(self.env, fields.Datetime.now()),
            ),
            (self.env._("Time zone"), str(self.env.tz)),
            (self.env._("Language"), language),
            (self.env._("Companies"), companies),
            (
                self.env._("Rows"),
                self.env._("only those that whoever exported them may read"),
            ),
            (
                self.env._("Long texts"),
                self.env._(
                    "A cell holds 32,767 characters: longer texts end with “…”, and are"
                    " whole in the CSV file. Rows beyond 1,048,576 go on on another"
                    " sheet."
                ),
            ),
        ]
        return Table(
            title=self.env._("This file"),
            columns=[
                Column(self.env._("What"), width=34),
                Column(self.env._("Value"), width=34),
            ],
            rows=rows,
        )

    def _get_part_table(self, selection):
        """How many rows each sheet has, and of which days."""
        names = self._get_part_names()
        rows = []
        for part, domain in selection.domains.items():
            model_name, date_name, _sheet = PARTS[part]
            model = self.env[model_name]
            ends = [f"{date_name}:min", f"{date_name}:max"] if date_name else []
            ((number, *days),) = model._read_group(domain, [], ["__count", *ends])
            rows.append(
                [
                    names[part],
                    number,
                    *(self._to_day(day) for day in days or (None, None)),
                ]
            )
        return Table(
            title=self.env._("Rows"),
            columns=[
                Column(self.env._("What"), width=34),
                Column(self.env._("Rows"), "integer"),
                Column(self.env._("From"), "text"),
                Column(self.env._("To"), "text"),
            ],
            rows=rows,
        )

    def _to_day(self, value):
        if not value:
            return None
        if isinstance(value, datetime):
            value = self._get_localizer()(value).date()
        return format_date(self.env, value)

    def _get_threshold_table(self, programs):
        names = [
            "year",
            "period_length",
            "acceptable_from",
            "unacceptable_below",
            "follow_up_below",
            "senior_below",
            "target_points",
            "target_share",
        ]
        rows = []
        for name in names:
            model_field = programs._fields[name]
            label = model_field._description_string(self.env)
            for program in programs:
                value = program[name]
                if model_field.type == "selection":
                    value = dict(model_field._description_selection(self.env))[value]
                elif model_field.type == "float":
                    value = figures.format_points(value, self._get_decimal_point())
                rows.append([program.name, label, str(value)])
        return Table(
            title=self.env._("Parameters"),
            columns=[
                Column(self.env._("Programme"), width=34),
                Column(self.env._("Parameter"), width=34),
                Column(self.env._("Value"), width=14),
            ],
            rows=rows,
        )

    def _get_weight_table(self, programs):
        words = self._get_words()
        return Table(
            title=self.env._("Weights"),
            columns=[
                Column(self.env._("Programme"), width=34),
                Column(self.env._("Channel")),
                Column(self.env._("Weight"), "percent"),
                Column(self.env._("Takes missing weight")),
                Column(self.env._("Valid for (months)"), "integer"),
            ],
            rows=[
                [
                    program.name,
                    channel.name,
                    channel.weight,
                    words[channel.receives_missing],
                    channel.validity_months,
                ]
                for program in programs
                for channel in program.channel_ids.sorted("sequence")
            ],
        )

    def _get_bounds_table(self, programs):
        return Table(
            title=self.env._("Bands"),
            columns=[
                Column(self.env._("Programme"), width=34),
                Column(self.env._("Band")),
                Column(self.env._("From"), "points"),
                Column(self.env._("To"), "points"),
            ],
            rows=[
                [program.name, band.name, band.lower, band.upper]
                for program in programs
                for band in program.band_ids.sorted("lower")
            ],
        )

    def _get_formula_table(self):
        rows = [
            (self.env._("Points"), self.env._("rating ÷ scale × 100")),
            (
                self.env._("Answer"),
                self.env._("weighted mean of the points of its rated questions"),
            ),
            (
                self.env._("Channel score"),
                self.env._("mean of the period's answers, or the latest valid ones"),
            ),
            (
                self.env._("Effective weight"),
                self.env._(
                    "the weight, and for the receiving channel also that of channels"
                    " without answers; where the receiving one has none: weight ÷"
                    " sum of the weights present × 100, and the score is provisional"
                ),
            ),
            (
                self.env._("Weighted points"),
                self.env._("channel score × effective weight ÷ 100"),
            ),
            (self.env._("Score"), self.env._("sum of the weighted points")),
            (
                self.env._("95 % interval of a score"),
                self.env._(
                    "Student t for each channel; channels combined by"
                    " Welch–Satterthwaite; none below two answers"
                ),
            ),
            (
                self.env._("95 % interval of a share"),
                self.env._("Wilson's score interval"),
            ),
            (
                self.env._("Trend"),
                self.env._(
                    "rise or fall only where Welch's test finds the change larger than"
                    " chance at 95 %"
                ),
            ),
            (
                self.env._("Share of satisfied clients"),
                self.env._("clients at or above the acceptable score ÷ measured × 100"),
            ),
            (
                self.env._("Coverage"),
                self.env._("measured clients ÷ clients that were asked × 100"),
            ),
        ]
        return Table(
            title=self.env._("Formulas"),
            columns=[
                Column(self.env._("Figure"), width=34),
                Column(self.env._("Formula"), width=14),
            ],
            rows=rows,
        )
