# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Answers collected elsewhere: what a row means, and what is refused."""

from datetime import datetime, time, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import SatisfactionCommon


@tagged("post_install", "-at_install")
class TestImport(SatisfactionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ledger = cls.env["satisfaction.request"].with_user(cls.program_manager)
        cls.today = cls.company._satisfaction_today()
        cls.client.write({"ref": "C-100", "vat": "ACME-VAT"})

    def _row(self, **values):
        return {
            "external_id": "A1",
            "channel": "questionnaire",
            "date": self.today.isoformat(),
            "client_ref": "C-100",
            "contact_email": "ada@acme.example",
            "answers": {"solution": 4, "speed": "5"},
            **values,
        }

    def _import(self, *rows):
        return self.ledger.import_answers(list(rows))

    def _imported(self, result):
        return self.env["satisfaction.request"].browse(result["id"])

    def _count(self):
        return self.env["satisfaction.request"].search_count([])

    def _assert_refused(self, pattern, **values):
        before = self._count()
        (result,) = self._import(self._row(**{"external_id": "R1", **values}))
        self.assertEqual(result["status"], "error", result)
        self.assertRegex(result["message"], pattern)
        self.assertFalse(result["id"])
        self.assertEqual(self._count(), before)

    # ------------------------------------------------------------------
    # What is stored
    # ------------------------------------------------------------------
    def test_row(self):
        """R26, R27: a row becomes an answer of the contact, counted on its day, with
        the importer's name on it."""
        (result,) = self._import(
            self._row(mode="paper", comment="Could be quicker", answers={"solution": 3})
        )
        self.assertEqual(result["status"], "created", result)
        self.assertRecordValues(
            self._imported(result),
            [
                {
                    "state": "answered",
                    "external_id": "A1",
                    "channel_code": "questionnaire",
                    "client_id": self.client.id,
                    "partner_id": self.contact.id,
                    "event_date": self.today,
                    "told_on": self.today,
                    "answer_mode": "paper",
                    "typed_by_id": self.program_manager.id,
                    "points": 60.0,
                    "comment": "Could be quicker",
                    "score_pending": True,
                }
            ],
        )

    def test_names_of_questions(self):
        """R26: questions by code or title, in any language; choices by their words."""
        title = self.questions["solution"].title
        chinese = self.questions["speed"].with_context(lang="zh_CN")
        chinese.title = "我们的速度如何？"
        tag = self.questions["reasons"].suggested_answer_ids[0]
        (result,) = self._import(
            self._row(
                answers={
                    title.upper(): "2",
                    "我们的速度如何？": 3,
                    self.questions["communication"].satisfaction_code: "4.0" and 4.0,
                    self.questions["reasons"].title: tag.value.lower(),
                }
            )
        )
        self.assertEqual(result["status"], "created", result)
        request = self._imported(result)
        self.assertEqual(request.points, 60.0)
        self.assertEqual(request.reasons, tag.value)

    def test_ways_to_name_the_client(self):
        """R26: reference, tax number, address or name; all given must agree."""
        self._make_client("Umbrella", ref="C-200")
        alone = {"client_ref": None, "contact_email": None}
        for number, names in enumerate(
            (
                {"client_ref": "C-100"},
                {"client_vat": "ACME-VAT"},
                {"client": "Acme"},
                {"contact_email": "ADA@acme.example"},
                {"client": "Acme", "client_ref": "C-100"},
            )
        ):
            with self.subTest(names=names):
                row = self._row(**{**alone, "external_id": f"N{number}", **names})
                (result,) = self._import(row)
                self.assertEqual(result["status"], "created", result)
                self.assertEqual(self._imported(result).client_id, self.client)
        for names, pattern in (
            ({}, "Whose answer"),
            ({"client": "Acme", "client_ref": "C-200"}, "don't agree"),
            ({"client": "Nobody"}, "No client has"),
            ({"contact_email": "x@y.example"}, "Nobody has the address"),
            ({"client_ref": "C-200", "contact_email": "ada@acme.example"}, "Nobody"),
        ):
            with self.subTest(names=names):
                self._assert_refused(pattern, **{**alone, **names})

    def test_two_of_one_name(self):
        """R26: two clients of the same name are not mixed up."""
        self._make_client("Twin", ref="T-1")
        second = self._make_client("Twin", ref="T-2")
        self._assert_refused(
            "Several clients", client="Twin", client_ref=None, contact_email=None
        )
        (result,) = self._import(
            self._row(client="Twin", client_ref="T-2", contact_email=None)
        )
        self.assertEqual(self._imported(result).client_id, second)

    def test_ticket(self):
        """R26, D16, D17: an answer about a ticket credits its people; the open ask is
        answered by it; the second one is refused."""
        ask = self._close_ticket()
        row = self._row(channel="ticket", ticket=ask.ticket_id.number)
        (result,) = self._import(row)
        self.assertEqual(result["id"], ask.id)
        self.assertEqual(ask.state, "answered")
        self.assertEqual(ask.user_id, self.agent)
        self.assertEqual(ask.external_id, "A1")
        (again,) = self._import({**row, "external_id": "A2"})
        self.assertEqual(again["status"], "error")
        self.assertIn("already been answered", again["message"])
        other = self._make_tickets().number
        twins = self._import(
            {**row, "external_id": "A3", "ticket": other},
            {**row, "external_id": "A4", "ticket": other},
        )
        self.assertEqual([one["status"] for one in twins], ["created", "error"])
        self._assert_refused("no ticket", channel="ticket", ticket="HT-NONE")
        self._assert_refused("number of the ticket", channel="ticket")

    def test_same_file_twice(self):
        """R26: the same file twice makes no duplicates, with and without external
        ids, within a file and between files."""
        rows = [
            self._row(),
            self._row(),
            self._row(external_id=None),
            self._row(external_id=None),
            self._row(external_id=None, answers={"solution": 1}),
        ]
        first = self._import(*rows)
        self.assertEqual(
            [result["status"] for result in first],
            ["created", "duplicate", "created", "duplicate", "created"],
        )
        self.assertEqual(first[1]["id"], first[0]["id"])
        before = self._count()
        second = self._import(*rows)
        self.assertEqual({result["status"] for result in second}, {"duplicate"})
        self.assertEqual(
            [result["id"] for result in second], [result["id"] for result in first]
        )
        self.assertEqual(self._count(), before)
        changed = self._import(self._row(answers={"solution": 1}))
        self.assertEqual(changed[0]["status"], "duplicate")
        self.assertEqual(self._imported(changed[0]).points, 90.0)

    def test_each_row_for_itself(self):
        """R26: a wrong row keeps no other from being stored, in the order given."""
        results = self._import(
            self._row(external_id="1"),
            self._row(external_id="2", answers={"solution": 7}),
            "no row at all",
            self._row(external_id="4"),
        )
        self.assertEqual(
            [(result["row"], result["status"]) for result in results],
            [(1, "created"), (2, "error"), (3, "error"), (4, "created")],
        )
        self.assertIn(self.questions["solution"].title, results[1]["message"])

    def test_unforeseen_failure(self):
        """R26: what only the database refuses costs its own row, not the batch."""
        known = self._make_entry("questionnaire")
        rows = [self._row(external_id=f"B{number}") for number in range(3)]
        ledger_class = type(self.env["satisfaction.request"])
        find = ledger_class._find_imported

        def blind(ledger, keys):
            # Another import stores B1 after this one has looked.
            found = find(ledger, keys)
            known.external_id = "B1"
            known.flush_recordset()
            return found

        self.patch(ledger_class, "_find_imported", blind)
        results = self._import(*rows)
        self.assertEqual(
            [result["status"] for result in results], ["created", "error", "created"]
        )
        self.assertTrue(all(result["id"] for result in results[::2]))

    # ------------------------------------------------------------------
    # When
    # ------------------------------------------------------------------
    def test_days(self):
        """D7, R26: a day is the company's day, a moment is UTC; none to come, none
        without a programme, none that is no day."""
        start = self.program.date_start
        moment = datetime.combine(start, time(22, 30))  # Moscow: the next day
        (result,) = self._import(self._row(date=f"{moment:%Y-%m-%d %H:%M:%S}"))
        request = self._imported(result)
        self.assertEqual(request.event_date, start + timedelta(days=1))
        self.assertEqual(request.answered_at, moment)
        for day, pattern in (
            (self.today + timedelta(days=1), "future"),
            (start - timedelta(days=400), "no running programme"),
            ("1970-01-01", "too long ago"),
            ("2026-02-30", "must be a day"),
            ("20260301", "must be a day"),
            ("01.03.2026", "must be a day"),
            ("", "must be a day"),
            (["2026-03-01"], "must be a text"),
        ):
            with self.subTest(day=day):
                value = day if isinstance(day, list) else str(day)
                self._assert_refused(pattern, date=value)

    def test_frozen_period(self):
        """D7: a frozen period takes no more answers."""
        self.program.sudo().frozen_until = self.program.date_end
        self._assert_refused("frozen")

    def test_follow_up(self):
        """R75, R74: a low answer of these days opens a case, one of long ago doesn't;
        nobody gets a thank-you mail for what was told elsewhere."""
        mails = self.env["mail.mail"].search_count([])
        old_day = max(self.program.date_start, self.today - timedelta(days=40))
        recent, old = self._import(
            self._row(external_id="new", answers={"solution": 2}),
            self._row(
                external_id="old", answers={"solution": 2}, date=old_day.isoformat()
            ),
        )
        self.assertTrue(self._imported(recent).case_id)
        if self.today - old_day > timedelta(days=15):
            self.assertFalse(self._imported(old).case_id)
        thanks = self.env["mail.mail"].search([], order="id desc", limit=10)
        to_client = thanks.filtered(lambda mail: "acme" in (mail.email_to or ""))
        self.assertFalse(to_client)
        self.assertGreaterEqual(self.env["mail.mail"].search_count([]), mails)

    # ------------------------------------------------------------------
    # Who, and what is refused
    # ------------------------------------------------------------------
    def test_rights(self):
        """R119: programme managers import, nobody else; not for other companies."""
        for name, user in self.users.items():
            ledger = self.env["satisfaction.request"].with_user(user)
            with self.subTest(name=name):
                if name == "program_manager":
                    continue
                before = self._count()
                with self.assertRaisesKept(AccessError):
                    ledger.import_answers([self._row()])
                self.assertEqual(self._count(), before)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self._assert_refused("not one of your companies", company="Elsewhere")
        theirs = self._make_client("Theirs", ref="X-1", company_id=other.id)
        self._assert_refused("No client has", client_ref=theirs.ref, contact_email=None)

    def test_own_company(self):
        """D8: we are not our own client."""
        self.company.partner_id.ref = "US"
        self._assert_refused("not a client", client_ref="US", contact_email=None)

    def test_hostile_values(self):
        """R33, R38: nothing wrong is stored, nothing breaks."""
        big, deep = "x" * 5_000_000, []
        for _level in range(5000):
            deep = [deep]
        cases = {
            "0": {"answers": {"solution": 0}},
            "6": {"answers": {"solution": 6}},
            "negative": {"answers": {"solution": -1}},
            "fraction": {"answers": {"solution": 4.5}},
            "word": {"answers": {"solution": "abc"}},
            "digit of another script": {"answers": {"solution": "٤"}},
            "nan": {"answers": {"solution": float("nan")}},
            "infinite": {"answers": {"solution": float("inf")}},
            "huge": {"answers": {"solution": 10**5000}},
            "list": {"answers": {"solution": [4, 5]}},
            "object": {"answers": {"solution": {"a": 1}}},
            "deep": {"answers": {"solution": deep}},
            "na where not offered": {"answers": {"solution": "na"}},
            "long": {"answers": {"solution": 5}, "comment": big},
            "unknown question": {"answers": {"who": 5}},
            "id of a question": {"answers": {str(self.questions["speed"].id): 5}},
            "unknown choice": {"answers": {"solution": 1, "reasons": "1; 2"}},
            "twice": {"answers": {"solution": 1, self.questions["solution"].title: 5}},
            "no answer": {"answers": {}},
            "answers as text": {"answers": "solution=5"},
            "unknown key": {"points": 100},
            "state": {"state": "answered"},
            "mode": {"mode": "mail"},
            "channel": {"channel": "' OR 1=1"},
            "long id": {"external_id": "x" * 101},
            "id as list": {"external_id": ["A"]},
            "client as domain": {"client": [("id", ">", 0)]},
        }
        for name, values in cases.items():
            with self.subTest(name=name):
                self._assert_refused(".", **values)
        for rows in ("text", {"a": 1}, None, [{}] * 10_001):
            with self.assertRaisesKept(UserError):
                self.ledger.import_answers(rows)
        for row in (None, 5, [], {}, {1: 2}):
            (result,) = self.ledger.import_answers([row])
            self.assertEqual(result["status"], "error")

    def test_markup(self):
        """R119: markup and control characters are text, nothing else."""
        (result,) = self._import(
            self._row(comment="<script>alert(1)</script>\x00 =cmd|' /C calc'!A0")
        )
        self.assertEqual(
            self._imported(result).comment,
            "<script>alert(1)</script> =cmd|' /C calc'!A0",
        )

    def test_constant_queries(self):
        """R26: a hundred rows cost little more queries than ten."""

        def run(count, prefix):
            rows = [
                self._row(external_id=f"{prefix}{number}") for number in range(count)
            ]
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            results = self._import(*rows)
            self.assertEqual({result["status"] for result in results}, {"created"})
            return self.env.cr.sql_log_count - start

        run(2, "warm")
        few, many = run(10, "few"), run(100, "many")
        self.assertLess(many - few, 90, f"{few} queries for 10, {many} for 100")
