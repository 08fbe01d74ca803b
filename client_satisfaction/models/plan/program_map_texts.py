# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class SatisfactionProgramMap(models.AbstractModel):
    """What each sub-process is for, and its tasks on and behind the stage (S0)."""

    _inherit = "satisfaction.program.map"

    def _get_purposes(self):
        """{code: what the sub-process is for, in a sentence}"""
        return {
            "01": self.env._(
                "Say what is asked of whom and why, tied to the business goals."
            ),
            "02": self.env._(
                "Set goals for company, teams, agents and clients, and name who"
                " answers for them."
            ),
            "03": self.env._("Ask few, clear questions about the daily service."),
            "04": self.env._(
                "Ask at the right moment, by mail and by telephone, and nobody too"
                " often."
            ),
            "05": self.env._(
                "See how the daily service is felt, beside what internal figures say."
            ),
            "06": self.env._(
                "Ask decision makers about the partnership, and users about the whole."
            ),
            "07": self.env._(
                "Reach the chosen clients in waves, through independent interviewers."
            ),
            "08": self.env._(
                "See where the relationship holds and where it falls, level by level."
            ),
            "09": self.env._(
                "Win dissatisfied clients back, remove the cause, and close the"
                " loop with them."
            ),
        }

    def _get_seen_tasks(self):
        """{code: what clients notice of the sub-process, a task each}"""
        return {
            "01": [
                self.env._(
                    "The client hears how its feedback is used, and what it may expect"
                ),
                self.env._("Expectations are talked over and agreed with the client"),
            ],
            "02": [self.env._("Targets of the client are agreed with it")],
            "03": [
                self.env._("A few users try the questions before everybody gets them")
            ],
            "04": [
                self.env._("The requester gets a mail after a ticket is closed"),
                self.env._("A callback agent rings about some of the tickets"),
                self.env._("Whoever answers is thanked"),
                self.env._(
                    "One reminder, and never again for those who don't want to be asked"
                ),
            ],
            "05": [self.env._("The client sees its scores in the review meeting")],
            "06": [self.env._("The client may have questions of its own asked")],
            "07": [
                self.env._("The interview is announced and an appointment made"),
                self.env._("The independent interviewer calls or visits"),
                self.env._(
                    "What was said last time is gone through: what was done about it?"
                ),
            ],
            "08": [
                self.env._("Results and planned actions are presented to the client"),
                self.env._("The client says which actions matter most to it"),
            ],
            "09": [
                self.env._(
                    "The client manager and the service manager call; after very low"
                    " answers senior management as well"
                ),
                self.env._(
                    "The client gets a report with actions and a day they are done by"
                ),
                self.env._(
                    "The client rates what was done, and accepts it or reopens the case"
                ),
            ],
        }

    def _get_hidden_tasks(self):
        """{code: what is done behind the scenes, a task each}"""
        return {
            "01": [
                self.env._("Collect the year's business goals from management"),
                self.env._("Write the client feedback strategy and have it approved"),
                self.env._(
                    "Complete the client profiles: roles of contacts, managers, level"
                ),
            ],
            "02": [
                self.env._("Choose KPIs and goals, and who is accountable"),
                self.env._(
                    "Put the goals into the performance reviews of teams and agents"
                ),
            ],
            "03": [
                self.env._(
                    "Write questions, labels and languages; run the design check"
                ),
                self.env._("Tie each questionnaire to a business goal"),
            ],
            "04": [
                self.env._("Plan asks by rules: who, when, how often, and why not"),
                self.env._(
                    "Draw callback samples and share them among callback agents"
                ),
                self.env._("Type in answers from telephone, paper and meetings"),
                self.env._("Watch response rates; correct addresses"),
            ],
            "05": [
                self.env._(
                    "Count answers into scores with interval; freeze the period"
                ),
                self.env._(
                    "Compare with time to close, service levels and repeated tickets"
                ),
                self.env._("Look for key drivers; tell teams and agents their results"),
            ],
            "06": [
                self.env._("Review levels, indicators and weights of the scorecard"),
                self.env._("Word the questions for executives and for end users"),
            ],
            "07": [
                self.env._("Define target groups, draw the wave, keep the panel"),
                self.env._("Assign interviewers who never worked for the client"),
                self.env._("Follow the progress, close the wave"),
            ],
            "08": [
                self.env._(
                    "Find what fell beyond chance, at which level, with which indicator"
                ),
                self.env._("Compare clients, waves and roles; report to management"),
                self.env._("Turn themes of remarks into improvement actions"),
            ],
            "09": [
                self.env._("Open a case from each low answer and each complaint"),
                self.env._("Find the cause by asking why"),
                self.env._(
                    "Plan actions, ask suppliers, follow the due days, escalate"
                ),
                self.env._("Measure the effect of what was done"),
            ],
        }

    def _get_role_names(self):
        """{code: who is responsible for the sub-process, as a role}"""
        manager = self.env._("Programme manager")
        return {
            "01": manager,
            "02": self.env._("Senior management"),
            "03": manager,
            "04": self.env._("Callback agents and service teams"),
            "05": self.env._("Service managers"),
            "06": manager,
            "07": self.env._("Independent interviewers"),
            "08": self.env._("Client managers"),
            "09": self.env._("Client manager, service manager, senior management"),
        }

    def _get_state_names(self):
        return {
            "todo": self.env._("Not begun"),
            "active": self.env._("Under way"),
            "attention": self.env._("Needs attention"),
            "done": self.env._("Done"),
        }
