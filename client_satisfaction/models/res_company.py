# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from datetime import datetime, time

import pytz

from odoo import api, fields, models
from odoo.fields import Domain


class ResCompany(models.Model):
    _inherit = "res.company"

    def _satisfaction_timezone(self):
        """The time zone that decides the day, month and quarter of an answer.

        The company's own, otherwise that of its working hours, otherwise UTC. It
        never depends on who looks (D7): a client's score is the same for everyone.
        """
        self.ensure_one()
        # sudo: the two names are no secret, and the public answer page needs them
        company = self.sudo()
        name = company.partner_id.tz or company.resource_calendar_id.tz or "UTC"
        return pytz.timezone(name)

    def _satisfaction_date(self, moment):
        """Day of a naive UTC datetime in the company's time zone."""
        return (
            pytz.utc.localize(moment).astimezone(self._satisfaction_timezone()).date()
        )

    def _satisfaction_today(self):
        """Today in the company's time zone."""
        return self._satisfaction_date(fields.Datetime.now())

    def _satisfaction_day_end(self, date):
        """Last second of a day in the company's time zone, as naive UTC datetime."""
        local = self._satisfaction_timezone().localize(
            datetime.combine(date, time(23, 59, 59))
        )
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    @api.model
    def _satisfaction_past_days(self, name):
        """Domain of records whose day is past where their own company is.

        For models with a ``company_id``. Near midnight it is another day elsewhere,
        and a list must not differ from what its records say of themselves.

        :param name: a date field
        """
        companies = defaultdict(list)
        # sudo: ids and time zones only; which records are found is for their rules
        for company in self.sudo().with_context(active_test=False).search(Domain.TRUE):
            companies[company._satisfaction_today()].append(company.id)
        return Domain.OR(
            Domain("company_id", "in", ids) & Domain(name, "<", today)
            for today, ids in companies.items()
        )
