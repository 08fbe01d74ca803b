# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_date

EVENT_PURPOSES = ("event", "callback", "monthly")
RELATIONSHIP_PURPOSES = ("relationship", "service_review")


class SatisfactionProgramMap(models.AbstractModel):
    """How each sub-process stands this year: read from figures, never typed in.

    Each ``_get_process_NN`` returns the state ("todo", "active", "attention" or
    "done"), why it needs attention, its figures with the lists behind them, its
    documents, and the screen where one works on it.
    """

    _inherit = "satisfaction.program.map"

    @api.model
    def _get_process_01(self, program):
        here = self._link("satisfaction.program", program.name, res_id=program.id)
        approved = program.strategy_approved_on
        problems = program.goal_warning or ""
        if approved and not problems:
            state = "done"
        elif program.state != "draft" and problems:
            state = "attention"
        else:
            state = "active" if program.strategy or program.goal_ids else "todo"
        strategy = (
            self.env._(
                "approved by %(user)s on %(date)s",
                user=program.strategy_approved_by_id.name,
                date=format_date(self.env, approved),
            )
            if approved
            else self.env._("not approved yet")
        )
        clients = self._get_clients_domain(program)
        return {
            "state": state,
            "reason": problems if state == "attention" else "",
            "action": here,
            "documents": [
                self._document(self.env._("Client feedback strategy"), strategy, here),
                self._document(
                    self.env._("Business goals"),
                    self.env._("%s goals", len(program.goal_ids)),
                    here,
                ),
            ],
            "figures": [
                self._figure("res.partner", self.env._("clients"), clients),
                self._figure(
                    "res.partner",
                    self.env._("incomplete profiles"),
                    clients & Domain("client_profile_complete", "=", False),
                    tone="warn",
                ),
            ],
        }

    @api.model
    def _get_process_02(self, program):
        mine = Domain("program_id", "=", program.id)
        count = self.env["satisfaction.target"].search_count(mine)
        nobody = mine & Domain("accountable_id", "=", False)
        missed = mine & Domain("status", "=", "missed")
        no_owner = self.env["satisfaction.target"].search_count(nobody)
        state = "done" if count and not no_owner else "active" if count else "todo"
        if program.state == "running" and not count:
            state = "attention"
        link = self._link("satisfaction.target", self.env._("Targets"), mine)
        return {
            "state": state,
            "reason": self.env._("The programme runs without targets.")
            if state == "attention"
            else "",
            "action": link,
            "documents": [
                self._document(
                    self.env._("Targets of the year"),
                    self.env._("%s targets", count),
                    link,
                )
            ],
            "figures": [
                self._figure("satisfaction.target", self.env._("targets"), mine),
                self._figure(
                    "satisfaction.target",
                    self.env._("nobody accountable"),
                    nobody,
                    "warn",
                ),
                self._figure(
                    "satisfaction.target", self.env._("missed"), missed, "bad"
                ),
            ],
        }

    @api.model
    def _get_process_03(self, program):
        return self._get_design(program, EVENT_PURPOSES)

    @api.model
    def _get_process_06(self, program):
        facts = self._get_design(program, RELATIONSHIP_PURPOSES)
        scorecard = program.scorecard_id
        if scorecard:
            facts["documents"].insert(
                0,
                self._document(
                    self.env._("Scorecard"),
                    scorecard.display_name,
                    self._link(
                        "satisfaction.scorecard",
                        scorecard.display_name,
                        res_id=scorecard.id,
                    ),
                ),
            )
        return facts

    @api.model
    def _get_design(self, program, purposes):
        """Questionnaires of some purposes: are they there, are they sound?"""
        surveys = self.env["survey.survey"].search(
            [("satisfaction_purpose", "in", purposes)], order="title, id"
        )
        used = program._get_surveys_in_use().filtered(
            lambda survey: survey.satisfaction_purpose in purposes
        )
        labels = dict(
            surveys._fields["satisfaction_check"]._description_selection(self.env)
        )
        faulty = used.filtered(lambda survey: survey.satisfaction_check == "error")
        if not surveys:
            state = "todo"
        elif faulty:
            state = "attention"
        else:
            state = "done" if used else "active"
        shown = used or surveys
        return {
            "state": state,
            "reason": (
                self.env._(
                    "Can't be used: %s",
                    ", ".join(survey.title for survey in faulty),
                )
                if faulty
                else ""
            ),
            "action": self._link(
                "survey.survey",
                self.env._("Questionnaires"),
                Domain("id", "in", surveys.ids),
            ),
            "documents": [
                self._document(
                    survey.title,
                    labels.get(survey.satisfaction_check, ""),
                    self._link("survey.survey", survey.title, res_id=survey.id),
                )
                for survey in shown
            ],
            "figures": [
                self._figure(
                    "survey.survey", self.env._("in use"), Domain("id", "in", used.ids)
                ),
                self._figure(
                    "survey.survey",
                    self.env._("ready-made"),
                    Domain("id", "in", surveys.ids),
                ),
            ],
        }

    # ------------------------------------------------------------------
    # Asking and results
    # ------------------------------------------------------------------
    @api.model
    def _get_clients_domain(self, program):
        """Clients with a manager or a first day, as on the list of clients."""
        today = program.company_id._satisfaction_today()
        return (
            Domain("parent_id", "=", False)
            & Domain("company_id", "in", [program.company_id.id, False])
            & (
                Domain("client_manager_id", "!=", False)
                | Domain("client_since", "!=", False)
            )
            & (Domain("client_until", "=", False) | Domain("client_until", ">=", today))
        )

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
                        "%s rules", self.env["satisfaction.rule"].search_count(rules)
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
