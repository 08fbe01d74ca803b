# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from array import array
from dataclasses import dataclass

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import split_every
from odoo.tools.misc import format_datetime

from ..scoring import satisfied_share_of_counts
from . import workbook
from .svg_charts import safe_color
from .workbook import Chart, Column, Sheet, Table

BATCH = 2000


@dataclass(frozen=True)
class Selection:
    """What a workbook is about.

    :param scores: domain of ``satisfaction.score``
    :param answers: domain of ``satisfaction.request``
    :param label: whose and which, in words, for the first sheet and the file name
    """

    scores: Domain
    answers: Domain
    label: str


class SatisfactionWorkbook(models.AbstractModel):
    """Workbook of scores: what ``report.workbook`` writes, fetched in batches.

    Everything is searched as the reader, so record rules decide what is in it. All
    figures are the stored ones; the file does not compute anew.
    """

    _name = "satisfaction.workbook"
    _description = "Satisfaction Workbook"

    # ------------------------------------------------------------------
    # Selections
    # ------------------------------------------------------------------
    @api.model
    def _select_scores(self, scores):
        """Some scores, with the answers of their clients and periods."""
        periods = scores.grouped(
            lambda score: (score.company_id, score.period_start, score.period_end)
        )
        answers = Domain.OR(
            self._get_answer_domain(company, start, end, group.client_id.ids)
            for (company, start, end), group in periods.items()
        )
        labels = sorted(set(scores.mapped("period_label")))
        label = labels[0] if len(labels) == 1 else f"{labels[0]} – {labels[-1]}"
        if len(scores.client_id) == 1:
            label = f"{scores.client_id.name} {label}"
        return Selection(Domain("id", "in", scores.ids), answers, label)

    @api.model
    def _select_program(self, program, period=None, client_ids=None):
        """A programme's year or one of its periods, for all or some clients.

        :param period: (first day, last day, label) or None for the year
        """
        start, end, label = period or (program.date_start, program.date_end, None)
        scores = Domain("program_id", "=", program.id)
        if period:
            scores &= Domain("period_start", ">=", start)
            scores &= Domain("period_end", "<=", end)
        if client_ids is not None:
            scores &= Domain("client_id", "in", client_ids)
        return Selection(
            scores,
            self._get_answer_domain(program.company_id, start, end, client_ids),
            " ".join(filter(None, [program.name, label])),
        )

    def _get_answer_domain(self, company, start, end, client_ids=None):
        domain = (
            Domain("company_id", "=", company.id)
            & Domain("event_date", ">=", start)
            & Domain("event_date", "<=", end)
            & Domain("state", "=", "answered")
        )
        if client_ids is not None:
            domain &= Domain("client_id", "in", client_ids)
        return domain

    # ------------------------------------------------------------------
    # Building
    # ------------------------------------------------------------------
    @api.model
    def _write(self, target, selection):
        """Write the workbook of a selection into an open binary file."""
        # Columns are queried, and the cache is emptied on the way
        self.env.flush_all()
        workbook.write_workbook(target, self._get_sheets(selection), selection.label)

    def _get_sheets(self, selection):
        programs = self._get_programs(selection)
        return [
            self._get_summary_sheet(selection, programs),
            self._get_score_sheet(selection, programs),
            self._get_channel_sheet(selection),
            self._get_answer_sheet(selection),
            self._get_parameter_sheet(programs),
        ]

    def _get_programs(self, selection):
        groups = self.env["satisfaction.score"]._read_group(
            selection.scores, ["program_id"]
        )
        programs = self.env["satisfaction.program"].union(
            *(program for (program,) in groups)
        )
        return programs.sorted(lambda program: (program.year, program.id))

    # Summary -------------------------------------------------------------
    def _get_summary_sheet(self, selection, programs):
        return Sheet(
            name=self.env._("Summary"),
            title=self.env._(
                "Client satisfaction: %(selection)s", selection=selection.label
            ),
            notes=[
                self.env._(
                    "Exported on %(date)s by %(user)s",
                    date=format_datetime(self.env, fields.Datetime.now()),
                    user=self.env.user.name,
                ),
                self.env._(
                    "Satisfied: at or above the acceptable score. Share: satisfied of"
                    " the measured clients, with a 95 % interval; coverage: measured of"
                    " the clients that were asked."
                ),
            ],
            tables=[
                self._get_period_table(selection),
                self._get_band_table(selection),
            ],
        )

    def _get_period_table(self, selection):
        groups = self.env["satisfaction.score"]._read_group(
            selection.scores,
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

    def _get_band_table(self, selection):
        groups = self.env["satisfaction.score"]._read_group(
            selection.scores & Domain("is_measured", "=", True),
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

    # Scores --------------------------------------------------------------
    def _get_score_sheet(self, selection, programs):
        channels = self._get_channel_names(programs)
        columns = [
            Column(self.env._("Client"), width=32),
            Column(self.env._("Client manager")),
            Column(self.env._("Programme"), width=26),
            Column(self.env._("Period"), width=11),
            Column(self.env._("Period from"), "date"),
            Column(self.env._("Period until"), "date"),
            Column(self.env._("Score"), "points"),
            Column(self.env._("Band"), width=18),
            Column(self.env._("Target"), "points"),
            Column(self.env._("Acceptable"), width=12),
            Column(self.env._("Provisional"), width=12),
            Column(self.env._("Answers"), "integer"),
            Column(self.env._("95 % interval from"), "points", 13),
            Column(self.env._("95 % interval to"), "points", 13),
            Column(self.env._("Previous score"), "points", 11),
            Column(self.env._("Change"), "points"),
            Column(self.env._("Trend"), width=20),
            Column(self.env._("Frozen"), width=10),
        ]
        for name in channels.values():
            points = self.env._("%(channel)s: score", channel=name)
            weight = self.env._("%(channel)s: effective weight", channel=name)
            weighted = self.env._("%(channel)s: weighted points", channel=name)
            columns += [
                Column(points, "points", 13),
                Column(weight, "percent", 13),
                Column(weighted, "weighted", 13),
            ]
        return Sheet(
            self.env._("Scores"),
            [Table(columns, self._iterate_scores(selection, list(channels)))],
        )

    def _get_channel_names(self, programs):
        """{code: name} of all channels, the latest programme's name and order."""
        return {
            channel.code: channel.name
            for program in programs
            for channel in program.channel_ids.sorted("sequence")
        }

    def _iterate_scores(self, selection, codes):
        words = self._get_words()
        trends = dict(
            self.env["satisfaction.score"]
            ._fields["trend"]
            ._description_selection(self.env)
        )
        for scores in self._iterate(
            "satisfaction.score", selection.scores, "period_start, client_id, id"
        ):
            for score in scores:
                measured = score.is_measured
                bounded = measured and score.has_interval
                row = [
                    score.client_id.name,
                    # A colleague's name, which every employee may know
                    score.client_id.client_manager_id.sudo().name or "",
                    score.program_id.name,
                    score.period_label,
                    score.period_start,
                    score.period_end,
                    score.points if measured else None,
                    score.band_id.name or "",
                    score.target_points,
                    words[score.is_acceptable] if measured else "",
                    words[score.is_provisional] if measured else "",
                    score.response_count,
                    score.interval_low if bounded else None,
                    score.interval_high if bounded else None,
                    (
                        score.previous_id.points
                        if score.previous_id.is_measured
                        else None
                    ),
                    score.change if measured and score.previous_id else None,
                    trends.get(score.trend, ""),
                    words[score.is_frozen],
                ]
                lines = {line.channel_code: line for line in score.line_ids}
                for code in codes:
                    row += self._to_channel_cells(lines.get(code))
                yield row

    def _to_channel_cells(self, line):
        if not line:
            return [None, None, None]
        if not line.is_measured:
            return [None, line.effective_weight, None]
        return [line.points, line.effective_weight, line.weighted_points]

    def _get_words(self):
        return {True: self.env._("Yes"), False: self.env._("No")}

    # Channels --------------------------------------------------------------
    def _get_channel_sheet(self, selection):
        columns = [
            Column(self.env._("Client"), width=32),
            Column(self.env._("Period"), width=11),
            Column(self.env._("Channel"), width=24),
            Column(self.env._("Score"), "points"),
            Column(self.env._("Answers"), "integer"),
            Column(self.env._("95 % interval from"), "points", 13),
            Column(self.env._("95 % interval to"), "points", 13),
            Column(self.env._("Weight"), "percent"),
            Column(self.env._("Effective weight"), "percent"),
            Column(self.env._("Weighted points"), "weighted"),
            Column(self.env._("Answers from"), "date"),
            Column(self.env._("Answers until"), "date"),
        ]
        return Sheet(
            self.env._("Channels"), [Table(columns, self._iterate_channels(selection))]
        )

    def _iterate_channels(self, selection):
        for scores in self._iterate(
            "satisfaction.score", selection.scores, "period_start, client_id, id"
        ):
            for line in scores.line_ids:
                measured = line.is_measured
                bounded = measured and line.has_interval
                yield [
                    line.score_id.client_id.name,
                    line.score_id.period_label,
                    line.channel_id.name or line.channel_code,
                    line.points if measured else None,
                    line.response_count,
                    line.interval_low if bounded else None,
                    line.interval_high if bounded else None,
                    line.weight,
                    line.effective_weight,
                    line.weighted_points if measured else None,
                    (line.source_start or None) if measured else None,
                    (line.source_end or None) if measured else None,
                ]

    # ------------------------------------------------------------------
    # Batches
    # ------------------------------------------------------------------
    def _iterate(self, model, domain, order):
        """Records of a search in batches that are forgotten again."""
        Model = self.env[model]
        ids = array("q", Model._search(domain, order=order))
        for batch in split_every(BATCH, ids, tuple):
            yield Model.browse(batch)
            # Otherwise the cache would grow with the file
            self.env.invalidate_all(flush=False)
