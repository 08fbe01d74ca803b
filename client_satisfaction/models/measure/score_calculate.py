# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ...scoring import (
    ChannelInput,
    Moments,
    calculation_table,
    combined_interval,
    find_band,
    mean_interval,
    pick_source,
    round_points,
)
from .score_store import LineRow, stored_number

NOTHING = Moments(0, 0.0, 0.0)


class PeriodTable:
    """A programme's calculation tables of one period (R51–R56, D2, D5–D7, D15).

    What is the same for all clients is read from the records once; then each client
    is plain arithmetic, all of it in ``scoring/``.
    """

    def __init__(self, env, period):
        """:param period: ``score_recompute.Period``"""
        program = env["satisfaction.program"].browse(period.program_id)
        self.period = period
        self.channels = [
            (channel.id, channel.code, channel.validity_months)
            for channel in program.channel_ids
        ]
        self.inputs = program.channel_ids._to_scoring()
        self.bands = program.band_ids._to_scoring()
        self.band_ids = {band.code: band.id for band in program.band_ids}
        self.label = program._get_period_label(period.start, period.end)
        self.acceptable_from = program.acceptable_from
        self.unacceptable_below = program.unacceptable_below
        self.target_points = program.target_points

    def calculate(self, answers):
        """The calculation table of one client.

        :param answers: ``{channel_code: {first day of month: Moments}}``
        :return: ``{column: value}`` of the score, ``{channel code: LineRow}``; values
            as their columns keep them
        """
        period = self.period
        sources = {}
        for _id, code, validity in self.channels:
            months = answers.get(code)
            source = months and pick_source(months, period.start, period.end, validity)
            if source:
                sources[code] = source
        table = calculation_table(
            [
                ChannelInput(
                    code=channel.code,
                    weight=channel.weight,
                    points=_mean(sources[channel.code].moments),
                    receives_missing=channel.receives_missing,
                )
                if channel.code in sources
                else channel
                for channel in self.inputs
            ]
        )
        interval = combined_interval(
            [
                (line.effective_weight, sources[line.code].moments)
                for line in table.lines
                if line.code in sources
            ]
        )
        points = None if table.total is None else round_points(table.total)
        lines = {
            line.code: LineRow(
                line.code,
                _line_values(sequence, channel[0], line, sources.get(line.code)),
            )
            for sequence, (channel, line) in enumerate(
                zip(self.channels, table.lines, strict=True)
            )
        }
        values = self._judge(points)
        values["is_provisional"] = points is not None and table.provisional
        values["response_count"] = sum(source.moments.n for source in sources.values())
        values["channel_count"] = sum(line.weight > 0 for line in table.lines)
        values["measured_channel_count"] = sum(
            line.weight > 0 and line.code in sources for line in table.lines
        )
        return values | _interval_values(
            interval if points is not None else None
        ), lines

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


def _line_values(sequence, channel_id, line, source):
    """Columns of one channel.

    :param line: ``scoring.ChannelLine``
    :param source: ``scoring.Source``, None when the channel wasn't measured
    """
    moments = source.moments if source else NOTHING
    return {
        "sequence": sequence,
        "channel_id": channel_id,
        "is_measured": bool(source),
        "points": None if line.points is None else round_points(line.points),
        "weight": stored_number(line.weight, 2),
        "effective_weight": stored_number(line.effective_weight, 2),
        "weighted_points": stored_number(line.weighted_points, 2),
        "response_count": moments.n,
        "points_total": moments.total,
        "points_squares": moments.squares,
        "source_start": source.start if source else None,
        "source_end": source.end if source else None,
    } | _interval_values(mean_interval(moments))


def _mean(moments):
    """Mean of answers in points; cut to the scale, which sums may miss by a hair."""
    return min(100.0, max(0.0, moments.mean))


def _interval_values(interval):
    return {
        "has_interval": bool(interval),
        "interval_low": round_points(interval.low) if interval else None,
        "interval_high": round_points(interval.high) if interval else None,
    }
