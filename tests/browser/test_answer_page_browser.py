# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A client follows the link of a mail in Chromium, on a phone and at a desk."""

import time
from contextlib import ExitStack, contextmanager
from urllib.parse import urljoin

from odoo.tests import tagged
from odoo.tests.common import ChromeBrowser

from odoo.addons.client_satisfaction.controllers.answer_door import QUICKEST_READER

from ..ask.answer_page_case import AnswerPageCase

SIZES = {
    "phone": (390, 844, True),
    "small phone": (320, 568, True),
    "desk": (1280, 900, False),
}
LANGS = ("en_US", "zh_CN", "ru_RU")
MIN_TARGET = 44

# Every place a finger aims at: its size on the screen.
TARGETS = """
[...document.querySelectorAll('a, button, textarea, input:not([type=hidden])')]
    .filter((element) => element.offsetParent !== null)
    .map((element) => {
        const box = element.getBoundingClientRect();
        return [element.tagName + ' ' + (element.name || element.textContent.trim()),
                Math.round(box.width), Math.round(box.height)];
    })
"""
# Contrast of each visible text against what lies behind it (WCAG 2.1, 1.4.3).
CONTRASTS = """
(() => {
    const parse = (color) => (color.match(/[\\d.]+/g) || []).map(Number);
    const light = ([r, g, b]) => {
        const [x, y, z] = [r, g, b].map((v) => {
            v /= 255;
            return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const behind = (element) => {
        for (; element; element = element.parentElement) {
            const color = parse(getComputedStyle(element).backgroundColor);
            if (color.length && (color.length < 4 || color[3] === 1)) {
                return color;
            }
        }
        return [255, 255, 255];
    };
    return [...document.querySelectorAll('body *')]
        .filter((element) => element.offsetParent !== null &&
            [...element.childNodes].some(
                (node) => node.nodeType === 3 && node.textContent.trim()))
        .map((element) => {
            const text = light(parse(getComputedStyle(element).color));
            const ground = light(behind(element));
            const [high, low] = [Math.max(text, ground), Math.min(text, ground)];
            const words = element.textContent.trim().slice(0, 40);
            return [element.tagName + ' ' + words, (high + 0.05) / (low + 0.05)];
        });
})()
"""


class BrowserCase(AnswerPageCase):
    """Chromium, as a finger, a mouse and a keyboard use it."""

    # ------------------------------------------------------------------
    # Chromium
    # ------------------------------------------------------------------
    @contextmanager
    def _browser(self):
        browser = ChromeBrowser(self)
        with ExitStack() as stack:
            stack.callback(self._wait_remaining_requests)
            stack.enter_context(self.allow_requests(browser=browser))
            stack.callback(browser.stop)
            self.authenticate(None, None, browser=browser)
            self.env.flush_all()
            yield browser

    def _set_screen(self, browser, size, scheme="light"):
        width, height, is_mobile = SIZES[size]
        browser._websocket_request(
            "Emulation.setDeviceMetricsOverride",
            params={
                "width": width,
                "height": height,
                "deviceScaleFactor": 1,
                "mobile": is_mobile,
            },
        )
        features = {
            "prefers-color-scheme": scheme,
            # no colours half way from one to another
            "prefers-reduced-motion": "reduce",
        }
        browser._websocket_request(
            "Emulation.setEmulatedMedia",
            params={
                "features": [
                    {"name": name, "value": value} for name, value in features.items()
                ]
            },
        )

    def _open(self, browser, path):
        self.env.flush_all()
        self.env.cr.clear()
        browser.navigate_to(urljoin(self.base_url(), path), wait_stop=True)

    def _js(self, browser, expression):
        result = browser._websocket_request(
            "Runtime.evaluate",
            params={"expression": expression, "returnByValue": True},
        )
        self.assertNotIn("exceptionDetails", result, expression)
        return result["result"].get("value")

    def _wait(self, browser, expression, seconds=10):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self._js(browser, f"Boolean({expression})"):
                return
            time.sleep(0.05)
        self.fail(f"Never true within {seconds} s: {expression}")

    def _tap(self, browser, selector):
        """Press with a finger where the element is, like a person does."""
        x, y = self._js(
            browser,
            f"""(() => {{
                const element = document.querySelector({selector!r});
                element.scrollIntoView({{block: 'center'}});
                const box = element.getBoundingClientRect();
                return [box.x + box.width / 2, box.y + box.height / 2];
            }})()""",
        )
        for kind in ("mousePressed", "mouseReleased"):
            browser._websocket_request(
                "Input.dispatchMouseEvent",
                params={
                    "type": kind,
                    "x": x,
                    "y": y,
                    "button": "left",
                    "clickCount": 1,
                },
            )

    def _press(self, browser, key, code):
        for kind in ("keyDown", "keyUp"):
            browser._websocket_request(
                "Input.dispatchKeyEvent",
                params={
                    "type": kind,
                    "key": key,
                    "code": key,
                    "windowsVirtualKeyCode": code,
                },
            )

    def _option(self, question, value):
        return f"input[name={self._name(question)}][value='{value}']"


