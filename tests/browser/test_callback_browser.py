# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""An interviewer makes a call in Chromium, with the keyboard."""

from odoo.tests import HttpCase, tagged

from ..ask.callback_case import CallbackCase

# From the worklist to the saved answer: digits choose and go on to the next question.
MAKE_A_CALL = """
(async () => {
    const find = async (look) => {
        for (let turn = 0; turn < 300; turn++) {
            const found = look();
            if (found) {
                return found;
            }
            await new Promise((done) => setTimeout(done, 100));
        }
        throw new Error(`Not found: ${look}`);
    };
    const button = (name) =>
        find(() =>
            [...document.querySelectorAll("button")].find(
                (one) => one.textContent.trim() === name
            )
        );
    (await button("Start calling")).click();
    const first = await find(() =>
        document.querySelector("fieldset input[type=radio]")
    );
    const phone = document.querySelector("a[href^='tel:']");
    if (!phone || !phone.href.includes("495")) {
        throw new Error("No number to click on");
    }
    first.focus();
    for (const key of ["5", "2", "4"]) {
        const before = document.activeElement;
        before.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
        await find(() => document.activeElement !== before);
    }
    const chosen = document.querySelectorAll("fieldset input[type=radio]:checked");
    if ([...chosen].map((one) => one.value).join() !== "5,2,4") {
        throw new Error("The digits did not choose");
    }
    // The low rating has brought the reasons; they have the focus now.
    if (document.activeElement.type !== "checkbox") {
        throw new Error("No reasons asked after a 2");
    }
    document.activeElement.click();
    const words = document.querySelector(".o_satisfaction_questions textarea");
    words.value = "Slow, but kind";
    words.dispatchEvent(new Event("input", { bubbles: true }));
    (await button("Save")).click();
    await find(() => document.querySelector(".o_list_view, .o_view_nocontent"));
    console.log("test successful");
})().catch((error) => console.error(error.message));
"""


@tagged("post_install", "-at_install")
class TestCallbackInBrowser(CallbackCase, HttpCase):
    def test_a_call_with_the_keyboard(self):
        """R15: one screen, usable with the keyboard, from worklist to answer."""
        call = self._make_call()
        self.browser_js(
            "/odoo/satisfaction-calls",
            MAKE_A_CALL,
            ready="document.querySelector('.o_list_view .o_data_row') !== null",
            login=self.interviewer.login,
        )
        call.invalidate_recordset()
        self.assertEqual((call.state, call.answer_mode), ("answered", "phone"))
        self.assertAlmostEqual(call.points, (100 + 40 + 80) / 3)
        self.assertEqual(call.comment, "Slow, but kind")
        self.assertTrue(call.reasons)
        self.assertEqual(call.typed_by_id, self.interviewer)
