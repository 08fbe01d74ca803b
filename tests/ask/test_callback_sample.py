# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import Counter
from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from tests.ask.callback_case import CallbackCase


class TestCallbackSample(CallbackCase):
    """Which closed tickets are called back."""

    def test_share_is_drawn_and_every_client_called(self):
        """R16, D14: 25 % of 40 closed tickets, at least one of each client."""
        clients = [self._make_client(f"Client{number}") for number in range(5)]
        sizes = (20, 10, 6, 3, 1)
        for client, size in zip(clients, sizes, strict=True):
            self._close_tickets(self._make_contacts(client, size))
        sample = self._make_sample()
        self.assertEqual((sample.ticket_count, sample.share_state), (40, "below"))
        calls = sample._draw()
        self.assertEqual(len(calls), 10)
        self.assertEqual(set(calls.mapped("state")), {"planned"})
        self.assertEqual(set(calls.mapped("delivery")), {"call"})
        self.assertEqual(set(calls.mapped("channel_kind")), {"callback"})
        self.assertEqual(calls.client_id, self.env["res.partner"].union(*clients))
        per_client = Counter(call.client_id for call in calls)
        self.assertEqual([per_client[client] for client in clients], [5, 2, 1, 1, 1])
        self.assertEqual(sample.drawn_share, 25)
        self.assertEqual(sample.share_state, "within")
        self.assertIn("10 of 40 closed tickets drawn (25 %)", sample.progress_text)
        # What counts for the client is frozen as on the ticket's own row (D16).
        call = calls[0]
        closing = self._ledger(call.ticket_id).filtered(
            lambda row: row.channel_kind == "ticket"
        )
        for name in ("team_id", "user_id", "category_id", "event_date", "partner_id"):
            self.assertEqual(call[name], closing[name], name)
        self.assertTrue(call.call_due > call.create_date)

    def test_same_seed_same_sample(self):
        """R16, D14: the stored seed draws the same tickets again; another doesn't."""
        self._close_tickets(self._make_contacts(self.client, 40))
        drawn = {}
        for name, seed in (("first", "a"), ("again", "a"), ("other", "b")):
            sample = self._make_sample(seed)
            calls = sample._draw()
            drawn[name] = set(calls.ticket_id.ids)
            calls.unlink()
            sample.unlink()
        self.assertEqual(drawn["first"], drawn["again"])
        self.assertNotEqual(drawn["first"], drawn["other"])
        self.assertEqual(len(drawn["other"]), 10)
        self.assertGreater(len(self._make_sample_without_seed().seed), 12)

    def _make_sample_without_seed(self):
        self.env["satisfaction.callback.sample"].search([]).unlink()
        return self.env["satisfaction.callback.sample"].create(
            {"program_id": self.program.id}
        )

    def test_week_after_week(self):
        """R16, D14: drawn again for new tickets: old calls stay, 20–30 % in total."""
        sample = self._make_sample()
        calls = self.env["satisfaction.request"]
        for week, count in enumerate((7, 0, 12, 3, 20, 1)):
            client = self._make_client(f"Week{week}")
            self._close_tickets(self._make_contacts(client, count))
            before = calls
            calls |= sample._draw()
            self.assertTrue(before <= calls)
            total = sample.ticket_count
            self.assertGreaterEqual(len(calls), 0.2 * total, week)
            self.assertLessEqual(len(calls), max(0.3 * total, 2), week)
            self.assertFalse(sample._draw(), "nothing is missing any more")
        self.assertEqual(len(calls.ticket_id), len(calls))
        self.assertEqual(sample.drawn_count, len(calls))

    def test_who_cannot_be_called_is_told(self):
        """R16, R25: no phone, opted out, own company, duplicate; others step in."""
        no_phone = self._make_contacts(self._make_client("Mute"), 4, phone=False)
        opted_out = self._make_contacts(
            self._make_client("Shy"), 4, satisfaction_opt_out=True
        )
        own = self._make_contacts(self.company.partner_id, 4)
        callable_ = self._make_contacts(self._make_client("Glad"), 8)
        reasons = {}
        for contacts, reason in (
            (no_phone, "no_phone"),
            (opted_out, "opted_out"),
            (own, "own_company"),
            (callable_, None),
        ):
            reasons.update(dict.fromkeys(self._close_tickets(contacts), reason))
        duplicate = self._close_tickets(callable_[:1])
        duplicate.duplicate_id = self._make_tickets()
        reasons[duplicate] = "duplicate"
        sample = self._make_sample()
        calls = sample._draw()
        # 21 tickets: 5 calls, all of the client that can be called
        self.assertEqual(len(self._planned(calls)), 5)
        self.assertEqual(self._planned(calls).client_id.name, "Glad")
        skipped = self._skipped(calls)
        for ticket, reason in skipped.items():
            self.assertEqual(reason, reasons[ticket])
        self.assertGreaterEqual(
            set(skipped.values()), {"no_phone", "opted_out", "own_company"}
        )
        self.assertEqual(sample.share_state, "within")
        # Those passed over are told once.
        self.assertFalse(sample._draw())

    def test_phone_of_the_client_will_do(self):
        """R15: a contact without a number of its own is called at the client's."""
        self.client.phone = "+7 495 000-00-00"
        contacts = self._make_contacts(self.client, 1, phone=False)
        self._close_tickets(contacts)
        call = self._make_sample()._draw()
        self.assertEqual(call.state, "planned")
        self.assertEqual(call.call_phone, "+7 495 000-00-00")

    def test_contact_is_not_called_too_often(self):
        """D14: the cap per contact holds over all samples of a period."""
        busy = self._make_contacts(self._make_client("Busy"), 1)
        for _number in range(20):
            self._close_tickets(busy)
        sample = self._make_sample(contact_cap=2)
        calls = sample._draw()
        self.assertEqual(len(self._planned(calls)), 2)
        self.assertEqual(set(self._skipped(calls).values()), {"contact_capped"})
        self.assertEqual(sample.share_state, "below")
        of_team = self._make_sample(team_id=self.team.id, contact_cap=2)
        self.assertFalse(self._planned(of_team._draw()))

    def test_team_and_period(self):
        """R16: a sample of one team takes its tickets only; other periods' none."""
        other = self._make_team(name="Second line")
        contacts = self._make_contacts(self.client, 12)
        self._close_tickets(contacts[:4])
        theirs = self._close_tickets(contacts[4:], team_id=other.id)
        sample = self._make_sample(team_id=other.id)
        self.assertEqual(sample.ticket_count, 8)
        self.assertLess(sample._draw().ticket_id, theirs)
        self._ledger(theirs).event_date = sample.period_start - timedelta(days=1)
        self.assertEqual(sample.ticket_count, 0)

    def test_reopened_and_rejected_tickets(self):
        """R16: a reopened ticket's call is void; closed again it may be drawn."""
        contacts = self._make_contacts(self.client, 4)
        tickets = self._close_tickets(contacts)
        rejected = self._make_tickets(partner_id=contacts[0].id)
        rejected.stage_id = self.stage_rejected
        sample = self._make_sample()
        self.assertEqual(sample.ticket_count, 4)
        call = sample._draw()
        call.ticket_id.stage_id = self.stage_open
        self.assertEqual(call.state, "cancelled")
        self.assertEqual(sample.ticket_count, 3)
        again = sample._draw()
        self.assertEqual(len(again), 1)
        tickets.stage_id = self.stage_closed
        self.assertEqual(sample.ticket_count, 4)
        self.assertFalse(sample._draw())

    def test_typed_calls_count(self):
        """R16: a call typed without being drawn is a check too."""
        tickets = self._close_tickets(self._make_contacts(self.client, 4))
        self._make_entry("callback", ticket_id=tickets[0].id)
        self.assertFalse(self._make_sample()._draw())

    def test_bad_input(self):
        """R16: a share outside 20–30 % and other nonsense is refused clearly."""
        for share in (19.9, 30.1, 0, -5, 100):
            with (
                self.assertRaisesRegex(ValidationError, "between 20 and 30 %"),
                self.env.cr.savepoint(),
            ):
                self._make_sample(share=share)
            with (
                self.assertRaisesRegex(ValidationError, "between 20 and 30 %"),
                self.env.cr.savepoint(),
            ):
                self.program.callback_share = share
        year = self.program.date_start.replace(year=self.program.year + 1)
        with (
            self.assertRaisesRegex(ValidationError, "outside"),
            self.env.cr.savepoint(),
        ):
            self._make_sample(period_start=year, period_end=year)
        sample = self._make_sample()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._make_sample()
        self._close_tickets(self._make_contacts(self.client, 4))
        sample._draw()
        with (
            self.assertRaisesRegex(UserError, "drawn already"),
            self.env.cr.savepoint(),
        ):
            sample.seed = "better"
        sample.write({"seed": "seed", "share": 30})
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            sample.unlink()

    def test_only_a_running_programme_calls(self):
        """R3, R16: before the gate, and without a channel, nothing is drawn."""
        self._close_tickets(self._make_contacts(self.client, 4))
        sample = self._make_sample()
        self.program.action_close("Test")
        with self.assertRaisesRegex(UserError, "not running"):
            sample._draw()
        self.program.action_reopen()
        self.channels["callback"].kind = "other"
        with self.assertRaisesRegex(UserError, "no callback channel"):
            sample._draw()
        self.assertFalse(sample.request_ids)

    def test_weekly_job(self):
        """R16, D14: the job makes the period's sample, draws, ends in 20–30 %."""
        samples = self.env["satisfaction.callback.sample"]
        start = self.program._get_period(self.company._satisfaction_today())[0]
        with self._without_commit():
            for week in range(4):
                with freeze_time(start + timedelta(days=7 * week + 3)):
                    contacts = self._make_contacts(
                        self._make_client(f"Job{week}"), 5 + week
                    )
                    self._close_tickets(contacts)
                    samples._cron_draw()
                    samples._cron_draw()
        sample = samples.search([("program_id", "=", self.program.id)])
        self.assertEqual(len(sample), 1)
        self.assertEqual(sample.ticket_count, 5 + 6 + 7 + 8)
        self.assertEqual(sample.share_state, "within")
        self.assertEqual(len(sample.request_ids.client_id), 4)

        self.program.callback_is_automatic = False
        self._close_tickets(self._make_contacts(self._make_client("Later"), 9))
        with self._without_commit():
            samples._cron_draw()
        self.assertEqual(len(sample.request_ids.client_id), 4)

    def test_last_days_of_a_period_and_frozen_ones(self):
        """R16: tickets closed after the last draw take part, until scores freeze."""
        start, end = self.program._get_period(self.program.date_start)
        samples = self.env["satisfaction.callback.sample"]
        with freeze_time(f"{end} 12:00:00"):
            sample = self._make_sample()
            self._close_tickets(self._make_contacts(self.client, 8))
        self.assertEqual(sample.period_start, start)
        with freeze_time(f"{end + timedelta(days=5)} 12:00:00"):
            due = samples._find_due_samples(self.program)
            self.assertIn(sample, due)
            self.assertEqual(len(due), 2)
            self.program.frozen_until = end
            self.assertNotIn(sample, samples._find_due_samples(self.program))
            with self.assertRaisesRegex(UserError, "frozen"):
                sample._draw()
        self.program.frozen_until = False
        with freeze_time(f"{end + timedelta(days=20)} 12:00:00"):
            self.assertNotIn(sample, samples._find_due_samples(self.program))

    def test_number_of_queries(self):
        """R16: drawing costs the same number of queries for 8 and for 80 tickets."""
        counts = []
        for size in (8, 80):
            client = self._make_client(f"Size{size}")
            self._close_tickets(self._make_contacts(client, size))
            sample = self._make_sample(seed=str(size))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            calls = sample._draw()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertTrue(calls)
            calls.unlink()
            sample.unlink()
        # some queries more, as new interviewers' rows are written user by user
        self.assertLessEqual(counts[1], counts[0] + 8, counts)

    def test_rights(self):
        """R118, R119: managers draw; interviewers don't; other companies see none."""
        self._close_tickets(self._make_contacts(self.client, 8))
        sample = self._make_sample()
        with self.assertRaises(AccessError):
            sample.with_user(self.interviewer).action_draw()
        with self.assertRaises(AccessError):
            sample.with_user(self.senior_manager).action_draw()
        action = sample.with_user(self.program_manager).action_draw()
        self.assertIn("Calls drawn: 2", action["params"]["message"])
        with self.assertRaises(AccessError):
            sample.with_user(self.agent).read(["seed"])
        own = sample.with_user(self.program_manager)
        self.assertEqual(own.read(["ticket_count"])[0]["ticket_count"], 8)
        self.assertIn("8 closed tickets", own.progress_text)
