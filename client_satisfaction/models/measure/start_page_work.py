# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

from ...report import figures
from ...scoring import share_of_counts

DUE_SOON_DAYS = 7
OPEN_ACTIONS = ("planned", "in_progress")


class SatisfactionStartPage(models.AbstractModel):
    """Cards about work that waits: warnings, promises, calls, interviews, goals.

    A card about which there is nothing to say isn't there: the page is about today.
    """

    _inherit = "satisfaction.start.page"

    def _get_work_cards(self):
        """Cards of work, the most urgent first; only those the reader may see."""
        return [
            self._get_alert_card(),
            self._get_promise_card(),
            self._get_action_card(),
            self._get_remark_card(),
            self._get_meeting_card(),
            self._get_wave_card(),
            self._get_interview_card(),
            self._get_call_card(),
            self._get_goal_card(),
        ]

    def _can_read(self, model):
        return self.env[model].has_access("read")

    def _get_alert_card(self):
        """Early warnings not closed yet (R101)."""
        model = "satisfaction.alert"
        if not self._can_read(model):
            return None
        domain = self._in_company() & Domain("state", "!=", "closed")
        alerts = self._figure(model, self.env._("Open alerts"), domain)
        if not alerts["count"]:
            return None
        unacceptable = self._figure(
            model,
            self.env._("unacceptable"),
            domain & Domain("level", "=", "unacceptable"),
            tone="bad",
        )
        return {
            "key": "alerts",
            "title": alerts["label"],
            "value": str(alerts["count"]),
            "detail": self.env._("what deviates and isn't settled yet"),
            "tone": "bad" if unacceptable["count"] else "warn",
            "action": alerts["action"],
            "figures": [
                self._figure(
                    model, self.env._("new"), domain & Domain("state", "=", "open")
                ),
                self._figure(
                    model,
                    self.env._("yours"),
                    domain & Domain("user_id", "=", self.env.uid),
                ),
                unacceptable,
            ],
        }

    def _get_due_figures(self, model, domain, day):
        """What is late, and what is due soon.

        :param day: the field with the day it is due
        """
        today = self.env.company._satisfaction_today()
        soon = today + timedelta(days=DUE_SOON_DAYS)
        return (
            self._figure(
                model,
                self.env._("overdue"),
                domain & Domain(day, "<", today),
                tone="bad",
            ),
            self._figure(
                model,
                self.env._("due within a week"),
                domain & Domain(day, ">=", today) & Domain(day, "<", soon),
            ),
        )

    def _get_promise_card(self):
        """What was promised to clients with a day (R80, R99)."""
        model = "satisfaction.case"
        if not self._can_read(model):
            return None
        domain = self._in_company() & Domain("state", "=", "committed")
        promised = self._figure(model, self.env._("Promises to keep"), domain)
        if not promised["count"]:
            return None
        late, soon = self._get_due_figures(model, domain, "commitment_date")
        return {
            "key": "promises",
            "title": promised["label"],
            "value": str(promised["count"]),
            "detail": self.env._("cases in which the client has our word"),
            "tone": "bad" if late["count"] else "",
            "action": promised["action"],
            "figures": [late, soon],
        }

    def _get_action_card(self):
        """Improvement actions by the day they are due (R79, R100)."""
        model = "satisfaction.action"
        if not self._can_read(model):
            return None
        domain = self._in_company() & Domain("state", "in", OPEN_ACTIONS)
        opened = self._figure(model, self.env._("Open actions"), domain)
        if not opened["count"]:
            return None
        late, soon = self._get_due_figures(model, domain, "date_due")
        return {
            "key": "actions",
            "title": opened["label"],
            "value": str(opened["count"]),
            "detail": self.env._("planned or in progress"),
            "tone": "bad" if late["count"] else "",
            "action": opened["action"],
            "figures": [
                late,
                soon,
                self._figure(
                    model,
                    self.env._("yours"),
                    domain & Domain("user_id", "=", self.env.uid),
                ),
            ],
        }

    def _get_remark_card(self):
        """What clients said and nobody has decided on (R86, R90)."""
        model = "satisfaction.remark"
        if not self._can_read(model):
            return None
        domain = self._in_company() & Domain("state", "=", "new")
        new = self._figure(model, self.env._("Remarks to decide on"), domain)
        if not new["count"]:
            return None
        return {
            "key": "remarks",
            "title": new["label"],
            "value": str(new["count"]),
            "detail": self.env._("said by clients, not taken up yet"),
            "tone": "",
            "action": new["action"],
            "figures": [
                self._figure(
                    model,
                    self.env._("complaints"),
                    domain & Domain("kind", "=", "complaint"),
                    tone="bad",
                ),
                self._figure(
                    model,
                    self.env._("suggestions"),
                    domain & Domain("kind", "=", "suggestion"),
                ),
                self._figure(
                    model,
                    self.env._("yours"),
                    domain & Domain("user_id", "=", self.env.uid),
                ),
            ],
        }

    def _get_wave_card(self):
        """How many of a running wave's respondents have answered so far (R65)."""
        model = "satisfaction.request"
        # Who only interviews sees own assessments, on the card of the interviews.
        if not self.env.user.has_groups(
            "client_satisfaction.group_client_manager,"
            "client_satisfaction.group_senior_management"
        ):
            return None
        domain = (
            self._in_company()
            & Domain("assessment_id.wave_id.state", "=", "running")
            & Domain("state", "in", ("planned", "sent", "answered", "expired"))
        )
        asked = self._figure(model, self.env._("asked"), domain)
        if not asked["count"]:
            return None
        answered = self._figure(
            model, self.env._("answered"), domain & Domain("state", "=", "answered")
        )
        share = share_of_counts(answered["count"], asked["count"])
        return {
            "key": "waves",
            "title": self.env._("Running waves"),
            "value": figures.format_percent(share.share, self._decimal_point()),
            "detail": self.env._("of the respondents have answered so far"),
            "tone": "",
            "action": asked["action"],
            "figures": [
                answered,
                asked,
                self._figure(
                    "satisfaction.assessment",
                    self.env._("interviews without interviewer"),
                    self._in_company()
                    & Domain("wave_id.state", "=", "running")
                    & Domain("mode", "!=", "online")
                    & Domain("state", "in", ("planned", "running"))
                    & Domain("interviewer_id", "=", False),
                    tone="warn",
                ),
            ],
        }

    def _get_interview_card(self):
        """The reader's own interviews (R70)."""
        model = "satisfaction.assessment"
        if not self._can_read(model):
            return None
        today = self.env.company._satisfaction_today()
        views = (
            ("list", "satisfaction_interview_view_list"),
            ("kanban", "satisfaction_interview_view_kanban"),
        )
        domain = (
            self._in_company()
            & Domain("interviewer_id", "=", self.env.uid)
            & Domain("mode", "!=", "online")
            & Domain("state", "in", ("planned", "running"))
        )
        mine = self._figure(
            model,
            self.env._("Your interviews"),
            domain,
            views=views,
        )
        if not mine["count"]:
            return None
        return {
            "key": "interviews",
            "title": mine["label"],
            "value": str(mine["count"]),
            "detail": self.env._("assigned to you and not finished"),
            "tone": "",
            "action": mine["action"],
            "figures": [
                self._figure(
                    model,
                    self.env._("overdue"),
                    domain & Domain("scheduled_on", "<", today),
                    tone="bad",
                    views=views,
                ),
                self._figure(
                    model,
                    self.env._("due within a week"),
                    domain
                    & Domain("scheduled_on", ">=", today)
                    & Domain(
                        "scheduled_on", "<", today + timedelta(days=DUE_SOON_DAYS)
                    ),
                    views=views,
                ),
                self._figure(
                    model,
                    self.env._("without a day"),
                    domain & Domain("scheduled_on", "=", False),
                    views=views,
                ),
            ],
        }

    def _get_call_card(self):
        """Calls that wait: the reader's own and those nobody has taken (R39, R41)."""
        model = "satisfaction.request"
        if not self.env.user.has_groups(
            "client_satisfaction.group_interviewer,"
            "client_satisfaction.group_senior_management"
        ):
            return None
        views = (("list", "callback_view_list"), ("kanban", "callback_view_kanban"))
        if not self.env.user.has_group("client_satisfaction.group_interviewer"):
            views = (("list", "callback_view_list_all"),)
        domain = (
            self._in_company()
            & Domain("delivery", "=", "call")
            & Domain("state", "=", "planned")
        )
        waiting = self._figure(model, self.env._("Calls to make"), domain, views=views)
        if not waiting["count"]:
            return None
        late = self._figure(
            model,
            self.env._("overdue"),
            domain & Domain("call_due", "<", fields.Datetime.now()),
            tone="bad",
            views=views,
        )
        return {
            "key": "calls",
            "title": waiting["label"],
            "value": str(waiting["count"]),
            "detail": self.env._("callbacks to clients about closed tickets"),
            "tone": "bad" if late["count"] else "",
            "action": waiting["action"],
            "figures": [
                late,
                self._figure(
                    model,
                    self.env._("yours"),
                    domain & Domain("interviewer_id", "=", self.env.uid),
                    views=views,
                ),
                self._figure(
                    model,
                    self.env._("not taken by anybody"),
                    domain & Domain("interviewer_id", "=", False),
                    views=views,
                ),
            ],
        }

    def _get_goal_card(self):
        """Goals about the reader, or that the reader answers for (R12)."""
        model = "satisfaction.target"
        if not self._can_read(model):
            return None
        domain = (
            self._in_company()
            & Domain("program_id.state", "=", "running")
            & (
                Domain("user_id", "=", self.env.uid)
                | Domain("accountable_id", "=", self.env.uid)
            )
        )
        goals = self._figure(model, self.env._("Your goals"), domain)
        if not goals["count"]:
            return None
        reached = self._figure(
            model,
            self.env._("reached"),
            domain & Domain("status", "=", "reached"),
            tone="good",
        )
        missed = self._figure(
            model,
            self.env._("missed"),
            domain & Domain("status", "=", "missed"),
            tone="bad",
        )
        return {
            "key": "goals",
            "title": goals["label"],
            "value": str(goals["count"]),
            "detail": self.env._("about your work, or you answer for them"),
            "tone": "bad" if missed["count"] else "",
            "action": goals["action"],
            "figures": [reached, missed],
        }
