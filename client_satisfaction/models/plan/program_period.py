# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import date_utils
from odoo.tools.misc import format_date

from ...scoring import find_band


def get_period_around(period_length, date):
    """First and last day of the period of that length around a date (D7)."""
    if period_length == "month":
        return date_utils.get_month(date)
    if period_length == "quarter":
        return date_utils.get_quarter(date)
    return date.replace(month=1, day=1), date.replace(month=12, day=31)


class SatisfactionProgram(models.Model):
    """Which programme, period and band a date or a score belongs to."""

    _inherit = "satisfaction.program"

    @api.model
    def _find(self, company, date, running=True):
        """The programme of a company at a date, or an empty recordset.

        :param company: ``res.company`` record
        :param date: a date in the company's time zone
        :param running: only a programme that may ask (R3)
        """
        domain = (
            Domain("company_id", "=", company.id)
            & Domain("date_start", "<=", date)
            & Domain("date_end", ">=", date)
        )
        if running:
            domain &= Domain("state", "=", "running")
        return self.search(domain, limit=1)

    def _check_day_inside(self, day):
        """Refuse a day this programme doesn't cover, for what is about one of its
        periods.
        """
        self.ensure_one()
        if not self.date_start <= day <= self.date_end:
            raise ValidationError(
                self.env._(
                    "%(day)s doesn't belong to %(program)s. Choose a day between"
                    " %(start)s and %(end)s, or the programme of that year.",
                    day=format_date(self.env, day),
                    program=self.name,
                    start=format_date(self.env, self.date_start),
                    end=format_date(self.env, self.date_end),
                )
            )

    def _get_period(self, date):
        """First and last day of this programme's period around a date (D7)."""
        self.ensure_one()
        return get_period_around(self.period_length, date)

    def _get_next_period(self, period_start):
        """First and last day of the period after the one that starts then."""
        months = {"month": 1, "quarter": 3, "year": 12}[self.period_length]
        return self._get_period(period_start + relativedelta(months=months))

    @api.model
    def _get_period_label(self, period_start, period_end):
        """Short name of a period that reads the same in every language."""
        months = (
            (period_end.year - period_start.year) * 12
            + period_end.month
            - period_start.month
            + 1
        )
        if months == 1:
            return f"{period_start:%Y-%m}"
        if months == 3:
            return f"{period_start.year}-Q{(period_start.month + 2) // 3}"
        return str(period_start.year)

    def _find_band(self, points):
        """The band record of a score in points (D2), empty for None."""
        self.ensure_one()
        if points is None:
            return self.env["satisfaction.band"]
        code = find_band(points, self.band_ids._to_scoring()).code
        return self.band_ids.filtered(lambda band: band.code == code)
