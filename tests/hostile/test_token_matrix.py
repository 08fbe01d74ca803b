# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Every address × every state its secret can be in, enumerated from the router."""

import json
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .hostile_case import SECRET, HostileCase

ASK = "/satisfaction/<string:token>"
CASE = "/my/satisfaction/cases/<int:case_id>"
REPORT = "/satisfaction/report/<int:report_id>/<string:token>"
ANSWER = "<string:survey_token>/<string:answer_token>"
SURVEY = f"/survey/{ANSWER}"
IMAGE = (
    f"/survey/get_question_image/{ANSWER}/<int:question_id>/<int:suggested_answer_id>"
)

# What an answer page says (status) to each state of its link. A used link still opens
# its own thanks, and whoever was asked may always ask not to be asked any more.
NOT_FOUND = dict.fromkeys(("wrong", "cut off", "too long", "skipped"), 404)
STRANGERS = dict.fromkeys(
    ("assignee signed in", "staff signed in", "other client signed in"), 403
)
CLOSED = {
    "expired": 410,
    "withdrawn": 410,
    "used": 409,
    "ticket deleted": 410,
    "contact archived": 410,
}
ALWAYS = dict.fromkeys(CLOSED, 200)
ASK_ROUTES = {
    (ASK, "GET"): {**NOT_FOUND, **STRANGERS, **CLOSED},
    (ASK, "POST"): {**NOT_FOUND, **STRANGERS, **CLOSED},
    (f"{ASK}/thanks", "GET"): {**NOT_FOUND, **STRANGERS, **CLOSED, "used": 200},
    (f"{ASK}/change", "GET"): {**NOT_FOUND, **STRANGERS, **CLOSED},
    (f"{ASK}/change", "POST"): {**NOT_FOUND, **STRANGERS, **CLOSED},
    (f"{ASK}/opt-out", "GET"): {**NOT_FOUND, **STRANGERS, **ALWAYS},
    # 400: the form was not one of ours; here nobody was shown any.
    (f"{ASK}/opt-out", "POST"): {
        **NOT_FOUND,
        **STRANGERS,
        **dict.fromkeys(CLOSED, 400),
    },
    (f"{ASK}/details", "GET"): {**NOT_FOUND, **STRANGERS, **ALWAYS},
}
CASE_STATES = (
    "no token",
    "wrong",
    "cut off",
    "other case's",
    "other client's ask",
    "expired",
    "dropped",
    "colleague signed in",
    "other client signed in",
    "staff signed in",
)
CASE_ROUTES = {
    (CASE, "GET"),
    (f"{CASE}/rate", "POST"),
    (f"{CASE}/sign", "GET"),
    (f"{CASE}/sign", "POST"),
    (f"{CASE}/message", "POST"),
    (f"{CASE}/file/<int:attachment_id>", "GET"),
}
REPORT_STATES = (
    "wrong",
    "cut off",
    "other report's",
    "expired",
    "ended",
    "withdrawn",
    "not released",
)
# Odoo's own pages for questionnaires the light page can't show, by the secret of the
# answer that was begun.
SURVEY_STATES = (
    "no token",
    "wrong",
    "other survey's",
    "expired",
    "used",
    "withdrawn",
    "questionnaire archived",
    "staff signed in",
    "other client signed in",
)
SURVEY_ROUTES = {
    (path, method)
    for path in (
        SURVEY,
        f"/survey/retry/{ANSWER}",
        f"/survey/begin/{ANSWER}",
        f"/survey/next_question/{ANSWER}",
        f"/survey/submit/{ANSWER}",
        "/survey/start/<string:survey_token>",
        "/survey/print/<string:survey_token>",
        IMAGE,
    )
    for method in ("GET", "POST")
}


