# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from datetime import timedelta

from odoo import api, fields, models, tools
from odoo.fields import Domain

NO_REPLY = re.compile(
    r"^(no|do[._-]?not|dont|not)[._-]?repl(y|ies)|^mailer-daemon$|^postmaster$"
    r"|^bounces?([+._-]|$)|^auto[._-]?(reply|responder)$|^null$",
    re.IGNORECASE,
)
# The cool-down looks at asks about events only; relationship asks have their own pace.
EVENT_KINDS = ("ticket", "callback")


class SatisfactionRule(models.Model):
    """What happens to the ledger when tickets are closed."""

    _inherit = "satisfaction.rule"

    @api.model
    def _plan_tickets(self, tickets, closed_at=None):
        """One ledger row per closed ticket: a planned ask, or why there is none.

        Only the ledger is written, no mail is made. The number of queries doesn't
        depend on the number of tickets.

        :param tickets: ``helpdesk.ticket`` just closed, any companies
        :param closed_at: ``{ticket id: naive UTC datetime}`` where it was not now
        :return: the new ``satisfaction.request``
        """
        # sudo: whoever closes a ticket neither sees nor steers whom we ask
        tickets = tickets.sudo().sorted("id")
        ledger = self.env["satisfaction.request"].sudo()
        if not tickets:
            return ledger
        now = fields.Datetime.now()
        closed_at = closed_at or {}
        planner = _Planner(
            tickets, {ticket: closed_at.get(ticket.id) or now for ticket in tickets}
        )
        requests = ledger.create([planner.prepare(ticket) for ticket in tickets])
        if any(
            request.state == "planned" and request.send_after <= now
            for request in requests
        ):
            # Those of later are found by the job's own rhythm.
            ledger._trigger_cron("ir_cron_send_requests")
        return requests


