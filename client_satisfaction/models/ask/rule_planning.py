# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models, tools
from odoo.fields import Domain

from ...scoring import is_in_share
from .planner import Planner, is_no_reply  # noqa: F401
from .rule import TICKET_TRIGGERS


class SatisfactionRule(models.Model):
    """What happens to the ledger when tickets are closed."""

    _inherit = "satisfaction.rule"

    @api.model
    def _plan_closings(self, closings):
        """One ledger row per closed ticket: a planned ask, or why there is none.

        Only the ledger is written, no mail is made. The number of queries doesn't
        depend on the number of tickets.

        :param closings: ``satisfaction.closing`` of different tickets, any companies
        :return: the new ``satisfaction.request``
        """
        # sudo: whoever closes a ticket neither sees nor steers whom we ask
        closings = closings.sudo().sorted(lambda closing: closing.ticket_id.id)
        ledger = self.env["satisfaction.request"].sudo()
        if not closings:
            return ledger
        planner = _Planner({closing.ticket_id: closing for closing in closings})
        values = [planner.prepare(ticket) for ticket in closings.ticket_id]
        self.env["satisfaction.contact.asked"]._take(planner.rested_ids)
        requests = ledger.create(values)
        now = fields.Datetime.now()
        if any(
            request.state == "planned" and request.send_after <= now
            for request in requests
        ):
            # Those of later are found by the job's own rhythm.
            ledger._trigger_cron("ir_cron_send_requests")
        return requests


class _Planner(Planner):
    """Decides about tickets that were closed."""

    checks = (
        ("program_not_running", "_is_program_missing"),
        ("closed_without_survey", "_is_closed_without_survey"),
        ("stage_excluded", "_is_stage_excluded"),
        ("no_survey", "_is_survey_missing"),
        ("duplicate", "_is_duplicate"),
        ("no_contact", "_is_contact_missing"),
        ("no_reply", "_is_no_reply"),
        ("own_company", "_is_own_company"),
        ("opted_out", "_is_opted_out"),
        ("already_asked", "_is_already_asked"),
        ("closed_automatically", "_is_closed_automatically"),
        ("excluded", "_is_excluded"),
        ("not_sampled", "_is_outside_share"),
        ("cool_down", "_is_cooling_down"),
        ("no_rule", "_is_rule_missing"),
        ("too_old", "_is_too_old"),
    )

    def __init__(self, closings):
        """:param closings: ``{ticket: satisfaction.closing or its like}``"""
        self.closings = closings
        tickets = next(iter(closings)).union(*closings)
        self.env = tickets.env
        moments = {ticket: closing.closed_at for ticket, closing in closings.items()}
        self.ledger = self.env["satisfaction.request"]
        self.dates = {
            ticket: ticket.company_id._satisfaction_date(moments[ticket])
            for ticket in tickets
        }
        self.programs = self._find_programs(tickets)
        contacts = self._find_contacts(tickets)
        super().__init__(
            tickets.env,
            moments=moments,
            contacts=contacts,
            rules=self._match_rules(tickets, contacts),
        )
        self.asked_keys, self.open_keys = self._find_asked(tickets)

    def prepare(self, ticket):
        """Values of the ledger row of one ticket."""
        closing = self.closings[ticket]
        program = self.programs[ticket]
        rule = self.rules[ticket]
        channel = (
            rule.channel_id
            or program.channel_ids.filtered(lambda channel: channel.kind == "ticket")[
                :1
            ]
        )
        partner = self.contacts[ticket]
        outcome = self.prepare_outcome(ticket)
        if outcome.get("skip_reason") == "closed_without_survey":
            outcome["skip_note"] = closing.close_note
        return {
            "company_id": ticket.company_id.id,
            "program_id": program.id,
            "rule_id": rule.id,
            "channel_id": channel.id,
            "channel_kind": channel.kind or "ticket",
            "channel_code": channel.code or "ticket",
            "survey_id": self._get_survey(rule, ticket).id if rule else False,
            "is_mandatory": rule.is_mandatory,
            **self._prepare_frozen(closing),
            **self.ledger._prepare_closing_snapshot(ticket, self.moments[ticket]),
            **self.ledger._prepare_contact_snapshot(partner),
            "email": self._get_address(ticket) or ticket.partner_email,
            "event_at": self.moments[ticket],
            "event_date": self.dates[ticket],
            **outcome,
        }

    @staticmethod
    def _prepare_frozen(closing):
        """Whom the result is credited to, as it stood at the closing (D16)."""
        return {
            "ticket_id": closing.ticket_id.id,
            "ticket_number": closing.ticket_number,
            "ticket_title": closing.ticket_title,
            "team_id": closing.team_id.id,
            "user_id": closing.user_id.id,
            "category_id": closing.category_id.id,
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
            if not self.closings[ticket].partner_id and ticket.partner_email
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
                self.closings[ticket].partner_id
                or known.get((address, ticket.company_id.id))
                or known.get((address, False))
                or self.env["res.partner"]
            )
        return contacts

    def _match_rules(self, tickets, contacts):
        """The first rule of its programme that each ticket meets, or an empty one."""
        matched = dict.fromkeys(tickets, self.env["satisfaction.rule"])
        for program, remaining in tickets.grouped(self.programs.get).items():
            for rule in program.rule_ids.sorted(lambda rule: (rule.sequence, rule.id)):
                if rule.trigger not in TICKET_TRIGGERS:
                    continue
                hits = rule._match_tickets(remaining, contacts)
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

    # ------------------------------------------------------------------
    # Deciding, ticket by ticket, without a query
    # ------------------------------------------------------------------
    def _get_address(self, ticket):
        return tools.email_normalize(
            self.contacts[ticket].email or ticket.partner_email or ""
        )

    def _get_survey(self, rule, ticket):
        partner = self.contacts[ticket]
        return rule._get_survey(partner.commercial_partner_id, partner)

    def _is_program_missing(self, ticket):
        return not self.programs[ticket]

    def _is_stage_excluded(self, ticket):
        return not self.closings[ticket].stage_id.satisfaction_survey

    def _is_survey_missing(self, ticket):
        rules = self.rules[ticket] or self.programs[ticket].rule_ids.filtered(
            lambda rule: rule.trigger in TICKET_TRIGGERS
        )
        return bool(rules) and not any(self._get_survey(rule, ticket) for rule in rules)

    def _is_duplicate(self, ticket):
        return bool(ticket.duplicate_id)

    def _is_closed_without_survey(self, ticket):
        return bool(self.closings[ticket].close_note)

    def _is_closed_automatically(self, ticket):
        """Jobs run as the system itself; people, also in the portal, never do."""
        closed_by = self.closings[ticket].closed_by_id.id
        return self.rules[ticket].skip_automatic and closed_by == SUPERUSER_ID

    def _is_outside_share(self, ticket):
        rule = self.rules[ticket]
        if not rule or rule.share >= 100 or rule.is_mandatory:
            return False
        return not is_in_share(str(ticket.id), rule.seed, rule.share / 100)

    def _is_already_asked(self, ticket):
        rule = self.rules[ticket]
        key = (ticket.id, rule.channel_id.code)
        return key in self.open_keys or (
            rule.repeat == "ticket" and key in self.asked_keys
        )

    def _is_rule_missing(self, ticket):
        return not self.rules[ticket]

    def _is_too_old(self, ticket):
        """Imported as closed long ago: nobody remembers, an ask would be a nuisance."""
        days = timedelta(days=self.rules[ticket].expiry_days)
        return self._get_send_after(ticket) + days < fields.Datetime.now()
