# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A client manager weighs levels and indicators in Chromium, with the keyboard."""

from odoo.tests import HttpCase, tagged

from ..plan.scorecard_case import ScorecardCase

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
const rendered = () => new Promise((done) => setTimeout(done, 150));
const type = async (field, text) => {
    field.focus();
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await rendered();
};
const press = async (key) => {
    document.activeElement.dispatchEvent(
        new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })
    );
    await rendered();
};
const button = (name) =>
    find(() =>
        [...document.querySelectorAll("button")].find(
            (one) => one.textContent.trim() === name
        )
    );
const row = (name) =>
    [...document.querySelectorAll(".o_satisfaction_matrix tbody tr")].find((one) =>
        one.querySelector("th").textContent.includes(name)
    );
const field = (name, column) => row(name).querySelector(`[data-column="${column}"]`);
const share = (input) => input.parentElement.querySelector("span").textContent;
"""

WEIGH = """
(async () => {
    %s
    await find(() => row("Acme"));
    const engineers = field("Acme", "level:engineers");
    expect("default", engineers.placeholder, "20");
    await type(engineers, "-3");
    const save = await button("Save");
    expect("bad input can't be saved", save.disabled, true);
    expect("marked", engineers.getAttribute("aria-invalid"), "true");
    await type(engineers, "1e9");
    expect("still bad", engineers.getAttribute("aria-invalid"), "true");
    await type(engineers, "120");
    expect("live share", share(engineers), "60 %%");
    const sum = row("Acme").querySelector("[data-label=Sum]");
    expect("live sum", sum.textContent, "200");
    expect("no reason yet", (await button("Save")).disabled, true);
    // Enter goes down the column.
    await press("Enter");
    expect("next client", document.activeElement, field("Bravo", "level:engineers"));
    await press("ArrowUp");
    expect("back", document.activeElement, field("Acme", "level:engineers"));
    // What was typed stays while the client's indicators are looked at.
    row("Acme").querySelector("th button").click();
    const speed = await find(() =>
        [...document.querySelectorAll("input[data-column^='indicator:']")].find((one) =>
            one.getAttribute("aria-label").includes("Carries out requests quickly")
        )
    );
    await type(speed, "7,5");
    expect("decimal comma", share(speed), "27.3 %%");
    const reason = document.querySelector(".o_satisfaction_reason");
    reason.value = "Agreed in May";
    reason.dispatchEvent(new Event("input", { bubbles: true }));
    await rendered();
    (await button("Save")).click();
    await find(() => !document.querySelector(".o_satisfaction_save"));
    (await button("All clients")).click();
    await find(() => row("Acme") && field("Acme", "level:engineers").value === "120");
    console.log("test successful");
})().catch((error) => console.error(error.message));
"""

RESET = """
(async () => {
    %s
    await find(() => row("Acme") && field("Acme", "level:engineers").value === "30");
    // A colleague changes the same weight meanwhile.
    await fetch("/web/dataset/call_kw/satisfaction.client.weight/save_matrix", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({
            params: {
                model: "satisfaction.client.weight",
                method: "save_matrix",
                args: [
                    %d,
                    [
                        {
                            client_id: %d,
                            key: "level:engineers",
                            weight: 44,
                            seen: 30,
                        },
                    ],
                    "A colleague's edit",
                ],
                kwargs: {},
            },
        }),
    });
    [...row("Acme").querySelectorAll("button")].at(-1).click();
    await rendered();
    expect("reset", field("Acme", "level:engineers").value, "");
    const reason = document.querySelector(".o_satisfaction_reason");
    reason.value = "Back to the default";
    reason.dispatchEvent(new Event("input", { bubbles: true }));
    await rendered();
    (await button("Save")).click();
    const alert = await find(() => document.querySelector(".alert-warning"));
    if (!alert.textContent.includes("A colleague's edit")) {
        throw new Error(`Not told: ${alert.textContent}`);
    }
    expect("own edit kept", field("Acme", "level:engineers").value, "");
    const again = await button("Save");
    await find(() => !again.disabled);
    again.click();
    await find(() => !document.querySelector(".o_satisfaction_save"));
    console.log("test successful");
})().catch((error) => console.error(error.message));
"""


@tagged("post_install", "-at_install")
class TestWeightMatrixInBrowser(ScorecardCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.second = self._make_client(
            "Bravo", client_manager_id=self.client_manager.id
        )

    def _run(self, script):
        self.browser_js(
            "/odoo/satisfaction-weights",
            script,
            ready="document.querySelector('.o_satisfaction_matrix') !== null",
            login=self.client_manager.login,
        )
        weights = self.env["satisfaction.client.weight"].search(
            [("client_id", "=", self.client.id)]
        )
        return {weight._get_key(): weight.weight for weight in weights}

    def test_weigh_with_the_keyboard(self):
        """R45: live shares and sums, bad input refused, levels and indicators saved."""
        own = self._run(WEIGH % START)
        speed = f"indicator:{self.indicators['speed'].id}"
        self.assertEqual(own, {"level:engineers": 120, speed: 7.5})
        change = self.env["satisfaction.client.weight.change"].search([], limit=1)
        self.assertEqual(change.reason, "Agreed in May")
        self.assertEqual(change.user_id, self.client_manager)

    def test_reset_and_two_managers(self):
        """R45: a colleague's edit meanwhile is shown before it is overwritten."""
        self._set_weight(self.client, "engineers", 30)
        own = self._run(RESET % (START, self.scorecard.id, self.client.id))
        self.assertEqual(own, {})
        changes = self.env["satisfaction.client.weight.change"].search([], order="id")
        self.assertEqual(
            changes.mapped("change_text"),
            ["default → 30", "30 → 44", "44 → default"],
        )
