# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class SatisfactionProgramMap(models.AbstractModel):
    """What each sub-process is for, and its tasks on and behind the stage (S0)."""

    _inherit = "satisfaction.program.map"

    def _get_purposes(self):
        """{code: what the sub-process is for, in a sentence}"""
        _ = self.env._
        return {
            "01": _("Say what is asked of whom and why, tied to the business goals."),
            "02": _(
                "Set goals for company, teams, agents and clients, and name who"
                " answers for them."
            ),
            "03": _("Ask few, clear questions about the daily service."),
            "04": _(
                "Ask at the right moment, by mail and by telephone, and nobody too"
                " often."
            ),
            "05": _(
                "See how the daily service is felt, beside what internal figures say."
            ),
            "06": _(
                "Ask decision makers about the partnership, and users about the whole."
            ),
            "07": _(
                "Reach the chosen clients in waves, through independent interviewers."
            ),
            "08": _(
                "See where the relationship holds and where it falls, level by level."
            ),
            "09": _(
                "Win dissatisfied clients back, remove the cause, and close the"
                " loop with them."
            ),
        }

    def _get_seen_tasks(self):
        """{code: what clients notice of the sub-process, a task each}"""
        _ = self.env._
        return {
            "01": [
                _("The client hears how its feedback is used, and what it may expect"),
                _("Expectations are talked over and agreed with the client"),
            ],
            "02": [_("Targets of the client are agreed with it")],
            "03": [_("A few users try the questions before everybody gets them")],
            "04": [
                _("The requester gets a mail after a ticket is closed"),
                _("A callback agent rings about some of the tickets"),
                _("Whoever answers is thanked"),
                _("One reminder, and never again for those who don't want to be asked"),
            ],
            "05": [_("The client sees its scores in the review meeting")],
            "06": [_("The client may have questions of its own asked")],
            "07": [
                _("The interview is announced and an appointment made"),
                _("The independent interviewer calls or visits"),
                _("What was said last time is gone through: what was done about it?"),
            ],
            "08": [
                _("Results and planned actions are presented to the client"),
                _("The client says which actions matter most to it"),
            ],
            "09": [
                _(
                    "The client manager and the service manager call; after very low"
                    " answers senior management as well"
                ),
                _("The client gets a report with actions and a day they are done by"),
                _("The client rates what was done, and accepts it or reopens the case"),
            ],
        }

    def _get_hidden_tasks(self):
        """{code: what is done behind the scenes, a task each}"""
        _ = self.env._
        return {
            "01": [
                _("Collect the year's business goals from management"),
                _("Write the client feedback strategy and have it approved"),
                _("Complete the client profiles: roles of contacts, managers, level"),
            ],
            "02": [
                _("Choose KPIs and goals, and who is accountable"),
                _("Put the goals into the performance reviews of teams and agents"),
            ],
            "03": [
                _("Write questions, labels and languages; run the design check"),
                _("Tie each questionnaire to a business goal"),
            ],
            "04": [
                _("Plan asks by rules: who, when, how often, and why not"),
                _("Draw callback samples and share them among callback agents"),
                _("Type in answers from telephone, paper and meetings"),
                _("Watch response rates; correct addresses"),
            ],
            "05": [
                _("Count answers into scores with interval; freeze the period"),
                _("Compare with time to close, service levels and repeated tickets"),
                _("Look for key drivers; tell teams and agents their results"),
            ],
            "06": [
                _("Review levels, indicators and weights of the scorecard"),
                _("Word the questions for executives and for end users"),
            ],
            "07": [
                _("Define target groups, draw the wave, keep the panel"),
                _("Assign interviewers who never worked for the client"),
                _("Follow the progress, close the wave"),
            ],
            "08": [
                _("Find what fell beyond chance, at which level, with which indicator"),
                _("Compare clients, waves and roles; report to management"),
                _("Turn themes of remarks into improvement actions"),
            ],
            "09": [
                _("Open a case from each low answer and each complaint"),
                _("Find the cause by asking why"),
                _("Plan actions, ask suppliers, follow the due days, escalate"),
                _("Measure the effect of what was done"),
            ],
        }

    def _get_role_names(self):
        """{code: who is responsible for the sub-process, as a role}"""
        _ = self.env._
        manager = _("Programme manager")
        return {
            "01": manager,
            "02": _("Senior management"),
            "03": manager,
            "04": _("Callback agents and service teams"),
            "05": _("Service managers"),
            "06": manager,
            "07": _("Independent interviewers"),
            "08": _("Client managers"),
            "09": _("Client manager, service manager, senior management"),
        }

    def _get_state_names(self):
        _ = self.env._
        return {
            "todo": _("Not begun"),
            "active": _("Under way"),
            "attention": _("Needs attention"),
            "done": _("Done"),
        }
