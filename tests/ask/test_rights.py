# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user

from tests.common import SatisfactionCommon


class TestAskRights(SatisfactionCommon):
    """Who sees, and who may do, what in the ledger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.request = cls._close_ticket()
        cls._send_due()
        cls._answer(cls.request, 2, comment="Between us")
        other_team = cls._make_team(
            name="Second line", user_ids=[(6, 0, cls.other_agent.ids)]
        )
        cls.other_client = cls._make_client("Beta")
        contact = cls._make_contact(cls.other_client, "Bob")
        cls.other_request = cls._close_ticket(
            partner_id=contact.id, team_id=other_team.id, user_id=cls.other_agent.id
        )

    def _visible(self, user):
        mine = self.request + self.other_request
        return mine.with_user(user).search([("id", "in", mine.ids)])

    def test_who_sees_which_ask(self):
        """R119: agents own tickets, client managers own clients, managers all."""
        for user, visible in (
            (self.agent, self.request),
            (self.other_agent, self.other_request),
            (self.client_manager, self.request),
            (self.program_manager, self.request + self.other_request),
            (self.senior_manager, self.request + self.other_request),
            (self.interviewer, self.request.browse()),
            (self.other_client_manager, self.request.browse()),
        ):
            with self.subTest(user.login):
                self.assertEqual(self._visible(user), visible)
        with self.assertRaises(AccessError):
            self._visible(self.plain_user)

    def test_other_company_sees_nothing(self):
        """R119: another company's programme manager sees nothing of ours."""
        company = self._create_company(name="Elsewhere")
        stranger = new_test_user(
            self.env,
            login="satisfaction_stranger",
            groups="client_satisfaction.group_program_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        self.assertFalse(self._visible(stranger))
        with self.assertRaises(AccessError):
            self.request.with_user(stranger).read(["points"])

    def test_nobody_writes_the_ledger(self):
        """R14, D16, glpi #474: no role changes, makes or deletes a row by hand."""
        for name, user in self.users.items():
            if name == "plain_user":
                continue
            request = self.request.with_user(user)
            with self.subTest(name):
                with self.assertRaises(AccessError):
                    request.write({"points": 100})
                with self.assertRaises(AccessError):
                    request.create(
                        {
                            "company_id": self.company.id,
                            "channel_kind": "ticket",
                            "channel_code": "ticket",
                        }
                    )
                with self.assertRaises(AccessError):
                    request.unlink()

    def test_token_is_hidden(self):
        """glpi #474: staff can't answer for their own ticket: the link is hidden."""
        for user in (self.agent, self.client_manager, self.program_manager):
            request = self.request.with_user(user)
            for field in ("access_token", "invitation_mail_id"):
                with self.subTest(user.login, field=field):
                    self.assertNotIn(field, request.fields_get())
                    with self.assertRaises(AccessError):
                        request.read([field])
            with self.assertRaises(AccessError):
                request.search([("access_token", "like", "a")])

    def test_only_the_programme_manager_steers(self):
        """R25, R117: hurrying and cancelling asks is the programme manager's."""
        for user in (self.other_agent, self.senior_manager):
            with self.subTest(user.login):
                request = self.other_request.with_user(user)
                with self.assertRaises(AccessError):
                    request.action_cancel()
                with self.assertRaises(AccessError):
                    request.action_send_now()
        self.assertEqual(self.other_request.state, "planned")
        self.other_request.with_user(self.program_manager).action_cancel()
        self.assertEqual(self.other_request.state, "cancelled")

    def test_plain_helpdesk_user_closes_tickets(self):
        """R20: who has no right in this product closes tickets as ever, and asks."""
        ticket = self._make_tickets(
            partner_id=self.leader.id, user_id=self.plain_user.id, team_id=False
        )
        own = ticket.with_user(self.plain_user)
        own.write({"stage_id": self.stage_closed.id})
        self.assertEqual(self._ledger(ticket).state, "planned")
        self.assertNotIn("satisfaction_request_ids", own.fields_get())
        own.read()
        own.write({"stage_id": self.stage_open.id})
        self.assertEqual(self._ledger(ticket).state, "cancelled")

    def test_ticket_shows_the_latest_ask(self):
        """R14: the agent sees on the ticket what became of the ask."""
        ticket = self.request.ticket_id.with_user(self.agent)
        self.assertEqual(ticket.satisfaction_summary, "2.0 / 5 · 40")
        self.assertEqual(ticket.satisfaction_points, 40)
        action = ticket.action_open_satisfaction()
        self.assertEqual(self.request.search(action["domain"]), self.request)
        skipped = self._close_ticket()
        self.assertEqual(
            skipped.ticket_id.with_user(self.agent).satisfaction_summary,
            "Not asked: asked recently",
        )
        fresh = self._make_tickets().with_user(self.agent)
        self.assertFalse(fresh.satisfaction_summary)
        self.assertIs(fresh.satisfaction_points, False)
        other = self.other_request.ticket_id
        self.assertFalse(other.with_user(self.client_manager).satisfaction_summary)

    def test_ticket_list_costs_a_constant_number_of_queries(self):
        """The score in the ticket list is read for all tickets at once."""
        tickets = self._make_tickets(40)
        tickets.stage_id = self.stage_closed
        counts = {}
        for count in (5, 5, 40):  # the first fills Odoo's caches of rights
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            listed = tickets[:count].with_user(self.agent)
            listed.read(["satisfaction_summary", "satisfaction_points"])
            counts[count] = self.env.cr.sql_log_count - before
        self.assertEqual(counts[5], counts[40])

    def test_forms_open_for_each_role(self):
        """R119: views hold no field their readers may not see."""
        for user in (
            self.agent,
            self.client_manager,
            self.program_manager,
            self.senior_manager,
        ):
            with self.subTest(user.login):
                Form(self.request.with_user(user))
        Form(self.rule.with_user(self.program_manager))
        Form(self.request.ticket_id.with_user(self.agent))
        Form(self.request.ticket_id.with_user(self.plain_user))


class TestClosingQueries(SatisfactionCommon):
    """What closing tickets costs."""

    def _count(self, tickets, vals):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        tickets.write(vals)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_closing_many_tickets(self):
        """B3: one write that closes 10 or 900 tickets costs the same few queries."""
        clients = [self._make_client(f"Client{number}") for number in range(9)]
        contacts = self.env["res.partner"].create(
            [
                {
                    "name": f"Person {number}",
                    "email": f"person{number}@many.example",
                    "parent_id": clients[number % 9].id,
                }
                for number in range(900)
            ]
        )
        mails = self.env["mail.mail"].search_count([])
        counts = {}
        for count in (10, 900):
            tickets = self._make_tickets(count)
            for ticket, contact in zip(tickets, contacts[-count:], strict=True):
                ticket.partner_id = contact
            counts[count] = self._count(tickets, {"stage_id": self.stage_closed.id})
            self.assertEqual(
                len(self._ledger(tickets)), count, "one ledger row for each"
            )
            if count == 10:
                self.assertEqual(
                    set(self._ledger(tickets).mapped("state")), {"planned"}
                )
                self._ledger(tickets).unlink()
        # Rows are written in portions of some hundred by Odoo itself.
        self.assertLessEqual(counts[900] - counts[10], 20, counts)
        self.assertLessEqual(counts[10], 40, counts)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)

    def test_other_writes_cost_nothing(self):
        """B3: a write that does not touch the stage adds no query."""
        tickets = self._make_tickets(5)
        counts = [
            self._count(tickets, {"priority": "3"}),
            self._count(tickets, {"name": "Renamed"}),
        ]
        model = type(self.env["helpdesk.ticket"])
        ours = next(
            base
            for base in model.__mro__
            if "write" in vars(base) and "client_satisfaction" in base.__module__
        )
        write = vars(ours)["write"]
        del ours.write
        try:
            without = [
                self._count(tickets, {"priority": "1"}),
                self._count(tickets, {"name": "Renamed again"}),
            ]
        finally:
            ours.write = write
        self.assertEqual(counts, without)
