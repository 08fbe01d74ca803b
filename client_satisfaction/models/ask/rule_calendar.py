# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from datetime import date, timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ...scoring import spread_offset
from .rule import CALENDAR_TRIGGERS

_logger = logging.getLogger(__name__)

# In January the month before is still rated, in last year's programme.
MONTHLY_GRACE = timedelta(days=31)


class SatisfactionRule(models.Model):
    """Asks that the calendar brings, not a ticket."""

    _inherit = "satisfaction.rule"

    @api.model
    def _cron_plan_due(self):
        """Plan what is due today in each company's time zone. Idempotent."""
        cron = self.env["ir.cron"]
        rules = self.search(
            Domain("trigger", "in", CALENDAR_TRIGGERS)
            & Domain("program_id.state", "=", "running")
        )
        cron._commit_progress(remaining=len(rules))
        for rule in rules:
            rule._plan_due(rule.company_id._satisfaction_today())
            if not cron._commit_progress(1):
                return
        self.env["satisfaction.agreement"]._alert_overdue()

    def _plan_due(self, today):
        """Plan the asks of calendar rules that are due.

        Calls ``_plan_<trigger>(today)`` of each rule of a programme that runs today.
        Such a method works on one rule, may be called any number of times a day and
        returns the requests it made.

        :param today: date in the time zone of the rules' company
        :return: the new ``satisfaction.request``
        """
        planned = self.env["satisfaction.request"]
        for rule in self:
            program = rule.program_id
            grace = MONTHLY_GRACE if rule.trigger == "monthly" else timedelta()
            if (
                rule.trigger not in CALENDAR_TRIGGERS
                or program.state != "running"
                or not program.date_start <= today <= program.date_end + grace
            ):
                continue
            try:
                with self.env.cr.savepoint():
                    # Two jobs at once would plan the same clients.
                    if rule.try_lock_for_update():
                        planned |= getattr(rule, f"_plan_{rule.trigger}")(today)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                raise
            # One rule that fails must not keep the others from asking.
            except Exception:
                _logger.exception("The rule %s could not plan its asks", rule.id)
        return planned

    def _plan_monthly(self, today):
        """Plan the monthly rating; see ``_plan_due``."""
        return self.env["satisfaction.request"]

    # ------------------------------------------------------------------
    # Periodic surveys (R22)
    # ------------------------------------------------------------------
    def _plan_periodic(self, today):
        """Plan the periodic surveys that are due; see ``_plan_due``.

        Each client has a day of its own within the period, the same one whenever it
        is asked for, so that the work of the answers is spread too.
        """
        self.ensure_one()
        start, end = self._get_turn(today)
        key = f"{self.seed}:{start:%Y-%m-%d}"
        people = self._find_people(today)
        known = (
            self.env["satisfaction.request"]
            .search([("occurrence_key", "=", key)])
            .client_id
        )
        # A rule made in the middle of a period has the rest of it.
        created = self.company_id._satisfaction_date(
            self.create_date or fields.Datetime.now()
        )
        first = max(start, min(created, today))
        days = (end - first).days
        due = {
            client: contacts
            for client, contacts in people.items()
            if client not in known
            and first + timedelta(spread_offset(str(client.id), key, days)) <= today
        }
        contacts = self.env["res.partner"].union(*due.values())
        silent = [client for client, contacts in due.items() if not contacts]
        if not due:
            return self.env["satisfaction.request"]
        return self._plan_contacts(contacts, silent_clients=silent, occurrence_key=key)

    def _get_turn(self, today):
        """First day of the period that ``today`` lies in, and of the next one.

        Counted in months from the year 2000, so that a period longer than a year
        goes on in next year's programme.
        """
        length = self.every_months
        index = ((today.year - 2000) * 12 + today.month - 1) // length
        return _month(index * length), _month((index + 1) * length)

    def _find_people(self, today):
        """``{client: contacts}`` of this rule's roles; clients with nobody included.

        A client has somebody with a role, a client manager, or is one since a day.
        """
        partners = self.env["res.partner"]
        here = Domain("company_id", "in", [False, self.company_id.id])
        stays = Domain("client_until", "=", False) | Domain("client_until", ">=", today)
        contacts = partners.search(
            Domain("satisfaction_role", "in", self._get_roles())
            & here
            & Domain("commercial_partner_id", "any", stays),
            order="id",
        )
        own = self.env["res.company"].search(Domain.TRUE).partner_id
        clients = partners.search(
            Domain("parent_id", "=", False)
            & here
            & stays
            & (
                Domain("client_since", "<=", today)
                | Domain("client_manager_id", "!=", False)
            )
        )
        clients |= contacts.commercial_partner_id
        by_client = contacts.grouped("commercial_partner_id")
        return {
            client: by_client.get(client, partners)
            for client in self._filter_clients(clients - own - self.excluded_client_ids)
        }

    # ------------------------------------------------------------------
    # Agreed with clients (R23)
    # ------------------------------------------------------------------
    def _plan_agreed(self, today):
        """Carry out what was agreed for today or earlier; see ``_plan_due``."""
        self.ensure_one()
        planned = self.env["satisfaction.request"]
        for agreement in self.env["satisfaction.agreement"]._find_due(self, today):
            planned |= agreement._carry_out(self)
        return planned


def _month(number):
    """First day of the month that many months after January 2000."""
    return date(2000 + number // 12, number % 12 + 1, 1)
