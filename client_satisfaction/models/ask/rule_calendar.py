# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from odoo import api, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from .rule import CALENDAR_TRIGGERS

_logger = logging.getLogger(__name__)


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
                break

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
            if (
                rule.trigger not in CALENDAR_TRIGGERS
                or program.state != "running"
                or not program.date_start <= today <= program.date_end
            ):
                continue
            try:
                with self.env.cr.savepoint():
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

    def _plan_periodic(self, today):
        """Plan the periodic surveys; see ``_plan_due``."""
        return self.env["satisfaction.request"]

    def _plan_agreed(self, today):
        """Plan what was agreed with clients; see ``_plan_due``."""
        return self.env["satisfaction.request"]