@tagged("post_install", "-at_install")
class TestAnswerPageBrowser(BrowserCase):
    # ------------------------------------------------------------------
    # What every page keeps
    # ------------------------------------------------------------------
    def assertFitsScreen(self, browser):
        root = "document.documentElement"
        overflow = self._js(browser, f"{root}.scrollWidth - {root}.clientWidth")
        self.assertLessEqual(overflow, 0, "the page scrolls sideways")

    def assertTargets(self, browser):
        small = [
            target
            for target in self._js(browser, TARGETS)
            if target[1] < MIN_TARGET or target[2] < MIN_TARGET
        ]
        self.assertEqual(small, [], "too small for a finger")

    def assertContrast(self, browser):
        found = self._js(browser, CONTRASTS)
        self.assertTrue(found)
        weak = [entry for entry in found if entry[1] < 4.5]
        self.assertEqual(weak, [], "too little contrast")

    # ------------------------------------------------------------------
    # Tests
    # ------------------------------------------------------------------
    def test_answer_in_three_languages(self):
        """R27, R33, R74: from the link in the mail over the button to the thanks, on a
        phone and at a desk, in English, Chinese and Russian."""
        with self._browser() as browser:
            for size in ("phone", "desk"):
                for lang in LANGS:
                    with self.subTest(size=size, lang=lang):
                        ask = self._make_ask(lang=lang)
                        self._set_screen(browser, size)
                        self._open(browser, f"{self._path(ask)}?value=2")
                        self.assertEqual(
                            self._js(browser, "document.documentElement.lang"),
                            lang.replace("_", "-"),
                        )
                        chosen = (
                            f"document.querySelector({self._option('solution', 2)!r})"
                        )
                        self.assertTrue(self._js(browser, f"{chosen}.checked"))
                        self._tap(browser, self._option("speed", 4))
                        self._tap(browser, "button[type=submit]")
                        self._wait(browser, "location.pathname.endsWith('/thanks')")
                        self._wait(browser, "document.querySelector('ol.steps')")
                        self.assertFitsScreen(browser)
                        self.assertTargets(browser)
                        ask.invalidate_recordset()
                        self.assertEqual((ask.state, ask.points), ("answered", 60))
                        self.assertFalse(ask.is_suspicious)

    def test_every_page_on_every_screen(self):
        """R33: fits 320 to 1280 pixels, targets of 44 pixels, contrast in light and
        dark."""
        ask = self._make_ask(lang="ru_RU", ticket_title="Принтер-" + "очень" * 20)
        answered = self._answer(self._make_ask(), 1)
        paths = (
            f"{self._path(ask)}?value=2",
            f"{self._path(ask)}?value=9",
            self._path(ask, "/opt-out"),
            self._path(answered, "/thanks"),
            self._path(answered, "/change"),
            self._path(answered),
            self._path(self._make_ask(state="expired")),
            "/satisfaction/unknown000000000",
        )
        with self._browser() as browser:
            for path in paths:
                self._open(browser, path)
                for size in SIZES:
                    for scheme in ("light", "dark"):
                        with self.subTest(size=size, scheme=scheme, path=path[-20:]):
                            self._set_screen(browser, size, scheme)
                            self.assertFitsScreen(browser)
                            self.assertTargets(browser)
                            self.assertContrast(browser)

    def test_reasons_appear_with_a_low_rating(self):
        """R75: the reasons come when a rating is low and go when none is."""
        reasons = f"document.getElementById('{self._name('reasons')}')"
        is_shown = f"{reasons}.offsetParent !== null"
        with self._browser() as browser:
            self._set_screen(browser, "phone")
            self._open(browser, self._path(self._make_ask()))
            self.assertFalse(self._js(browser, is_shown))
            self._tap(browser, self._option("speed", 3))
            self._wait(browser, is_shown)
            self._tap(browser, self._option("speed", 4))
            self._wait(browser, f"!({is_shown})")

    def test_without_scripts(self):
        """R27: everything works without JavaScript."""
        ask = self._make_ask()
        with self._browser() as browser:
            self._set_screen(browser, "phone")
            browser._websocket_request(
                "Emulation.setScriptExecutionDisabled", params={"value": True}
            )
            self._open(browser, f"{self._path(ask)}?value=3")
            reasons = f"document.getElementById('{self._name('reasons')}')"
            self.assertTrue(self._js(browser, f"{reasons}.offsetParent !== null"))
            # Without scripts only the time tells a reader from a machine.
            time.sleep(QUICKEST_READER + 1)
            self._tap(browser, "button[type=submit]")
            # Nobody puts the address of the thanks in place of the form's.
            self._wait(browser, "document.querySelector('[data-address]')")
        ask.invalidate_recordset()
        self.assertEqual((ask.state, ask.points), ("answered", 60))
        self.assertFalse(ask.is_suspicious)

    def test_machine_that_presses_the_button(self):
        """R27, D17: a script that fills in and presses is no finger; the client who
        comes next with a finger is."""
        button = "document.querySelector('button[type=submit]')"
        for press in (f"{button}.click()", "document.querySelector('form').submit()"):
            with self.subTest(press=press), self._browser() as browser:
                ask = self._make_ask()
                self._open(browser, f"{self._path(ask)}?value=1")
                self._js(
                    browser,
                    "document.dispatchEvent(new PointerEvent('pointerdown'));"
                    "document.querySelector('textarea').dispatchEvent("
                    "new KeyboardEvent('keydown', {bubbles: true}));",
                )
                self._js(browser, press)
                self._wait(browser, "location.pathname.endsWith('/thanks')")
                ask.invalidate_recordset()
                self.assertEqual((ask.state, ask.suspicion), ("answered", "no_gesture"))
                self.assertFalse(ask.is_scored)
        with self._browser() as browser:
            self._open(browser, f"{self._path(ask)}?value=4")
            self._tap(browser, "button[type=submit]")
            self._wait(browser, "location.pathname.endsWith('/thanks')")
        ask.invalidate_recordset()
        self.assertEqual((ask.points, ask.is_suspicious), (80, False))

    def test_nobody_meets_the_trap(self):
        """R33: the field for programs is not drawn, not reached by the keyboard and
        not read aloud."""
        trap = "document.querySelector('[name=website]')"
        with self._browser() as browser:
            self._open(browser, self._path(self._make_ask()))
            self.assertTrue(self._js(browser, f"{trap}.offsetParent === null"))
            self.assertTrue(
                self._js(browser, f"!!{trap}.closest('[aria-hidden=true]')")
            )
            names = set()
            for _step in range(25):
                self._press(browser, "Tab", 9)
                names.add(self._js(browser, "document.activeElement.name"))
            self.assertIn(self._name("comment"), names)
            self.assertNotIn("website", names)

    def test_by_keyboard(self):
        """R33: tab, arrows, space and enter are enough, and the focus is seen."""
        ask = self._make_ask()
        focused = "document.activeElement"
        with self._browser() as browser:
            self._set_screen(browser, "desk")
            self._open(browser, self._path(ask))
            for _step in range(10):
                self._press(browser, "Tab", 9)
                if self._js(browser, f"{focused}.name") == self._name("solution"):
                    break
            self._press(browser, " ", 32)
            for _step in range(3):
                self._press(browser, "ArrowRight", 39)
            self.assertEqual(self._js(browser, f"{focused}.value"), "4")
            outline = f"getComputedStyle({focused}.nextElementSibling).outlineStyle"
            self.assertEqual(self._js(browser, outline), "solid")
            for _step in range(12):
                self._press(browser, "Tab", 9)
                if self._js(browser, f"{focused}.type") == "submit":
                    break
            outline = f"getComputedStyle({focused}).outlineStyle"
            self.assertEqual(self._js(browser, outline), "solid")
            self._js(browser, f"{focused}.click()")
            self._wait(browser, "location.pathname.endsWith('/thanks')")
        ask.invalidate_recordset()
        self.assertEqual((ask.state, ask.points), ("answered", 80))

    def test_problem_is_shown_and_mended(self):
        """R33: what the server refuses is told at the question, focus first."""
        ask = self._make_ask()
        with self._browser() as browser:
            self._set_screen(browser, "phone")
            self._open(browser, self._path(ask))
            # The browser itself would not send a form with a gap.
            self._js(browser, "document.querySelector('form').noValidate = true")
            self._tap(browser, "button[type=submit]")
            self._wait(browser, "document.querySelector('.problem')")
            self.assertEqual(
                self._js(browser, "document.activeElement.getAttribute('role')"),
                "alert",
            )
            self.assertFitsScreen(browser)
            self.assertTargets(browser)
            self._tap(browser, self._option("solution", 5))
            self._tap(browser, "button[type=submit]")
            self._wait(browser, "location.pathname.endsWith('/thanks')")
        ask.invalidate_recordset()
        self.assertEqual(ask.state, "answered")

    def test_double_click_on_the_button(self):
        """D17: two quick presses send one answer and end at the thanks; loading that
        page again doesn't send the answer again."""
        ask = self._make_ask()
        with self._browser() as browser:
            self._set_screen(browser, "desk")
            self._open(browser, f"{self._path(ask)}?value=5")
            self._tap(browser, "button[type=submit]")
            self._js(browser, "document.querySelector('button[type=submit]')?.click()")
            self._wait(browser, "location.pathname.endsWith('/thanks')")
            self._js(browser, "window.isLoadedBefore = true; location.reload()")
            self._wait(
                browser,
                "!window.isLoadedBefore && document.querySelector('[data-address]')",
            )
        ask.invalidate_recordset()
        self.assertEqual(ask.state, "answered")
        self.assertFalse(ask.attempt_ids)
