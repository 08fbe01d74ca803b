# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

from ...report import figures
from ...scoring import satisfied_share_of_counts, share_of_counts
from .start_page import ANSWER_DAYS

RATE_DAYS = 60
DUE_SOON_HOURS = 24


class SatisfactionStartPage(models.AbstractModel):
    """The cards of the start page, each with its numbers and their domains."""

    _inherit = "satisfaction.start.page"

    def _get_share_card(self, period):
        """Share of satisfied clients in the latest measured period (R61, R116, D9)."""
        if not period:
            return None
        program, label, domain = period
        measured_domain = domain & Domain("is_measured", "=", True)
        satisfied_domain = measured_domain & Domain("is_acceptable", "=", True)
        groups = self.env["satisfaction.score"]._read_group(
            domain, ["is_measured", "is_acceptable"], ["__count"]
        )
        asked = self._figure(
            "satisfaction.score",
            self.env._("asked"),
            domain,
            count=sum(count for *_is, count in groups),
        )
        measured = self._figure(
            "satisfaction.score",
            self.env._("measured"),
            measured_domain,
            count=sum(count for measured, _good, count in groups if measured),
        )
        satisfied = self._figure(
            "satisfaction.score",
            self.env._("satisfied"),
            satisfied_domain,
            count=sum(count for measured, good, count in groups if measured and good),
        )
        program.fetch(["target_share"])
        share = satisfied_share_of_counts(
            satisfied["count"], measured["count"], asked["count"]
        )
        point = self._decimal_point()
        interval = share.interval
        return {
            "key": "share",
            "title": self.env._("Satisfied clients, %(period)s", period=label),
            "value": figures.format_percent(share.share, point),
            "detail": self.env._(
                "target %(target)s · 95 %% interval %(interval)s · n = %(count)s",
                target=figures.format_percent(program.target_share, point),
                interval=figures.format_interval(
                    interval and interval.low, interval and interval.high, point
                )
                or figures.NOT_MEASURED,
                count=share.measured,
            ),
            "note": self.env._(
                "Coverage: %(share)s of the clients asked",
                share=figures.format_percent(share.coverage, point),
            ),
            "tone": (
                "good"
                if share.share is not None and share.share >= program.target_share
                else "warn"
            ),
            "action": measured["action"],
            "figures": [satisfied, measured, asked],
        }

    def _get_attention_card(self, counts):
        attention = self._figure(
            "satisfaction.score",
            self.env._("Clients needing attention"),
            self._get_attention_domain(),
            count=counts.attention,
        )
        latest = self._get_latest_domain()
        return {
            "key": "attention",
            "title": attention["label"],
            "value": str(attention["count"]),
            "detail": self.env._("latest score below the acceptable one, or falling"),
            "tone": "warn" if attention["count"] else "good",
            "action": attention["action"],
            "figures": [
                self._figure(
                    "satisfaction.score",
                    self.env._("unacceptable"),
                    latest & Domain("is_unacceptable", "=", True),
                    tone="bad",
                    count=counts.unacceptable,
                ),
                self._figure(
                    "satisfaction.score",
                    self.env._("falling"),
                    latest & Domain("trend", "=", "fall"),
                    count=counts.falling,
                ),
                self._figure(
                    "satisfaction.score",
                    self.env._("with a score"),
                    latest,
                    count=counts.everyone,
                ),
            ],
        }

    def _get_case_card(self, roles):
        domain = self._in_company() & Domain("state", "!=", "closed")
        now = fields.Datetime.now()
        soon = now + timedelta(hours=DUE_SOON_HOURS)
        waiting = domain & Domain("contacted_at", "=", False)
        opened = self._figure("satisfaction.case", self.env._("Open cases"), domain)
        if roles == {"interviewer"} and not opened["count"]:
            return None  # interviewers take part in none as a rule
        overdue = self._figure(
            "satisfaction.case",
            self.env._("contact overdue"),
            waiting & Domain("contact_deadline", "<", now),
            tone="bad",
        )
        return {
            "key": "cases",
            "title": opened["label"],
            "value": str(opened["count"]),
            "detail": self.env._("not yet closed with the client"),
            "tone": "bad" if overdue["count"] else "good",
            "action": opened["action"],
            "figures": [
                overdue,
                self._figure(
                    "satisfaction.case",
                    self.env._("due within a day"),
                    waiting
                    & Domain("contact_deadline", ">=", now)
                    & Domain("contact_deadline", "<", soon),
                ),
                self._figure(
                    "satisfaction.case",
                    self.env._("report overdue"),
                    domain
                    & Domain("state", "in", ("new", "contacted", "analysed"))
                    & Domain(
                        "report_deadline", "<", self.env.company._satisfaction_today()
                    ),
                    tone="bad",
                ),
                self._figure(
                    "satisfaction.case",
                    self.env._("escalated"),
                    domain & Domain("escalation_level", "!=", "0"),
                    tone="bad",
                ),
                self._figure(
                    "satisfaction.case",
                    self.env._("with you"),
                    domain
                    & (
                        Domain("client_manager_id", "=", self.env.uid)
                        | Domain("service_manager_id", "=", self.env.uid)
                        | Domain("senior_manager_id", "=", self.env.uid)
                    ),
                ),
            ],
        }

    def _get_own_answer_card(self, program):
        domain = self._get_answer_domain() & Domain("user_id", "=", self.env.uid)
        own = self._figure(
            "satisfaction.request", self.env._("Answers to your tickets"), domain
        )
        follow_up_below = program.follow_up_below or 80
        low = Domain("is_scored", "=", True) & Domain(
            "worst_points", "<", follow_up_below
        )
        return {
            "key": "own",
            "title": own["label"],
            "value": str(own["count"]),
            "detail": self.env._("in the last %(days)s days", days=ANSWER_DAYS),
            "note": self._word_own_score(),
            "tone": "",
            "action": own["action"],
            "figures": [
                self._figure(
                    "satisfaction.request",
                    self.env._("with a comment"),
                    domain & Domain("comment", "not in", (False, "")),
                ),
                self._figure(
                    "satisfaction.request",
                    self.env._(
                        "with a rating below %(points)s points",
                        points=figures.format_points(
                            follow_up_below, self._decimal_point()
                        ),
                    ),
                    domain & low,
                ),
            ],
        }

    def _word_own_score(self):
        """The agent's own satisfaction with tickets as it is stored (R12)."""
        value = self.env["satisfaction.kpi.value"].search(
            self._in_company()
            & Domain("user_id", "=", self.env.uid)
            & Domain("kpi", "=", "tickets")
            & Domain("is_latest", "=", True),
            order="is_year, period_start desc",
            limit=1,
        )
        if not value:
            return ""
        return self.env._(
            "Satisfaction, %(period)s: %(figure)s",
            period=value.period_label,
            figure=value.figure_text,
        )

    def _get_entry_card(self, roles):
        domain = self._get_answer_domain() & Domain("typed_by_id", "=", self.env.uid)
        typed = self._figure(
            "satisfaction.request", self.env._("Answers you typed"), domain
        )
        if not typed["count"] and roles != {"interviewer"}:
            return None  # others need not type any
        return {
            "key": "typed",
            "title": typed["label"],
            "value": str(typed["count"]),
            "detail": self.env._("in the last %(days)s days", days=ANSWER_DAYS),
            "tone": "",
            "action": typed["action"],
            "figures": [],
        }

    def _get_ask_card(self):
        domain = self._in_company() & Domain("state", "=", "planned")
        waiting = self._figure(
            "satisfaction.request", self.env._("Asks waiting to be sent"), domain
        )
        failed = self._figure(
            "satisfaction.request",
            self.env._("failed to send"),
            domain & Domain("send_error", "not in", (False, "")),
            tone="bad",
        )
        return {
            "key": "asks",
            "title": waiting["label"],
            "value": str(waiting["count"]),
            "detail": self.env._("go out after the delay of their rule"),
            "tone": "bad" if failed["count"] else "",
            "action": waiting["action"],
            "figures": [
                failed,
                self._figure(
                    "satisfaction.request",
                    self.env._("sent, not answered yet"),
                    self._in_company() & Domain("state", "=", "sent"),
                ),
                self._figure(
                    "satisfaction.request",
                    self.env._("answers to confirm"),
                    self._in_company()
                    & Domain(self.env["satisfaction.request"]._to_check_domain()),
                    tone="warn",
                ),
            ],
        }

    def _get_rate_card(self):
        """Response rate of asks whose time is over: young ones would bend it (D15)."""
        today = self.env.company._satisfaction_today()
        domain = (
            self._in_company()
            & Domain("event_date", ">=", today - timedelta(days=RATE_DAYS))
            & Domain("sent_at", "!=", False)
            & Domain("expires_at", "<", fields.Datetime.now())
            & Domain("state", "in", ("answered", "expired"))
        )
        ended = self._figure("satisfaction.request", self.env._("asks ended"), domain)
        answered = self._figure(
            "satisfaction.request",
            self.env._("answered"),
            # What a machine answered is no response.
            domain
            & Domain("state", "=", "answered")
            & Domain("is_suspicious", "=", False),
        )
        point = self._decimal_point()
        rate = share_of_counts(answered["count"], ended["count"])
        interval = rate.interval
        return {
            "key": "rate",
            "title": self.env._("Response rate"),
            "value": figures.format_percent(rate.share, point),
            "detail": self.env._(
                "95 %% interval %(interval)s · n = %(count)s",
                interval=figures.format_interval(
                    interval and interval.low, interval and interval.high, point
                )
                or figures.NOT_MEASURED,
                count=ended["count"],
            ),
            "note": self.env._(
                "Asks of the last %(days)s days whose time is over", days=RATE_DAYS
            ),
            "tone": "",
            "action": ended["action"],
            "figures": [answered, ended],
        }
