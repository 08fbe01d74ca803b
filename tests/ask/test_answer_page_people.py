# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who may open the link of a client, signed in or not, on both answer pages."""

from datetime import timedelta

from odoo import Command, fields
from odoo.tests import new_test_user, tagged

from odoo.addons.client_satisfaction.controllers.answer_form import can_carry

from .answer_page_case import AnswerPageCase


@tagged("post_install", "-at_install")
class TestAnswerPagePeople(AnswerPageCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        stranger = cls._make_client("Umbrella")
        cls.portal = {
            "contact": cls._make_portal_user(cls.contact),
            "colleague": cls._make_portal_user(cls.leader),
            "other client": cls._make_portal_user(cls._make_contact(stranger, "Eve")),
        }

    @classmethod
    def _make_portal_user(cls, partner):
        return new_test_user(
            cls.env,
            login=f"satisfaction_portal_{partner.name}",
            groups="base.group_portal",
            partner_id=partner.id,
        )

    def _sign_in(self, user):
        self.authenticate(user.login, user.login)

    def test_people_at_the_door(self):
        """R27, R70: the token opens for the client and the public; staff never answer
        for a client, nor does another client (glpi #474)."""
        people = {
            "agent of the ticket": (self.agent, 403),
            "other agent": (self.other_agent, 403),
            "interviewer": (self.interviewer, 403),
            "programme manager": (self.program_manager, 403),
            "contact": (self.portal["contact"], 200),
            "colleague of the contact": (self.portal["colleague"], 200),
            "other client": (self.portal["other client"], 403),
        }
        for name, (user, status) in people.items():
            ask = self._make_ask(user_id=self.agent.id)
            path = self._path(ask)
            with self.subTest(name=name):
                self._sign_in(user)
                with self.assertNothingChanges():
                    response = self._get(path)
                    self.assertOwnPage(response, status)
                    self.assertOwnPage(self._get(f"{path}/opt-out"), status)
                if status == 200:
                    answer = self._post(path, {self._name("solution"): "5"})
                    self.assertEqual(answer.status_code, 200)
                    ask.invalidate_recordset()
                    self.assertEqual(ask.user_input_id.partner_id, self.contact)
                else:
                    with self.assertNothingChanges():
                        answer = self._post_raw(path, {self._name("solution"): "5"})
                        self.assertOwnPage(answer, 403)
                        opt_out = self._post_raw(
                            f"{path}/opt-out", {"List-Unsubscribe": "One-Click"}
                        )
                        self.assertOwnPage(opt_out, 403)

    def test_own_answer_is_personal(self):
        """D17, R72: a colleague may pass the link on, but not see what was answered."""
        ask = self._answer(self._make_ask(), 2, comment="Between us")
        self._sign_in(self.portal["colleague"])
        response = self._get(self._path(ask, "/change"))
        self.assertOwnPage(response, 403)
        self.assertNotIn("Between us", response.text)
        self._sign_in(self.portal["contact"])
        self.assertIn("Between us", self._get(self._path(ask, "/change")).text)

    def test_internal_contact(self):
        """R27: an internal user who is the contact may answer, unless about a ticket
        of their own."""
        ask = self._make_ask(partner_id=self.other_agent.partner_id.id)
        self._sign_in(self.other_agent)
        self.assertOwnPage(self._get(self._path(ask)), 200)
        ask.user_id = self.other_agent
        self.assertOwnPage(self._get(self._path(ask)), 403)


@tagged("post_install", "-at_install")
class TestNativeSurveyPage(AnswerPageCase):
    """Questionnaires the light page can't show go on in the native one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        question = {"question_type": "scale", "scale_min": 1, "scale_max": 5}
        cls.long_survey = cls.env["survey.survey"].create(
            {
                "title": "Yearly review",
                "survey_type": "satisfaction",
                "access_mode": "token",
                "questions_layout": "page_per_section",
                "users_can_go_back": True,
                "lang_ids": [Command.clear()],
                "question_and_page_ids": [
                    Command.create({"title": "Work", "is_page": True, "sequence": 1}),
                    Command.create(
                        {
                            "title": "How good is our work?",
                            "sequence": 2,
                            "satisfaction_is_scored": True,
                            **question,
                        }
                    ),
                    Command.create({"title": "Value", "is_page": True, "sequence": 3}),
                    Command.create(
                        {"title": "Since when?", "question_type": "date", "sequence": 4}
                    ),
                ],
            }
        )
        cls.portal_colleague = new_test_user(
            cls.env,
            login="satisfaction_portal_leader",
            groups="base.group_portal",
            partner_id=cls.leader.id,
        )

    def _make_long_ask(self, **values):
        return self._make_ask(survey_id=self.long_survey.id, **values)

    def _start(self, ask, value="4"):
        path = self._path(ask)
        return self._post(path, shown=f"{path}?value={value}")

    def test_start(self):
        """R19, R41: a page with a start button; only pressing it makes an answer, and
        the number from the mail is kept."""
        ask = self._make_long_ask(lang="ru_RU")
        with self.assertNothingChanges():
            response = self._get(f"{self._path(ask)}?value=4")
            self.assertOwnPage(response, 200)
            missing = self._post_raw(self._path(ask), {"value": "4"})
            self.assertOwnPage(missing, 400)
        response = self._start(ask)
        self.assertEqual(response.status_code, 303)
        user_input = self.env["survey.user_input"].search(
            [("satisfaction_request_id", "=", ask.id)]
        )
        self.assertRecordValues(
            user_input,
            [
                {
                    "survey_id": self.long_survey.id,
                    "partner_id": self.contact.id,
                    "state": "new",
                    "deadline": ask.expires_at,
                }
            ],
        )
        self.assertEqual(user_input.lang_id.code, "ru_RU")
        self.assertEqual(user_input.user_input_line_ids.value_scale, 4)
        self.assertIn(user_input.access_token, response.headers["Location"])
        self.assertEqual(ask.state, "sent")
        again = self._start(ask, value="2")
        self.assertEqual(again.headers["Location"], response.headers["Location"])
        self.assertEqual(user_input.user_input_line_ids.value_scale, 2)

    def test_wrong_value_is_not_kept(self):
        """R33: a number the scale does not have is not saved."""
        ask = self._make_long_ask()
        self._start(ask, value="9")
        user_input = self.env["survey.user_input"].search(
            [("satisfaction_request_id", "=", ask.id)]
        )
        self.assertFalse(user_input.user_input_line_ids)

    def test_finish_on_the_native_page(self):
        """R19: finished there, it is answered here, and the link says so."""
        ask = self._make_long_ask()
        location = self._start(ask).headers["Location"]
        response = self.url_open(location)
        self.assertEqual(response.status_code, 200)
        self.assertIn("Yearly review", response.text)
        user_input = self.env["survey.user_input"].search(
            [("satisfaction_request_id", "=", ask.id)]
        )
        user_input._mark_done()
        self.assertEqual((ask.state, ask.points), ("answered", 80))
        self.assertOwnPage(self._get(self._path(ask)), 409)
        self.assertOwnPage(self._get(self._path(ask, "/thanks")), 200)
        self.assertOwnPage(self._get(self._path(ask, "/change")), 409)

    def _native_state(self, location):
        """Whether the native page shows the questionnaire."""
        response = self.url_open(location)
        self.assertLess(response.status_code, 500)
        if "o_survey_form_content" in response.text:
            return "open"
        return "closed"

    def test_people_on_the_native_page(self):
        """R27, R70: the same door as before the light page."""
        location = self._start(self._make_long_ask()).headers["Location"]
        people = {
            "public": (None, "open"),
            "agent": (self.agent, "closed"),
            "programme manager": (self.program_manager, "closed"),
            "colleague": (self.portal_colleague, "closed"),
        }
        for name, (user, expected) in people.items():
            with self.subTest(name=name):
                if user:
                    self.authenticate(user.login, user.login)
                else:
                    self.authenticate(None, None)
                self.assertEqual(self._native_state(location), expected)

    def test_closed_ask_on_the_native_page(self):
        """D17: expired, cancelled or answered meanwhile: the native page is closed."""
        late = fields.Datetime.now() - timedelta(minutes=1)
        for values in (
            {"state": "cancelled"},
            {"state": "expired"},
            {"expires_at": late},
            {"state": "answered"},
        ):
            with self.subTest(values=values):
                ask = self._make_long_ask()
                location = self._start(ask).headers["Location"]
                self.assertEqual(self._native_state(location), "open")
                ask.write(values)
                self.assertEqual(self._native_state(location), "closed")

    def test_which_questionnaires_the_light_page_shows(self):
        """R19: pages, conditions and other question types are too much for it."""
        survey, speed = self.survey, self.questions["speed"]
        reasons = self.questions["reasons"]
        changes = {
            "condition": lambda: speed.write(
                {
                    "triggering_answer_ids": [
                        Command.set(reasons.suggested_answer_ids[:1].ids)
                    ],
                    "sequence": 100,
                }
            ),
            "type": lambda: speed.write(
                {"satisfaction_is_scored": False, "question_type": "date"}
            ),
            "login": lambda: survey.write({"users_login_required": True}),
            "time limit": lambda: survey.write(
                {"is_time_limited": True, "time_limit": 5}
            ),
            "empty": lambda: survey.question_ids.unlink(),
        }
        self.assertTrue(can_carry(survey))
        for name, change in changes.items():
            with self.subTest(name=name):
                savepoint = self.env.cr.savepoint(flush=True)
                change()
                self.assertFalse(can_carry(survey))
                savepoint.close(rollback=True)
                self.env.invalidate_all()
