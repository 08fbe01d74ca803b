# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Deciding about a batch of asks; nothing here writes, so it can also be tried out."""

import re
from datetime import timedelta

from odoo import fields, tools
from odoo.fields import Domain

from .rule import get_family

NO_REPLY = re.compile(
    r"^(no|do[._-]?not|dont|not)[._-]?repl(y|ies)|^mailer-daemon$|^postmaster$"
    r"|^bounces?([+._-]|$)|^auto[._-]?(reply|responder)$|^null$",
    re.IGNORECASE,
)


class Planner:
    """All that must be known to decide about a batch, read once.

    What is asked about (a ticket, or the contact itself) is the *subject*. The
    reasons not to ask are tried in the order of ``checks``; the first one counts.
    """

    checks = ()

    def __init__(self, env, *, moments, contacts, rules):
        """
        :param moments: ``{subject: naive UTC datetime}`` when it happened
        :param contacts: ``{subject: res.partner}``, possibly empty ones
        :param rules: ``{subject: satisfaction.rule}``, possibly empty ones
        """
        self.env = env
        self.ledger = env["satisfaction.request"]
        self.moments, self.contacts, self.rules = moments, contacts, rules
        partners = env["res.partner"].union(*contacts.values())
        used = env["satisfaction.rule"].union(*rules.values())
        self.own_companies = (
            env["res.company"]
            .search([("partner_id", "in", partners.commercial_partner_id.ids)])
            .partner_id
        )
        self.last_asked = self._find_last_asked(partners)
        #: Ids of contacts who are to be asked because nobody asked them lately
        self.rested_ids = set()
        self.holidays = used._find_holidays(min(moments.values(), default=None))

    def find_reason(self, subject):
        """The first reason not to ask, None when there is none."""
        for reason, applies in self.checks:
            if getattr(self, applies)(subject):
                return reason
        return None

    def prepare_outcome(self, subject):
        """Values of the ledger that say what becomes of the ask."""
        if reason := self.find_reason(subject):
            return {"state": "skipped", "skip_reason": reason}
        send_after = self._get_send_after(subject)
        if self._has_cool_down(subject):
            self.rested_ids.add(self.contacts[subject].id)
        key = (self.contacts[subject].id, self.rules[subject]._get_family())
        # The next ones of this batch find a contact who is about to be asked.
        self.last_asked[key] = max(self.last_asked.get(key, send_after), send_after)
        return {"state": "planned", "send_after": send_after}

    def _find_last_asked(self, partners):
        """When each contact was last asked or answered; an ask that waits is now.

        :return: ``{(partner id, family): naive UTC datetime}``
        """
        days = max((rule.cool_down_days for rule in self.rules.values()), default=0)
        if not days or not partners:
            return {}
        since = min(self.moments.values()) - timedelta(days=days)
        # Each of the three has an index of its own on the contact. One that was
        # given up does not wait any more.
        recent = (
            Domain("sent_at", ">=", since)
            | Domain("answered_at", ">=", since)
            # A planned call may wait for days before anybody is disturbed.
            | (Domain("state", "=", "planned") & Domain("delivery", "!=", "call"))
            & (Domain("send_after", "!=", False) | Domain("send_error", "=", False))
        )
        last = {}
        for partner, kind, sent_at, answered_at, states in self.ledger._read_group(
            Domain("partner_id", "in", partners.ids) & recent,
            ["partner_id", "channel_kind"],
            ["sent_at:max", "answered_at:max", "state:array_agg_distinct"],
        ):
            waiting = max(self.moments.values()) if "planned" in states else None
            moments = filter(None, (sent_at, answered_at, waiting))
            key = (partner.id, get_family(kind))
            last[key] = max(*moments, last.get(key, since))
        return last

    # ------------------------------------------------------------------
    # Deciding, one by one, without a query
    # ------------------------------------------------------------------
    def _get_address(self, subject):
        return tools.email_normalize(self.contacts[subject].email or "")

    def _get_send_after(self, subject):
        """When the mail goes out: after the delay, within the rule's window."""
        rule = self.rules[subject]
        due = self.moments[subject] + timedelta(hours=rule.delay_hours)
        return rule._next_open(due, self.contacts[subject], self.holidays[rule])

    def _is_contact_missing(self, subject):
        return not self.contacts[subject] or not self._get_address(subject)

    def _is_no_reply(self, subject):
        return is_no_reply(self._get_address(subject))

    def _is_own_company(self, subject):
        partner = self.contacts[subject]
        # partner_share is stored, and false for whoever has an internal login
        return (
            not partner.partner_share
            or partner.commercial_partner_id in self.own_companies
        )

    def _is_mandatory(self, subject):
        return self.rules[subject].is_mandatory

    def _is_opted_out(self, subject):
        partner = self.contacts[subject]
        return partner.satisfaction_opt_out and not self._is_mandatory(subject)

    def _is_excluded(self, subject):
        client = self.contacts[subject].commercial_partner_id
        rule = self.rules[subject]
        return bool(client - rule._filter_clients(client - rule.excluded_client_ids))

    def _has_cool_down(self, subject):
        return self.rules[subject].cool_down_days and not self._is_mandatory(subject)

    def _is_cooling_down(self, subject):
        rule = self.rules[subject]
        if not self._has_cool_down(subject):
            return False
        last = self.last_asked.get((self.contacts[subject].id, rule._get_family()))
        since = self.moments[subject] - timedelta(days=rule.cool_down_days)
        return bool(last and last >= since)


def is_no_reply(address):
    """Whether a normalized address says that nobody reads it."""
    return bool(NO_REPLY.match((address or "").partition("@")[0]))


def get_date(company, moment):
    """The day a moment belongs to, for this company."""
    return company._satisfaction_date(fields.Datetime.to_datetime(moment))
