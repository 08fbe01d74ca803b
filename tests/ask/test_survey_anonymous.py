# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import Counter
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL, html2plaintext

from odoo.addons.client_satisfaction.exceptions import AnswerRefused

from .answer_page_case import AnswerPageCase

SECRET = "quincunx-4711"


class TestAnonymous(AnswerPageCase):
    """Anonymous questionnaires: an irreversible choice, and no way back to a person."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survey = cls.env.ref("client_satisfaction.survey_service_review").copy()
        cls.survey.satisfaction_is_anonymous = True
        cls.channel = cls.channels["questionnaire"]
        cls.channel.survey_id = cls.survey
        cls.people = cls.contact | cls.leader
        for number in range(4):
            cls.people |= cls._make_contact(cls.client, f"Person{number}")
        cls.box = cls.env["satisfaction.sealed.answer"]
        cls.month = fields.Date.today().replace(day=1)

    def _ask(self, person, **values):
        """An ask of a person whose mail is out."""
        now = fields.Datetime.now()
        ask = self._make_entry("questionnaire", partner_id=person.id)
        ask.write(
            {
                "state": "sent",
                "sent_at": now - timedelta(hours=5),
                "expires_at": now + timedelta(days=14),
                **values,
            }
        )
        return ask

    def _reply(self, ask, rating=2, comment=None):
        raw = {
            question.id: str(rating)
            for question in self.survey.question_ids
            if question.question_type == "scale"
        }
        if comment:
            raw[self.survey.question_ids[-1].id] = comment
        ask._record_answers({ask.id: raw}, mode="mail")
        return ask

    def _release(self):
        with self._without_commit():
            self.box._cron_release()
        return self.env["satisfaction.request"].search([("is_anonymous", "=", True)])

    def _tables_with(self, text):
        """Every table of the database in which a text stands, with its rows."""
        self.env.flush_all()
        tables = self.env.execute_query(
            SQL(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
                " ORDER BY tablename"
            )
        )
        found = {}
        for (table,) in tables:
            name = SQL.identifier(table)
            rows = self.env.execute_query(
                SQL(
                    "SELECT to_jsonb(t) FROM %s AS t WHERE t::text LIKE %s",
                    name,
                    f"%{text}%",
                )
            )
            if rows:
                found[table] = [row for (row,) in rows]
        return found

    # ------------------------------------------------------------------
    # The choice
    # ------------------------------------------------------------------
    def test_choice_is_final(self):
        """Anonymity can be chosen until the first ask goes out, and never after."""
        survey = self.survey.with_user(self.program_manager)
        survey.satisfaction_is_anonymous = False
        survey.satisfaction_is_anonymous = True
        ask = self._ask(self.contact, state="planned", sent_at=False)
        survey.satisfaction_is_anonymous = True
        ask.write({"state": "sent", "sent_at": fields.Datetime.now()})
        with self.assertRaisesRegex(UserError, "already been sent or answered"):
            survey.satisfaction_is_anonymous = False
        self._reply(ask)
        with self.assertRaisesRegex(UserError, "already been sent or answered"):
            survey.sudo().satisfaction_is_anonymous = False
        self.assertTrue(survey.satisfaction_is_anonymous)

    def test_never_set_afterwards(self):
        """Whoever was asked openly doesn't become anonymous on paper only."""
        survey = self.env.ref("client_satisfaction.survey_event")
        self._answered(4, 4, 4)
        with self.assertRaisesRegex(UserError, "already been sent or answered"):
            survey.with_user(self.program_manager).satisfaction_is_anonymous = True
        self.assertFalse(survey.satisfaction_is_anonymous)

    def test_not_where_people_are_known(self):
        """Who had the ticket or rates the month is known: refused there."""
        for code in ("ticket", "callback", "monthly"):
            with (
                self.subTest(code),
                self.assertRaisesRegex(ValidationError, "is anonymous"),
            ):
                self.channels[code].survey_id = self.survey
        with self.assertRaisesRegex(ValidationError, "is anonymous"):
            self.rule[:1].survey_id = self.survey
        used = self.env.ref("client_satisfaction.survey_event").copy()
        self.channels["ticket"].survey_id = used
        with self.assertRaisesRegex(ValidationError, "is anonymous"):
            used.satisfaction_is_anonymous = True

    def test_findings(self):
        """The design check says what can't be anonymous."""
        self.survey.satisfaction_purpose = "event"
        codes = [one["code"] for one in self.survey.satisfaction_findings]
        self.assertIn("anonymous_purpose", codes)
        self.survey.satisfaction_purpose = "service_review"
        self.survey.questions_layout = "page_per_question"
        self.survey.is_time_limited = True
        codes = [one["code"] for one in self.survey.satisfaction_findings]
        self.assertIn("anonymous_page", codes)
        self.assertEqual(self.survey.satisfaction_check, "error")

    # ------------------------------------------------------------------
    # No link
    # ------------------------------------------------------------------
    def test_sealed(self):
        """The ask keeps that it was answered; the answer lies apart, unlinked."""
        ask = self._reply(self._ask(self.contact), comment=SECRET)
        self.assertEqual(ask.state, "answered")
        # Midnight in Moscow: the day only
        self.assertEqual((ask.answered_at.hour, ask.answered_at.minute), (21, 0))
        self.assertLess(ask.answered_at, fields.Datetime.now())
        for name in (
            "user_input_id",
            "points",
            "worst_points",
            "comment",
            "reasons",
            "is_scored",
            "score_pending",
            "follow_up_after",
            "case_id",
            "attempt_ids",
        ):
            self.assertFalse(ask[name], name)
        found = self._tables_with(SECRET)
        self.assertEqual(set(found), {"satisfaction_sealed_answer"})
        [row] = found["satisfaction_sealed_answer"]
        self.assertEqual(
            set(row),
            {
                "id",
                "company_id",
                "program_id",
                "channel_id",
                "survey_id",
                "client_id",
                "month",
                "lines",
            },
        )
        self.assertEqual(row["month"], str(self.month))

    def test_random_ids(self):
        """The order of answering is not the order in the box."""
        ids = []
        for person in self.people:
            before = set(self.box.search([]).ids)
            self._reply(self._ask(person))
            ids += set(self.box.search([]).ids) - before
        self.assertEqual(len(ids), len(self.people))
        self.assertGreater(max(ids) - min(ids), 100)

    def test_later_attempts_say_nothing(self):
        """A second attempt is refused and logged without what it said."""
        ask = self._reply(self._ask(self.contact))
        with self.assertRaisesKept(AnswerRefused):
            self._reply(ask, 5, comment=SECRET)
        self.assertEqual(ask.attempt_ids.outcome, "already_answered")
        self.assertFalse(ask.attempt_ids.values)
        self.assertFalse(self._tables_with(SECRET))
        self.assertFalse(ask._is_correctable())

    def test_no_follow_up(self):
        """R75: an anonymous low answer opens no case and sends no mail."""
        mails = self.env["mail.mail"].search_count([])
        ask = self._reply(self._ask(self.contact), 1)
        self.assertFalse(ask.thanked_at)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.env["satisfaction.case"]._open_from_requests(ask)
        self.assertFalse(
            self.env["satisfaction.case"].search([("request_id", "=", ask.id)])
        )

    def test_no_way_around(self):
        """The engine's own pages and invitations store no person either."""
        with self.assertRaisesRegex(UserError, "its own page"):
            self._ask(self.contact)._start_native_answer("en_US")
        user_input = self.survey.sudo()._create_answer(
            partner=self.contact, email="ada@acme.example", check_attempts=False
        )
        self.assertFalse(user_input.partner_id)
        self.assertFalse(user_input.email)
        self.assertFalse(user_input.nickname)

    def test_box_is_closed(self):
        """Nobody looks into the box, not even the administrator."""
        self._reply(self._ask(self.contact))
        for user in (self.program_manager, self.env.ref("base.user_admin")):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.box.with_user(user).search([])
        survey = self.survey.with_user(self.program_manager)
        survey.invalidate_recordset()
        self.assertEqual(survey.satisfaction_sealed_count, 1)

    # ------------------------------------------------------------------
    # Out of the box
    # ------------------------------------------------------------------
    def test_five_come_out_together(self):
        """D6: five answers of a client and month come out, count, and know nobody."""
        asks = [self._ask(person) for person in self.people[:5]]
        for ask, rating in zip(asks[:4], (1, 3, 4, 5), strict=True):
            self._reply(ask, rating, comment=f"{SECRET} {rating}")
        self.assertFalse(self._release())
        self._reply(asks[4], 2, comment=f"{SECRET} 2")
        released = self._release()
        self.assertEqual(len(released), 5)
        self.assertFalse(self.box.search([]))
        self.assertEqual(
            Counter(released.mapped("points")), Counter([20, 40, 60, 80, 100])
        )
        for request in released:
            self.assertEqual(request.client_id, self.client)
            self.assertEqual(request.event_date, self.month)
            self.assertFalse(request.follow_up_after)
            for name in (
                "partner_id",
                "email",
                "lang",
                "respondent_role",
                "ticket_id",
                "user_id",
                "team_id",
                "typed_by_id",
                "sent_at",
                "rule_id",
            ):
                self.assertFalse(request[name], name)
            user_input = request.sudo().user_input_id
            self.assertEqual(user_input.satisfaction_request_id, request)
            self.assertEqual(request.state, "answered")
            self.assertEqual(request.answered_at.hour, 21)
            for name in ("partner_id", "email", "nickname", "lang_id"):
                self.assertFalse(user_input[name], name)
        # Nowhere else, and nowhere together with a contact or an ask of one.
        found = self._tables_with(SECRET)
        self.assertEqual(set(found), {"satisfaction_request", "survey_user_input_line"})
        rows = found["satisfaction_request"]
        self.assertEqual({row["id"] for row in rows}, set(released.ids))

    def test_counts_in_the_score(self):
        """R17, R51: released answers make the client's questionnaire score."""
        for person in self.people[:5]:
            self._reply(self._ask(person), 4)
        released = self._release()
        self.assertTrue(all(released.mapped("score_pending")))
        self.env["satisfaction.score"]._recompute_pending()
        score = self.env["satisfaction.score"].search(
            [("client_id", "=", self.client.id), ("is_latest", "=", True)]
        )
        self.assertEqual(score.points, 80)
        self.assertEqual(score.response_count, 5)

    def test_order_is_shuffled(self):
        """The order of the released rows says nothing about who answered when."""
        orders = set()
        for _round in range(6):
            for rating, person in enumerate(self.people[:5], 1):
                self._reply(self._ask(person), rating)
            known = self.env["satisfaction.request"].search(
                [("is_anonymous", "=", True)]
            )
            released = self._release() - known
            orders.add(tuple(released.sorted("id").mapped("points")))
        # Six times the same of 120 orders: once in 25 thousand million runs.
        self.assertGreater(len(orders), 1)

    def test_small_clients_are_put_together(self):
        """Fewer than five of a client wait, then come out without their client."""
        clients = [self._make_client(f"Small{number}") for number in range(5)]
        old = self.month - timedelta(days=90)
        for number, client in enumerate(clients):
            person = self._make_contact(client, f"Solo{number}")
            self._reply(self._ask(person, event_date=old), 3)
        released = self._release()
        self.assertEqual(len(released), 5)
        self.assertFalse(released.client_id)
        self.assertEqual(set(released.mapped("event_date")), {old.replace(day=1)})
        self.assertFalse(any(released.mapped("score_pending")))

    def test_too_few_stay(self):
        """Four answers stay sealed, however old they are."""
        old = self.month - timedelta(days=400)
        for person in self.people[:4]:
            self._reply(self._ask(person, event_date=old))
        self.assertFalse(self._release())
        self.assertEqual(len(self.box.search([])), 4)

    def test_response_rate(self):
        """Asks answer the question how many answered; released answers don't."""
        for person in self.people[:5]:
            self._reply(self._ask(person))
        self._release()
        asked = self.env["satisfaction.request"].search(
            [("survey_id", "=", self.survey.id), ("sent_at", "!=", False)]
        )
        self.assertEqual(len(asked), 5)
        self.assertFalse(any(asked.mapped("is_anonymous")))

    # ------------------------------------------------------------------
    # The respondent is told
    # ------------------------------------------------------------------
    def test_mail(self):
        """R31: the mail says so, and its link carries no rating."""
        ask = self._ask(self.contact)
        template = self.env.ref("client_satisfaction.mail_template_invitation")
        body = template._render_field("body_html", ask.ids)[ask.id]
        self.assertIn("Your answer is anonymous", html2plaintext(body))
        self.assertNotIn("somebody will call you", html2plaintext(body))
        self.assertNotIn("?value=", body)

    def test_page(self):
        """R31: the page says so before and after, and stores nothing personal."""
        ask = self._ask(self.contact)
        response = self._get(self._path(ask))
        self.assertEqual(response.status_code, 200)
        self.assertIn("anonymous", response.text)
        data = {
            **self._hidden(response),
            **{
                f"q{question.id}": "2"
                for question in self.survey.question_ids
                if question.question_type == "scale"
            },
            f"q{self.survey.question_ids[-1].id}": SECRET,
        }
        response = self._get(self._path(ask), data=data)
        self.assertEqual(response.status_code, 200, response.text[:2000])
        thanks = response.text
        self.assertIn("nobody sees whose it is", thanks)
        self.assertNotIn("will contact you", thanks)
        self.assertNotIn("Change my answer", thanks)
        self.env.invalidate_all()
        self.assertEqual(ask.state, "answered")
        self.assertEqual(set(self._tables_with(SECRET)), {"satisfaction_sealed_answer"})
