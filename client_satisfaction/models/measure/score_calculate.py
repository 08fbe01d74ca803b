# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ...scoring import (
    estimate_interval,
    fill_table,
    find_band,
    mean_estimate,
    pick_source,
    round_hundredths,
    round_points,
)
from .score_store import Basis, LineRow, LineValues, Part, estimate_of, stored_number


class PeriodTable:
    """A programme's calculation tables of one period (R51–R56, D2, D5–D7, D15).

    What is the same for all clients is read once (``ScoreRules``); then each client
    is plain arithmetic, all of it in ``scoring/``.
    """

    def __init__(self, rules, period, label):
        """
        :param rules: ``score_rules.ScoreRules`` of the period's programme
        :param period: ``score_recompute.Period``
        :param label: the period's name
        """
        self.rules = rules
        self.period = period
        self.label = label
        self.codes = [channel.code for channel in rules.inputs]
        #: What is said of a score, by its points: of thousands most are the same
        self._judged = {}

    def calculate(self, answers):
        """The calculation table of one client.

        :param answers: ``{channel_code: {first day of month: Moments}}``
        :return: ``{column: value}`` of the score, ``{channel code: LineRow}``,
            ``Basis``; values as their columns keep them
        """
        period = self.period
        sources = [
            months and pick_source(months, period.start, period.end, validity)
            for validity, months in zip(
                self.rules.validities, map(answers.get, self.codes), strict=True
            )
        ]
        table = fill_table(
            self.rules.inputs,
            [_mean(source.moments) if source else None for source in sources],
        )
        points = None if table.total is None else round_points(table.total)
        lines = {}
        parts = []
        response_count = channel_count = measured_count = 0
        for sequence, (line, source) in enumerate(
            zip(table.lines, sources, strict=True)
        ):
            estimate = mean_estimate(source.moments) if source else None
            made = _make_line(
                sequence, self.rules.channel_ids[sequence], line, source, estimate
            )
            lines[line.code] = LineRow(line.code, made)
            if line.weight > 0:
                channel_count += 1
            if source:
                start, end, moments = source.start, source.end, source.moments
                parts.append(
                    Part(
                        start, end, line.code, made.effective_weight, moments, estimate
                    )
                )
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
        estimate = None if points is None else estimate_of(parts)
        (
            values["has_interval"],
            values["interval_low"],
            values["interval_high"],
        ) = _round_interval(estimate_interval(estimate))
        return values, lines, Basis(parts, estimate)

    def _judge(self, points):
        """What the programme says of a score."""
        measured = points is not None
        rules = self.rules
        band = find_band(points, rules.bands) if measured else None
        return {
            "period_label": self.label,
            "is_measured": measured,
            "points": points,
            "band_id": band and rules.band_ids[band.code],
            "is_acceptable": measured and points >= rules.acceptable_from,
            "is_unacceptable": measured and points < rules.unacceptable_below,
            "target_points": stored_number(rules.target_points, 1),
            "target_gap": (
                stored_number(points - rules.target_points, 1) if measured else None
            ),
            "is_dirty": False,
            # Until the client's scores are compared
            "previous_id": None,
            "change": None,
            "trend": None,
            "is_latest": False,
        }


def _make_line(sequence, channel_id, line, source, estimate):
    """``LineValues`` of one channel.

    :param line: ``scoring.ChannelLine``
    :param source: ``scoring.Source``, None when the channel wasn't measured
    :param estimate: ``scoring.Estimate`` of its mean, None: too few answers
    """
    weight = stored_number(line.weight, 2)
    used = stored_number(line.effective_weight, 2)
    if not source:
        nothing = None, weight, used, None, 0, 0.0, 0.0, False, None, None, None, None
        return LineValues(sequence, channel_id, False, *nothing)
    moments = source.moments
    return LineValues(
        sequence,
        channel_id,
        True,
        round_points(line.points),
        weight,
        used,
        round_hundredths(line.weighted_points),
        moments.n,
        moments.total,
        moments.squares,
        *_round_interval(estimate_interval(estimate)),
        source.start,
        source.end,
    )


def _mean(moments):
    """Mean of answers in points; cut to the scale, which sums may miss by a hair."""
    return min(100.0, max(0.0, moments.mean))


def _round_interval(interval):
    """Columns ``has_interval``, ``interval_low`` and ``interval_high``."""
    if not interval:
        return False, None, None
    return True, round_points(interval.low), round_points(interval.high)
