# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Teams and agents: satisfaction beside efficiency, and who sees whose."""

import json

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from .builders import Q2
from .kpi_case import KpiCommon


class TestPerformance(KpiCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The demo data's own programmes must not take part.
        cls.kpis.search([("program_id", "!=", cls.program.id)]).unlink()
        cls.page = cls.env["satisfaction.performance"]
        cls.other_team = cls._make_team(
            name="Network", user_ids=[Command.set(cls.other_agent.ids)]
        )
        cls.leader_user = new_test_user(
            cls.env,
            "team_leader",
            groups="helpdesk_mgmt.group_helpdesk_user,client_satisfaction.group_agent",
            company_id=cls.company.id,
        )
        for user, team, points in (
            (cls.agent, cls.team, [100] * 8 + [80] * 4),
            (cls.other_agent, cls.other_team, [20] * 6 + [40] * 6),
        ):
            cls._add_answers(
                "ticket", points, "2026-05-10", user_id=user.id, team_id=team.id
            )
            for hours in (2, 3, 4, 5, 40):
                cls._add_closing("2026-05-10", hours, user_id=user.id, team_id=team.id)
        cls._compute()
        cls.period = f"{cls.program.id}/{Q2[0]}/{Q2[1]}"

    def _rows(self, user, **params):
        data = self.page.with_user(user).get_data({"period": self.period, **params})
        return {row["key"]: row for row in data["rows"]}

    def _key(self, record):
        return f"{'team' if 'ticket.team' in record._name else 'agent'}-{record.id}"

    def test_satisfaction_beside_efficiency(self):
        """R6, R12, R114: the stored KPIs, with n and interval, and what they say."""
        rows = self._rows(self.program_manager)
        row = rows[self._key(self.agent)]
        value = self._kpi("tickets", Q2, "agent", self.agent)
        self.assertEqual(row["satisfaction"]["text"], value.figure_text)
        self.assertIn("n = 12", row["satisfaction"]["text"])
        self.assertEqual(row["satisfaction"]["points"], value.value)
        self.assertEqual(row["satisfaction"]["verdict"], "reliably above the company")
        low = rows[self._key(self.other_agent)]["satisfaction"]
        self.assertEqual(low["verdict"], "reliably below the company")
        hours = self._kpi("resolution_hours", Q2, "agent", self.agent)
        self.assertEqual(
            row["efficiency"]["resolution_hours"]["text"], hours.figure_text
        )
        self.assertEqual(row["efficiency"]["ticket_count"]["text"], "5")
        self.assertEqual(
            [row["name"] for row in rows.values() if row["scope"] == "team"],
            sorted([self.team.display_name, self.other_team.display_name]),
            "a list by name, no ranking",
        )

    def test_no_difference_is_said(self):
        """D15: what may be chance isn't called better or worse."""
        self.kpis.search([]).unlink()
        self.env["satisfaction.request"].search(
            [("event_date", "=", "2026-05-10")]
        ).event_date = "2026-02-10"
        for user, points in (
            (self.agent, [100, 60, 80, 80, 100, 60]),
            (self.other_agent, [80, 60, 80, 80, 100, 60]),
        ):
            self._add_answers("ticket", points, "2026-05-11", user_id=user.id)
        self._compute()
        for row in self._rows(self.senior_manager).values():
            if row["scope"] == "agent":
                self.assertEqual(
                    row["satisfaction"]["verdict"],
                    "no reliable difference from the company",
                )

    def test_who_sees_whom(self):
        """R12: oneself and one's team; a leader the people; management everybody."""
        own, foreign = self._key(self.agent), self._key(self.other_agent)
        teams = self._key(self.team), self._key(self.other_team)
        everybody = {own, foreign, *teams}
        self.assertEqual(set(self._rows(self.agent)), {own, teams[0]})
        self.assertTrue(self._rows(self.agent)[own]["is_me"])
        self.assertEqual(set(self._rows(self.other_agent)), {foreign, teams[1]})
        self.assertEqual(set(self._rows(self.program_manager)), everybody)
        self.assertEqual(set(self._rows(self.senior_manager)), everybody)
        self.assertEqual(self._rows(self.leader_user), {})  # leads nobody yet
        self.team.user_id = self.leader_user
        self.assertEqual(set(self._rows(self.leader_user)), {own, teams[0]})
        # Not by the values themselves either
        values = self.kpis.with_user(self.leader_user).search([("scope", "=", "agent")])
        self.assertEqual(values.user_id, self.agent)
        for user in (self.interviewer, self.plain_user):
            with self.assertRaises(AccessError):
                self.page.with_user(user).get_data()

    def test_agents_stand_beside_their_team(self):
        """The company's value is not theirs to read: the team's is."""
        row = self._rows(self.agent)[self._key(self.agent)]
        self.assertIn(self.team.display_name, row["satisfaction"]["verdict"])
        self.assertNotIn("company", json.dumps(row["satisfaction"]["verdict"]))

    def test_never_below_five(self):
        """D15: four answers of a person or team are nobody's performance."""
        newcomer = new_test_user(
            self.env,
            "newcomer",
            groups="helpdesk_mgmt.group_helpdesk_user,client_satisfaction.group_agent",
            company_id=self.company.id,
        )
        small = self._make_team(name="Small", user_ids=[Command.set(newcomer.ids)])
        self._add_answers(
            "ticket",
            [20, 20, 20, 20],
            "2026-05-10",
            user_id=newcomer.id,
            team_id=small.id,
        )
        self._compute()
        for user in (self.program_manager, newcomer):
            rows = self._rows(user)
            for record in (newcomer, small):
                shown = rows[self._key(record)]
                self.assertEqual(
                    shown["satisfaction"]["text"], "too few answers (n = 4)"
                )
                self.assertIsNone(shown["satisfaction"]["points"])
                self.assertNotIn("20.0", json.dumps(shown))
                self.assertFalse(shown["satisfaction"]["sparkline"])

    def test_one_team_only(self):
        rows = self._rows(self.program_manager, team_id=self.other_team.id)
        self.assertEqual(
            set(rows), {self._key(self.other_team), self._key(self.other_agent)}
        )
        page = self.page.with_user(self.program_manager)
        for params in ({"period": "tomorrow"}, {"team_id": 2**31 - 1}):
            with self.assertRaises(UserError):
                page.get_data(params)

    def test_praise(self):
        """R12, R86: words of thanks, but none said in confidence."""
        for text, confidential in (("Quick and kind", False), ("Between us", True)):
            self.env["satisfaction.remark"].create(
                {
                    "text": text,
                    "kind": "praise",
                    "partner_id": self.contact.id,
                    "said_on": "2026-05-20",
                    "team_id": self.team.id,
                    "praised_user_id": self.agent.id,
                    "is_confidential": confidential,
                }
            )
        for user, count in (
            (self.program_manager, 1),
            (self.agent, 1),
            (self.other_agent, 0),
        ):
            data = self.page.with_user(user).get_data({"period": self.period})
            self.assertEqual(
                [one["text"] for one in data["praise"]], ["Quick and kind"][:count]
            )

    def test_nothing_measured(self):
        self.kpis.search([]).unlink()
        data = self.page.with_user(self.senior_manager).get_data()
        self.assertEqual(data["periods"], [])

    def test_figures_open_what_is_behind_them(self):
        row = self._rows(self.agent)[self._key(self.agent)]
        value = self.kpis.with_user(self.agent).browse(row["satisfaction"]["id"])
        action = value.action_open_records()
        count = (
            self.env["satisfaction.request"]
            .with_user(self.agent)
            .search_count(action["domain"])
        )
        self.assertEqual(count, 12)
