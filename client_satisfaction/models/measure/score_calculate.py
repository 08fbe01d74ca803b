# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ...scoring import (
    combined_interval,
    fill_table,
    find_band,
    mean_interval,
    pick_source,
    round_points,
)
from .score_store import LineRow, LineValues, stored_number


class PeriodTable:
    """A programme's calculation tables of one period (R51–R56, D2, D5–D7, D15).

    What is the same for all clients is read from the records once; then each client
    is plain arithmetic, all of it in ``scoring/``.
    """

    def __init__(self, env, period):
        """:param period: ``score_recompute.Period``"""
        program = env["satisfaction.program"].browse(period.program_id)
        self.period = period
        channels = program.channel_ids
        self.channel_ids = channels.ids
        self.codes = channels.mapped("code")
        self.validities = channels.mapped("validity_months")
        self.inputs = program.channel_ids._to_scoring()
        self.bands = program.band_ids._to_scoring()
        self.band_ids = {band.code: band.id for band in program.band_ids}
        self.label = program._get_period_label(period.start, period.end)
        self.acceptable_from = program.acceptable_from
        self.unacceptable_below = program.unacceptable_below
        self.target_points = program.target_points
        #: What is said of a score, by its points: of thousands most are the same
        self._judged = {}

    def calculate(self, answers):
        """The calculation table of one client.

        :param answers: ``{channel_code: {first day of month: Moments}}``
        :return: ``{column: value}`` of the score, ``{channel code: LineRow}``; values
            as their columns keep them
        """
        period = self.period
        sources = [
            months and pick_source(months, period.start, period.end, validity)
            for validity, months in zip(
                self.validities, map(answers.get, self.codes), strict=True
            )
        ]
        table = fill_table(
            self.inputs,
            [_mean(source.moments) if source else None for source in sources],
        )
        points = None if table.total is None else round_points(table.total)
        lines = {}
        parts = []
        response_count = channel_count = measured_count = 0
        for sequence, (line, source) in enumerate(
            zip(table.lines, sources, strict=True)
        ):
            lines[line.code] = _make_line(
                sequence, self.channel_ids[sequence], line, source
            )
            if line.weight > 0:
                channel_count += 1
            if source:
                moments = source.moments
                parts.append((line.effective_weight, moments))
                response_count += moments.n
                if line.weight > 0:
                    measured_count += 1
        judged = self._judged.get(points)
        if judged is None:
            judged = self._judged[points] = self._judge(points)
        values = judged.copy()
        values["is_provisional"] = points is not None and table.provisional
        values["response_count"] = response_count
        values["channel_count"] = channel_count
        values["measured_channel_count"] = measured_count
        (
            values["has_interval"],
            values["interval_low"],
            values["interval_high"],
        ) = _round_interval(combined_interval(parts) if points is not None else None)
        return values, lines

    def _judge(self, points):
        """What the programme says of a score."""
        measured = points is not None
        return {
            "period_label": self.label,
            "is_measured": measured,
            "points": points,
            "band_id": (
                self.band_ids[find_band(points, self.bands).code] if measured else None
            ),
            "is_acceptable": measured and points >= self.acceptable_from,
            "is_unacceptable": measured and points < self.unacceptable_below,
            "target_points": stored_number(self.target_points, 1),
            "target_gap": (
                stored_number(points - self.target_points, 1) if measured else None
            ),
            "is_dirty": False,
            # Until the client's scores are compared
            "previous_id": None,
            "change": None,
            "trend": None,
            "is_latest": False,
        }


def _make_line(sequence, channel_id, line, source):
    """One channel's row.

    :param line: ``scoring.ChannelLine``
    :param source: ``scoring.Source``, None when the channel wasn't measured
    """
    if not source:
        return LineRow(
            line.code,
            LineValues(
                sequence,
                channel_id,
                False,
                None,
                stored_number(line.weight, 2),
                stored_number(line.effective_weight, 2),
                None,
                0,
                0.0,
                0.0,
                False,
                None,
                None,
                None,
                None,
            ),
        )
    moments = source.moments
    return LineRow(
        line.code,
        LineValues(
            sequence,
            channel_id,
            True,
            round_points(line.points),
            stored_number(line.weight, 2),
            stored_number(line.effective_weight, 2),
            stored_number(line.weighted_points, 2),
            moments.n,
            moments.total,
            moments.squares,
            *_round_interval(mean_interval(moments)),
            source.start,
            source.end,
        ),
    )


def _mean(moments):
    """Mean of answers in points; cut to the scale, which sums may miss by a hair."""
    return min(100.0, max(0.0, moments.mean))


def _round_interval(interval):
    """Columns ``has_interval``, ``interval_low`` and ``interval_high``."""
    if not interval:
        return False, None, None
    return True, round_points(interval.low), round_points(interval.high)