class _Planner:
    """All that must be known to decide about a batch of tickets, read once."""

    def __init__(self, tickets, moments):
        self.env = tickets.env
        self.moments = moments
        self.ledger = self.env["satisfaction.request"]
        self.dates = {
            ticket: ticket.company_id._satisfaction_date(moments[ticket])
            for ticket in tickets
        }
        self.programs = self._find_programs(tickets)
        self.contacts = self._find_contacts(tickets)
        partners = self.env["res.partner"].union(*self.contacts.values())
        self.rules = self._match_rules(tickets)
        self.own_companies = (
            self.env["res.company"]
            .search([("partner_id", "in", partners.commercial_partner_id.ids)])
            .partner_id
        )
        self.asked_keys, self.open_keys = self._find_asked(tickets)
        self.last_asked = self._find_last_asked(partners)
        self.planned_partner_ids = set()
        self.checks = [
            ("program_not_running", self._is_program_missing),
            ("stage_excluded", self._is_stage_excluded),
            ("no_survey", self._is_survey_missing),
            ("duplicate", self._is_duplicate),
            ("no_contact", self._is_contact_missing),
            ("no_reply", self._is_no_reply),
            ("own_company", self._is_own_company),
            ("opted_out", self._is_opted_out),
            ("already_asked", self._is_already_asked),
            ("cool_down", self._is_cooling_down),
            ("no_rule", self._is_rule_missing),
            ("too_old", self._is_too_old),
        ]

    def prepare(self, ticket):
        """Values of the ledger row of one ticket."""
        program = self.programs[ticket]
        rule = self.rules[ticket]
        channel = (
            rule.channel_id
            or program.channel_ids.filtered(lambda channel: channel.kind == "ticket")[
                :1
            ]
        )
        partner = self.contacts[ticket]
        values = {
            "company_id": ticket.company_id.id,
            "program_id": program.id,
            "rule_id": rule.id,
            "channel_id": channel.id,
            "channel_kind": channel.kind or "ticket",
            "channel_code": channel.code or "ticket",
            "survey_id": rule._get_survey(contact=partner).id if rule else False,
            **self.ledger._prepare_ticket_snapshot(ticket),
            **self.ledger._prepare_contact_snapshot(partner),
            "email": self._get_address(ticket) or ticket.partner_email,
            "event_at": self.moments[ticket],
            "event_date": self.dates[ticket],
        }
        for reason, applies in self.checks:
            if applies(ticket):
                return {**values, "state": "skipped", "skip_reason": reason}
        self.planned_partner_ids.add(partner.id)
        return {
            **values,
            "state": "planned",
            "send_after": self._get_send_after(ticket),
        }

    # ------------------------------------------------------------------
    # Reading, once per batch
    # ------------------------------------------------------------------
    def _find_programs(self, tickets):
        """The programme that runs at each ticket's date, or an empty one (R3)."""
        dates = self.dates.values()
        programs = self.env["satisfaction.program"].search(
            Domain("company_id", "in", tickets.company_id.ids)
            & Domain("state", "=", "running")
            & Domain("date_start", "<=", max(dates))
            & Domain("date_end", ">=", min(dates))
        )
        return {
            ticket: programs.filtered(
                lambda program, ticket=ticket: (
                    program.company_id == ticket.company_id
                    and program.date_start <= self.dates[ticket] <= program.date_end
                )
            )[:1]
            for ticket in tickets
        }

    def _find_contacts(self, tickets):
        """Contact of each ticket; by the address where the ticket names nobody.

        An address nobody knows is not asked: there is no client to count it for (D8).
        """
        addresses = {
            tools.email_normalize(ticket.partner_email)
            for ticket in tickets
            if not ticket.partner_id and ticket.partner_email
        } - {False}
        known = {}
        if addresses:
            for partner in self.env["res.partner"].search(
                [("email_normalized", "in", list(addresses))], order="id desc"
            ):
                known[partner.email_normalized, partner.company_id.id] = partner
        contacts = {}
        for ticket in tickets:
            address = tools.email_normalize(ticket.partner_email or "")
            contacts[ticket] = (
                ticket.partner_id
                or known.get((address, ticket.company_id.id))
                or known.get((address, False))
                or ticket.partner_id
            )
        return contacts

    def _match_rules(self, tickets):
        """The first rule of its programme that each ticket meets, or an empty one."""
        matched = dict.fromkeys(tickets, self.env["satisfaction.rule"])
        for program, remaining in tickets.grouped(self.programs.get).items():
            for rule in program.rule_ids:
                if rule.trigger != "ticket_closed":
                    continue
                hits = remaining.filtered_domain(rule._get_ticket_domain())
                matched.update(dict.fromkeys(hits, rule))
                remaining -= hits
        return matched

    def _find_asked(self, tickets):
        """Tickets and channels asked before, and those with an ask still open."""
        asked, open_keys = set(), set()
        for ticket, code, state, sent_at, _count in self.ledger._read_group(
            [("ticket_id", "in", tickets.ids), ("state", "!=", "skipped")],
            ["ticket_id", "channel_code", "state"],
            ["sent_at:max", "__count"],
        ):
            key = (ticket.id, code)
            if state in ("planned", "sent"):
                open_keys.add(key)
            # An ask that was cancelled before it went out was never put.
            if sent_at or state in ("sent", "answered", "expired"):
                asked.add(key)
        return asked, open_keys

    def _find_last_asked(self, partners):
        """When each contact was last asked or answered; an ask that waits is now."""
        days = max(rule.cool_down_days for rule in self.rules.values())
        if not days or not partners:
            return {}
        since = min(self.moments.values()) - timedelta(days=days)
        own = Domain("partner_id", "in", partners.ids) & Domain(
            "channel_kind", "in", EVENT_KINDS
        )
        # Each of the three has an index of its own on the contact.
        recent = (
            Domain("sent_at", ">=", since)
            | Domain("answered_at", ">=", since)
            | Domain("state", "=", "planned")
        )
        last = {}
        for partner, sent_at, answered_at, states in self.ledger._read_group(
            own & recent,
            ["partner_id"],
            ["sent_at:max", "answered_at:max", "state:array_agg_distinct"],
        ):
            waiting = max(self.moments.values()) if "planned" in states else None
            last[partner.id] = max(filter(None, (sent_at, answered_at, waiting)))
        return last

    # ------------------------------------------------------------------
    # Deciding, ticket by ticket, without a query
    # ------------------------------------------------------------------
    def _get_address(self, ticket):
        return tools.email_normalize(
            self.contacts[ticket].email or ticket.partner_email or ""
        )

    def _get_send_after(self, ticket):
        delay = timedelta(hours=self.rules[ticket].delay_hours)
        return self.moments[ticket] + delay

    def _is_program_missing(self, ticket):
        return not self.programs[ticket]

    def _is_stage_excluded(self, ticket):
        return not ticket.stage_id.satisfaction_survey

    def _is_survey_missing(self, ticket):
        rules = self.rules[ticket] or self.programs[ticket].rule_ids
        return bool(rules) and not any(rule._get_survey() for rule in rules)

    def _is_duplicate(self, ticket):
        return bool(ticket.duplicate_id)

    def _is_contact_missing(self, ticket):
        return not self.contacts[ticket] or not self._get_address(ticket)

    def _is_no_reply(self, ticket):
        return is_no_reply(self._get_address(ticket))

    def _is_own_company(self, ticket):
        partner = self.contacts[ticket]
        # partner_share is stored, and false for whoever has an internal login
        return (
            not partner.partner_share
            or partner.commercial_partner_id in self.own_companies
        )

    def _is_opted_out(self, ticket):
        return self.contacts[ticket].satisfaction_opt_out

    def _is_already_asked(self, ticket):
        rule = self.rules[ticket]
        key = (ticket.id, rule.channel_id.code)
        return key in self.open_keys or (
            rule.repeat == "ticket" and key in self.asked_keys
        )

    def _is_cooling_down(self, ticket):
        days = self.rules[ticket].cool_down_days
        if not days:
            return False
        partner = self.contacts[ticket]
        last = self.last_asked.get(partner.id)
        since = self.moments[ticket] - timedelta(days=days)
        return partner.id in self.planned_partner_ids or bool(last and last >= since)

    def _is_rule_missing(self, ticket):
        return not self.rules[ticket]

    def _is_too_old(self, ticket):
        """Imported as closed long ago: nobody remembers, an ask would be a nuisance."""
        days = timedelta(days=self.rules[ticket].expiry_days)
        return self._get_send_after(ticket) + days < fields.Datetime.now()


def is_no_reply(address):
    """Whether a normalized address says that nobody reads it."""
    return bool(NO_REPLY.match((address or "").partition("@")[0]))
