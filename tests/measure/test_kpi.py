# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime
from math import sqrt
from statistics import mean, stdev

from odoo import Command

from .builders import Q1, Q2, Q3
from .kpi_case import KpiCommon

#: Two-sided 95 % points of Student's t, from printed tables.
T = {2: 4.303, 3: 3.182, 4: 2.776}
Z = 1.959964


def wilson(part, whole):
    """Wilson's interval in percent, written out independently of the addon."""
    p, z2 = part / whole, Z * Z
    centre = (p + z2 / (2 * whole)) / (1 + z2 / whole)
    reach = Z * sqrt(p * (1 - p) / whole + z2 / (4 * whole * whole)) / (1 + z2 / whole)
    return 100 * (centre - reach), 100 * (centre + reach)


class TestKpi(KpiCommon):
    """KPI values are what a person would compute from the same rows by hand."""

    def test_ticket_satisfaction(self):
        """R114: mean and share of 4–5 of 5, for company, team, agent and client."""
        other = self._make_client("Other")
        mine = [100, 80, 60, 80, 40]
        self._add_answers(
            "ticket", mine, "2026-05-10", team_id=self.team.id, user_id=self.agent.id
        )
        self._add_answers("ticket", [20, 100], "2026-06-30", client=other)
        # Not of this period, not of this channel, or not counted
        self._add_answers("ticket", [20], "2026-07-01")
        self._add_answers("callback", [20], "2026-05-10")
        self._add_answers("ticket", [20], "2026-05-10").write(
            {"is_scored": False, "points": False}
        )
        self._compute()
        everything = [*mine, 20, 100]
        reach = 2.447 * stdev(everything) / sqrt(7)
        self.assertKpi(
            self._kpi("tickets", Q2),
            mean(everything),
            7,
            mean(everything) - reach,
            min(100, mean(everything) + reach),
        )
        self.assertKpi(self._kpi("ticket_csat", Q2), 400 / 7, 7, *wilson(4, 7))
        reach = T[4] * stdev(mine) / sqrt(5)
        for scope, record in (("team", self.team), ("agent", self.agent)):
            self.assertKpi(
                self._kpi("tickets", Q2, scope, record),
                72,
                5,
                72 - reach,
                min(100, 72 + reach),
            )
        self.assertKpi(self._kpi("tickets", Q2, "client", other), 60, 2)
        self.assertEqual(self._kpi("tickets", Q2).method, "student")
        self.assertKpi(self._kpi("tickets", is_year=True), 62.5, 8)

    def test_few_answers_of_an_agent(self):
        """R12: below five answers nobody sees an agent's value, only how many."""
        self._add_answers("ticket", [20] * 4, "2026-05-10", user_id=self.agent.id)
        self._compute()
        value = self._kpi("tickets", Q2, "agent", self.agent)
        self.assertFalse(value.is_measured)
        self.assertTrue(value.is_too_few)
        self.assertIs(value.value, False)
        self.assertIs(value.interval_low, False)
        self.assertEqual((value.good_count, value.bad_count, value.n), (0, 0, 4))
        self.env.cr.execute(
            "SELECT value FROM satisfaction_kpi_value WHERE id = %s", [value.id]
        )
        self.assertEqual(self.env.cr.fetchone(), (None,))
        self._add_answers("ticket", [20], "2026-05-11", user_id=self.agent.id)
        self._compute()
        self.assertKpi(value, 20, 5)
        self.assertFalse(value.is_too_few)

    def test_scores_of_clients(self):
        """R61, R116, R115: satisfied share with coverage, improvement of a panel."""
        names = ("A", "B", "C", "D", "Silent")
        clients = [self._make_client(name) for name in names]
        before = dict(zip(clients, (70, 90, 80), strict=False))
        after = dict(zip(clients, (85, 79.9, 80, 95), strict=False))
        for day, points in (("2026-02-10", before), ("2026-05-10", after)):
            for client, each in points.items():
                self._add_answers("ticket", [each], day, client=client)
        self.env["satisfaction.request"].create(
            {
                "company_id": self.company.id,
                "channel_kind": "ticket",
                "channel_code": "ticket",
                "client_id": clients[-1].id,
                "event_date": "2026-05-12",
                "state": "expired",
            }
        )
        self._compute()
        share = self._kpi("satisfied_share", Q2)
        # 85, 80 and 95 of four measured; 79.9 is not 80
        self.assertKpi(share, 75, 4, *wilson(3, 4))
        self.assertEqual((share.good_count, share.bad_count), (3, 1))
        self.assertEqual(share.parts_text, "3 of 4")
        self.assertKpi(self._kpi("coverage", Q2), 80, 5, *wilson(4, 5))
        changes = [15, -10.1, 0]
        reach = T[2] * stdev(changes) / sqrt(3)
        value = self._kpi("improvement", Q2)
        self.assertKpi(value, mean(changes), 3, 1.633 - reach, 1.633 + reach)
        self.assertEqual(
            (value.good_count, value.middle_count, value.bad_count), (1, 1, 1)
        )
        scores = [85, 79.9, 80, 95]
        reach = T[3] * stdev(scores) / 2
        self.assertKpi(
            self._kpi("score", Q2),
            mean(scores),
            4,
            mean(scores) - reach,
            min(100, mean(scores) + reach),
        )
        self.assertKpi(self._kpi("score", Q2, "client", clients[0]), 85, 1)
        self.assertEqual(
            self._kpi("score", Q2, "client", clients[0]).method, "combined"
        )

    def _add_recommendations(self, numbers, day="2026-05-10", **values):
        survey = self.env.ref("client_satisfaction.survey_relationship")
        question = self.env.ref("client_satisfaction.survey_relationship_recommend")
        for number in numbers:
            answer = self.env["survey.user_input"].create(
                {
                    "survey_id": survey.id,
                    "state": "done",
                    "user_input_line_ids": [
                        Command.create(
                            {
                                "question_id": question.id,
                                "answer_type": "scale",
                                "value_scale": number,
                                "skipped": number is None,
                            }
                        )
                    ],
                }
            )
            self._add_answers(
                "questionnaire", [80], day, user_input_id=answer.id, **values
            )

    def test_promoters(self):
        """R111, D11: NPS of relationship answers; it counts in no score."""
        self._add_recommendations([10, 9, 8, 7, 6, 1, 10])
        self._add_recommendations([0], is_suspicious=True)
        self._add_recommendations([0], day="2026-03-31")
        self._compute()
        value = self._kpi("nps", Q2)
        p, q, n = 4 / 9, 3 / 9, 9
        reach = 100 * Z * sqrt((p + q - (p - q) ** 2) / n)
        self.assertKpi(value, 100 / 7, 7, 100 * (p - q) - reach, 100 * (p - q) + reach)
        self.assertEqual(
            (value.good_count, value.middle_count, value.bad_count), (3, 2, 2)
        )
        self.assertKpi(self._kpi("nps", Q1), -100, 1)
        self.assertKpi(self._kpi("nps", Q2, "client", self.client), 100 / 7, 7)
        self.assertKpi(self._kpi("relationship", Q2), 80, 8)
        self.assertEqual(self._score().points, 80)

    def test_retention(self):
        """R112, D12: of the clients of the first day those who are still there."""
        # (since, until): in both counts unless said otherwise
        for number, (since, until) in enumerate(
            [
                ("2020-01-01", False),
                ("2026-04-01", False),
                ("2020-01-01", "2026-07-01"),
                ("2020-01-01", "2026-06-30"),  # lost on the last day
                ("2020-01-01", "2026-04-01"),  # lost on the first day
                ("2020-01-01", "2026-03-31"),  # lost before
                ("2026-04-02", False),  # won during the period
                ("2026-04-02", "2026-05-01"),  # won and lost
            ]
        ):
            self._make_client(
                f"Client {number}",
                client_since=since,
                client_until=until,
                company_id=self.company.id,
            )
        # A contact is no client, nor is the client of another company one of ours
        self._make_contact(self.client, "Eve", client_since="2020-01-01")
        other = self.env["res.company"].create({"name": "Other company"})
        self._make_client("Theirs", client_since="2020-01-01", company_id=other.id)
        self._compute()
        value = self._kpi("retention", Q2)
        self.assertKpi(value, 60, 5, *wilson(3, 5))
        self.assertEqual((value.good_count, value.bad_count), (3, 2))
        action = value.action_open_records()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(len(found), 5, found.mapped("name"))

    def test_response_rate(self):
        """D15: asks whose time is over, by channel; a machine is no response."""
        sent = {
            "company_id": self.company.id,
            "channel_kind": "ticket",
            "channel_code": "ticket",
            "client_id": self.client.id,
            "event_date": "2026-05-10",
            "sent_at": "2026-05-10 09:00:00",
            "expires_at": "2026-06-01 09:00:00",
            "state": "answered",
        }
        self.env["satisfaction.request"].create(
            [
                sent,
                sent | {"state": "expired", "team_id": self.team.id},
                sent | {"is_suspicious": True},
                sent | {"state": "cancelled"},
                sent | {"sent_at": False},  # typed
                sent | {"expires_at": "2026-09-01 09:00:00"},  # may still come
                sent | {"channel_kind": "monthly", "channel_code": "monthly"},
                # Asked again: they were chosen for having been dissatisfied.
                sent | {"channel_kind": "other", "channel_code": "recovery"},
                sent | {"channel_kind": "other", "channel_code": "recheck"},
            ]
        )
        self._compute()
        self.assertKpi(self._kpi("response_rate", Q2), 50, 4, *wilson(2, 4))
        by_channel = self._kpi("response_rate", Q2, channel_code="ticket")
        self.assertKpi(by_channel, 100 / 3, 3, *wilson(1, 3))
        self.assertKpi(self._kpi("response_rate", Q2, channel_code="monthly"), 100, 1)
        self.assertKpi(self._kpi("response_rate", Q2, "team", self.team), 0, 1)

    def test_efficiency(self):
        """R6: closed tickets, median time to resolve, reopened, checked by call."""
        hours = [1, 2, 4, 8, 16, 100]
        rows = [self._add_closing("2026-05-10", each) for each in hours]
        closed = self.stage_closed
        self.env.flush_all()
        rows_tickets = rows[0].ticket_id.union(*(row.ticket_id for row in rows))
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET stage_id = %s WHERE id = ANY(%s)",
            [closed.id, rows_tickets.ids],
        )
        self.env.invalidate_all()
        # Closed again in the same period: one ticket, its last closing counts
        self._add_closing("2026-05-12", 3, rows[0].ticket_id)
        # Open again since, so that its closing did not hold
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET stage_id = %s WHERE id = %s",
            [self.stage_open.id, rows[1].ticket_id.id],
        )
        self._add_closing("2026-05-13", 50, skip_reason="stage_excluded")
        self._add_closing("2026-05-13", 50, skip_reason="duplicate")
        self._add_answers(
            "callback", [80], "2026-05-20", ticket_id=rows[2].ticket_id.id
        )
        self.env.invalidate_all()
        self._compute()
        self.assertKpi(self._kpi("ticket_count", Q2), 6, 6)
        self.assertIs(self._kpi("ticket_count", Q2).interval_low, False)
        # 2 3 4 8 16 100: six values, the whole range is the 96.9 % interval
        self.assertKpi(self._kpi("resolution_hours", Q2), 6, 6, 2, 100)
        self.assertKpi(self._kpi("resolution_mean", Q2), mean([2, 3, 4, 8, 16, 100]), 6)
        self.assertKpi(self._kpi("reopened_share", Q2), 100 / 3, 6, *wilson(2, 6))
        self.assertKpi(self._kpi("callback_coverage", Q2), 100 / 6, 6, *wilson(1, 6))
        self.assertKpi(self._kpi("resolution_hours", Q2, "agent", self.agent), 6, 6)
        self.assertFalse(self._kpi("sla_met", Q2).is_measured)

    def test_closing_is_told_by_the_ledger(self):
        """R6: the real closing of a ticket notes how long it took, once a closing."""
        ticket = self._make_tickets()
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET create_date = %s WHERE id = %s",
            [datetime(2026, 8, 14, 21, 0), ticket.id],
        )
        ticket.invalidate_recordset()
        first = self._close_ticket(ticket)
        self.assertTrue(first.is_closing)
        self.assertAlmostEqual(first.resolution_hours, 12, 2)
        ticket.stage_id = self.stage_open
        second = self._close_ticket(ticket)
        self.assertNotEqual(first, second)
        typed = self._make_entry(ticket_id=ticket.id)
        self.assertFalse((typed - first - second).is_closing)
        self._compute()
        self.assertKpi(self._kpi("ticket_count", Q3), 1, 1)
        self.assertKpi(self._kpi("reopened_share", Q3), 100, 1)

    def test_change_and_trend(self):
        """D15: a rise is named only when it is larger than chance."""
        self._add_answers("ticket", [58, 60, 62] * 4, "2026-02-10")
        self._add_answers("ticket", [88, 90, 92] * 4, "2026-05-10")
        self._add_answers("ticket", [60, 100], "2026-07-10")
        self._compute()
        q2, q3 = self._kpi("tickets", Q2), self._kpi("tickets", Q3)
        self.assertEqual(q2.previous_id, self._kpi("tickets", Q1))
        self.assertAlmostEqual(q2.change, 30, 1)
        self.assertEqual(q2.trend, "rise")
        self.assertEqual(q3.trend, "no_reliable_change")
        self.assertFalse(self._kpi("tickets", Q1).trend)
        self.assertEqual(q2.trend_text, "▲ Rise +30.0")
        self.assertEqual(
            self.kpis.search(
                [
                    ("kpi", "=", "tickets"),
                    ("scope", "=", "company"),
                    ("is_latest", "=", True),
                    ("is_year", "=", False),
                    ("company_id", "=", self.company.id),
                ]
            ),
            q3,
        )
