# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from datetime import timedelta

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ...scoring import (
    Interval,
    Moments,
    mean_interval,
    round_points,
    share_change,
    share_of_counts,
    shortfall,
)
from .alert_watch import NEWS


class SatisfactionProgram(models.Model):
    """What deviates in a programme, read from stored figures in a few queries."""

    _inherit = "satisfaction.program"

    def _find_alert_batches(self):
        """Batches of notices for ``satisfaction.alert._keep``."""
        self.ensure_one()
        alerts = self.env["satisfaction.alert"]
        for find in (
            self._find_score_notices,
            self._find_assessment_notices,
            self._find_silent_notices,
            self._find_response_notices,
        ):
            yield from alerts._in_batches(find())

    # ------------------------------------------------------------------
    # Scores against the own past, the target and the others
    # ------------------------------------------------------------------
    def _find_score_notices(self):
        """One notice for each latest measured score, with or without findings."""
        today = self.company_id._satisfaction_today()
        scores = self.env["satisfaction.score"].search(
            Domain("company_id", "=", self.company_id.id)
            & Domain("is_latest", "=", True)
            & Domain("period_end", ">=", today - NEWS),
            order="id",
        )
        peers = defaultdict(list)
        for score in scores:
            peers[score.period_start].append(score.points)
        groups = {start: Moments.of(points) for start, points in peers.items()}
        return [
            self._to_score_notice(score, groups[score.period_start]) for score in scores
        ]

    def _to_score_notice(self, score, group):
        """:param group: ``Moments`` of all clients' scores in the same period"""
        program = score.program_id
        interval = (
            Interval(score.interval_low, score.interval_high)
            if score.has_interval
            else None
        )
        findings = []
        level = "watch"
        if score.is_unacceptable:
            level = "unacceptable"
            findings.append(
                _finding(score, "unacceptable", program.unacceptable_below, None)
            )
        elif not score.is_acceptable:
            level = "low"
            findings.append(_finding(score, "low", program.acceptable_from, None))
        previous = score.previous_id
        if previous and score.change and score.change < 0:
            # The stored trend compares answer by answer and is the sharper test.
            certainty = (
                "beyond_chance"
                if score.trend == "fall"
                else "beyond_drop"
                if -score.change >= self.alert_drop
                else None
            )
            if certainty:
                findings.append(_finding(score, "fall", previous.points, certainty))
        certainty = shortfall(
            score.points, interval, score.target_points, drop=self.alert_drop
        )
        # A score below the acceptable one needn't be told twice when that is the
        # target as well.
        if certainty and not (
            findings and score.target_points == program.acceptable_from
        ):
            findings.append(_finding(score, "target", score.target_points, certainty))
        others = Moments(
            group.n - 1, group.total - score.points, group.squares - score.points**2
        )
        # Two other clients are no group.
        if others.n >= 3 and others.mean > score.points:
            certainty = shortfall(
                score.points,
                interval,
                min(100.0, others.mean),
                mean_interval(others),
                drop=self.alert_drop,
            )
            if certainty:
                findings.append(
                    _finding(score, "group", round_points(others.mean), certainty)
                )
        return {
            "key": f"score:{score.id}",
            "subject": "score",
            "level": level,
            "client_id": score.client_id.id,
            "score_id": score.id,
            "period_start": score.period_start,
            "period_label": score.period_label,
            "findings": _numbered(findings),
        }

    # ------------------------------------------------------------------
    # Assessments of the relationship
    # ------------------------------------------------------------------
    def _find_assessment_notices(self):
        """Assessments whose score or levels fell beyond chance (R48, R101)."""
        assessments = self.env["satisfaction.assessment"].search(
            Domain("program_id", "=", self.id) & Domain("points", "!=", False),
            order="id",
        )
        lines = self.env["satisfaction.assessment.line"].search(
            Domain("assessment_id", "in", assessments.ids)
            & Domain("kind", "=", "level")
            & Domain("trend", "=", "fall"),
            order="change, id",
        )
        fallen = lines.grouped("assessment_id")
        notices = []
        for assessment in assessments:
            findings = []
            level = "watch"
            if assessment.points < self.unacceptable_below:
                level = "unacceptable"
                findings.append(
                    _finding(assessment, "unacceptable", self.unacceptable_below, None)
                )
            elif assessment.points < self.acceptable_from:
                level = "low"
                findings.append(_finding(assessment, "low", self.acceptable_from, None))
            if assessment.trend == "fall":
                findings.append(
                    _finding(
                        assessment,
                        "fall",
                        assessment.previous_id.points,
                        "beyond_chance",
                    )
                )
            findings += [
                {
                    **_finding(line, "level", line.previous_points, "beyond_chance"),
                    "level_id": line.level_id.id,
                }
                for line in fallen.get(assessment, ())
            ]
            notices.append(
                {
                    "key": f"assessment:{assessment.id}",
                    "subject": "assessment",
                    "level": level,
                    "client_id": assessment.client_id.id,
                    "assessment_id": assessment.id,
                    "period_label": assessment.wave_id.name or False,
                    "findings": _numbered(findings),
                }
            )
        return notices

    # ------------------------------------------------------------------
    # Silence
    # ------------------------------------------------------------------
    def _find_silent_notices(self):
        """Clients that are asked and don't answer; for those who do: no findings.

        An ask counts when its time is over. Silence is no score (D5), but the
        clients who leave are often among the silent ones.
        """
        today = self.company_id._satisfaction_today()
        self.env["satisfaction.request"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                WITH answers AS (
                    SELECT client_id, max(answered_at) AS last_at
                      FROM satisfaction_request
                     WHERE company_id = %(company)s AND state = 'answered'
                       AND NOT COALESCE(is_suspicious, FALSE)
                     GROUP BY client_id
                )
                SELECT ask.client_id, answers.last_at,
                       count(*) FILTER (
                           WHERE ask.state = 'expired'
                             AND (answers.last_at IS NULL
                                  OR ask.sent_at > answers.last_at)
                       ),
                       min(ask.sent_at)
                  FROM satisfaction_request ask
                  LEFT JOIN answers ON answers.client_id = ask.client_id
                  JOIN res_partner client ON client.id = ask.client_id
                 WHERE ask.company_id = %(company)s
                   AND ask.sent_at IS NOT NULL
                   AND ask.event_date >= %(since)s
                   AND (client.client_until IS NULL OR client.client_until >= %(today)s)
                 GROUP BY ask.client_id, answers.last_at
                 ORDER BY ask.client_id
                """,
                company=self.company_id.id,
                since=today - timedelta(days=730),
                today=today,
            )
        )
        return [self._to_silent_notice(today, *row) for row in rows]

    def _to_silent_notice(self, today, client_id, last_at, unanswered, first_at):
        last = last_at and self.company_id._satisfaction_date(last_at)
        waiting_since = last or self.company_id._satisfaction_date(first_at)
        findings = []
        if self.alert_silent_asks and unanswered >= self.alert_silent_asks:
            findings.append({"kind": "asks", "n": unanswered})
        days = (today - waiting_since).days
        if self.alert_silent_days and unanswered and days >= self.alert_silent_days:
            findings.append({"kind": "days", "since": last})
        return {
            # A client that spoke in between and falls silent again is news.
            "key": f"silent:{client_id}:{last or ''}",
            "subject": "silent",
            "level": "watch",
            "client_id": client_id,
            "findings": _numbered(findings),
        }

    # ------------------------------------------------------------------
    # Response rate
    # ------------------------------------------------------------------
    def _find_response_notices(self):
        """Channels that fewer clients answer than in the period before (D15)."""
        today = self.company_id._satisfaction_today()
        start, _end = self._get_period(today)
        previous = self._get_by_year(self.company_id).get(start.year - 1) or self
        before_start, before_end = (
            self._get_period(start - timedelta(days=1))
            if start > self.date_start
            else previous._get_period(start - timedelta(days=1))
        )
        counts = self._count_responses(before_start, today)
        notices = []
        for channel in self.channel_ids:
            before = _add(counts, channel.code, before_start, before_end)
            now = _add(counts, channel.code, start, today)
            fell = share_change(before, now) == "fall"
            findings = []
            if fell:
                findings.append(
                    {
                        "kind": "rate",
                        "channel_id": channel.id,
                        "value": share_of_counts(*now).share,
                        "reference": share_of_counts(*before).share,
                        "n": now[1],
                        "certainty": "beyond_chance",
                    }
                )
            notices.append(
                {
                    "key": f"response:{channel.code}:{start}",
                    "subject": "response",
                    "level": "watch",
                    "channel_code": channel.code,
                    "period_start": start,
                    "period_label": self._get_period_label(*self._get_period(today)),
                    "findings": _numbered(findings),
                }
            )
        return notices

    def _count_responses(self, start, end):
        """``{(channel code, month): [answered, ended]}`` of asks whose time is over."""
        groups = self.env["satisfaction.request"]._read_group(
            Domain("company_id", "=", self.company_id.id)
            & Domain("event_date", ">=", start)
            & Domain("event_date", "<=", end)
            & Domain("sent_at", "!=", False)
            & Domain("state", "in", ("answered", "expired"))
            & (Domain("state", "=", "expired") | Domain("expires_at", "<", "now")),
            ["channel_code", "event_date:month", "state"],
            ["__count"],
        )
        counts = {}
        for code, month, state, count in groups:
            pair = counts.setdefault((code, month), [0, 0])
            pair[0] += count if state == "answered" else 0
            pair[1] += count
        return counts


def _add(counts, code, start, end):
    """(answered, ended) of a channel's months between two days."""
    pairs = [
        pair
        for (channel_code, month), pair in counts.items()
        if channel_code == code and start <= month <= end
    ]
    return sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)


def _finding(record, kind, reference, certainty):
    """Values of a finding about a score, an assessment or one of its lines."""
    return {
        "kind": kind,
        "value": record.points,
        "reference": reference,
        "n": record.response_count,
        "certainty": certainty or False,
    }


def _numbered(findings):
    return [
        {**finding, "sequence": number} for number, finding in enumerate(findings, 1)
    ]
