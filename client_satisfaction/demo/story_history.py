# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What happened to the clients of the demo story, as plain values.

The same story comes out on every day it is loaded: chance is seeded with the client and
the number of the quarter, only the dates move along.
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from .story_answers import TITLES, Deck, Reply
from .story_people import (
    CATEGORIES,
    CLIENTS,
    COLLEAGUES,
    Client,
    Contact,
    Quarter,
)
from .story_timing import Timing

SEED = "harbour lane"
EXPIRY_DAYS = 14
CALLBACK_SHARE = 0.3
_AGENTS = ("agent", "agent2")
_NAMES = {colleague.login: colleague.name for colleague in COLLEAGUES}
_TEAM_OF = {key: team for key, _name, _manager, team in CATEGORIES}


@dataclass
class Ticket:
    """A ticket of the past."""

    client: Client
    contact: Contact
    title: str
    category: str
    team: str
    agent: str
    opened_at: datetime
    closed_at: datetime
    #: done or cancelled
    stage: str = "done"
    duplicate_of: "Ticket | None" = None


@dataclass
class Ask:
    """An ask and what became of it; ``state`` as in the ledger."""

    client: Client
    contact: Contact
    channel: str
    event_at: datetime
    state: str
    ticket: Ticket | None = None
    skip_reason: str | None = None
    sent_at: datetime | None = None
    expires_at: datetime | None = None
    answered_at: datetime | None = None
    mode: str = "mail"
    typed_by: str | None = None
    reply: Reply | None = None


def tell(timing: Timing) -> tuple[list[Ticket], list[Ask]]:
    """All tickets and asks of all clients, in the order they happened."""
    tickets: list[Ticket] = []
    asks: list[Ask] = []
    for client in CLIENTS:
        for number, quarter in enumerate(client.quarters):
            if quarter is not None:
                told = _Teller(timing, client, number, quarter)
                tickets += told.tickets
                asks += told.asks
    tickets.sort(key=lambda ticket: ticket.opened_at)
    asks.sort(key=lambda ask: ask.event_at)
    return tickets, asks


