# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, time, timedelta

import pytz
from dateutil.relativedelta import relativedelta

from odoo import fields, models, tools
from odoo.fields import Domain

from ...working_time import next_working_days
from .rule_planning import is_no_reply

SEND_TIME = time(9)
# A client all companies share is asked by those that worked for it lately.
WORKED_FOR_MONTHS = 12


class SatisfactionRule(models.Model):
    """The monthly rating (R18): who is asked about which month, and when.

    On the first working day of a month, every contact who rates for a client gets an
    ask of his or her own about the month before. It counts on that month's last day,
    and where several contacts of a client rate, their mean counts (D6).
    """

    _inherit = "satisfaction.rule"

    def _plan_monthly(self, today):
        """Plan the rating of the month before ``today``; see ``_plan_due``.

        :param today: date in the company's time zone
        :return: the new ``satisfaction.request``; empty before the first working day,
            for months that have been planned, and when the asks would come too late
        """
        self.ensure_one()
        # sudo: a job; nobody's rights decide who is asked
        rule = self.sudo()
        ledger = rule.env["satisfaction.request"]
        first_day = today.replace(day=1)
        calendar = rule.company_id.resource_calendar_id
        due_day = next_working_days(calendar, [first_day])[first_day]
        if not due_day <= today <= due_day + timedelta(days=rule.expiry_days):
            return ledger
        month = first_day - relativedelta(months=1)
        last_day = first_day - timedelta(days=1)
        # In January that is last year's programme.
        program = rule.env["satisfaction.program"]._find(rule.company_id, last_day)
        channel = rule._get_monthly_channel(program)
        if not channel or program._is_frozen(last_day):
            return ledger
        clients = rule._find_monthly_clients(last_day)
        known = rule._find_rated(clients, month)
        raters = rule._find_raters(clients)
        values_list = []
        for client in clients:
            if client in known and not (known[client] and raters.get(client)):
                continue
            values_list += rule._prepare_monthly(client, raters.get(client), channel)
        figures = rule._fetch_month_figures(
            rule.company_id, [values["client_id"] for values in values_list], month
        )
        moment = rule._get_monthly_moment(due_day)
        for values in values_list:
            values.update(
                rated_month=month,
                month_figures=figures[values["client_id"]],
                event_date=last_day,
                event_at=rule.company_id._satisfaction_day_end(last_day),
            )
            if values["state"] == "planned":
                values["send_after"] = moment
        # Somebody was found after all: the row that said nobody is there gives way.
        ledger.union(
            *(rows for client, rows in known.items() if raters.get(client))
        ).unlink()
        requests = ledger.create(values_list)
        requests.filtered(
            lambda request: request.state == "planned" and request.delivery == "portal"
        )._open_in_portal()
        if requests.filtered(lambda request: request.state == "planned"):
            ledger._trigger_cron("ir_cron_send_requests", moment)
        return requests

    def _get_monthly_channel(self, program):
        """This rule's channel in a programme; otherwise its monthly one."""
        same = program.channel_ids.filtered(
            lambda channel: channel.code == self.channel_id.code
        )
        monthly = program.channel_ids.filtered(
            lambda channel: channel.kind == "monthly"
        )
        return (same or monthly)[:1]

    def _get_monthly_moment(self, due_day):
        """When the mails of a month go out: in the morning of the company's day."""
        zone = self.company_id._satisfaction_timezone()
        morning = zone.localize(datetime.combine(due_day, SEND_TIME))
        return max(
            morning.astimezone(pytz.utc).replace(tzinfo=None), fields.Datetime.now()
        )

    # ------------------------------------------------------------------
    # Who
    # ------------------------------------------------------------------
    def _find_monthly_clients(self, last_day):
        """Whoever was a client of this company to the end of the month."""
        partners = self.env["res.partner"]
        company = self.company_id
        is_client = (
            Domain("client_since", "!=", False)
            | Domain("client_manager_id", "!=", False)
            | Domain("satisfaction_rates_monthly", "=", True)
            | Domain("child_ids.satisfaction_rates_monthly", "=", True)
        )
        was_there = (
            Domain("client_since", "=", False) | Domain("client_since", "<=", last_day)
        ) & (
            Domain("client_until", "=", False) | Domain("client_until", ">=", last_day)
        )
        lately = last_day - relativedelta(months=WORKED_FOR_MONTHS)
        worked_for = self.env["helpdesk.ticket"]._read_group(
            [
                ("company_id", "=", company.id),
                ("create_date", ">=", lately),
                ("commercial_partner_id", "!=", False),
            ],
            aggregates=["commercial_partner_id:array_agg_distinct"],
        )[0][0]
        ours = Domain("company_id", "=", company.id) | (
            Domain("company_id", "=", False)
            & (
                Domain("client_manager_id.company_id", "=", company.id)
                | Domain("id", "in", worked_for or [])
            )
        )
        own = self.env["res.company"].search(Domain.TRUE).partner_id
        return partners.search(
            Domain("parent_id", "=", False)
            & self._get_client_domain()
            & is_client
            & was_there
            & ours
            & Domain("id", "not in", own.ids),
            order="id",
        )

    def _find_rated(self, clients, month):
        """``{client: rows that say nobody is there}`` of clients planned before."""
        known = {}
        for row in self.env["satisfaction.request"].search(
            Domain("company_id", "=", self.company_id.id)
            & Domain("rated_month", "=", month)
            & Domain("client_id", "in", clients.ids)
        ):
            nobody = not row.partner_id and row.skip_reason == "no_contact"
            known.setdefault(row.client_id, row.browse())
            known[row.client_id] |= row if nobody else row.browse()
        return known

    def _find_raters(self, clients):
        """``{client: contacts}`` who rate: the marked ones, else interface persons."""
        contacts = self.env["res.partner"].search(
            Domain("commercial_partner_id", "in", clients.ids)
            & (
                Domain("satisfaction_rates_monthly", "=", True)
                | Domain("satisfaction_role", "=", "interface")
            ),
            order="id",
        )
        raters = {}
        for client, people in contacts.grouped("commercial_partner_id").items():
            marked = people.filtered("satisfaction_rates_monthly")
            raters[client] = marked or people
        return raters

    # ------------------------------------------------------------------
    # What stands in the ledger
    # ------------------------------------------------------------------
    def _prepare_monthly(self, client, contacts, channel):
        """Values of the ledger rows of a client: one for each contact, or why none."""
        ledger = self.env["satisfaction.request"]
        base = {
            "company_id": self.company_id.id,
            "program_id": channel.program_id.id,
            "rule_id": self.id,
            "channel_id": channel.id,
            "channel_kind": channel.kind,
            "channel_code": channel.code,
            "client_id": client.id,
        }
        if not contacts:
            survey = self._get_monthly_survey(channel, client)
            nobody = {"state": "skipped", "skip_reason": "no_contact"}
            return [{**base, **nobody, "survey_id": survey.id}]
        rows = []
        for contact in contacts:
            row = {
                **base,
                **ledger._prepare_contact_snapshot(contact),
                "survey_id": self._get_monthly_survey(channel, client, contact).id,
            }
            address = tools.email_normalize(contact.email or "")
            if not address and self._has_portal(contact):
                row["delivery"] = "portal"
            if reason := self._find_monthly_skip(contact, address, row):
                row.update(state="skipped", skip_reason=reason)
            else:
                row["state"] = "planned"
            rows.append(row)
        return rows

    def _get_monthly_survey(self, channel, client, contact=None):
        """This rule's questionnaire, else the channel's; a client's own one first."""
        return (self.survey_id or channel.survey_id)._pick_for(client, contact)

    def _find_monthly_skip(self, contact, address, row):
        """Why a contact isn't asked about a month; None when nothing speaks against.

        No cool-down: who rates every month is asked every month.
        """
        if not row["survey_id"]:
            return "no_survey"
        if not address and row.get("delivery") != "portal":
            return "no_contact"
        if is_no_reply(address):
            return "no_reply"
        if not contact.partner_share:
            return "own_company"
        if contact.satisfaction_opt_out:
            return "opted_out"
        return None

    def _has_portal(self, contact):
        return any(user.active and user._is_portal() for user in contact.user_ids)
