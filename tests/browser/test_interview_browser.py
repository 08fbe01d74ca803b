# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""An interviewer holds an interview in Chromium."""

from odoo.tests import HttpCase, tagged

from ..measure.assessment_case import AssessmentCase

# By a bookmark of the screen, where no interview is chosen yet. Typed with digits, left
# and opened again: the draft is there. Then stored, an earlier remark rated, a new one
# written down, and finished.
HOLD_AN_INTERVIEW = """
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
                (one) => one.textContent.trim().startsWith(name) && !one.disabled
            )
        );
    const open = async () => {
        (await find(() => document.querySelector(".o_data_row .o_data_cell"))).click();
        await find(() => document.querySelector(".o_satisfaction_interview"));
        return find(() => document.querySelector("fieldset input[type=radio]"));
    };
    const chosen = () =>
        [...document.querySelectorAll("fieldset input[type=radio]:checked")]
            .map((one) => one.value)
            .join();
    (await button("My interviews")).click();
    const first = await open();
    first.focus();
    for (const key of ["5", "2", "4"]) {
        const before = document.activeElement;
        before.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
        await find(() => document.activeElement !== before);
    }
    await find(() => chosen() === "5,2,4");
    await find(() =>
        document.querySelector("[role=status]").textContent.includes("kept")
    );
    const back = ".breadcrumb-item a, .o_back_button";
    (await find(() => document.querySelector(back))).click();
    await open();
    await find(() => chosen() === "5,2,4");
    // The second respondent has a sheet of their own.
    (await button("Linus")).click();
    await find(() => chosen() === "");
    (await button("Ada")).click();
    await find(() => chosen() === "5,2,4");
    const words = document.querySelector(".o_satisfaction_questions textarea");
    words.value = "Slow, but kind";
    words.dispatchEvent(new Event("input", { bubbles: true }));
    (await button("Store answers")).click();
    // The next respondent comes by itself.
    await find(() => document.querySelector("main h3").textContent.includes("Linus"));
    await find(() => document.body.textContent.includes("A second engineer was hired"));
    document.querySelectorAll(".o_satisfaction_rating")[3].click();
    await find(() => document.querySelector(".o_satisfaction_rating.btn-primary"));
    (await button("New remarks")).click();
    const remark = await find(() =>
        document.querySelector("aside textarea")
    );
    remark.value = "Come more often";
    remark.dispatchEvent(new Event("input", { bubbles: true }));
    (await button("Keep remark")).click();
    await find(() =>
        [...document.querySelectorAll("aside .o_satisfaction_words")].some((one) =>
            one.textContent.includes("Come more often")
        )
    );
    (await button("Finish interview")).click();
    const dialog = await find(() => document.querySelector(".modal"));
    dialog.querySelector(".btn-primary").click();
    await find(() => document.querySelector(".o_list_view, .o_view_nocontent"));
    console.log("test successful");
})().catch((error) => console.error(error.message));
"""


@tagged("post_install", "-at_install")
class TestInterviewInBrowser(AssessmentCase, HttpCase):
    def test_an_interview(self):
        """R28, R71, R88: answers, ratings and remarks on one screen; drafts survive."""
        remark = self.env["satisfaction.remark"].create(
            {
                "text": "Printers wait for days",
                "client_id": self.client.id,
                "company_id": self.company.id,
                "source": "meeting",
                "said_on": "2026-01-10",
                "outcome_note": "A second engineer was hired",
                "state": "done",
            }
        )
        assessment = self._started(interviewer_id=self.interviewer.id)
        self.browser_js(
            "/odoo/satisfaction-interview",
            HOLD_AN_INTERVIEW,
            ready="document.querySelector('.o_satisfaction_interview') !== null",
            login=self.interviewer.login,
        )
        self.env.invalidate_all()
        ask = assessment.request_ids.filtered(lambda one: one.partner_id.name == "Ada")
        self.assertEqual((ask.state, ask.answer_mode), ("answered", "meeting"))
        self.assertAlmostEqual(ask.points, (100 + 40 + 80) / 3)
        self.assertEqual(ask.comment, "Slow, but kind")
        self.assertEqual(ask.typed_by_id, self.interviewer)
        self.assertEqual(remark.outcome_rating_ids.mapped("rating"), [4])
        self.assertEqual(
            self.env["satisfaction.remark"]
            .search([("assessment_id", "=", assessment.id), ("request_id", "=", False)])
            .mapped("text"),
            ["Come more often"],
        )
        self.assertEqual(assessment.state, "done")
        self.assertEqual(
            set((assessment.request_ids - ask).mapped("state")), {"cancelled"}
        )