class _Teller:
    """Tells one quarter of one client."""

    def __init__(
        self, timing: Timing, client: Client, number: int, quarter: Quarter
    ) -> None:
        self._timing = timing
        self._client = client
        self._number = number
        self._quarter = quarter
        self._seed = f"{SEED}/{client.key}/{number}"
        self._random = random.Random(self._seed)
        self._decks = {
            channel: Deck(mood, client.lang, f"{self._seed}/{channel}")
            for channel, mood in quarter.moods.items()
        }
        self._reachable = [
            contact
            for contact in client.contacts
            if contact.mailbox and not contact.opt_out
        ]
        self.tickets: list[Ticket] = []
        self.asks: list[Ask] = []
        self._tell_tickets()
        self._tell_callbacks()
        self._tell_monthly_ratings()
        self._tell_questionnaire()

    # Tickets and their ratings

    def _tell_tickets(self) -> None:
        quarter = self._quarter
        # Those that were not answered are spread over the quarter.
        outcomes = [
            *("answered",) * (quarter.tickets - quarter.expired - len(quarter.skipped)),
            *("expired",) * quarter.expired,
            *quarter.skipped,
        ]
        self._random.shuffle(outcomes)
        titles = TITLES[self._client.lang]
        first = self._random.randrange(len(titles))
        for index, outcome in enumerate(outcomes):
            share = (index + 0.5) / len(outcomes)
            contact = self._contact_for(outcome, index)
            title, category = titles[(first + index) % len(titles)]
            closed_at = self._moment(share)
            ticket = Ticket(
                client=self._client,
                contact=contact,
                title=title,
                category=category,
                team=_TEAM_OF[category],
                agent=self._random.choice(_AGENTS),
                opened_at=closed_at - self._duration(),
                closed_at=closed_at,
                stage="cancelled" if outcome == "stage_excluded" else "done",
                duplicate_of=self.tickets[-1]
                if outcome == "duplicate" and self.tickets
                else None,
            )
            self.tickets.append(ticket)
            self.asks.append(self._ask_about(ticket, outcome))

    def _contact_for(self, outcome: str, index: int) -> Contact:
        contacts = self._reachable
        if outcome == "opted_out":
            contacts = [one for one in self._client.contacts if one.opt_out]
        elif outcome == "no_contact":
            contacts = [one for one in self._client.contacts if not one.mailbox]
        return contacts[index % len(contacts)]

    def _ask_about(self, ticket: Ticket, outcome: str) -> Ask:
        ask = Ask(
            client=self._client,
            contact=ticket.contact,
            channel="ticket",
            ticket=ticket,
            event_at=ticket.closed_at,
            state="skipped",
        )
        if outcome in ("answered", "expired"):
            self._send(ask, outcome == "answered", ticket.agent)
        else:
            ask.skip_reason = outcome
        return ask

    def _send(self, ask: Ask, is_answered: bool, agent: str = "agent") -> None:
        ask.sent_at = self._timing.after(ask.event_at, 1)
        ask.expires_at = ask.sent_at + timedelta(days=EXPIRY_DAYS)
        if is_answered:
            ask.state = "answered"
            ask.answered_at = self._timing.after(
                ask.sent_at, self._random.uniform(0.2, 40)
            )
            ask.reply = self._decks[ask.channel].deal(_NAMES[agent])
        else:
            ask.state = "expired" if ask.expires_at < self._timing.now else "sent"

    # The other channels

    def _tell_callbacks(self) -> None:
        if "callback" not in self._decks:
            return
        done = [
            ask.ticket
            for ask in self.asks
            if ask.ticket and ask.state != "skipped" and ask.ticket.stage == "done"
        ]
        # At least three, so that something can be said about their mean.
        count = min(len(done), max(3, round(CALLBACK_SHARE * len(done))))
        for ticket in self._random.sample(done, count):
            called_at = self._timing.after(ticket.closed_at, 26)
            if (
                self._timing.local_date(called_at)
                > self._timing.quarter(self._number)[1]
            ):
                called_at = self._timing.after(ticket.closed_at, 2)
            self.asks.append(
                Ask(
                    client=self._client,
                    contact=ticket.contact,
                    channel="callback",
                    ticket=ticket,
                    event_at=called_at,
                    state="answered",
                    answered_at=called_at,
                    mode="phone",
                    typed_by="caller",
                    reply=self._decks["callback"].deal(_NAMES[ticket.agent]),
                )
            )

    def _tell_monthly_ratings(self) -> None:
        """Two people of the client rate each month; a silent client is asked too."""
        is_answered = "monthly" in self._decks
        if not is_answered and not self._quarter.expired:
            return
        raters = self._reachable[:2]
        for month in self._timing.months(self._number):
            at = self._timing.month_end(month)
            for contact in raters:
                ask = Ask(
                    client=self._client,
                    contact=contact,
                    channel="monthly",
                    event_at=at,
                    state="sent",
                )
                self._send(ask, is_answered)
                self.asks.append(ask)

    def _tell_questionnaire(self) -> None:
        """Interviews with all but end users, on the phone or in a meeting."""
        if "questionnaire" not in self._decks:
            return
        people = [one for one in self._reachable if one.role != "end_user"]
        for index, contact in enumerate(people):
            at = self._moment(0.35 + 0.1 * index)
            self.asks.append(
                Ask(
                    client=self._client,
                    contact=contact,
                    channel="questionnaire",
                    event_at=at,
                    state="answered",
                    answered_at=at,
                    mode=("meeting", "phone", "paper")[index % 3],
                    typed_by="caller",
                    reply=self._decks["questionnaire"].deal(_NAMES["agent"]),
                )
            )

    # Times

    def _moment(self, share: float) -> datetime:
        return self._timing.moment(self._number, share, self._random.uniform(9, 18))

    def _duration(self) -> timedelta:
        hours = self._random.uniform(*self._client.hours_to_close)
        return timedelta(minutes=round(60 * hours))
