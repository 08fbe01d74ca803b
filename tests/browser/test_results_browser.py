# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Results and performance in Chromium: filters, comments, the list behind a bar."""

from odoo.tests import HttpCase, tagged

from ..measure.results_case import ResultsCase
from .test_answer_page_axe import AXE, SERIOUS

START = """
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
const expect = (what, is, should) => {
    if (is !== should) {
        throw new Error(`${what}: ${is} instead of ${should}`);
    }
};
const card = (key) =>
    document.querySelector(`[data-key=${key}] .o_satisfaction_results_value`)
        ?.textContent;
const choose = (name, value) => {
    const select = document.querySelector(`select[name=${name}]`);
    select.value = value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
};
const all = (look) => [...document.querySelectorAll(look)];
const comments = () => all(".o_satisfaction_results_comment");
const rows = () => all(".o_list_view .o_data_row").length;
const checkAccessibility = async (place) => {
    const result = await axe.run(
        { include: [[place]] }, { resultTypes: ["violations"] }
    );
    const found = result.violations.filter((one) => SERIOUS.includes(one.impact));
    if (found.length) {
        const nodes = found.map((one) => [one.id, one.nodes[0].html].join(" "));
        throw new Error(`axe: ${nodes.join("; ")}`);
    }
};
"""

LOOK = """
(async () => {
    await find(() => card("answered") === "3");
    await checkAccessibility(".o_satisfaction_results .container-xl");
    expect("bars", all(".o_satisfaction_results_row").length >= 5, true);
    // A script in a comment is a text.
    expect("comments", comments().length, 2);
    expect("nothing ran", window.ran, undefined);
    const search = document.querySelector(".o_satisfaction_results_comments input");
    search.value = "lovely";
    search.dispatchEvent(new Event("input", { bubbles: true }));
    await find(() => comments().length === 1 && comments()[0].textContent === "Lovely");
    choose("role", "decision_leader");
    await find(() => card("answered") === "1");
    choose("role", "");
    await find(() => card("answered") === "3");
    choose("period", "last_year");
    const empty = await find(() => document.querySelector(".alert-info button"));
    empty.click();
    await find(() => card("answered") === "3");
    // The list behind a bar has as many rows as the bar says.
    const bar = all("[data-question='%d'] button").find((one) =>
        one.textContent.trim().startsWith("5")
    );
    expect("bar", bar.textContent.includes("(2)"), true);
    const here = location.href;
    bar.click();
    // The way back is there only when the list has its own address.
    await find(() => rows() === 2 && location.href !== here);
    history.back();
    await find(() => card("answered") === "3");
    console.log("test successful");
})().catch((error) => console.error(error.message));
"""

PERFORMANCE = """
(async () => {
    const row = await find(() => document.querySelector("[data-key='agent-%d']"));
    expect("figure", row.textContent.includes("n = 6"), true);
    document.querySelector("details summary").click();
    await checkAccessibility(".o_satisfaction_performance .container-xl");
    row.querySelector("button").click();
    await find(() => rows() === 6);
    console.log("test successful");
})().catch((error) => console.error(error.message));
"""


@tagged("post_install", "-at_install")
class TestResultsInBrowser(ResultsCase, HttpCase):
    def _browse(self, address, script, ready, login):
        axe = AXE.read_text(encoding="utf-8")
        self.browser_js(
            address,
            f"{axe};const SERIOUS = {[*SERIOUS]};{START}{script}",
            ready=ready,
            login=login,
        )

    def test_results(self):
        """R34, R82, R109: filters, comments, ways on; no serious finding of axe."""
        self._said(5, "Lovely")
        self._said(2, "<img src=x onerror='window.ran = 1'>")
        self._answered(5, partner_id=self.leader.id)
        # The engine's own page leads here; the address can be kept.
        self._browse(
            f"/survey/results/{self.survey.id}",
            LOOK % self.questions["solution"].id,
            "document.querySelector('.o_satisfaction_results') !== null",
            self.client_manager.login,
        )

    def test_native_page_shows_nothing(self):
        """Odoo's own results page leads to ours, for whoever may open it at all."""
        self._said(5, "Quincunx")
        self.env.flush_all()
        address = f"/survey/results/{self.env['ir.http']._slug(self.survey)}"
        for user in (self.program_manager, self.agent, self.plain_user):
            self.authenticate(user.login, user.login)
            response = self.url_open(address, allow_redirects=False)
            self.assertNotIn("Quincunx", response.text)
            if user != self.plain_user:
                self.assertIn("action_survey_results", response.headers["Location"])

    def test_performance(self):
        """R6, R12: an agent's own figures, and the answers behind them."""
        for rating in (5, 4, 5, 4, 5, 3):
            self._answered(rating, user_id=self.agent.id, team_id=self.team.id)
        self.env["satisfaction.score"]._recompute_pending()
        self.program._compute_kpis()
        self.env.flush_all()
        self._browse(
            "/odoo/satisfaction-performance",
            PERFORMANCE % self.agent.id,
            "document.querySelector('.o_satisfaction_performance') !== null",
            self.agent.login,
        )
