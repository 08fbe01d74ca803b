# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import Form, new_test_user

from tests.ask.callback_case import CallbackCase


class TestCallbackWork(CallbackCase):
    """What interviewers do with the calls; all of it with their own rights only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call = cls._make_call()

    def _give(self, screen, *ratings, **more):
        names = ("solution", "speed", "communication")
        raw = self._raw(**dict(zip(names, ratings, strict=False)), **more)
        screen.answers = {str(key): value for key, value in raw.items()}

    # ------------------------------------------------------------------
    # Seeing
    # ------------------------------------------------------------------
    def test_worklist(self):
        """R15, R118, R119: own calls and nobody's; what is needed to call, no token."""
        requests = self.env["satisfaction.request"]
        for owner, seen_by in (
            (False, self.interviewer + self.second),
            (self.interviewer, self.interviewer),
            (self.second, self.second),
        ):
            self.call.interviewer_id = owner
            for user in self.interviewer + self.second:
                mine = requests.with_user(user)
                found = mine.search(mine._get_worklist_domain())
                self.assertEqual(found, self.call if user in seen_by else mine.browse())
        own = self.call.with_user(self.second)
        row = own.read(
            ["ticket_number", "ticket_title", "call_phone", "call_window", "call_due"]
        )[0]
        self.assertEqual(row["ticket_title"], "Printer 0 is out of order")
        self.assertEqual(row["call_phone"], "+7 495 123-45-67")
        with self.assertRaises(AccessError):
            own.read(["access_token"])
        with self.assertRaises(AccessError):
            own.write({"interviewer_id": self.interviewer.id})
        with self.assertRaises(AccessError):
            self.call.with_user(self.interviewer).read(["call_phone"])
        # The ledger of mails is not theirs.
        closing = self._ledger(self.call.ticket_id) - self.call
        self.assertFalse(
            requests.with_user(self.second).search([("id", "in", closing.ids)])
        )

    def test_time_for_the_client(self):
        """R15: the client's local time and working hours, and what they are for us."""
        self.contact.tz = "Asia/Tokyo"
        call = self.call.with_user(self.interviewer).with_context(tz="Europe/Madrid")
        for moment, local, window, is_good in (
            ("2026-03-04 01:30:00", "Wed 10:30", "08:00–17:00", True),
            ("2026-03-04 12:00:00", "Wed 21:00", "Thu 08:00–17:00", False),
            ("2026-03-06 12:00:00", "Fri 21:00", "Mon 08:00–17:00", False),
        ):
            call.invalidate_recordset()
            with freeze_time(moment):
                self.assertEqual(call.call_local_time, local)
                there, here = call.call_window.split(" (")
                self.assertEqual(there, window)
                self.assertEqual(here, "00:00–09:00 for you)")
                self.assertEqual(call.call_is_good_time, is_good)
        self.contact.tz = "Europe/Paris"
        call.invalidate_recordset()
        with freeze_time("2026-03-04 08:30:00"):
            self.assertEqual(call.call_window, "08:00–17:00")

    def test_screen_tells_what_is_needed(self):
        """R15, R118: the ticket's story without any right on tickets."""
        ticket = self.call.ticket_id
        ticket.message_post(
            body="Toner is on its way",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        ticket.message_post(
            body="Client is difficult",
            message_type="comment",
            subtype_xmlid="mail.mt_note",
        )
        with self.assertRaises(AccessError):
            ticket.with_user(self.interviewer).read(["name"])
        screen = self._open(self.call)
        self.assertEqual(screen.ticket_title, "Printer 0 is out of order")
        self.assertIn("It does not print", screen.ticket_description)
        self.assertIn("Toner is on its way", screen.ticket_messages)
        self.assertNotIn("difficult", screen.ticket_messages)
        self.assertEqual((screen.contact_name, screen.client_name), ("Ada", "Acme"))
        self.assertEqual(screen.phone, "+7 495 123-45-67")
        for words in ("Ada", "Printer 0", "Invite criticism", "Empathise", "Thank"):
            self.assertIn(words, screen.script)
        self.assertEqual(
            [question["question_id"] for question in screen.questions],
            self.call.survey_id.question_ids.ids,
        )
        self.assertEqual(self.call.interviewer_id, self.interviewer)

    def test_screen_of_somebody_elses_call_stays_empty(self):
        """R119: writing another call's id into the screen shows nothing of it."""
        self.call.interviewer_id = self.second
        screens = self.env["satisfaction.callback.call"].with_user(self.interviewer)
        screen = screens.create({"request_id": self.call.id})
        for name in ("ticket_title", "ticket_description", "contact_name", "phone"):
            self.assertFalse(screen[name], name)
        self.assertFalse(screen.questions)
        self.assertFalse(screen.script)
        self._give(screen, 5)
        with self.assertRaisesRegex(UserError, "has taken this call"):
            screen.action_save()
        virtual = screens.new({"request_id": self.call.id})
        self.assertFalse(virtual.ticket_title)
        self.assertEqual(self.call.state, "planned")

    def test_script_of_the_programme_in_the_clients_language(self):
        """R15: an own script replaces ours; script and questions are translated."""
        self.env["res.lang"]._activate_lang("ru_RU")
        self.program.call_script = "<p>Say hello</p>"
        self.program.update_field_translations(
            "call_script", {"ru_RU": {"Say hello": "Скажите привет"}}
        )
        question = self.call.survey_id.question_ids[0]
        question.with_context(lang="ru_RU").title = "Насколько мы решили вопрос?"
        self.contact.lang = "ru_RU"
        screen = self._open(self.call)
        self.assertEqual(screen.lang, "ru_RU")
        self.assertIn("Скажите привет", screen.script)
        self.assertEqual(screen.questions[0]["title"], "Насколько мы решили вопрос?")
        screen.lang = "en_US"
        self.assertIn("Say hello", screen.script)

    # ------------------------------------------------------------------
    # Answers
    # ------------------------------------------------------------------
    def test_answers_are_stored(self):
        """R15: several aspects rated on the phone; typed by whom; thanks, scores."""
        screen = self._open(self.call)
        self._give(screen, 5, 4, 3, comment="Slow <b>but</b> kind")
        screen.note = "Nice talk"
        action = screen.action_save()
        self.assertEqual(action["res_model"], "satisfaction.request")
        call = self.call
        self.assertEqual((call.state, call.answer_mode), ("answered", "phone"))
        self.assertEqual(call.points, 80)
        self.assertEqual(call.typed_by_id, self.interviewer)
        self.assertEqual(call.comment, "Slow <b>but</b> kind")
        self.assertTrue(call.score_pending)
        self.assertEqual(call.call_attempt_ids.outcome, "answered")
        self.assertEqual(call.call_attempt_ids.note, "Nice talk")
        self.assertEqual(call.call_attempt_ids.user_id, self.interviewer)
        sample = call.callback_sample_id
        self.assertEqual((sample.reached_count, sample.answered_count), (1, 1))
        # A low rating on the phone is followed up at once (D4, D17).
        self.assertTrue(call.case_id)

    def test_bad_answers_change_nothing(self):
        """R15: nothing answered, 6 of 5, another survey's question, rubbish."""
        screen = self._open(self.call)
        solution = self.questions["solution"].id
        with self.assertRaisesRegex(UserError, "No question is answered"):
            screen.action_save()
        for answers in (
            {str(solution): "6"},
            {str(solution): "abc"},
            {str(solution): {"a": 1}},
            {str(solution): [1, 2]},
            {"999999": "5"},
        ):
            screen.answers = answers
            with self.subTest(answers), self.assertRaises(ValidationError):
                screen.action_save()
        for answers in ("text", ["1"], {"abc": "5"}, {"١": ""}):
            screen.answers = answers
            with self.subTest(answers), self.assertRaises(UserError):
                screen.action_save()
        self.assertEqual(self.call.state, "planned")
        self.assertFalse(self.call.call_attempt_ids)
        self.assertFalse(self.call.user_input_id)

    def test_save_and_next(self):
        """R15: the screen goes on with the next call that is due, then to the list."""
        tickets = self._close_tickets(self._make_contacts(self.client, 7))
        calls = self.call.callback_sample_id._draw()
        self.assertEqual(len(calls), 1)
        calls.interviewer_id = False
        with freeze_time(self._at_work()):
            screen = self._open(self.call)
            self._give(screen, 5, 5, 5)
            screen.note = "x"
            self.assertIsNone(screen.action_save_and_next())
            self.assertEqual(screen.request_id, calls)
            self.assertIn(screen.request_id.ticket_id, tickets)
            self.assertFalse(screen.answers)
            self.assertFalse(screen.note)
            self.assertEqual(calls.interviewer_id, self.interviewer)
            self._give(screen, 4, 4, 4)
            action = screen.action_save_and_next()
        self.assertEqual(action["xml_id"], "client_satisfaction.action_callbacks")
        self.assertEqual(set((self.call + calls).mapped("state")), {"answered"})

    def _at_work(self):
        """A moment of today that is not before the calls were drawn."""
        return fields.Datetime.now()

    def test_start_calling(self):
        """R15: the button of the worklist opens the first call, or says so."""
        requests = self.env["satisfaction.request"].with_user(self.interviewer)
        # as the web client calls a button above a list: with the marked lines
        action = call_kw(requests, "action_next_call", [[]], {})
        self.assertEqual(action["res_model"], "satisfaction.callback.call")
        self.assertEqual(self.call.interviewer_id, self.interviewer)
        others = self.env["satisfaction.request"].with_user(self.second)
        self.assertIn("No call", others.action_next_call()["params"]["message"])

    # ------------------------------------------------------------------
    # No conversation
    # ------------------------------------------------------------------
    def test_unreachable_then_mail(self):
        """R15, OCA/survey #38: after three attempts the mail survey is offered."""
        screen = self._open(self.call)
        for number in (1, 2):
            screen.note = "Answering machine"
            action = screen.action_unreachable()
            self.assertEqual(action["xml_id"], "client_satisfaction.action_callbacks")
            self.assertGreater(self.call.call_after, fields.Datetime.now())
            self.assertEqual(self.call.call_unreachable_count, number)
            self.assertFalse(screen.offers_mail)
        self.assertIsNone(screen.action_unreachable())
        screen.invalidate_recordset()
        self.assertTrue(screen.offers_mail)
        self.assertEqual(screen.request_id, self.call)
        self.assertIn("Answering machine", screen.attempts)
        screen.action_send_mail()
        self.assertEqual((self.call.delivery, self.call.state), ("mail", "planned"))
        # the closing may be long ago by now
        self.call.event_at -= timedelta(days=40)
        self._send_due()
        self.assertEqual(self.call.state, "sent")
        mail = self.call.invitation_mail_id
        self.assertIn(self.call.sudo().access_token, mail.body_html)
        self._answer(self.call, 5, 5, 5)
        self.assertEqual(self.call.answer_mode, "mail")
        self.assertEqual(self.call.callback_sample_id.answered_count, 1)
        attempts = self.call.call_attempt_ids.sorted("id")
        self.assertEqual(attempts.mapped("outcome"), ["unreachable"] * 3 + ["mail"])

    def test_no_mail_without_an_address(self):
        """R15: no address, no mail: said clearly, the call stays."""
        self.contact.email = False
        screen = self._open(self.call)
        self.call.ticket_id.partner_email = False
        with self.assertRaisesRegex(UserError, "no mail address"):
            screen.action_send_mail()
        self.assertEqual(self.call.delivery, "call")

    def test_call_later(self):
        """R15: the client names a time: the call waits until then, and is due then."""
        screen = self._open(self.call)
        now = fields.Datetime.now()
        for wrong in (False, now - timedelta(hours=1), now + timedelta(days=90)):
            screen.later_at = wrong
            with self.subTest(wrong), self.assertRaises(UserError):
                screen.action_later()
        at = now + timedelta(days=1)
        screen.later_at = at
        screen.note = "In a meeting"
        screen.action_later()
        self.assertEqual((self.call.call_after, self.call.call_due), (at, at))
        self.assertTrue(self.call.call_is_reached)
        self.assertEqual(self.call.call_attempt_ids.call_again_at, at)
        requests = self.env["satisfaction.request"].with_user(self.interviewer)
        self.assertFalse(requests._find_next_call())
        with freeze_time(at + timedelta(minutes=1)):
            self.assertEqual(requests._find_next_call(), self.call)

    def test_refused_and_never_again(self):
        """R15, R41: refused is a reason; opting out takes back other asks too."""
        other = self._close_ticket()
        self.assertEqual(other.state, "planned")
        screen = self._open(self.call)
        screen.note = "Too many surveys"
        screen.opt_out = True
        screen.action_refused()
        self.assertEqual(self.call.state, "cancelled")
        self.assertEqual(
            self.call.cancel_reason, "Refused on the phone. Too many surveys"
        )
        self.assertTrue(self.contact.satisfaction_opt_out)
        self.assertEqual(other.state, "cancelled")
        self.assertIn("on the phone", self.contact.message_ids[:1].body)
        with self.assertRaisesRegex(UserError, "no longer needed"):
            self.call.with_user(self.interviewer).action_open_call()
        # It was drawn and tried: nobody else is drawn in its place.
        self.assertEqual(self.call.callback_sample_id.drawn_count, 1)
        self.assertFalse(self.call.callback_sample_id._draw())

    def test_refused_without_opting_out(self):
        """R15: who refuses once may be asked again another time."""
        self._open(self.call).action_refused()
        self.assertEqual(self.call.state, "cancelled")
        self.assertFalse(self.contact.satisfaction_opt_out)

    def test_leave_it_to_a_colleague(self):
        """R15: a call given back is everybody's again."""
        screen = self._open(self.call)
        screen.action_give_back()
        self.assertFalse(self.call.interviewer_id)
        self._open(self.call, self.second)
        self.assertEqual(self.call.interviewer_id, self.second)

    # ------------------------------------------------------------------
    # Colleagues
    # ------------------------------------------------------------------
    def test_taken_by_a_colleague(self):
        """R15: whoever comes second gets a kind message, also when saving."""
        first = self._open(self.call)
        with self.assertRaisesRegex(UserError, "has taken this call"):
            self.call.with_user(self.second).action_open_call()
        self.call.interviewer_id = self.second  # the manager gave it away meanwhile
        self._give(first, 5)
        with self.assertRaisesRegex(UserError, "has taken this call"):
            first.action_save()
        self._answer(self.call, 4, mode="mail")
        with self.assertRaisesRegex(UserError, "answered already"):
            self.call.with_user(self.second).action_open_call()

    def test_who_may_call(self):
        """R118, R119: agents, client managers and other companies' people may not."""
        for user in (self.agent, self.client_manager, self.senior_manager):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.call.with_user(user).action_open_call()
        company = self._create_company(name="Elsewhere")
        stranger = new_test_user(
            self.env,
            login="satisfaction_stranger_caller",
            groups="client_satisfaction.group_interviewer",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        with self.assertRaises(AccessError):
            self.call.with_user(stranger).action_open_call()
        self.assertFalse(self.call.with_user(stranger).search([]))
        self.assertFalse(self.call.interviewer_id)

    def test_forms_open_for_each_role(self):
        """R119: views hold no field their readers may not see."""
        screen = self._open(self.call)
        with Form(screen) as form:
            form.note = "Busy"
        self.assertEqual(screen.note, "Busy")
        Form(self.call.with_user(self.interviewer))
        Form(self.program.with_user(self.program_manager))
        for user in (self.program_manager, self.senior_manager):
            Form(self.call.callback_sample_id.with_user(user))
            Form(self.call.with_user(user))

    def test_opted_out_meanwhile(self):
        """R41: who opted out after the draw is not called."""
        self.contact.satisfaction_opt_out = True
        with self.assertRaisesRegex(UserError, "does not want to be asked"):
            self.call.with_user(self.interviewer).action_open_call()
        requests = self.env["satisfaction.request"].with_user(self.interviewer)
        self.assertFalse(requests._find_next_call())
