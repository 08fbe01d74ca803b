# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""From a 1 in a mail to a client won back, in Chromium: phone and desk in turn."""

from odoo import fields
from odoo.tests import new_test_user, tagged

from .test_answer_page_browser import BrowserCase

FIND = """
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
        [...document.querySelectorAll("button, a[role=tab]")].find(
            (one) =>
                one.textContent.trim() === name &&
                one.offsetParent !== null &&
                !one.disabled
        )
    );
const press = async (name) => (await button(name)).click();
const stage = (value) =>
    find(() =>
        document.querySelector(`.o_arrow_button_current[data-value="${value}"]`)
    );
const write = async (name, words) => {
    const box = await find(() =>
        document.querySelector(`.o_field_widget[name=${name}] .odoo-editor-editable`)
    );
    box.focus();
    const range = document.createRange();
    range.selectNodeContents(box.querySelector("p, div") || box);
    range.collapse(false);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    document.execCommand("insertText", false, words);
    box.dispatchEvent(new Event("blur", { bubbles: true }));
    document.body.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
};
const type = async (selector, words) => {
    const input = await find(() => document.querySelector(selector));
    input.focus();
    input.value = words;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
    return input;
};
const choose = async (name, words) => {
    const place = `.o_field_widget[name=${name}]`;
    const field = await find(() =>
        document.querySelector(`${place} input, ${place} select`)
    );
    if (field.tagName === "SELECT") {
        const option = [...field.options].find((one) => one.text.startsWith(words));
        field.value = option.value;
        field.dispatchEvent(new Event("change", { bubbles: true }));
        return;
    }
    field.click();
    (
        await find(() =>
            [...document.querySelectorAll(".o_select_menu_item")].find((one) =>
                one.textContent.trim().startsWith(words)
            )
        )
    ).click();
};
const pick = async (name, words) => {
    await type(`.o_field_widget[name=${name}] input`, words);
    (
        await find(() =>
            [...document.querySelectorAll(".o-autocomplete--dropdown-item a")].find(
                (one) => one.textContent.trim().startsWith(words)
            )
        )
    ).click();
};
"""

# The client manager calls, writes down what was said, finds the cause and promises.
WORK_ON_THE_CASE = """
(async () => {
    await press("Client reached");
    await stage("contacted");
    await write("call_notes", "The fault comes back each Monday");
    await press("Cause and actions");
    for (const why of ["Because nobody tested it", "Because there is no checklist"]) {
        (
            await find(() =>
                document.querySelector(
                    ".o_field_widget[name=why_ids] .o_field_x2many_list_row_add a"
                )
            )
        ).click();
        const row = ".o_field_widget[name=why_ids] .o_selected_row";
        const cell = `${row} [name=name] input, ${row} [name=name] textarea`;
        await find(() => document.querySelector(cell)?.value === "");
        await type(cell, why);
        if (why.includes("checklist")) {
            await pick("root_cause_id", "Not told in time");
        }
    }
    (await find(() => document.querySelector(".o_form_button_save"))).click();
    await press("Analysed");
    await stage("analysed");
    await choose("decision", "Accepted");
    await write("planned_actions", "A checklist, tested by two");
    await press("Promised to client");
    await stage("committed");
    console.log("test successful");
})().catch((error) => console.error(error.message));
"""

# What the page shows beyond its right edge
BEYOND_THE_EDGE = """
[...document.querySelectorAll('main *')]
    .filter((one) => one.offsetParent !== null && one.getBoundingClientRect().right
        > document.documentElement.clientWidth + 1)
    .map((one) => one.outerHTML.slice(0, 120) + one.getBoundingClientRect().right)
"""

FINISH_THE_CASE = """
(async () => {
    await press("Actions done");
    await stage("done");
    console.log("test successful");
})().catch((error) => console.error(error.message));
"""

CLOSE_THE_CASE = """
(async () => {
    await stage("reviewed");
    await press("Close");
    await stage("closed");
    console.log("test successful");
})().catch((error) => console.error(error.message));
"""


