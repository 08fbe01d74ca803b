# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from datetime import date
from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, split_every

from ...scoring import (
    Moments,
    add_months,
    calculation_table,
    change,
    combined_interval,
    mean_interval,
    pick_source,
    round_points,
)

#: Clients whose answers are summed by one query.
CLIENTS_A_QUERY = 500


class Period(NamedTuple):
    """A programme's period: what a client can have one score of."""

    program_id: int
    start: date
    end: date


class SatisfactionScore(models.Model):
    """From the ledger to the score: one query for the answers of many clients.

    Everything here runs as superuser, because a score is made of all answers of a
    client, whoever may read them; who may read the score is for the record rules.
    """

    _inherit = "satisfaction.score"

    @api.model
    def _recompute(self, client_ids, company, periods, *, create_unmeasured=False):
        """Compute the scores of clients in periods anew.

        Batch: about the same number of queries for one client as for 500. Frozen
        periods, and dates without a programme, are left alone.

        :param client_ids: ids of commercial partners (D8)
        :param company: ``res.company`` record
        :param periods: (first day, last day) pairs
        :param create_unmeasured: also make rows where nothing was answered
        :return: the scores that exist now
        """
        programs = self.env["satisfaction.program"].sudo()
        wanted = defaultdict(set)
        for start, end in periods:
            program = programs._find(company, start, running=False)
            if program:
                period = Period(program.id, start, end)
                for client_id in client_ids:
                    wanted[client_id].add(period)
        return self._recompute_wanted(
            company, wanted, create_unmeasured=create_unmeasured
        )

    @api.model
    def _recompute_wanted(self, company, wanted, *, create_unmeasured=False):
        """:param wanted: ``{client_id: {Period, …}}`` of one company"""
        programs = self.env["satisfaction.program"].sudo()
        open_periods = {
            period
            for periods in wanted.values()
            for period in periods
            if not programs.browse(period.program_id)._is_frozen(period.end)
        }
        clients = sorted(
            client_id
            for client_id, periods in wanted.items()
            if not open_periods.isdisjoint(periods)
        )
        scores = self.sudo().browse()
        for client_ids in split_every(CLIENTS_A_QUERY, clients):
            batch = {
                client_id: sorted(wanted[client_id] & open_periods)
                for client_id in client_ids
            }
            scores += self.sudo()._recompute_batch(company, batch, create_unmeasured)
        return scores

    def _recompute_batch(self, company, batch, create_unmeasured):
        """:param batch: ``{client_id: [Period, …]}``, none of them frozen"""
        existing = self._fetch_existing(company, batch)
        answers = self._fetch_answers(company, batch)
        ends = {
            client.id: client.client_until
            for client in self.env["res.partner"].browse(batch)
            if client.client_until
        }
        programs = self.env["satisfaction.program"]
        new_values, new_lines = [], []
        scores = self.browse()
        for client_id, periods in batch.items():
            for period in periods:
                program = programs.browse(period.program_id)
                score = existing.get((client_id, period.start, period.end))
                values, lines = self._calculate(
                    program, period, answers.get(client_id, {})
                )
                if score:
                    scores += score
                    score._update_values(values)
                    score._update_lines(lines)
                elif _only_carried(lines, period) and period.start > ends.get(
                    client_id, period.start
                ):
                    continue  # the client had left before this period began
                elif values["is_measured"] or create_unmeasured:
                    new_values.append(
                        values | {"client_id": client_id, "program_id": program.id}
                    )
                    new_lines.append(lines)
        new_scores = self.create(new_values)
        self.env["satisfaction.score.line"].create(
            [
                line | {"score_id": score.id}
                for score, lines in zip(new_scores, new_lines, strict=True)
                for line in lines
            ]
        )
        scores += new_scores
        scores._update_trends()
        return scores

    def _fetch_existing(self, company, batch):
        """``{(client_id, start, end): score}`` of the rows there are."""
        starts = {period.start for periods in batch.values() for period in periods}
        scores = self.search(
            Domain("company_id", "=", company.id)
            & Domain("client_id", "in", list(batch))
            & Domain("period_start", "in", list(starts)),
            order="id",  # not by the clients' names
        )
        return {
            (score.client_id.id, score.period_start, score.period_end): score
            for score in scores
        }

    def _fetch_answers(self, company, batch):
        """Sums of the clients' answers by channel and month, in one query.

        :return: ``{client_id: {channel_code: {first day of month: Moments}}}``
        """
        requests = self.env["satisfaction.request"]
        requests.flush_model(
            [
                "company_id",
                "client_id",
                "event_date",
                "channel_code",
                "points",
                "state",
                "is_scored",
            ]
        )
        periods = {period for periods in batch.values() for period in periods}
        channels = (
            self.env["satisfaction.program"]
            .browse({period.program_id for period in periods})
            .channel_ids
        )
        validity = max(channels.mapped("validity_months"), default=0)
        rows = self.env.execute_query(
            SQL(
                # Answered only by _score_idx: (company, client, day) with channel
                # and points inside, so that the table itself isn't touched.
                """
                SELECT client_id, channel_code,
                       date_trunc('month', event_date::timestamp)::date,
                       count(*), sum(points::float8),
                       sum(points::float8 * points::float8)
                  FROM satisfaction_request
                 WHERE company_id = %(company)s AND client_id = ANY(%(clients)s)
                   AND event_date BETWEEN %(start)s AND %(end)s
                   AND state = 'answered' AND is_scored
              GROUP BY 1, 2, 3
                """,
                company=company.id,
                clients=list(batch),
                start=add_months(min(period.start for period in periods), -validity),
                end=max(period.end for period in periods),
            )
        )
        answers = defaultdict(lambda: defaultdict(dict))
        for client_id, channel_code, month, count, total, squares in rows:
            answers[client_id][channel_code][month] = Moments(count, total, squares)
        return answers

    # ------------------------------------------------------------------
    # One client, one period
    # ------------------------------------------------------------------
    @api.model
    def _calculate(self, program, period, answers):
        """The calculation table of one client and period (R51–R56, D2, D5–D7, D15).

        :param answers: ``{channel_code: {first day of month: Moments}}``
        :return: values of the score, list of values of its lines
        """
        sources = {}
        for channel in program.channel_ids:
            source = pick_source(
                answers.get(channel.code, {}),
                period.start,
                period.end,
                channel.validity_months,
            )
            if source:
                sources[channel.code] = source
        table = calculation_table(
            program.channel_ids._to_scoring(
                {code: _mean(source.moments) for code, source in sources.items()}
            )
        )
        lines = [
            self._prepare_line(channel, line, sources.get(channel.code), sequence)
            for sequence, (channel, line) in enumerate(
                zip(program.channel_ids, table.lines, strict=True)
            )
        ]
        interval = combined_interval(
            [
                (line.effective_weight, sources[line.code].moments)
                for line in table.lines
                if line.code in sources
            ]
        )
        points = None if table.total is None else round_points(table.total)
        measured = points is not None
        values = {
            "period_start": period.start,
            "period_end": period.end,
            "period_label": program._get_period_label(period.start, period.end),
            "is_measured": measured,
            "points": points,
            "is_provisional": measured and table.provisional,
            "band_id": program._find_band(points).id,
            "is_acceptable": measured and points >= program.acceptable_from,
            "is_unacceptable": measured and points < program.unacceptable_below,
            "target_points": program.target_points,
            "target_gap": points - program.target_points if measured else None,
            "response_count": sum(source.moments.n for source in sources.values()),
            "channel_count": sum(line.weight > 0 for line in table.lines),
            "measured_channel_count": sum(
                line.weight > 0 and line.code in sources for line in table.lines
            ),
            "is_dirty": False,
        } | _interval_values(interval if measured else None)
        return values, lines

    @api.model
    def _prepare_line(self, channel, line, source, sequence):
        """Values of a ``satisfaction.score.line``.

        :param line: ``scoring.ChannelLine``
        :param source: ``scoring.Source``, None when the channel wasn't measured
        """
        moments = source.moments if source else Moments(0, 0.0, 0.0)
        return {
            "sequence": sequence,
            "channel_id": channel.id,
            "channel_code": channel.code,
            "is_measured": bool(source),
            "points": None if line.points is None else round_points(line.points),
            "weight": line.weight,
            "effective_weight": line.effective_weight,
            "weighted_points": line.weighted_points,
            "response_count": moments.n,
            "points_total": moments.total,
            "points_squares": moments.squares,
            "source_start": source.start if source else False,
            "source_end": source.end if source else False,
        } | _interval_values(mean_interval(moments))

    def _update_values(self, values):
        """Write what differs, so that an unchanged score is not touched."""
        self.ensure_one()
        if changed := _differing(self, values):
            self.write(changed)

    def _update_lines(self, lines):
        self.ensure_one()
        by_code = {line.channel_code: line for line in self.line_ids}
        create = []
        for values in lines:
            line = by_code.pop(values["channel_code"], None)
            if not line:
                create.append(values | {"score_id": self.id})
                continue
            if changed := _differing(line, values):
                line.write(changed)
        self.env["satisfaction.score.line"].create(create)
        for line in by_code.values():
            line.unlink()

    # ------------------------------------------------------------------
    # Against the score before
    # ------------------------------------------------------------------
    def _update_trends(self):
        """Previous score, change, trend and "latest" of these scores' clients.

        A score that follows one of these is compared anew too, unless frozen.
        """
        if not self:
            return
        chain = self.search(
            Domain("company_id", "in", self.company_id.ids)
            & Domain("client_id", "in", self.client_id.ids),
            order="period_start, period_end",
        )
        touched = set(self._ids)
        pairs = []
        for scores in chain.grouped(
            lambda score: (score.company_id.id, score.client_id.id)
        ).values():
            latest = scores.filtered("is_measured")[-1:]
            for score in scores:
                if score.is_latest != (score == latest):
                    score.is_latest = score == latest
            previous = self.browse()
            for score in scores:
                if not score.is_frozen and (
                    score.id in touched or previous.id in touched
                ):
                    pairs.append((score, previous))
                if score.is_measured:
                    previous = score
        for score, previous in pairs:
            score._update_values(score._prepare_trend(previous))

    def _prepare_trend(self, previous):
        """:param previous: the client's latest earlier measured score, or empty"""
        self.ensure_one()
        if not self.is_measured:
            return {"previous_id": False, "change": None, "trend": False}
        if not previous:
            return {"previous_id": False, "change": None, "trend": "first"}
        before, after = previous._get_parts(), self._get_parts()
        # What is the same in both (a questionnaire that still counts, with the same
        # weight) can't have changed and would only blur the comparison.
        same = set(before) & set(after)
        return {
            "previous_id": previous.id,
            "change": self.points - previous.points,
            "trend": change(
                [part[:2] for part in before if part not in same],
                [part[:2] for part in after if part not in same],
            ),
        }

    def _get_parts(self):
        """(effective weight, Moments, channel, source) of the measured channels."""
        self.ensure_one()
        return [
            (
                line.effective_weight,
                line._get_moments(),
                line.channel_code,
                line.source_start,
                line.source_end,
            )
            for line in self.line_ids
            if line.is_measured
        ]


def _only_carried(lines, period):
    """Whether all answers of a calculation table are older than its period."""
    return all(
        line["source_end"] < period.start for line in lines if line["is_measured"]
    )


def _mean(moments):
    """Mean of answers in points; cut to the scale, which sums may miss by a hair."""
    return min(100.0, max(0.0, moments.mean))


def _interval_values(interval):
    return {
        "has_interval": bool(interval),
        "interval_low": round_points(interval.low) if interval else None,
        "interval_high": round_points(interval.high) if interval else None,
    }


def _differing(record, values):
    """Those values that a write would really change, in the fields' own precision.

    "Not measured" (False) and 0 are equal in Python, but not here.
    """
    changed = {}
    for name, value in values.items():
        field = record._fields[name]
        new = field.convert_to_record(field.convert_to_cache(value, record), record)
        old = record[name]
        if new != old or (new is False) != (old is False):
            changed[name] = value
    return changed
