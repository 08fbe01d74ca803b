# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The monthly rating: who is asked about which month, with which figures."""

from datetime import date, datetime, timedelta

from freezegun import freeze_time
from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common import SatisfactionCommon

YEAR = 2026


@tagged("post_install", "-at_install")
class TestMonthly(SatisfactionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(f"{YEAR}-06-15"):
            cls.program = cls._make_program(cls.company, YEAR)
        cls.channels = {channel.code: channel for channel in cls.program.channel_ids}
        cls.monthly_rule = cls.env["satisfaction.rule"].create(
            {
                "name": "Every month",
                "program_id": cls.program.id,
                "trigger": "monthly",
                "channel_id": cls.channels["monthly"].id,
            }
        )
        # Monday to Friday, as the company's time zone sees them
        cls.company.resource_calendar_id.tz = "Europe/Moscow"
        cls.leader.satisfaction_rates_monthly = True
        # Only the clients of this test
        cls.env["res.partner"].search(
            [("client_manager_id", "!=", False), ("id", "!=", cls.client.id)]
        ).client_manager_id = False

    def _plan(self, *day):
        """Plan as the job does in the morning of a day."""
        today = date(*day)
        with freeze_time(datetime(*day, 4, 0)):
            return self.monthly_rule._plan_due(today).filtered(
                lambda request: request.client_id == self.client
            )

    def _rows(self):
        return self.env["satisfaction.request"].search(
            [("client_id", "=", self.client.id), ("rated_month", "!=", False)],
            order="id",
        )

    def _make_ticket_at(self, created, closed=None, **values):
        ticket = self._make_tickets(**values)
        if closed:
            ticket.stage_id = self.stage_closed
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET create_date = %s, closed_date = %s WHERE id=%s",
            (created, closed, ticket.id),
        )
        ticket.invalidate_recordset()
        return ticket

    # ------------------------------------------------------------------
    # When
    # ------------------------------------------------------------------
    def test_first_working_day(self):
        """R18: the ask about May goes out on Monday the first of June, about June on
        Wednesday the first of July, about July on Monday the third of August."""
        for too_early, due, last_day in (
            ((YEAR, 5, 31), (YEAR, 6, 1), date(YEAR, 5, 31)),
            ((YEAR, 6, 30), (YEAR, 7, 1), date(YEAR, 6, 30)),
            ((YEAR, 8, 2), (YEAR, 8, 3), date(YEAR, 7, 31)),
        ):
            with self.subTest(due=due):
                if too_early[2] < 15:
                    self.assertFalse(self._plan(*too_early))
                request = self._plan(*due)
                self.assertRecordValues(
                    request,
                    [
                        {
                            "partner_id": self.leader.id,
                            "state": "planned",
                            "delivery": "mail",
                            "channel_kind": "monthly",
                            "rated_month": last_day.replace(day=1),
                            "event_date": last_day,
                            # nine o'clock in Moscow
                            "send_after": datetime(*due, 6, 0),
                        }
                    ],
                )

    def test_public_holiday(self):
        """R18: a holiday of the company's calendar moves the first working day."""
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.company.resource_calendar_id.id,
                "date_from": datetime(YEAR, 5, 31, 21, 0),
                "date_to": datetime(YEAR, 6, 1, 20, 59),
            }
        )
        self.assertFalse(self._plan(YEAR, 6, 1))
        self.assertTrue(self._plan(YEAR, 6, 2))

    def test_only_once(self):
        """R18: one ask per contact and month, however often the job runs; a second
        worker is stopped by the database."""
        first = self._plan(YEAR, 6, 1)
        self.assertEqual(len(first), 1)
        for day in (1, 2, 8):
            self.assertFalse(self._plan(YEAR, 6, day))
        self.assertEqual(self._rows(), first)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            first.copy({"rated_month": first.rated_month})
            self.env.flush_all()

    def test_too_late(self):
        """R18: a programme started in the middle of a month asks about that month when
        it is over, not about the one long gone."""
        self.assertFalse(self._plan(YEAR, 6, 20))
        self.assertTrue(self._plan(YEAR, 7, 1))

    def test_turn_of_the_year(self):
        """R18, D7: December is rated in January and counts for the old year's
        programme."""
        with freeze_time(f"{YEAR + 1}-01-01"):
            new_year = self._make_program(self.company, YEAR + 1)
        rule = self.monthly_rule.copy(
            {
                "program_id": new_year.id,
                "channel_id": new_year.channel_ids.filtered(
                    lambda channel: channel.kind == "monthly"
                ).id,
            }
        )
        with freeze_time(datetime(YEAR + 1, 1, 1, 4, 0)):
            request = rule._plan_due(date(YEAR + 1, 1, 1))
        self.assertEqual(request.program_id, self.program)
        self.assertEqual(request.channel_id, self.channels["monthly"])
        self.assertEqual(request.event_date, date(YEAR, 12, 31))

    def test_not_running(self):
        """R3: without a running programme for that month nobody is asked."""
        self.program.state = "draft"
        with freeze_time(datetime(YEAR, 6, 1, 4, 0)):
            self.assertFalse(self.monthly_rule._plan_monthly(date(YEAR, 6, 1)))
        self.assertFalse(self._rows())

    # ------------------------------------------------------------------
    # Whom
    # ------------------------------------------------------------------
    def test_every_rater(self):
        """R18, D6: each contact who rates has an ask of his or her own; the answer of
        one doesn't close the other's, and both count."""
        self.contact.satisfaction_rates_monthly = True
        with freeze_time(datetime(YEAR, 6, 1, 4, 0)):
            requests = self._plan(YEAR, 6, 1)
            self.assertEqual(requests.partner_id, self.contact + self.leader)
            first, second = requests
            question = first.survey_id.question_ids.filtered("satisfaction_is_scored")
            for request, value in ((first, "5"), (second, "3")):
                request._record_answers(
                    {request.id: {one.id: value for one in question}}, mode="mail"
                )
        self.assertEqual(requests.mapped("state"), ["answered", "answered"])
        self.assertEqual(requests.mapped("points"), [100.0, 60.0])
        scores = self.env["satisfaction.score"]
        scores._recompute_pending()
        line = scores.search([("client_id", "=", self.client.id)]).line_ids.filtered(
            lambda line: line.channel_code == "monthly" and line.response_count
        )
        self.assertEqual(line[:1].points, 80.0)
        self.assertEqual(line[:1].response_count, 2)

    def test_interface_persons(self):
        """R18: nobody marked: the client interface persons are asked."""
        self.leader.satisfaction_rates_monthly = False
        self.contact.satisfaction_role = "interface"
        self.assertEqual(self._plan(YEAR, 6, 1).partner_id, self.contact)

    def test_nobody_and_then_somebody(self):
        """R18: a client without anybody to ask is shown as not asked, with the reason;
        named in time, the contact is asked after all."""
        self.leader.satisfaction_rates_monthly = False
        nobody = self._plan(YEAR, 6, 1)
        self.assertRecordValues(
            nobody,
            [{"state": "skipped", "skip_reason": "no_contact", "partner_id": False}],
        )
        self.assertFalse(self._plan(YEAR, 6, 2))
        self.contact.satisfaction_rates_monthly = True
        late = self._plan(YEAR, 6, 3)
        self.assertEqual(late.partner_id, self.contact)
        self.assertEqual(late.state, "planned")
        self.assertEqual(self._rows(), late)

    def test_skipped_contacts(self):
        """R18: whoever can't or doesn't want to be asked is left out, with the
        reason."""
        for values, reason in (
            ({"satisfaction_opt_out": True}, "opted_out"),
            ({"email": False}, "no_contact"),
            ({"email": "no-reply@acme.example"}, "no_reply"),
        ):
            with self.subTest(reason=reason):
                before = {name: self.leader[name] for name in values}
                self.leader.write(values)
                request = self._plan(YEAR, 6, 1)
                self.assertEqual(request.state, "skipped")
                self.assertEqual(request.skip_reason, reason)
                self.leader.write(before)
                request.unlink()

    def test_who_is_a_client(self):
        """R18, R73: clients of that month only: not those who left before its end or
        came after it, not other companies', not suppliers."""
        for values in (
            {"client_until": date(YEAR, 5, 30)},
            {"client_since": date(YEAR, 6, 1)},
            {"company_id": self._make_other_company().id},
        ):
            with self.subTest(values=values):
                self.client.write(values)
                self.assertFalse(self._plan(YEAR, 6, 1))
                self.client.write(dict.fromkeys(values, False))
        self.client.client_until = date(YEAR, 5, 31)
        self.assertTrue(self._plan(YEAR, 6, 1))

    def _make_other_company(self):
        return self.env["res.company"].create({"name": "Elsewhere"})

    def test_portal_without_address(self):
        """R18: a contact without an address, but with a login, is asked in the portal
        at once."""
        self.leader.email = False
        new_test_user(
            self.env,
            login="linus",
            groups="base.group_portal",
            partner_id=self.leader.id,
        )
        self.leader.email = False
        request = self._plan(YEAR, 6, 1)
        self.assertEqual(request.delivery, "portal")
        self.assertEqual(request.state, "sent")
        self.assertEqual(
            request.expires_at, datetime(YEAR, 6, 15, 20, 59, 59), "14 days, Moscow"
        )

    # ------------------------------------------------------------------
    # Figures
    # ------------------------------------------------------------------
    def test_month_edges(self):
        """R18, D7: the month begins and ends in the company's time zone: 21:00 UTC in
        Moscow; other clients' tickets and duplicates are left out."""
        start, end = datetime(YEAR, 4, 30, 21, 0), datetime(YEAR, 5, 31, 21, 0)
        second, hour = timedelta(seconds=1), timedelta(hours=1)
        self._make_ticket_at(start - second, start + 5 * hour)  # closed in May
        self._make_ticket_at(start, start + 2 * hour)  # both
        self._make_ticket_at(end - second)  # opened in May
        self._make_ticket_at(end - hour, end)  # opened in May, closed in June
        self._make_ticket_at(end)  # June
        original = self._make_ticket_at(start + hour, start + 11 * hour)  # both
        self._make_ticket_at(start + hour, start + hour, duplicate_id=original.id)
        other = self._make_contact(self._make_client("Umbrella"), "Eve")
        self._make_ticket_at(start + hour, start + hour, partner_id=other.id)
        figures = self.env["satisfaction.rule"]._fetch_month_figures(
            self.company, [self.client.id, other.parent_id.id], date(YEAR, 5, 1)
        )
        self.assertEqual(
            figures[self.client.id],
            {"opened": 4, "closed": 3, "reopened": 0, "median_hours": 5.0},
        )
        self.assertEqual(figures[other.parent_id.id]["closed"], 1)

    def test_reopened(self):
        """R18: a ticket that went back from closed to open counts once as reopened."""
        ticket = self._make_tickets().with_context(
            tracking_disable=False, mail_notrack=False
        )
        for stage in (self.stage_closed, self.stage_open) * 2:
            ticket.stage_id = stage
            self.env.flush_all()
            self.env.cr.precommit.run()  # where tracked changes are written
        today = self.company._satisfaction_today()
        figures = self.env["satisfaction.rule"]._fetch_month_figures(
            self.company, [self.client.id], today.replace(day=1)
        )
        self.assertEqual(figures[self.client.id]["reopened"], 1)
        self.assertEqual(figures[self.client.id]["closed"], 0)

    def test_snapshot(self):
        """R18: the figures are kept as they stood, in the words of the reader's
        language."""
        hour = timedelta(hours=1)
        moment = datetime(YEAR, 5, 10, 8, 0)
        ticket = self._make_ticket_at(moment, moment + 6.5 * hour)
        request = self._plan(YEAR, 6, 1)
        self._make_ticket_at(moment, moment + hour)
        ticket.unlink()
        self.assertEqual(
            request._get_month_lines(),
            [
                ("Tickets opened", "1"),
                ("Tickets closed", "1"),
                ("Time to close (median)", "6.5 h"),
                ("Tickets reopened", "0"),
            ],
        )
        self.assertEqual(request._get_month_name(), f"May {YEAR}")
        self.assertIn("6.5 h", request.month_summary)
        chinese = request.with_context(lang="zh_CN")
        self.assertEqual(chinese._get_month_name(), f"{YEAR}年5月")

    def test_words_of_durations(self):
        """R18: durations in the unit people use."""
        ledger = self.env["satisfaction.request"]
        for hours, text in ((0.25, "15 min"), (6.5, "6.5 h"), (72, "3.0 days")):
            self.assertEqual(ledger._word_hours(hours), text)

    def test_constant_queries(self):
        """R18: a hundred clients cost about the queries of ten."""

        def plan(count, month):
            clients = self.env["res.partner"].create(
                [
                    {
                        "name": f"Client {month} {number}",
                        "is_company": True,
                        "client_manager_id": self.client_manager.id,
                        "child_ids": [
                            Command.create(
                                {
                                    "name": f"Rater {number}",
                                    "email": f"r{number}@c{month}.example",
                                    "satisfaction_rates_monthly": True,
                                }
                            )
                        ],
                    }
                    for number in range(count)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            with freeze_time(datetime(YEAR, month, 1, 4, 0)):
                requests = self.monthly_rule._plan_monthly(date(YEAR, month, 1))
            self.env.flush_all()
            queries = self.env.cr.sql_log_count - start
            self.assertGreaterEqual(len(requests), count)
            clients.client_manager_id = False
            clients.child_ids.satisfaction_rates_monthly = False
            return queries

        plan(2, 4)
        few, many = plan(10, 6), plan(100, 7)
        self.assertLess(many - few, 15, f"{few} queries for 10, {many} for 100")

    # ------------------------------------------------------------------
    # The mail
    # ------------------------------------------------------------------
    def test_mail(self):
        """R18, R27: the mail names the month and its figures and has one link for each
        rating; it goes to the contact on the day."""
        moment = datetime(YEAR, 5, 10, 8, 0)
        self._make_ticket_at(moment, moment + timedelta(hours=6.5))
        request = self._plan(YEAR, 6, 1)
        with freeze_time(datetime(YEAR, 6, 1, 6, 30)), self._without_commit():
            self.env["satisfaction.request"]._cron_send()
        self.assertEqual(request.state, "sent")
        mail = request.invitation_mail_id
        self.assertIn(f"May {YEAR}", mail.subject)
        self.assertIn("linus@acme.example", mail.email_to)
        for text in (f"May {YEAR}", "Time to close (median)", "6.5 h", "Acme"):
            self.assertIn(text, mail.body_html)
        for value in range(1, 6):
            self.assertIn(
                f"/satisfaction/{request.access_token}?value={value}", mail.body_html
            )
        self.assertNotIn("your ticket", mail.body_html)
