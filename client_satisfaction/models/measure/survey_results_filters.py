# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dataclasses import dataclass, field
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.misc import format_date

from ..plan.channel import FOLLOW_UP_CODES

PERIODS = ("all", "days_30", "days_90", "months_12", "this_year", "last_year", "own")
SPLITS = ("month", "team", "client_type", "role", "channel", "client_manager")
#: Filters that hold the id of a record, and where that stands on the ledger.
ID_FILTERS = {
    "team_id": "team_id",
    "client_manager_id": "client_id.client_manager_id",
    "company_id": "company_id",
    "wave_id": "assessment_id.wave_id",
    "client_id": "client_id",
}


@dataclass
class View:
    """What a page shows: its scope and filters, understood and checked."""

    scope: models.BaseModel
    #: rows of the ledger the page is about, answered or not
    domain: Domain
    period_text: str
    split: str
    #: those of the comparison, None without one
    against: Domain | None = None
    against_text: str = ""
    is_filtered: bool = False
    is_recovery: bool = False
    surveys: models.BaseModel = field(default=None)


class SatisfactionSurveyResults(models.AbstractModel):
    """What the results are about: scope, filters, comparison.

    ``params`` of all methods is a dictionary:

    * ``scope``: ``{"model": …, "id": …}``, see ``SCOPES``
    * ``wordings``: whether the other wordings of a questionnaire count with it
    * ``period``: one of ``PERIODS``; with "own", ``date_from`` and ``date_to``
    * ``team_id``, ``client_manager_id``, ``company_id``, ``wave_id``, ``client_id``
    * ``client_type``: "vip", or the id of an agreement level
    * ``role``: role of the respondent; ``channel_code``: code of a channel
    * ``compare``: "previous" or "year" (the same time a year before), "team" with
      ``compare_team_id``
    * ``split``: one of ``SPLITS``
    """

    _inherit = "satisfaction.survey.results"

    @api.model
    def _open(self, params):
        """Understand ``params``.

        :raises UserError: a value can't be understood; nothing is guessed
        """
        scope = self._get_scope(params)
        surveys = self._get_surveys(scope, params)
        start, stop = self._get_dates(params)
        others = self._get_filter_domain(params)
        base = self._get_scope_domain(scope, surveys)
        split = params.get("split") or "month"
        if split not in SPLITS:
            raise self._unknown_filter()
        view = View(
            scope=scope,
            domain=base & others & _between(start, stop),
            period_text=self._word_period(start, stop),
            split=split,
            is_filtered=bool(start or stop or not others.is_true()),
            is_recovery=_is_recovery(surveys),
            surveys=surveys,
        )
        self._add_comparison(view, base & others, params, start, stop)
        return view

    def _unknown_filter(self):
        return UserError(
            self.env._("One of the filters can't be understood. Choose it again.")
        )

    # ------------------------------------------------------------------
    # Scope
    # ------------------------------------------------------------------
    @api.model
    def _get_surveys(self, scope, params):
        """The questionnaires of a page about one; empty for other scopes.

        A client's copy stands for itself; the common one counts with the wordings
        made of it, whose questions carry the same codes.
        """
        if scope._name != "survey.survey":
            return self.env["survey.survey"]
        wordings = params.get("wordings")
        if wordings is None:
            wordings = not scope.satisfaction_client_id
        if not wordings:
            return scope
        root = scope.satisfaction_origin_id or scope
        return root | root.with_context(active_test=False).satisfaction_variant_ids

    @api.model
    def _get_scope_domain(self, scope, surveys):
        """Rows of the ledger a scope is about.

        Who was asked again after a case or an improvement was chosen for being
        dissatisfied, and stays out; except where the questionnaire is for just that.
        """
        codes = Domain("channel_code", "not in", FOLLOW_UP_CODES)
        if scope._name == "survey.survey":
            domain = Domain("survey_id", "in", surveys.ids)
            return domain if _is_recovery(surveys) else domain & codes
        if scope._name == "satisfaction.wave":
            return Domain("assessment_id.wave_id", "=", scope.id) & codes
        if scope._name == "satisfaction.channel":
            return Domain("program_id", "=", scope.program_id.id) & Domain(
                "channel_code", "=", scope.code
            )
        return Domain("program_id", "=", scope.id) & codes

    # ------------------------------------------------------------------
    # Filters
    # ------------------------------------------------------------------
    @api.model
    def _get_filter_domain(self, params):
        domain = Domain.TRUE
        for name, path in ID_FILTERS.items():
            value = params.get(name)
            if not value:
                continue
            if not isinstance(value, int) or isinstance(value, bool):
                raise self._unknown_filter()
            domain &= Domain(path, "=", value)
        roles = self.env["res.partner"]._fields["satisfaction_role"]
        if role := params.get("role"):
            if role not in dict(roles._description_selection(self.env)):
                raise self._unknown_filter()
            domain &= Domain("respondent_role", "=", role)
        if code := params.get("channel_code"):
            if not isinstance(code, str):
                raise self._unknown_filter()
            domain &= Domain("channel_code", "=", code)
        client_type = params.get("client_type")
        if client_type == "vip":
            domain &= Domain("client_id.satisfaction_is_vip", "=", True)
        elif isinstance(client_type, int) and client_type > 0:
            domain &= Domain("client_id.agreement_level_id", "=", client_type)
        elif client_type:
            raise self._unknown_filter()
        return domain

    @api.model
    def _get_dates(self, params):
        """First and last day of the time looked at; None: no bound."""
        period = params.get("period") or "all"
        if period not in PERIODS:
            raise self._unknown_filter()
        today = self.env.company._satisfaction_today()
        if period == "all":
            return None, None
        if period == "own":
            start, stop = (
                self._read_date(params.get(name)) for name in ("date_from", "date_to")
            )
            if start and stop and start > stop:
                raise UserError(
                    self.env._("The first day lies behind the last one. Swap them.")
                )
            return start, stop
        if period == "this_year":
            return date(today.year, 1, 1), date(today.year, 12, 31)
        if period == "last_year":
            return date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)
        if period == "months_12":
            return today - relativedelta(months=12) + timedelta(days=1), today
        days = int(period.removeprefix("days_"))
        return today - timedelta(days=days - 1), today

    def _read_date(self, text):
        if not text:
            return None
        try:
            return fields.Date.to_date(text)
        except (TypeError, ValueError):
            raise self._unknown_filter() from None

    @api.model
    def _word_period(self, start, stop):
        if start and stop:
            return self.env._(
                "%(start)s to %(stop)s",
                start=format_date(self.env, start),
                stop=format_date(self.env, stop),
            )
        if start:
            return self.env._("since %s", format_date(self.env, start))
        if stop:
            return self.env._("until %s", format_date(self.env, stop))
        return self.env._("the whole time")

    # ------------------------------------------------------------------
    # Comparison
    # ------------------------------------------------------------------
    @api.model
    def _add_comparison(self, view, base, params, start, stop):
        """Fill in the rows to compare with, if any were asked for."""
        compare = params.get("compare")
        if not compare:
            return
        if compare == "team":
            team_id = params.get("compare_team_id")
            if not isinstance(team_id, int) or isinstance(team_id, bool):
                raise UserError(self.env._("Choose the team to compare with."))
            scope = self._get_scope_domain(view.scope, view.surveys)
            rest = {**params, "team_id": False}
            view.against = (
                scope
                & self._get_filter_domain(rest)
                & _between(start, stop)
                & Domain("team_id", "=", team_id)
            )
            # sudo: the name only; the rows are searched as the reader
            team = self.env["helpdesk.ticket.team"].sudo().browse(team_id).exists()
            view.against_text = team.display_name or ""
            return
        if compare not in ("previous", "year"):
            raise self._unknown_filter()
        if not (start and stop):
            raise UserError(
                self.env._("Choose a time with a first and a last day to compare it.")
            )
        if compare == "year":
            before = start - relativedelta(years=1), stop - relativedelta(years=1)
        else:
            before = _period_before(start, stop)
        view.against = base & _between(*before)
        view.against_text = self._word_period(*before)


def _is_recovery(surveys):
    return bool(surveys) and surveys[0].satisfaction_purpose == "recovery"


def _between(start, stop):
    domain = Domain.TRUE
    if start:
        domain &= Domain("event_date", ">=", start)
    if stop:
        domain &= Domain("event_date", "<=", stop)
    return domain


def _period_before(start, stop):
    """The time just before, of the same length; whole months stay whole months."""
    after = stop + timedelta(days=1)
    if start.day == after.day == 1:
        months = (after.year - start.year) * 12 + after.month - start.month
        return start - relativedelta(months=months), start - timedelta(days=1)
    return start - (after - start), start - timedelta(days=1)
