# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain

from . import figures

HELD_STATES = ("held", "closed")


class SatisfactionProgramReportSources(models.AbstractModel):
    """On what the report rests, and what it doesn't know (R105, R107).

    Service review meetings, complaint reviews and surveys: each with its counts, and
    said so when there was none.
    """

    _name = "satisfaction.program.report.sources"
    _description = "Sources and Limits of a Programme Report"

    def _get_ask_domain(self, report):
        """Asks of the period; those after a case are no survey of the programme."""
        return (
            self._in_company(report)
            & self._on_days(report, "event_date")
            & Domain("recovery_case_id", "=", False)
        )

    def _get_sources(self, report):
        """The three sources, each with counts; ``missing`` where there was none."""
        Request = self.env["satisfaction.request"]
        asked = self._get_ask_domain(report)
        answered = asked & Domain("state", "=", "answered")
        answers = Request.search_count(answered)
        answer_clients = len(Request._read_group(answered, ["client_id"]))
        sent = Request.search_count(asked & Domain("sent_at", "!=", False))
        reviews = self.env["satisfaction.review"].search(
            self._in_company(report)
            & Domain("state", "in", HELD_STATES)
            & self._on_days(report, "date")
        )
        cases = self._get_cases(report)
        service = reviews.filtered(lambda one: one.kind == "service")
        complaint = reviews - service
        return [
            {
                "name": self.env._("Surveys"),
                "missing": not answers,
                "text": self.env._(
                    "Answers: %(answers)s. Clients who answered: %(clients)s. Asks"
                    " sent: %(sent)s.",
                    answers=answers,
                    clients=answer_clients,
                    sent=sent,
                ),
                "none": self.env._("Nobody answered a survey in this period."),
            },
            {
                "name": self.env._("Service review meetings"),
                "missing": not service,
                "text": self._word_reviews(service),
                "none": self.env._("No service review meeting was held."),
            },
            {
                "name": self.env._("Complaint reviews"),
                "missing": not complaint,
                "text": self._word_reviews(complaint)
                + " "
                + self.env._(
                    "Complaints received in the period: %(count)s.",
                    count=cases["complaints"],
                ),
                "none": (
                    self.env._(
                        "No complaint review was held, although complaints were"
                        " received: %(count)s.",
                        count=cases["complaints"],
                    )
                    if cases["complaints"]
                    else self.env._(
                        "No complaint review was held; no complaint was received."
                    )
                ),
            },
        ]

    def _word_reviews(self, reviews):
        return self.env._(
            "Meetings held: %(meetings)s. Clients: %(clients)s. Decisions:"
            " %(decisions)s.",
            meetings=len(reviews),
            clients=len(reviews.client_id),
            decisions=sum(reviews.mapped("decision_count")),
        )

    def _get_limits(self, report, scores, values):
        """What a reader must know before judging, a sentence each."""
        Request = self.env["satisfaction.request"]
        asked = self._get_ask_domain(report)
        rate = self._get_company_value(values, "response_rate")
        coverage = self._get_company_value(values, "coverage")
        silent = scores.filtered(lambda one: not one.is_measured)
        limits = [
            self.env._(
                "Response rate: %s. Who doesn't answer may think differently.",
                rate.figure_text or figures.NOT_MEASURED,
            ),
            self.env._(
                "Clients measured: %s of those asked.",
                coverage.figure_text or figures.NOT_MEASURED,
            ),
        ]
        if silent:
            names = silent.client_id.mapped("name")
            limits.append(
                self.env._(
                    "Clients that were asked and didn't answer, of whom nothing is"
                    " known: %(count)s, namely %(names)s",
                    count=len(names),
                    names=", ".join(names[:12]) + (" …" if len(names) > 12 else "."),
                )
            )
        skipped = Request.search_count(asked & Domain("state", "=", "skipped"))
        if skipped:
            limits.append(
                self.env._(
                    "Asks left out by rule, e.g. because the contact was asked a short"
                    " time before: %(count)s.",
                    count=skipped,
                )
            )
        held_back = Request.search_count(asked & Domain("is_suspicious", "=", True))
        if held_back:
            limits.append(
                self.env._(
                    "Answers that look like a machine's; they are held back and count"
                    " nowhere: %(count)s.",
                    count=held_back,
                )
            )
        limits += self._word_provisional(report, scores)
        limits += self._word_unmeasured(values)
        return limits

    def _word_provisional(self, report, scores):
        provisional = scores.filtered("is_provisional")
        if provisional:
            yield self.env._(
                "Scores that are provisional, as the channel that takes missing weight"
                " has no answers itself: %(count)s.",
                count=len(provisional),
            )
        if not report.program_id._is_frozen(report.period_end):
            yield self.env._(
                "The period is not frozen: late answers may still change its figures,"
                " not this document."
            )

    def _word_unmeasured(self, values):
        """KPIs nobody could measure in the period."""
        names = dict(
            self.env["satisfaction.kpi.value"]
            ._fields["kpi"]
            ._description_selection(self.env)
        )
        missing = [
            name
            for kpi, name in names.items()
            if not self._get_company_value(values, kpi).is_measured
        ]
        if missing:
            yield self.env._("Not measured: %s.", ", ".join(missing))
