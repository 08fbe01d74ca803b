# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from babel.dates import format_skeleton

from odoo import api, fields, models
from odoo.tools import babel_locale_parse, formatLang

# Rows of the ledger that planning a month made, apart from ratings told in a meeting.
MONTHLY_UNIQUE = (
    "(company_id, client_id, COALESCE(partner_id, 0), rated_month)"
    " WHERE rated_month IS NOT NULL"
)
HOURS_AS_DAYS = 48


class SatisfactionRequest(models.Model):
    """The monthly rating (R18): what month it is about, and that month's figures."""

    _inherit = "satisfaction.request"

    rated_month = fields.Date(
        "Month rated", readonly=True, help="First day of the month that is rated."
    )
    month_figures = fields.Json(
        readonly=True,
        help="Tickets opened, closed and reopened in that month and the median time to"
        " close in hours, as they stood when the ask was planned. Page, mail and"
        " report show these, so that all say the same.",
    )
    month_summary = fields.Char("The month", compute="_compute_month_summary")

    _rated_month_unique = models.UniqueIndex(
        MONTHLY_UNIQUE, "A contact rates a month only once for a client."
    )

    @api.depends_context("lang")
    @api.depends("rated_month", "month_figures")
    def _compute_month_summary(self):
        for request in self:
            parts = [f"{label}: {value}" for label, value in request._get_month_lines()]
            month = request._get_month_title()
            request.month_summary = month and " · ".join([month, *parts])

    def _get_month_name(self):
        """The rated month in words, e.g. "October 2026"; empty for other asks."""
        self.ensure_one()
        if not self.rated_month:
            return ""
        # A skeleton: the order of month and year differs between languages.
        locale = babel_locale_parse(self.env.lang or "en_US")
        return format_skeleton("yMMMM", self.rated_month, locale=locale)

    def _get_month_title(self):
        """The rated month where it stands by itself: some languages write months small
        in a sentence.
        """
        month = self._get_month_name()
        return month[:1].upper() + month[1:]

    def _get_month_lines(self):
        """What stands beside the questions: the month's figures in words.

        :return: list of (label, text) in the context's language; empty for asks
            that are not about a month
        """
        self.ensure_one()
        figures = self.month_figures or {}
        if not figures:
            return []
        lines = [
            (self.env._("Tickets opened"), str(figures["opened"])),
            (self.env._("Tickets closed"), str(figures["closed"])),
        ]
        if figures.get("median_hours") is not None:
            lines.append(
                (
                    self.env._("Time to close (median)"),
                    self._word_hours(figures["median_hours"]),
                )
            )
        lines.append((self.env._("Tickets reopened"), str(figures["reopened"])))
        return lines

    @api.model
    def _word_hours(self, hours):
        """A duration in the unit people would use: minutes, hours or days."""
        if hours < 1:
            return self.env._("%s min", round(hours * 60))
        if hours < HOURS_AS_DAYS:
            return self.env._("%s h", formatLang(self.env, hours, digits=1))
        return self.env._("%s days", formatLang(self.env, hours / 24, digits=1))

    def _get_invitation_template(self):
        if self.rated_month:
            return self.env.ref("client_satisfaction.mail_template_monthly")
        return super()._get_invitation_template()

    def _open_in_portal(self):
        """Show these planned asks in the contacts' portal; no mail goes out."""
        now = fields.Datetime.now()
        for request in self:
            request.write(
                {
                    "state": "sent",
                    "sent_at": now,
                    "expires_at": request._get_expiry(now),
                }
            )
