# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime, timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools.misc import format_date

GROUPS = (
    "agent",
    "interviewer",
    "client_manager",
    "senior_management",
    "program_manager",
)
RECENT_DAYS = 366  # a score older than a year says nothing about today
ANSWER_DAYS = 30


class LatestCounts(NamedTuple):
    """How many of the clients' latest scores there are, and how many of which kind."""

    everyone: int
    attention: int
    unacceptable: int
    falling: int


class SatisfactionStartPage(models.AbstractModel):
    """What the reader should look at today (R102, R107).

    Everything is searched as the reader, in the company chosen on top: a client
    manager sees own clients, senior management and the programme manager all, an
    agent the answers to own tickets. Figures come from stored scores and indexed
    counts; every number carries the domain it was counted with, and the page opens
    exactly that list.
    """

    _name = "satisfaction.start.page"
    _description = "Client Satisfaction Start Page"

    @api.model
    @api.readonly
    def get_data(self):
        """Cards, clients, answers and what to do next, as plain values for the page."""
        roles = {
            group
            for group in GROUPS
            if self.env.user.has_group(f"client_satisfaction.group_{group}")
        }
        if not roles:
            raise AccessError(
                self.env._(
                    "The start page is for people of the satisfaction programme."
                )
            )
        reads_scores = bool(roles & {"client_manager", "senior_management"})
        program = self._get_program()
        period = self._get_latest_period() if reads_scores else None
        latest = self._count_latest() if reads_scores else None
        cards = []
        if reads_scores:
            cards += [self._get_share_card(period), self._get_attention_card(latest)]
        if self.env["satisfaction.case"].has_access("read"):
            cards.append(self._get_case_card(roles))
        cards += self._get_work_cards()
        if "agent" in roles and "client_manager" not in roles:
            cards.append(self._get_own_answer_card(program))
        if "interviewer" in roles:
            cards.append(self._get_entry_card(roles))
        if reads_scores:
            cards += [self._get_ask_card(), self._get_rate_card()]
        return {
            "title": self._get_title(roles),
            "company": (
                self.env.company.name if len(self.env.user.company_ids) > 1 else ""
            ),
            "today": format_date(self.env, self.env.company._satisfaction_today()),
            "next_step": self._get_next_step(program, roles),
            "cards": [card for card in cards if card],
            "clients": self._get_clients(latest) if reads_scores else None,
            "answers": self._get_answers(roles),
            "can_enter": bool(roles & {"client_manager", "interviewer"}),
            "export_url": self._get_export_url(period),
        }

    # ------------------------------------------------------------------
    # Parts of the page
    # ------------------------------------------------------------------
    def _get_title(self, roles):
        if roles & {"program_manager", "senior_management"}:
            return self.env._("Which clients need us today")
        if "client_manager" in roles:
            return self.env._("Which of your clients need you today")
        if "agent" in roles:
            return self.env._("What your clients said")
        return self.env._("Answers to type")

    def _get_program(self):
        today = self.env.company._satisfaction_today()
        return self.env["satisfaction.program"]._find(
            self.env.company, today, running=False
        )

    def _get_next_step(self, program, roles):
        """What has to happen before there is anything to see, or None."""
        if program.state == "running":
            # sudo: only whether anybody was asked at all, also for those who may not
            # see whom
            if (
                self.env["satisfaction.request"]
                .sudo()
                .search_count(
                    self._in_company() & Domain("program_id", "=", program.id), limit=1
                )
            ):
                return None
            return {
                "title": self.env._("The programme runs, nobody was asked yet"),
                "text": self.env._(
                    "As soon as a ticket is closed, its contact is asked and the answer"
                    " appears here."
                ),
                "button": None,
            }
        manages = "program_manager" in roles
        if not program:
            title = self.env._("There is no programme for this year")
            label = self.env._("Create a programme")
        elif program.state == "closed":
            title = self.env._("%(program)s is closed", program=program.name)
            label = self.env._("Open the programmes")
        elif program.strategy_approved_on:
            title = self.env._("%(program)s is not started yet", program=program.name)
            label = self.env._("Start the programme")
        else:
            title = self.env._(
                "The strategy of %(program)s is not approved yet", program=program.name
            )
            label = self.env._("Approve the strategy")
        text = (
            self.env._("Nobody is asked anything before the programme runs.")
            if manages
            else self.env._(
                "Nobody is asked anything before the programme manager"
                " has started the programme."
            )
        )
        action = {
            "res_model": "satisfaction.program",
            "name": self.env._("Programmes"),
            "domain": [],
            "res_id": program.id,
        }
        button = {"label": label, "action": action} if manages else None
        return {"title": title, "text": text, "button": button}

    # ------------------------------------------------------------------
    # Domains and figures
    # ------------------------------------------------------------------
    def _in_company(self):
        return Domain("company_id", "=", self.env.company.id)

    def _get_latest_domain(self):
        """Latest score of each client we still have, unless it is too old."""
        today = self.env.company._satisfaction_today()
        stays = Domain("client_id.client_until", "=", False) | Domain(
            "client_id.client_until", ">=", today
        )
        return (
            self._in_company()
            & Domain("is_latest", "=", True)
            & Domain("period_end", ">=", today - timedelta(days=RECENT_DAYS))
            & stays
        )

    def _get_attention_domain(self):
        return self._get_latest_domain() & (
            Domain("is_acceptable", "=", False) | Domain("trend", "=", "fall")
        )

    def _count_latest(self):
        """``LatestCounts`` of the latest scores; cards and list say the same.

        Whether a client is still one is asked of the contacts: once instead of for
        each of the numbers.
        """
        groups = self.env["satisfaction.score"]._read_group(
            self._get_latest_domain(),
            ["is_acceptable", "is_unacceptable", "trend"],
            ["__count"],
        )
        return LatestCounts(
            everyone=sum(count for *_is, count in groups),
            attention=sum(
                count
                for acceptable, _bad, trend, count in groups
                if not acceptable or trend == "fall"
            ),
            unacceptable=sum(count for _good, bad, _trend, count in groups if bad),
            falling=sum(count for *_is, trend, count in groups if trend == "fall"),
        )

    def _get_answer_domain(self):
        since = fields.Datetime.now() - timedelta(days=ANSWER_DAYS)
        return (
            self._in_company()
            & Domain("state", "=", "answered")
            & Domain("answered_at", ">=", since)
        )

    def _get_latest_period(self):
        """(programme, label, domain) of the latest period with a score, or None."""
        score = self.env["satisfaction.score"].search_fetch(
            self._in_company() & Domain("is_measured", "=", True),
            ["program_id", "period_start", "period_end", "period_label"],
            order="period_start desc, id desc",
            limit=1,
        )
        if not score:
            return None
        domain = (
            self._in_company()
            & Domain("period_start", "=", score.period_start)
            & Domain("period_end", "=", score.period_end)
        )
        return score.program_id, score.period_label, domain

    def _get_export_url(self, period):
        if not period:
            return ""
        program, label, _domain = period
        return f"/satisfaction/export/xlsx?program_id={program.id}&period={label}"

    def _decimal_point(self):
        return self.env["res.lang"]._get_data(code=self.env.lang).decimal_point or "."

    def _figure(self, model, label, domain, tone="", views=(), count=None):
        """A number with the list behind it: both from the same domain.

        :param views: (type, name) of views of this module to open it with
        :param count: the number of records, where it is known already
        """
        find = self.env["ir.model.data"]._xmlid_to_res_id
        return {
            "label": label,
            "count": (self.env[model].search_count(domain) if count is None else count),
            "tone": tone,
            "action": {
                "res_model": model,
                "name": label[:1].upper() + label[1:],
                "domain": self._to_plain(domain),
                "views": [
                    [find(f"client_satisfaction.{name}"), kind] for kind, name in views
                ],
            },
        }

    @api.model
    def _to_plain(self, domain):
        """A domain as the web client takes it: lists, dates and times as texts."""
        plain = []
        for part in domain:
            if isinstance(part, str):
                plain.append(part)
                continue
            name, operator, value = part
            if isinstance(value, datetime):
                value = fields.Datetime.to_string(value)
            elif isinstance(value, date):
                value = fields.Date.to_string(value)
            elif not isinstance(value, (str, bool, int, float)):
                value = list(value)
            plain.append([name, operator, value])
        return plain
