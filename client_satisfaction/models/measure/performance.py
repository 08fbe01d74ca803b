# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools.misc import format_date

from ...scoring import estimate_change
from ..kpi_catalogue import SCOPE_FIELDS, SMALLEST_AGENT_N

READERS = ("agent", "senior_management")
SATISFACTION = ("tickets", "ticket_csat", "response_rate")
EFFICIENCY = ("ticket_count", "resolution_hours", "reopened_share", "sla_met")
MOST_PRAISE = 12


class SatisfactionPerformance(models.AbstractModel):
    """Teams and agents: satisfaction beside efficiency (R6, R12, R114).

    Every figure is a stored KPI, read as the reader: an agent sees the own values and
    those of own teams, a team leader also those of the team's members, programme and
    senior management all. Below five answers nothing is shown of anybody. Rows stand
    in the order of the alphabet: they are no league table, and a difference is named
    only where it is more than chance.
    """

    _name = "satisfaction.performance"
    _description = "Performance of Teams and Agents"

    @api.model
    @api.readonly
    def get_data(self, params=None):
        """The page: periods to choose from, rows of teams and agents, praise.

        :param params: ``period`` ("program id/first day/last day", default the
            latest one) and ``team_id`` (only that team and its people)
        :return: plain values for the page
        """
        if not self.env.su and not any(
            self.env.user.has_group(f"client_satisfaction.group_{group}")
            for group in READERS
        ):
            raise AccessError(
                self.env._(
                    "Performance is for agents, client managers and the management of"
                    " the programme. Ask the programme manager for one of these roles."
                )
            )
        params = params if isinstance(params, dict) else {}
        periods = self._get_periods()
        if not periods:
            return {"periods": [], "rows": [], "praise": [], "teams": []}
        chosen = self._choose_period(periods, params.get("period"))
        values = self._fetch_values(chosen)
        teams = values.team_id.sudo()  # sudo: names go with the values
        choices = [[team.id, team.display_name] for team in teams.sorted("name")]
        if team_id := params.get("team_id"):
            if team_id not in teams.ids:
                raise UserError(
                    self.env._(
                        "This team has no figures in that period. Choose another."
                    )
                )
            values = self._keep_team(values, teams.browse(team_id))
        rows = self._present_rows(values, chosen)
        return {
            "periods": [[one["key"], one["label"]] for one in periods],
            "period": chosen["key"],
            "teams": choices if len(choices) > 1 else [],
            "team_id": team_id or False,
            "columns": self._get_columns(values),
            "rows": rows,
            "praise": self._get_praise(chosen, team_id),
            "smallest": SMALLEST_AGENT_N,
        }

    # ------------------------------------------------------------------
    # Periods
    # ------------------------------------------------------------------
    @api.model
    def _get_base_domain(self):
        return (
            Domain("scope", "in", ("team", "agent"))
            & Domain("kpi", "in", (*SATISFACTION, *EFFICIENCY))
            & Domain("channel_code", "=", False)
            & Domain("n", ">", 0)
        )

    @api.model
    def _get_periods(self):
        """Periods the reader has figures of, the latest first, then whole years."""
        groups = self.env["satisfaction.kpi.value"]._read_group(
            self._get_base_domain(),
            ["program_id", "period_start:day", "period_end:day", "is_year"],
            ["period_label:max"],
        )
        several = len({program.company_id for program, *_rest in groups}) > 1
        periods = [
            {
                "key": f"{program.id}/{start}/{end}",
                "label": f"{label} · {program.company_id.name}" if several else label,
                "program": program,
                "start": start,
                "end": end,
                "is_year": is_year,
            }
            for program, start, end, is_year, label in groups
        ]
        periods.sort(key=lambda one: (one["is_year"], -one["start"].toordinal()))
        return periods

    @api.model
    def _choose_period(self, periods, key):
        if not key:
            return periods[0]
        for period in periods:
            if period["key"] == key:
                return period
        raise UserError(
            self.env._("There are no figures of that period. Choose another one.")
        )

    @api.model
    def _fetch_values(self, period):
        return self.env["satisfaction.kpi.value"].search(
            self._get_base_domain()
            & Domain("program_id", "=", period["program"].id)
            & Domain("period_start", "=", period["start"])
            & Domain("period_end", "=", period["end"])
        )

    @api.model
    def _keep_team(self, values, team):
        return values.filtered(
            lambda value: value.team_id == team or value.user_id in team.user_ids
        )

    # ------------------------------------------------------------------
    # Rows
    # ------------------------------------------------------------------
    @api.model
    def _get_columns(self, values):
        """Efficiency KPIs anybody has a value of; no column of dashes."""
        names = dict(values._fields["kpi"]._description_selection(self.env))
        there = set(values.mapped("kpi"))
        return [[kpi, names[kpi]] for kpi in EFFICIENCY if kpi in there]

    @api.model
    def _present_rows(self, values, period):
        by_record = {}
        for value in values:
            key = value.scope, value[SCOPE_FIELDS[value.scope]]
            by_record.setdefault(key, {})[value.kpi] = value
        company = self.env["satisfaction.kpi.value"]._get(
            period["program"], "tickets", period["start"], is_year=period["is_year"]
        )
        rows = []
        for (scope, record), by_kpi in by_record.items():
            main = by_kpi.get("tickets")
            reference = company or self._find_team_value(record, by_record, scope)
            rows.append(
                {
                    "key": f"{scope}-{record.id}",
                    "scope": scope,
                    "id": record.id,
                    # sudo: whose value it is goes with the value
                    "name": record.sudo().display_name,
                    "is_me": scope == "agent" and record == self.env.user,
                    "satisfaction": self._present_satisfaction(main, reference),
                    "others": [
                        self._present_value(by_kpi[kpi])
                        for kpi in SATISFACTION[1:]
                        if kpi in by_kpi
                    ],
                    "efficiency": {
                        kpi: self._present_value(by_kpi[kpi])
                        for kpi in EFFICIENCY
                        if kpi in by_kpi
                    },
                }
            )
        # Teams first, then people, by name: a list, no ranking
        rows.sort(key=lambda row: (row["scope"] != "team", row["name"].lower()))
        return rows

    @api.model
    def _find_team_value(self, record, by_record, scope):
        """What an agent is seen beside when the company's value is not for the reader:
        the value of a team of the agent."""
        nothing = self.env["satisfaction.kpi.value"]
        if scope != "agent":
            return nothing
        # sudo: membership only; the value was read as the reader
        for team in record.sudo().helpdesk_team_ids:
            by_kpi = by_record.get(("team", team.sudo(False)), {})
            if value := by_kpi.get("tickets"):
                return value
        return nothing

    @api.model
    def _present_satisfaction(self, value, reference):
        """The bar of satisfaction with tickets, its interval and what it says."""
        if not value or not _is_shown(value):
            count = value.n if value else 0
            return {
                "id": value.id if value else False,
                "points": None,
                "text": self._word_too_few(count),
                "verdict": "",
                "trend": "",
                "sparkline": "",
                "goal": "",
            }
        interval = value._get_interval()
        return {
            "id": value.id,
            "points": value.value,
            "low": interval and interval.low,
            "high": interval and interval.high,
            "text": value.figure_text,
            "verdict": self._word_verdict(value, reference),
            "trend": value.trend_text,
            "sparkline": value.sparkline,
            "goal": value.target_text or "",
        }

    @api.model
    def _word_too_few(self, count):
        if not count:
            return self.env._("no answers")
        return self.env._("too few answers (n = %(count)s)", count=count)

    @api.model
    def _word_verdict(self, value, reference):
        """Whether the value differs from the company's (or team's) by more than chance.

        The part is held against a whole it belongs to, as if they were two: that
        makes a difference rarer, never more frequent.
        """
        if not reference or reference == value or not _is_shown(reference):
            return ""
        verdict = estimate_change(
            reference.value,
            reference._get_interval(),
            value.value,
            value._get_interval(),
        )
        about = (
            self.env._("the company")
            if reference.scope == "company"
            # sudo: the name goes with the value
            else reference.sudo().team_id.display_name
        )
        if verdict == "rise":
            return self.env._("reliably above %(other)s", other=about)
        if verdict == "fall":
            return self.env._("reliably below %(other)s", other=about)
        return self.env._("no reliable difference from %(other)s", other=about)

    @api.model
    def _present_value(self, value):
        names = dict(value._fields["kpi"]._description_selection(self.env))
        return {
            "id": value.id,
            "kpi": value.kpi,
            "name": names[value.kpi],
            "text": (
                value.figure_text if _is_shown(value) else self._word_too_few(value.n)
            ),
            "trend": value.trend_text if _is_shown(value) else "",
            "goal": value.target_text or "",
        }

    # ------------------------------------------------------------------
    # Praise
    # ------------------------------------------------------------------
    @api.model
    def _get_praise(self, period, team_id):
        """What clients praised in the period; the reader's record rules hold."""
        remarks = self.env["satisfaction.remark"]
        if not remarks.has_access("read"):
            return []
        domain = (
            Domain("company_id", "=", period["program"].company_id.id)
            & Domain("kind", "=", "praise")
            # Shown in talks with staff: what was said in confidence is not.
            & Domain("is_confidential", "=", False)
            & Domain("said_on", ">=", period["start"])
            & Domain("said_on", "<=", period["end"])
        )
        if team_id:
            domain &= Domain("team_id", "=", team_id)
        found = remarks.search(domain, limit=MOST_PRAISE)
        rows = []
        for remark in found.sudo():  # sudo: names that go with the remark
            about = remark.praised_user_id.name or remark.team_id.name or ""
            rows.append(
                {
                    "id": remark.id,
                    "text": remark.text,
                    "about": about,
                    "client": remark.client_id.name or "",
                    "date": format_date(self.env, remark.said_on),
                }
            )
        return rows


def _is_shown(value):
    """Whether a value says more about the work than about a few single answers."""
    if not value.is_measured:
        return False
    return value.kpi not in SATISFACTION or value.n >= SMALLEST_AGENT_N
