# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from .workbook import Column, Sheet, Table


class SatisfactionWorkbook(models.AbstractModel):
    """The sheets of scores and of their channels: the calculation table (R62, R64)."""

    _inherit = "satisfaction.workbook"

    # ------------------------------------------------------------------
    # Scores
    # ------------------------------------------------------------------
    def _get_score_sheet(self, domain, programs):
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
            self._get_part_names()["scores"],
            [Table(columns, self._iterate_scores(domain, list(channels)))],
        )

    def _get_channel_names(self, programs):
        """{code: name} of all channels, the latest programme's name and order."""
        return {
            channel.code: channel.name
            for program in programs
            for channel in program.channel_ids.sorted("sequence")
        }

    def _iterate_scores(self, domain, codes):
        words = self._get_words()
        trends = dict(
            self.env["satisfaction.score"]
            ._fields["trend"]
            ._description_selection(self.env)
        )
        for scores in self._iterate(
            "satisfaction.score", domain, "period_start, client_id, id"
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

    # ------------------------------------------------------------------
    # Channels
    # ------------------------------------------------------------------
    def _get_channel_sheet(self, domain, _programs):
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
            self._get_part_names()["score_lines"],
            [Table(columns, self._iterate_channels(domain))],
        )

    def _iterate_channels(self, domain):
        lines_of = self._iterate(
            "satisfaction.score.line", domain, "score_id, sequence, id"
        )
        for lines in lines_of:
            for line in lines:
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