@tagged("post_install", "-at_install")
class TestTokenMatrix(HostileCase):
    def test_every_address_is_in_the_matrix(self):
        """A new address has to be thought about: either whoever comes has to be signed
        in, or its secret is tried in all its states below."""
        by_secret = {*ASK_ROUTES, *CASE_ROUTES, (REPORT, "GET"), *SURVEY_ROUTES}
        open_to_all = {
            key for key, routing in self._routes().items() if routing["auth"] != "user"
        }
        self.assertEqual(open_to_all, by_secret)

    # ------------------------------------------------------------------
    # Asks
    # ------------------------------------------------------------------
    def _make_ask_in(self, state):
        """The token of an ask of Gus in a state, and who is signed in."""
        late = fields.Datetime.now() - timedelta(hours=2)
        ask = self._make_ask_of_gus()
        token, login = ask.access_token, None
        if state == "wrong":
            token = token[::-1]
        elif state == "cut off":
            token = token[:-1]
        elif state == "too long":
            token += "0"
        elif state == "skipped":
            ask.write({"state": "skipped", "skip_reason": "opted_out"})
        elif state == "expired":
            ask.expires_at = late
        elif state == "withdrawn":
            ask.state = "cancelled"
        elif state == "used":
            self._answer(ask, 5, 5, 5)
            ask.answered_at = late
        elif state == "ticket deleted":
            ticket = self._make_tickets(partner_id=self.gus.id)
            ask = self._close_ticket(ticket)
            ask.write({"state": "sent", "sent_at": late, "email": self.gus.email})
            token = ask.access_token
            ticket.unlink()
        elif state == "contact archived":
            contact = self._make_contact(self.foreign, f"Old{ask.id}")
            ask.partner_id = contact
            contact.active = False
        elif state == "assignee signed in":
            ask.user_id = self.agent
            login = self.agent.login
        elif state == "staff signed in":
            login = self.program_manager.login
        elif state == "other client signed in":
            login = "visitor_ada"
        return token, login

    @mute_logger("odoo.http")
    def test_no_token_at_all(self):
        """R27: the addresses without their secret are none."""
        self._sign_in(None)
        with self.assertDatabaseUnchanged("satisfaction_bad_token"):
            for path, method in {*ASK_ROUTES, (REPORT, "GET")}:
                url = path.replace("<string:token>", "").replace("<int:report_id>", "1")
                answer = self.url_open(url, data=[], method=method)
                self.assertIn(answer.status_code, (404, 405), url)

    @mute_logger("odoo.http")
    def test_asks(self):
        """R27, R38, D17: 100 % of the states refused, nothing stored, and not a word
        about the ask to whoever has no good link."""
        form = {"q": "5", "value": "5", "csrf_token": "x", "mark": "x"}
        form[self._name("solution")] = "5"
        wrong, tried = [], 0
        for state in {**NOT_FOUND, **STRANGERS, **CLOSED}:
            token, login = self._make_ask_in(state)
            self._sign_in(login)
            may_change = ["satisfaction_answer_attempt", "satisfaction_suspicion_hit"]
            if state in NOT_FOUND:
                may_change.append("satisfaction_bad_token")
            self.env["satisfaction.bad.token"].search([]).unlink()
            before = self._checksums()
            for (path, method), expected in ASK_ROUTES.items():
                url = path.replace("<string:token>", token)
                data = form if method == "POST" else None
                answer = self.url_open(
                    url, data=data, method=method, allow_redirects=False
                )
                tried += 1
                refused = state in NOT_FOUND or state in STRANGERS
                if answer.status_code != expected[state] or (
                    refused and (SECRET in answer.text or "Globex" in answer.text)
                ):
                    wrong.append((state, method, path, answer.status_code))
            after = self._checksums()
            wrong += [
                (state, "written", table)
                for table in after
                if after[table] != before[table] and table not in may_change
            ]
        self.assertFalse(wrong)
        self.assertEqual(tried, len(ASK_ROUTES) * 12)

    # ------------------------------------------------------------------
    # Cases
    # ------------------------------------------------------------------
    def _make_case_in(self, state):
        case = self._make_case_of_gus()
        token, login = case.access_token, None
        if state == "no token":
            token = ""
        elif state == "wrong":
            token = token[::-1]
        elif state == "cut off":
            token = token[:-1]
        elif state == "other case's":
            token = self._make_case_of_gus(self.contact).access_token
        elif state == "other client's ask":
            token = self._make_entry().access_token
        elif state == "expired":
            case.access_token_until = fields.Datetime.now() - timedelta(minutes=1)
        elif state == "dropped":
            case.access_token_until = fields.Datetime.now() - timedelta(minutes=1)
            case._drop_old_links()
        else:
            # Being somebody is no secret.
            token = ""
            login = {
                "colleague signed in": "visitor_linus",
                "other client signed in": "visitor_ada",
                "staff signed in": self.plain_user.login,
            }[state]
        if state == "colleague signed in":
            case.partner_id = self._make_contact(self.client, f"Colleague{case.id}")
        return case, token, login

    @mute_logger("odoo.http")
    def test_cases(self):
        """R89, R91, R92: a case opens for its contact and the holder of its link, in
        no other state; nothing is rated, signed or said, and nothing is shown."""
        wrong, tried = [], 0
        for state in CASE_STATES:
            case, token, login = self._make_case_in(state)
            said = case.message_post(body="Hello", attachments=[("a.txt", b"Whisper")])
            self._sign_in(login)
            csrf_token = self._get_csrf_token()
            before = self._checksums()
            for path, method in CASE_ROUTES:
                url = path.replace("<int:case_id>", str(case.id))
                url = url.replace("<int:attachment_id>", str(said.attachment_ids.id))
                for place in ("address", "form") if method == "POST" else ("address",):
                    data = {
                        "csrf_token": csrf_token,
                        "rating": "5",
                        "text": "Mine",
                        "comment": "Mine",
                        "name": "Eve",
                        "decision": "reopen",
                        "signature": "eA==",
                    }
                    address = url
                    if place == "address":
                        address += f"?access_token={token}"
                    else:
                        data["access_token"] = token
                    answer = self._call(address, method, data, path.endswith("/sign"))
                    tried += 1
                    if not self._is_refusal(answer):
                        wrong.append((state, method, path, place, answer.status_code))
            after = self._checksums()
            wrong += [
                (state, "written", one) for one in after if after[one] != before[one]
            ]
        self.assertFalse(wrong)
        self.assertGreater(tried, 80)

    def _call(self, url, method, data, is_json):
        if method == "POST" and is_json:
            return self.url_open(
                url,
                data=json.dumps({"params": data}),
                headers={"Content-Type": "application/json"},
            )
        return self.url_open(
            url,
            data=data if method == "POST" else None,
            method=method,
            allow_redirects=False,
        )

    def _is_refusal(self, answer):
        """Whether it tells nothing and is no success."""
        if SECRET in answer.text or "Globex" in answer.text:
            return False
        if answer.status_code == 200:
            # JSON calls always answer 200: what counts is what they say.
            return "error" in json.loads(answer.text or "{}").get(
                "result", {"error": 1}
            )
        return answer.status_code < 500

    # ------------------------------------------------------------------
    # Reports
    # ------------------------------------------------------------------
    @mute_logger("odoo.http")
    def test_reports(self):
        """R110: a released report opens by its living link and no other."""
        for state in REPORT_STATES:
            report = self._make_report_of_gus()
            token = report.link_token
            if state == "wrong":
                token = "w" * 32
            elif state == "cut off":
                token = token[:-1]
            elif state == "other report's":
                other = self._make_report_of_gus()
                other.link_token = token = "o" * 32
            elif state == "expired":
                report.link_until = fields.Datetime.now() - timedelta(minutes=1)
            elif state == "ended":
                report.write({"link_token": False, "link_until": False})
            elif state == "withdrawn":
                report.state = "withdrawn"
            elif state == "not released":
                report.state = "ready"
            for login in (None, "visitor_ada", self.plain_user.login):
                with self.subTest(state=state, login=login):
                    self._sign_in(login)
                    with self.assertDatabaseUnchanged():
                        answer = self.url_open(
                            f"/satisfaction/report/{report.id}/{token}"
                        )
                    self.assertEqual(answer.status_code, 404)
                    self.assertNotIn(SECRET, answer.text)
        # And it does open: else all of the above would prove nothing.
        report = self._make_report_of_gus()
        self._sign_in(None)
        answer = self.url_open(f"/satisfaction/report/{report.id}/{report.link_token}")
        self.assertIn(SECRET, answer.text)

    # ------------------------------------------------------------------
    # Odoo's own questionnaire pages
    # ------------------------------------------------------------------
    def _make_answer_in(self, state):
        survey = self.survey.copy()
        survey.write({"access_mode": "token", "questions_layout": "page_per_question"})
        survey.question_ids[0].title = SECRET
        ask = self._make_ask_of_gus(survey_id=survey.id)
        answer = ask._start_native_answer("en_US")
        survey_token, token, login = survey.access_token, answer.access_token, None
        late = fields.Datetime.now() - timedelta(hours=2)
        if state == "no token":
            token = "-"
        elif state == "wrong":
            token = token[::-1]
        elif state == "other survey's":
            survey_token = self.survey.copy({"access_mode": "token"}).access_token
        elif state == "expired":
            ask.expires_at = late
        elif state == "withdrawn":
            ask.state = "cancelled"
        elif state == "used":
            other = self._make_ask_of_gus(survey_id=survey.id)
            answer = other._start_native_answer("en_US")
            question = survey.question_ids[0]
            other._record_answers({other.id: {question.id: "5"}}, mode="mail")
            token = answer.access_token
        elif state == "questionnaire archived":
            survey.active = False
        elif state == "staff signed in":
            login = self.agent.login
        elif state == "other client signed in":
            login = "visitor_ada"
        return survey, survey_token, token, login

    @mute_logger("odoo.http", "odoo.addons.survey.controllers.main")
    def test_native_pages(self):
        """R41, D17: the same doors before Odoo's own pages of a questionnaire: no
        question is shown and no answer stored in any of these states."""
        wrong, tried = [], 0
        for state in SURVEY_STATES:
            survey, survey_token, token, login = self._make_answer_in(state)
            question = survey.question_ids[0]
            self._sign_in(login)
            self._get_csrf_token()
            before = self._checksums()
            for path, method in sorted(SURVEY_ROUTES):
                url = path
                for name, value in (
                    ("<string:survey_token>", survey_token),
                    ("<string:answer_token>", token),
                    ("<int:question_id>", question.id),
                    ("<int:suggested_answer_id>", 1),
                ):
                    url = url.replace(name, str(value))
                if token not in url and token != "-":
                    url += f"?answer_token={token}"
                is_json = path.split("/")[2] in ("begin", "next_question", "submit")
                data = {str(question.id): "5", "question_id": question.id}
                answer = self._call(url, method, data, is_json)
                tried += 1
                shown = SECRET in answer.text
                # Looking at one's own answer after the time is over is fine.
                is_print = path.startswith("/survey/print")
                may_look = is_print and state in ("expired", "used", "withdrawn")
                if answer.status_code >= 500 or (shown and not may_look):
                    wrong.append((state, method, path, answer.status_code))
            after = self._checksums()
            wrong += [
                (state, "written", table)
                for table in after
                if after[table] != before[table]
            ]
        self.assertFalse(wrong)
        self.assertGreater(tried, 100)
