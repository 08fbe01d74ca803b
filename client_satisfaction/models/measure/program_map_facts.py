# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain
from odoo.tools.misc import format_date

EVENT_PURPOSES = ("event", "callback", "monthly")
RELATIONSHIP_PURPOSES = ("relationship", "service_review")


class SatisfactionProgramMap(models.AbstractModel):
    """How each sub-process stands this year: read from figures, never typed in.

    Here planning and designing; the others stand in ``program_map_results``.
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
                    self.env._("Goals: %s", len(program.goal_ids)),
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
                    self.env._("Targets: %s", count),
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
