# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""All states of the answer page under axe-core, the accessibility checker.

The package axe-playwright-python carries axe-core as published on npm; only its script
is used.
"""

from importlib.metadata import files

from odoo import fields
from odoo.tests import tagged

from .test_answer_page_browser import SIZES, BrowserCase

(AXE,) = (
    file.locate()
    for file in files("axe-playwright-python")
    if file.name == "axe.min.js"
)
SERIOUS = ("serious", "critical")
RUN = """
axe.run(document, {resultTypes: ['violations']}).then((result) =>
    result.violations.map((found) => [
        found.impact, found.id, found.nodes.map((node) => node.html).slice(0, 3)]))
"""


@tagged("post_install", "-at_install")
class AxeCase(BrowserCase):
    def _load_axe(self, browser):
        """Put the checker, which is big, into the page once."""
        if self._js(browser, "typeof axe") == "undefined":
            self._js(browser, AXE.read_text(encoding="utf-8") + ";0")

    def _run_axe(self, browser):
        self._load_axe(browser)
        result = browser._websocket_request(
            "Runtime.evaluate",
            params={"expression": RUN, "returnByValue": True, "awaitPromise": True},
        )
        self.assertNotIn("exceptionDetails", result)
        return result["result"]["value"]

    def _states(self):
        answered = self._answer(self._make_ask(), 1)
        opted_out = self._make_ask()
        opted_out.partner_id = self.leader
        self.leader.satisfaction_opt_out = True
        relationship = self._make_ask()
        relationship.survey_id = self.env.ref("client_satisfaction.survey_relationship")
        anonymous = self._make_ask()
        anonymous.survey_id = relationship.survey_id.copy(
            {"satisfaction_is_anonymous": True}
        )
        native = self._make_ask()
        native.survey_id = self.survey.copy()
        native.survey_id.write({"is_time_limited": True, "time_limit": 10})
        doubtful = self._make_ask()
        doubtful._record_answers(
            {doubtful.id: self._raw(2)}, mode="mail", suspicion="honeypot"
        )
        return {
            "questions": self._path(self._make_ask()),
            "Chinese": self._path(self._make_ask(lang="zh_CN")),
            "Russian": self._path(self._make_ask(lang="ru_RU")),
            "from a number in the mail": f"{self._path(self._make_ask())}?value=2",
            "wrong number": f"{self._path(self._make_ask())}?value=9",
            "relationship": self._path(relationship),
            "anonymous": self._path(anonymous),
            "native start": self._path(native),
            "after a machine": self._path(doubtful),
            "thanks, low": self._path(answered, "/thanks"),
            "thanks, good": self._path(self._answer(self._make_ask(), 5), "/thanks"),
            "change": self._path(answered, "/change"),
            "answered": self._path(answered),
            "expired": self._path(
                self._make_ask(state="expired", expires_at=fields.Datetime.now())
            ),
            "cancelled": self._path(self._make_ask(state="cancelled")),
            "opt out": self._path(self._make_ask(), "/opt-out"),
            "opted out": self._path(opted_out, "/opt-out"),
            "hidden link": self._path(self._make_ask(), "/details"),
            "unknown": "/satisfaction/0123456789abcdef0123456789abcdef",
        }

    def _check(self, browser, name):
        found = self._run_axe(browser)
        for impact, rule, nodes in found:
            print(f"axe: {name}: {impact}: {rule}: {nodes}")
        self.assertEqual([entry for entry in found if entry[0] in SERIOUS], [], name)


class TestAnswerPageAxe(AxeCase):
    def test_every_state(self):
        """R27, R33: no serious finding in any state of the page, light and dark,
        on a phone and at a desk."""
        states = self._states()
        with self._browser() as browser:
            for name, path in states.items():
                self._open(browser, path)
                for size in SIZES:
                    for scheme in ("light", "dark"):
                        with self.subTest(state=name, size=size, scheme=scheme):
                            self._set_screen(browser, size, scheme)
                            self._check(browser, f"{name}, {size}, {scheme}")

    def test_the_checker_checks(self):
        """R33: a picture without words and grey on grey would be found."""
        with self._browser() as browser:
            self._open(browser, self._path(self._make_ask()))
            self._js(
                browser,
                "document.querySelector('main').insertAdjacentHTML('beforeend',"
                " '<img src=\"data:,\"><p id=grey>Grey</p>');"
                "document.getElementById('grey').style.color = '#bbb'",
            )
            found = {rule for _impact, rule, _nodes in self._run_axe(browser)}
            self.assertLessEqual({"image-alt", "color-contrast"}, found)

    def test_problems_and_reasons(self):
        """R33, R75: no serious finding where the server refused an answer, and
        when the reasons of a low rating are open."""
        with self._browser() as browser:
            self._set_screen(browser, "phone")
            self._open(browser, self._path(self._make_ask()))
            self._tap(browser, self._option("speed", 1))
            self._check(browser, "reasons")
            no_check = "document.querySelector('form').noValidate = true"
            self._js(browser, no_check)
            self._tap(browser, "button[type=submit]")
            self._wait(browser, "document.querySelector('.problem')")
            self._check(browser, "problems")
