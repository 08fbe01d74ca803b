# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_date

from ..scoring import recovery_effect
from . import figures

ROWS_SHOWN = 8
OPEN_ACTIONS = ("planned", "in_progress")
FINISHED_ACTIONS = ("done", "reviewed")


class SatisfactionProgramReportWork(models.AbstractModel):
    """Existing problems, and what is done and suggested about them (R104)."""

    _name = "satisfaction.program.report.work"
    _description = "Problems and Improvements in a Programme Report"

    def _in_company(self, report):
        return Domain("company_id", "=", report.company_id.id)

    def _within(self, report, name):
        """Moments of the period: its days are the company's, moments are UTC."""
        to_end = report.company_id._satisfaction_day_end
        return Domain(name, ">", to_end(report.period_start - timedelta(days=1))) & (
            Domain(name, "<=", to_end(report.period_end))
        )

    def _on_days(self, report, name):
        return Domain(name, ">=", report.period_start) & (
            Domain(name, "<=", report.period_end)
        )

    def _get_selection(self, model, name):
        field = self.env[model]._fields[name]
        return dict(field._description_selection(self.env))

    # ------------------------------------------------------------------
    # Problems
    # ------------------------------------------------------------------
    def _get_cases(self, report):
        """Cases of the period by origin and root cause, and what is still open."""
        Case = self.env["satisfaction.case"]
        opened = self._in_company(report) & self._within(report, "opened_at")
        by_origin = dict(Case._read_group(opened, ["origin"], ["__count"]))
        by_severity = dict(Case._read_group(opened, ["severity"], ["__count"]))
        severities = self._get_selection("satisfaction.case", "severity")
        causes = [
            {"name": cause.complete_name, "count": count}
            for cause, count in Case._read_group(
                opened & Domain("root_cause_ids", "!=", False),
                ["root_cause_ids"],
                ["__count"],
                order="__count desc, root_cause_ids",
                limit=ROWS_SHOWN,
            )
        ]
        still = opened & Domain("state", "!=", "closed")
        return {
            "opened": sum(by_origin.values()),
            "answers": by_origin.get("answer", 0),
            "complaints": by_origin.get("complaint", 0),
            "severities": [
                {"name": label, "count": by_severity[code]}
                for code, label in reversed(severities.items())
                if by_severity.get(code)
            ],
            "causes": causes,
            "without_cause": Case.search_count(
                opened & Domain("root_cause_ids", "=", False)
            ),
            "open": Case.search_count(still),
            "overdue": Case.search_count(
                still
                & Domain("contacted_at", "=", False)
                & Domain("contact_deadline", "<", fields.Datetime.now())
            ),
            "closed": Case.search_count(
                self._in_company(report) & self._within(report, "closed_at")
            ),
        }

    def _get_alerts(self, report):
        """Deviations noticed in the period, the gravest first (R101)."""
        Alert = self.env["satisfaction.alert"]
        domain = self._in_company(report) & self._within(report, "noticed_at")
        alerts = Alert.search(domain, limit=ROWS_SHOWN)
        total = Alert.search_count(domain)
        levels = self._get_selection("satisfaction.alert", "level")
        states = self._get_selection("satisfaction.alert", "state")
        outcomes = self._get_selection("satisfaction.alert", "outcome")
        return {
            "rows": [
                {
                    "name": alert.display_name,
                    "summary": alert.summary or "",
                    "level": levels[alert.level],
                    "state": outcomes.get(alert.outcome) or states[alert.state],
                    "owner": alert.user_id.name or "",
                }
                for alert in alerts
            ],
            "more": max(total - len(alerts), 0),
            "total": total,
        }

    def _get_late_actions(self, report):
        """Actions whose day is over today, whatever period they are from."""
        Action = self.env["satisfaction.action"]
        domain = (
            self._in_company(report)
            & Domain("state", "in", OPEN_ACTIONS)
            & Domain("date_due", "<", report.company_id._satisfaction_today())
        )
        actions = Action.search(domain, limit=ROWS_SHOWN)
        total = Action.search_count(domain)
        return {
            "rows": [self._to_action(action) for action in actions],
            "more": max(total - len(actions), 0),
        }

    # ------------------------------------------------------------------
    # Improvements
    # ------------------------------------------------------------------
    def _to_action(self, action):
        kinds = self._get_selection("satisfaction.action", "action_type")
        states = self._get_selection("satisfaction.action", "state")
        effects = self._get_selection("satisfaction.action", "effect")
        count = len(action.client_ids)
        return {
            "name": action.name,
            "kind": kinds[action.action_type],
            "clients": (
                action.client_ids.name
                if count == 1
                else self.env._("%s clients", count)
                if count
                else ""
            ),
            "owner": action.user_id.name or "",
            "due": format_date(self.env, action.date_due),
            "state": states[action.state],
            "done": format_date(self.env, action.done_on) if action.done_on else "",
            "result": action.result or "",
            "causes": ", ".join(action.root_cause_ids.mapped("complete_name")),
            "effect": effects.get(action.effect, ""),
            "before": self._show_side(action, "before"),
            "after": self._show_side(action, "after"),
            "change": (
                figures.format_change(action.effect_change, self._decimal_point())
                if action.effect and action.effect_change is not False
                else ""
            ),
        }

    def _show_side(self, action, name):
        points, count = action[f"{name}_points"], action[f"{name}_count"]
        has_interval = count > 1
        return figures.format_score(
            None if points is False else points,
            count,
            action[f"{name}_low"] if has_interval else None,
            action[f"{name}_high"] if has_interval else None,
            self._decimal_point(),
        )

    def _get_actions(self, report):
        """Done in the period with their effect; open ones with their day (R87)."""
        Action = self.env["satisfaction.action"]
        done_domain = (
            self._in_company(report)
            & Domain("state", "in", FINISHED_ACTIONS)
            & self._on_days(report, "done_on")
        )
        open_domain = self._in_company(report) & Domain("state", "in", OPEN_ACTIONS)
        done = Action.search(done_domain, order="done_on, id", limit=ROWS_SHOWN)
        planned = Action.search(open_domain, limit=ROWS_SHOWN)
        effects = dict(
            Action._read_group(
                done_domain & Domain("effect", "!=", False), ["effect"], ["__count"]
            )
        )
        names = self._get_selection("satisfaction.action", "effect")
        done_total = Action.search_count(done_domain)
        open_total = Action.search_count(open_domain)
        return {
            "done": [self._to_action(action) for action in done],
            "done_total": done_total,
            "done_more": max(done_total - len(done), 0),
            "open": [self._to_action(action) for action in planned],
            "open_total": open_total,
            "open_more": max(open_total - len(planned), 0),
            "effects": [
                {"name": label, "count": effects[code]}
                for code, label in names.items()
                if effects.get(code)
            ],
        }

    def _get_remarks(self, report):
        """What clients said in the period, and what became of it (R86, R90).

        Confidential remarks are counted, their words are not printed.
        """
        Remark = self.env["satisfaction.remark"]
        domain = self._in_company(report) & self._on_days(report, "said_on")
        kinds = dict(Remark._read_group(domain, ["kind"], ["__count"]))
        states = dict(Remark._read_group(domain, ["state"], ["__count"]))
        accepted = Remark.search(
            domain
            & Domain("state", "in", ("accepted", "done"))
            & Domain("is_confidential", "=", False),
            limit=ROWS_SHOWN,
        )
        themes = Remark._read_group(
            domain & Domain("theme_id", "!=", False),
            ["theme_id"],
            ["__count"],
            order="__count desc, theme_id",
            limit=ROWS_SHOWN,
        )
        state_names = self._get_selection("satisfaction.remark", "state")
        rated = Remark._get_effectiveness(
            self._in_company(report) & self._on_days(report, "done_on")
        )[None]
        return {
            "total": sum(kinds.values()),
            "kinds": [
                {"name": label, "count": kinds[code]}
                for code, label in self._get_selection(
                    "satisfaction.remark", "kind"
                ).items()
                if kinds.get(code)
            ],
            "states": [
                {"name": label, "count": states[code]}
                for code, label in state_names.items()
                if states.get(code)
            ],
            "themes": [{"name": theme.name, "count": count} for theme, count in themes],
            "accepted": [
                {
                    "text": remark.name,
                    "client": remark.client_id.name or "",
                    "state": state_names[remark.state],
                    "decision": remark.outcome_note or remark.decision_note or "",
                }
                for remark in accepted
            ],
            "rated": figures.format_score(
                rated["mean"],
                rated["n"],
                rated["low"],
                rated["high"],
                self._decimal_point(),
            ),
            "rated_count": rated["n"],
        }

    def _get_recovery(self, report):
        """Were clients with problems won back? Cases closed in the period (R96)."""
        cases = self.env["satisfaction.case"].search(
            self._in_company(report) & self._within(report, "closed_at")
        )
        effect = recovery_effect(
            (case.recovery_before, case.recovery_after)
            for case in cases
            if case.recovery_before is not False and case.recovery_after is not False
        )
        point = self._decimal_point()
        verdicts = {
            "too_few": self.env._("Too few answers to tell"),
            "better": self.env._("Better, more than by chance"),
            "worse": self.env._("Worse, more than by chance"),
            "no_reliable_change": self.env._("No reliable difference"),
        }
        return {
            "count": effect.n,
            "before": self._number(effect.before),
            "after": self._number(effect.after),
            "change": (
                figures.format_change(effect.change, point)
                if effect.change is not None
                else figures.NOT_MEASURED
            ),
            "interval": figures.format_value_interval(
                effect.interval and effect.interval.low,
                effect.interval and effect.interval.high,
                "change",
                point,
            ),
            "verdict": verdicts[effect.verdict],
        }
