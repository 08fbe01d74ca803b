# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_date

from .program_map_facts import RELATIONSHIP_PURPOSES


class SatisfactionProgramMap(models.AbstractModel):
    """How asking, measuring and improving stand this year, and the KPIs.

    What each ``_get_process_NN`` returns is told in ``program_map_facts``.
    """

    _inherit = "satisfaction.program.map"

    @api.model
    def _get_period_domain(self, program):
        """Asks of the programme's present period, or of its last one."""
        today = program.company_id._satisfaction_today()
        day = min(max(today, program.date_start), program.date_end)
        start, end = program._get_period(day)
        return (
            program._get_period_label(start, end),
            Domain("program_id", "=", program.id)
            & Domain("event_date", ">=", start)
            & Domain("event_date", "<=", end),
        )

    @api.model
    def _is_relationship(self):
        """Asks about the whole, by their channel or by their questionnaire."""
        return Domain("channel_kind", "=", "questionnaire") | Domain(
            "survey_id.satisfaction_purpose", "in", RELATIONSHIP_PURPOSES
        )

    @api.model
    def _get_process_04(self, program):
        label, period = self._get_period_domain(program)
        period &= ~self._is_relationship()
        put = period & Domain("state", "in", ("sent", "answered", "expired"))
        asked = self._figure("satisfaction.request", self.env._("asked"), put)
        planned = self._figure(
            "satisfaction.request",
            self.env._("planned"),
            period & Domain("state", "=", "planned"),
        )
        failing = self._figure(
            "satisfaction.request",
            self.env._("can't be sent"),
            period
            & Domain("state", "=", "planned")
            & Domain("send_error", "!=", False),
            tone="bad",
        )
        reason = ""
        if program.state == "draft":
            state = "todo"
        elif program.state == "closed":
            state = "done"
        elif failing["count"]:
            state, reason = "attention", self.env._("Some asks can't be sent.")
        elif asked["count"] or planned["count"]:
            state = "active"
        else:
            state, reason = (
                "attention",
                self.env._("Nobody was asked in %s yet.", label),
            )
        rules = Domain("program_id", "=", program.id)
        return {
            "state": state,
            "reason": reason,
            "action": self._link("satisfaction.request", self.env._("Asks"), period),
            "documents": [
                self._document(
                    self.env._("Rules: when to ask whom"),
                    self.env._(
                        "Rules: %s", self.env["satisfaction.rule"].search_count(rules)
                    ),
                    self._link("satisfaction.rule", self.env._("Rules"), rules),
                ),
                self._document(self.env._("Script of the callbacks")),
            ],
            "figures": [
                asked,
                self._figure(
                    "satisfaction.request",
                    self.env._("answered"),
                    period & Domain("state", "=", "answered"),
                ),
                planned,
                self._figure(
                    "satisfaction.request",
                    self.env._("not asked"),
                    period & Domain("state", "=", "skipped"),
                ),
                failing,
            ],
        }

    @api.model
    def _get_process_05(self, program):
        mine = Domain("program_id", "=", program.id)
        measured = self._figure(
            "satisfaction.score",
            self.env._("scores measured"),
            mine & Domain("is_measured", "=", True),
        )
        today = program.company_id._satisfaction_today()
        period = program._get_next_open_period()
        late = bool(period and period[1] < today and program.state == "running")
        reason = ""
        if not measured["count"]:
            state = "todo"
        elif late:
            state = "attention"
            reason = self.env._(
                "%s is over and not frozen yet.", program._get_period_label(*period)
            )
        else:
            state = "done" if not period else "active"
        link = self._link("satisfaction.score", self.env._("Scores"), mine)
        frozen = (
            self.env._("frozen up to %s", format_date(self.env, program.frozen_until))
            if program.frozen_until
            else self.env._("nothing frozen yet")
        )
        return {
            "state": state,
            "reason": reason,
            "action": link,
            "documents": [
                self._document(
                    self.env._("Scores with their calculation tables"), frozen, link
                ),
                self._document(self.env._("Review report for each client")),
                self._document(self.env._("Workbook for analysis")),
            ],
            "figures": [
                measured,
                self._figure(
                    "satisfaction.score",
                    self.env._("unacceptable"),
                    mine
                    & Domain("is_latest", "=", True)
                    & Domain("is_unacceptable", "=", True),
                    tone="bad",
                ),
            ],
        }

    @api.model
    def _get_process_07(self, program):
        mine = Domain("program_id", "=", program.id)
        today = program.company_id._satisfaction_today()
        waves = self._figure("satisfaction.wave", self.env._("waves"), mine)
        running = self._figure(
            "satisfaction.wave",
            self.env._("running"),
            mine & Domain("state", "=", "running"),
        )
        overdue = self._figure(
            "satisfaction.wave",
            self.env._("past their end"),
            mine & Domain("state", "!=", "closed") & Domain("date_end", "<", today),
            tone="bad",
        )
        closed = self.env["satisfaction.wave"].search_count(
            mine & Domain("state", "=", "closed")
        )
        interviews = self._figure(
            "satisfaction.assessment", self.env._("interviews"), mine
        )
        if overdue["count"]:
            state = "attention"
        elif waves["count"] and closed == waves["count"]:
            state = "done"
        else:
            state = "active" if waves["count"] or interviews["count"] else "todo"
        return {
            "state": state,
            "reason": self.env._("A wave is past its end and not closed.")
            if overdue["count"]
            else "",
            "action": self._link("satisfaction.wave", self.env._("Waves"), mine),
            "documents": [
                self._document(
                    self.env._("Target groups"),
                    action=self._link(
                        "satisfaction.target.group", self.env._("Target groups")
                    ),
                ),
            ],
            "figures": [
                waves,
                running,
                overdue,
                interviews,
                self._figure(
                    "satisfaction.assessment",
                    self.env._("still to do"),
                    mine & Domain("state", "in", ("planned", "running")),
                ),
            ],
        }

    @api.model
    def _get_process_08(self, program):
        mine = Domain("program_id", "=", program.id)
        results = self._figure(
            "satisfaction.assessment",
            self.env._("results"),
            mine & Domain("points", "!=", False),
        )
        answers = self._figure(
            "satisfaction.request",
            self.env._("answers about the relationship"),
            mine & self._is_relationship() & Domain("state", "=", "answered"),
        )
        reviews = mine & Domain("state", "!=", "cancelled")
        held = self._figure(
            "satisfaction.review",
            self.env._("review meetings held"),
            mine & Domain("state", "in", ("held", "closed")),
        )
        if not answers["count"] and not results["count"]:
            state = "todo"
        elif program.state == "closed":
            state = "done"
        else:
            state = "active"
        return {
            "state": state,
            "action": self._link(
                "satisfaction.assessment", self.env._("Results"), mine
            ),
            "documents": [
                self._document(
                    self.env._("Review meetings and their minutes"),
                    self.env._("%s held", held["count"]),
                    self._link(
                        "satisfaction.review", self.env._("Review meetings"), reviews
                    ),
                ),
            ],
            "figures": [results, answers, held],
        }

    @api.model
    def _get_process_09(self, program):
        mine = Domain("program_id", "=", program.id)
        now = fields.Datetime.now()
        still = mine & Domain("state", "!=", "closed")
        opened = self._figure("satisfaction.case", self.env._("open cases"), still)
        overdue = self._figure(
            "satisfaction.case",
            self.env._("contact overdue"),
            still
            & Domain("contacted_at", "=", False)
            & Domain("contact_deadline", "<", now),
            tone="bad",
        )
        closed = self._figure(
            "satisfaction.case",
            self.env._("closed"),
            mine & Domain("state", "=", "closed"),
        )
        late = self._figure(
            "satisfaction.action",
            self.env._("actions overdue"),
            mine
            & Domain("state", "in", ("planned", "in_progress"))
            & Domain("date_due", "<", program.company_id._satisfaction_today()),
            tone="bad",
        )
        reason = ""
        if overdue["count"] or late["count"]:
            state, reason = "attention", self.env._("Something promised is overdue.")
        elif opened["count"]:
            state = "active"
        else:
            state = "done" if closed["count"] else "todo"
        return {
            "state": state,
            "reason": reason,
            "action": self._link("satisfaction.case", self.env._("Cases"), mine),
            "documents": [
                self._document(
                    self.env._("Improvement actions"),
                    action=self._link(
                        "satisfaction.action", self.env._("Actions"), mine
                    ),
                ),
            ],
            "figures": [opened, overdue, closed, late],
        }

    # ------------------------------------------------------------------
    # KPIs
    # ------------------------------------------------------------------
    @api.model
    def _get_kpi_values(self, program):
        """{kpi: name, value, evidence} of the company's latest values, one query."""
        values = self.env["satisfaction.kpi.value"].search(
            Domain("program_id", "=", program.id)
            & Domain("scope", "=", "company")
            & Domain("channel_code", "=", False)
            & Domain("is_year", "=", False),
            order="period_start",
        )
        names = dict(values._fields["kpi"]._description_selection(self.env))
        latest = {value.kpi: value for value in values if value.is_measured}
        return {
            kpi: {
                "name": names[kpi],
                "value": value.value_text,
                "evidence": self._format_evidence(value),
                "action": self._link(
                    "satisfaction.kpi.value",
                    names[kpi],
                    Domain("program_id", "=", program.id) & Domain("kpi", "=", kpi),
                ),
            }
            for kpi, value in latest.items()
        }

    @api.model
    def _format_evidence(self, value):
        """Period, 95 % interval and n of a KPI value."""
        # Hard spaces: "n = 30" stays on one line.
        count = f"n\u00a0=\u00a0{value.n}"
        parts = (value.period_label, value.interval_text, count)
        return ", ".join(filter(None, parts))
