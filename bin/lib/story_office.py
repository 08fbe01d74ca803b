# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the live story reads in Odoo, logged in as the people it is about."""

from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

from odoo_client import OdooError
from story_browser import StoryError, mail_links, mail_words, wait_for

if TYPE_CHECKING:
    from demo_config import DemoConfig
    from odoo_client import OdooClient

ADMIN = "admin"
AGENT = "agent"
PROGRAMME_MANAGER = "programmemanager"
# The server's own jobs do the work; only one that sleeps too long is woken by hand.
PATIENCE = 15
WAKINGS = 3
# What Odoo says of a job that one of its workers has just begun.
RUNS_ALREADY = "already executing"


class Office:
    """Everybody's view of the database, over HTTP."""

    def __init__(self, config: "DemoConfig") -> None:
        self._config = config
        self._clients: dict[str, OdooClient] = {}

    def as_user(self, login: str) -> "OdooClient":
        """One of the demo's people, logged in."""
        if login not in self._clients:
            if login not in self._config.logins:
                raise StoryError(f"the demo data has no user {login}")
            self._clients[login] = self._config.client(login)
        return self._clients[login]

    def find(
        self, login: str, model: str, domain: list[Any], names: list[str], **more: Any
    ) -> list[dict[str, Any]]:
        """``search_read`` as somebody."""
        rows: list[dict[str, Any]] = self.as_user(login).call(
            model, "search_read", domain, names, **more
        )
        return rows

    def resolve(self, xml_id: str) -> int:
        """The database id behind an external id."""
        module, name = xml_id.split(".")
        domain = [["module", "=", module], ["name", "=", name]]
        rows = self.find(ADMIN, "ir.model.data", domain, ["res_id"])
        if not rows:
            raise StoryError(f"{xml_id} does not exist in the database")
        return int(rows[0]["res_id"])

    def wait(self, what: str, check: Callable[[], Any], *jobs: str) -> Any:
        """Wait for the server's jobs; wake them by hand if they sleep too long."""
        for _time in range(WAKINGS):
            try:
                return wait_for(what, check, PATIENCE)
            except StoryError:
                for job in jobs:
                    self.wake(job)
        return wait_for(what, check, PATIENCE)

    def wake(self, job: str) -> None:
        """Run a job of the server now, or let it be if it runs already."""
        try:
            self.as_user(ADMIN).call(
                "ir.cron", "method_direct_trigger", [self.resolve(job)]
            )
        except OdooError as error:
            if RUNS_ALREADY not in str(error):
                raise
        else:
            print(f"   ({job} slept, it was woken by hand)", flush=True)

    # ------------------------------------------------------------------
    # Tickets
    # ------------------------------------------------------------------
    _ticket_names = ("number", "name", "partner_id", "stage_id")

    def find_ticket(self) -> dict[str, Any] | None:
        """The agent's oldest open ticket of a client that can be asked."""
        agent = self.as_user(AGENT)
        tickets = self.find(
            AGENT,
            "helpdesk.ticket",
            [
                *(["user_id", "=", agent.user_id], ["stage_id.closed", "=", False]),
                *(["partner_id.email", "!=", False], ["duplicate_id", "=", False]),
                ["partner_id.satisfaction_opt_out", "=", False],
            ],
            list(self._ticket_names),
            order="id",
            limit=1,
        )
        return tickets[0] if tickets else None

    def create_ticket(self) -> dict[str, Any]:
        """A new ticket, of the contact whose last one is the longest ago."""
        agent = self.as_user(AGENT)
        last: dict[int, dict[str, Any]] = {}
        for ticket in self.find(
            AGENT,
            "helpdesk.ticket",
            [
                *(["user_id", "=", agent.user_id], ["partner_id.email", "!=", False]),
                ["partner_id.satisfaction_opt_out", "=", False],
                ["partner_id.commercial_partner_id.client_until", "=", False],
            ],
            ["partner_id", "team_id", "category_id"],
            order="id desc",
        ):
            last.setdefault(ticket["partner_id"][0], ticket)
        if not last:
            raise StoryError("the agent never had a ticket of a client")
        model = list(last.values())[-1]
        ticket_id = agent.call(
            "helpdesk.ticket",
            "create",
            {
                "name": f"Second monitor stays dark ({datetime.now():%H:%M})",
                "description": "<p>Since this morning it shows no picture.</p>",
                "partner_id": model["partner_id"][0],
                "team_id": model["team_id"] and model["team_id"][0],
                "category_id": model["category_id"] and model["category_id"][0],
                "user_id": agent.user_id,
            },
        )
        domain = [["id", "=", ticket_id]]
        return self.find(AGENT, "helpdesk.ticket", domain, list(self._ticket_names))[0]

    # ------------------------------------------------------------------
    # Asks, mails
    # ------------------------------------------------------------------
    def await_request(self, ticket_id: int) -> None:
        """Let the job look at a ticket that was just closed; it runs every minute."""
        self.wait(
            "the decision about the closed ticket",
            lambda: (
                not self.find(
                    ADMIN,
                    "satisfaction.closing",
                    [["ticket_id", "=", ticket_id]],
                    ["id"],
                )
            ),
            "client_satisfaction.ir_cron_decide_closings",
        )

    def read_request(self, ticket_id: int) -> dict[str, Any]:
        """The newest ledger row about a ticket."""
        names = [
            *("state", "skip_reason", "send_after", "sent_at", "expires_at", "email"),
            *("lang", "event_date", "team_id", "user_id", "category_id", "send_error"),
            *("points", "worst_points", "comment", "reasons", "user_input_id"),
            *("answered_at", "score_pending", "case_id", "attempt_ids", "write_date"),
        ]
        rows = self.find(
            PROGRAMME_MANAGER,
            "satisfaction.request",
            [["ticket_id", "=", ticket_id], ["channel_kind", "=", "ticket"]],
            names,
            order="id desc",
            limit=1,
        )
        if not rows:
            raise StoryError("the ledger has no row about the ticket")
        return rows[0]

    def find_mails(self, address: str, number: str) -> list[EmailMessage]:
        """The caught mails to an address that name a ticket, the oldest first."""
        return [
            mail
            for mail in self._config.mailbox.mails()
            if address in str(mail["To"]) and number in mail_words(mail)
        ]

    # ------------------------------------------------------------------
    # Scores
    # ------------------------------------------------------------------
    def read_score(self, client_id: int) -> dict[str, Any] | None:
        """The client's latest score with its calculation table."""
        names = [
            *("period_label", "period_start", "period_end", "points", "is_measured"),
            *("is_provisional", "band_id", "has_interval", "interval_low"),
            *("interval_high", "response_count", "trend", "program_id"),
        ]
        scores = self.find(
            PROGRAMME_MANAGER,
            "satisfaction.score",
            [["client_id", "=", client_id], ["is_measured", "=", True]],
            names,
            order="period_start desc, id desc",
            limit=1,
        )
        if not scores:
            return None
        score = scores[0]
        score["lines"] = self.find(
            PROGRAMME_MANAGER,
            "satisfaction.score.line",
            [["score_id", "=", score["id"]]],
            [
                *("channel_code", "is_measured", "points", "weight", "response_count"),
                *("effective_weight", "weighted_points", "source_start", "source_end"),
            ],
            order="sequence, id",
        )
        channels = self.find(
            PROGRAMME_MANAGER,
            "satisfaction.channel",
            [["program_id", "=", score["program_id"][0]]],
            ["code", "name"],
        )
        score["channel_names"] = {one["code"]: one["name"] for one in channels}
        return score


def rating_link(mail: EmailMessage, rating: str) -> str | None:
    """The link of a rating in an ask's mail; None in other mails."""
    for link in mail_links(mail):
        if "/satisfaction/" in link and link.endswith(f"value={rating}"):
            return link
    return None
