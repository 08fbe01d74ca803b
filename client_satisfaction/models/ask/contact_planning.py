# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from .planner import Planner


class SatisfactionRule(models.Model):
    """Asks that go to contacts, not because of a ticket that was just closed."""

    _inherit = "satisfaction.rule"

    def _plan_contacts(self, contacts, *, silent_clients=(), **options):
        """One ledger row per contact: a planned ask, or why there is none.

        The number of queries doesn't depend on the number of contacts.

        :param contacts: ``res.partner`` to ask
        :param silent_clients: commercial partners where there is nobody to ask: each
            gets a row that says so
        :param options: see ``ContactPlanner``
        :return: the new ``satisfaction.request``
        """
        self.ensure_one()
        # sudo: the ledger is written by the product only; callers check who may ask
        planner = ContactPlanner(self.sudo(), contacts.sudo(), **options)
        values = [planner.prepare(contact) for contact in planner.subjects]
        values += [planner.prepare_silent(client) for client in silent_clients]
        self.env["satisfaction.contact.asked"]._take(planner.rested_ids)
        requests = planner.ledger.create(values)
        now = fields.Datetime.now()
        if any(
            request.send_after and request.send_after <= now for request in requests
        ):
            planner.ledger._trigger_cron("ir_cron_send_requests")
        return requests

    def _get_channel(self):
        """This rule's channel; without one, the questionnaire of its programme."""
        self.ensure_one()
        channels = self.program_id.channel_ids
        return (
            self.channel_id
            or channels.filtered(lambda channel: channel.kind == "questionnaire")[:1]
            or channels[:1]
        )


class ContactPlanner(Planner):
    """Decides about contacts that a calendar or a person chose."""

    checks = (
        ("program_not_running", "_is_program_missing"),
        ("no_survey", "_is_survey_missing"),
        ("no_contact", "_is_contact_missing"),
        ("no_reply", "_is_no_reply"),
        ("own_company", "_is_own_company"),
        ("opted_out", "_is_opted_out"),
        ("already_asked", "_is_already_asked"),
        ("excluded", "_is_excluded"),
        ("cool_down", "_is_cooling_down"),
    )

    def __init__(
        self,
        rule,
        contacts,
        *,
        survey=None,
        delivery="mail",
        is_mandatory=None,
        ticket=None,
        occurrence_key=False,
        extra_values=None,
        ignores_cool_down=False,
    ):
        """
        :param rule: the ``satisfaction.rule`` whose pace and programme count
        :param contacts: ``res.partner``
        :param survey: another questionnaire than the rule's
        :param delivery: how they are asked; only mails go out by themselves, other
            asks wait until somebody types the answer
        :param is_mandatory: agreed with the client (R23); default: as the rule says
        :param ticket: what they are asked about, if anything
        :param occurrence_key: marks the rows of one turn; nobody is planned twice
        :param extra_values: more values of each ledger row, or a function of the
            contact that gives them, e.g. the assessment it belongs to
        :param ignores_cool_down: ask again on purpose, however lately it was; who
            opted out is still left alone
        """
        self.rule, self.survey, self.delivery = rule, survey, delivery
        self.is_mandatory = rule.is_mandatory if is_mandatory is None else is_mandatory
        self.ticket = ticket.sudo() if ticket else rule.env["helpdesk.ticket"]
        self.occurrence_key = occurrence_key
        self.extra_values = extra_values or {}
        self.ignores_cool_down = ignores_cool_down
        self.subjects = contacts
        self.moment = fields.Datetime.now()
        self.date = rule.company_id._satisfaction_date(self.moment)
        self.channel = rule._get_channel()
        super().__init__(
            rule.env,
            moments=dict.fromkeys(contacts, self.moment),
            contacts={contact: contact for contact in contacts},
            rules=dict.fromkeys(contacts, rule),
        )
        self.asked = self._find_asked()

    def prepare(self, contact):
        """Values of the ledger row of one contact."""
        outcome = self.prepare_outcome(contact)
        if outcome["state"] == "planned":
            self.asked.add(contact.id)
            if self.ticket:
                # Two open asks about a ticket in one channel are one too many.
                self.asked.update(self.subjects.ids)
            if self.delivery != "mail":
                outcome["send_after"] = False
        return {
            **self._prepare_base(),
            **self.ledger._prepare_contact_snapshot(contact),
            "survey_id": self._get_survey(contact).id,
            **outcome,
            **self._prepare_extra(contact),
        }

    def _prepare_extra(self, contact):
        extra = self.extra_values
        return extra(contact) if callable(extra) else extra

    def prepare_silent(self, client):
        """Values of the row of a client where there is nobody to ask."""
        return {
            **self._prepare_base(),
            "client_id": client.id,
            "state": "skipped",
            "skip_reason": "no_contact",
        }

    def _prepare_base(self):
        snapshot = (
            self.ledger._prepare_ticket_snapshot(self.ticket) if self.ticket else {}
        )
        return {
            "company_id": self.rule.company_id.id,
            "program_id": self.rule.program_id.id,
            "rule_id": self.rule.id,
            "channel_id": self.channel.id,
            "channel_kind": self.channel.kind or "other",
            "channel_code": self.channel.code or "other",
            "survey_id": self.survey and self.survey.id,
            "delivery": self.delivery,
            "is_mandatory": self.is_mandatory,
            "occurrence_key": self.occurrence_key,
            "event_at": self.moment,
            "event_date": self.date,
            **snapshot,
        }

    def _find_asked(self):
        """Contacts that have this turn's row, or nobody may be asked a second time."""
        if self.ticket and self.ledger.search_count(
            [
                ("ticket_id", "=", self.ticket.id),
                ("channel_code", "=", self.channel.code),
                ("state", "in", ("planned", "sent")),
            ],
            limit=1,
        ):
            return set(self.subjects.ids)
        if not self.occurrence_key:
            return set()
        rows = self.ledger.search([("occurrence_key", "=", self.occurrence_key)])
        return set(rows.partner_id.ids)

    def _get_survey(self, contact):
        if self.survey:
            return self.survey._pick_for(contact.commercial_partner_id, contact)
        survey = self.rule._get_survey(contact.commercial_partner_id, contact)
        return survey or self._get_channel_survey(contact)

    def _get_channel_survey(self, contact):
        survey = self.channel.survey_id
        return survey._pick_for(contact.commercial_partner_id, contact)

    def _is_mandatory(self, subject):
        return self.is_mandatory

    def _is_program_missing(self, subject):
        program = self.rule.program_id
        return (
            program.state != "running"
            or not program.date_start <= self.date <= program.date_end
        )

    def _is_survey_missing(self, subject):
        return not self._get_survey(subject)

    def _is_contact_missing(self, subject):
        return self.delivery == "mail" and not self._get_address(subject)

    def _has_cool_down(self, subject):
        return not self.ignores_cool_down and super()._has_cool_down(subject)

    def _is_already_asked(self, subject):
        return subject.id in self.asked