@tagged("post_install", "-at_install")
class TestLoopInBrowser(BrowserCase):
    """The loop is closed: asked, called, mended, rated, accepted, won back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client.client_senior_manager_id = cls.senior_manager
        new_test_user(
            cls.env,
            login="satisfaction_loop_client",
            groups="base.group_portal",
            partner_id=cls.contact.id,
            company_id=cls.company.id,
        )

    def _act(self, browser, user, path, script, ready):
        """Sign in, open a page and run a script on it until it says it is through."""
        self.env.flush_all()
        self.env.cr.clear()
        self.authenticate(user.login, user.login, browser=browser)
        self._open(browser, path)
        browser._wait_ready(ready, timeout=60)
        browser._wait_code_ok(f"{FIND}\n{script}", timeout=60)
        self.env.invalidate_all()

    def _work(self, browser, case, script):
        self._set_screen(browser, "desk")
        self._act(
            browser,
            self.client_manager,
            f"/odoo/satisfaction-cases/{case.id}",
            script,
            "document.querySelector('.o_form_view .o_statusbar_status') !== null",
        )

    def _tell_client(self, case):
        """The job that tells clients, a quarter of an hour later."""
        case.inform_after = "2000-01-01 00:00:00"
        before = self.env["mail.mail"].search([])
        with self._without_commit():
            # Tests make no PDF unless they say so.
            self.env["satisfaction.case"].with_context(
                force_report_rendering=True
            )._cron_tell_clients()
        return self.env["mail.mail"].search([]) - before

    def test_from_a_1_to_a_client_won_back(self):
        """R75, R76, R78, R79, R80, R85, R89, R92, R96, R100: the whole loop."""
        ask = self._make_ask(category_id=self.category.id)
        with self._browser() as browser:
            self._set_screen(browser, "phone")
            self._open(browser, f"{self._path(ask)}?value=1")
            self._tap(browser, "button[type=submit]")
            self._wait(browser, "location.pathname.endsWith('/thanks')")
            self._wait(browser, "document.body.innerText.includes('call')")
        ask.invalidate_recordset()
        self.assertEqual(ask.worst_points, 20)
        ask.follow_up_after = "2000-01-01 00:00:00"
        with self._without_commit():
            self.env["satisfaction.case"]._cron_open_due()
        case = ask.case_id
        self.assertEqual(
            (case.client_manager_id, case.service_manager_id, case.senior_manager_id),
            (self.client_manager, self.service_manager, self.senior_manager),
        )
        self.assertEqual(
            case.activity_ids.user_id,
            self.client_manager + self.service_manager + self.senior_manager,
        )
        # The case's people call, find the cause and promise.
        with self._browser() as browser:
            self._work(browser, case, WORK_ON_THE_CASE)
        self.assertIn("each Monday", case.call_notes)
        self.assertEqual(
            case.why_ids.mapped("name"),
            ["Because nobody tested it", "Because there is no checklist"],
        )
        self.assertEqual(case.root_cause_ids.mapped("name"), ["Not told in time"])
        self.assertEqual((case.state, case.decision), ("committed", "accepted"))
        self.assertEqual(case.commitment_date, case.report_deadline)
        mail = self._tell_client(case)
        self.assertEqual(mail.mapped("email_to"), [self.contact.email])
        self.assertEqual(mail.attachment_ids.mimetype, "application/pdf")
        self.assertTrue(mail.attachment_ids.raw.startswith(b"%PDF"))
        case.with_user(self.client_manager).result = "<p>There is a checklist now</p>"
        with self._browser() as browser:
            self._work(browser, case, FINISH_THE_CASE)
        # The client looks at it on the phone and says that it is solved.
        with self._browser() as browser:
            self._set_screen(browser, "phone")
            self._act(
                browser,
                self.env["res.users"].search(
                    [("login", "=", "satisfaction_loop_client")]
                ),
                f"/my/satisfaction/cases/{case.id}",
                """console.log("test successful")""",
                "document.getElementById('rating-5') !== null",
            )
            self.assertEqual(self._js(browser, BEYOND_THE_EDGE), [])
            words = self._js(browser, "document.body.innerText")
            self.assertIn("A checklist, tested by two", words)
            self.assertIn("There is a checklist now", words)
            self.assertNotIn("each Monday", words, "call notes are for us")
            self._tap(browser, "label[for=rating-5]")
            self._tap(browser, "button[name=decision][value=accept]")
            self._wait(browser, "document.querySelector('.alert-success')")
        self.env.invalidate_all()
        self.assertEqual((case.fix_rating, case.state), ("5", "reviewed"))
        self.assertEqual(case.client_verdict, "satisfied")
        with self._browser() as browser:
            self._work(browser, case, CLOSE_THE_CASE)
        self.assertEqual(case.state, "closed")
        self._ask_again(case)

    def _ask_again(self, case):
        """Two weeks later the client is asked again, and the effect can be read."""
        case.recovery_due_on = fields.Date.today()
        with self._without_commit():
            self.env["satisfaction.case"]._cron_recover()
        again = case.recovery_request_id
        question = self.env.ref("client_satisfaction.survey_recovery").question_ids[0]
        now = fields.Datetime.now()
        again.write({"state": "sent", "sent_at": now})
        self.env["satisfaction.request"]._record_answers(
            {again.id: {question.id: "5"}}, mode="mail"
        )
        with self._without_commit():
            self.env["satisfaction.case"]._cron_recover()
        self.assertEqual((case.recovery_before, case.recovery_after), (20, 100))
        with self._browser() as browser:
            self._set_screen(browser, "desk")
            self._act(
                browser,
                self.client_manager,
                f"/odoo/satisfaction-cases/{case.id}",
                """(async () => {
                    await press("Result");
                    const change = await find(() => document.querySelector(
                        ".o_field_widget[name=recovery_change]"));
                    if (!/80/.test(change.textContent || change.firstChild.value)) {
                        throw new Error("No effect: " + change.outerHTML);
                    }
                    console.log("test successful");
                })().catch((error) => console.error(error.message));""",
                "document.querySelector('.o_form_view .o_statusbar_status') !== null",
            )
