# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The start page in Chromium: each number opens its list."""

from odoo.tests import HttpCase, tagged

from ..report.start_page_case import StartPageCommon


@tagged("post_install", "-at_install")
class TestStartPageInBrowser(StartPageCommon, HttpCase):
    def test_numbers_open_their_lists(self):
        """R102: on the page in a browser, a number opens as many lines as it says."""
        code = """
            const wait = async (find) => {
                for (let tries = 0; tries < 100; tries++) {
                    const found = find();
                    if (found) return found;
                    await new Promise((done) => setTimeout(done, 100));
                }
                throw new Error("not found: " + find);
            };
            (async () => {
                const share = await wait(() => document.querySelector(
                    "[data-key=share] .o_satisfaction_value"));
                if (share.textContent !== "66.7 %") throw new Error(share.textContent);
                const trends = document.querySelectorAll(".o_satisfaction_client svg");
                if (trends.length !== 2)
                    throw new Error("two clients with their trends");
                const figure = document.querySelector(
                    "[data-key=share] .o_satisfaction_counts button:nth-child(2)");
                const count = Number(figure.querySelector("b").textContent);
                figure.click();
                await wait(() => document.querySelector(".o_list_view .o_data_row"));
                const rows = document.querySelectorAll(".o_list_view .o_data_row");
                if (rows.length !== count) throw new Error(rows.length + " rows");
                console.log("test successful");
            })().catch((error) => console.error(error.message));
        """
        self.browser_js(
            "/odoo/satisfaction",
            code,
            "!!document.querySelector('.o_satisfaction_start .card')",
            login=self.program_manager.login,
            timeout=120,
        )

    def test_every_number_opens_its_list(self):
        """R102: in a browser, each number of each card opens as many records."""
        code = """
            const services = odoo.__WOWL_DEBUG__.root.env.services;
            const wait = async (find) => {
                for (let tries = 0; tries < 200; tries++) {
                    const found = find();
                    if (found) return found;
                    await new Promise((done) => setTimeout(done, 50));
                }
                throw new Error("not found: " + find);
            };
            const start = () => services.action.doAction(
                "client_satisfaction.action_start_page", {clearBreadcrumbs: true});
            const buttons = () => [...document.querySelectorAll(
                ".o_satisfaction_start .o_satisfaction_counts button")];
            (async () => {
                await start();
                const many = (await wait(() => buttons().length && buttons())).length;
                let opened = 0;
                for (let number = 0; number < many; number++) {
                    await start();
                    const button = await wait(() => buttons()[number]);
                    const count = Number(button.querySelector("b").textContent);
                    const name = button.textContent;
                    button.click();
                    await wait(() => !document.querySelector(".o_satisfaction_start"));
                    const view = await wait(() => document.querySelector(
                        ".o_list_view, .o_kanban_view"));
                    await wait(() => view.querySelector(
                        ".o_data_row, .o_kanban_record:not(.o_kanban_ghost),"
                        + " .o_view_nocontent, .o_kanban_group"));
                    // Empty lists may show how full ones look.
                    const shown = document.querySelector(".o_view_sample_data")
                        ? 0
                        : view.querySelectorAll(
                            ".o_data_row, .o_kanban_record:not(.o_kanban_ghost)"
                        ).length;
                    if (shown !== count) {
                        throw new Error(name + " opens " + shown);
                    }
                    opened += 1;
                }
                if (opened < 10) throw new Error("only " + opened);
                console.log("test successful");
            })().catch((error) => console.error(error.message));
        """
        self.browser_js(
            "/odoo/satisfaction",
            code,
            "!!document.querySelector('.o_satisfaction_start .card')",
            login=self.program_manager.login,
            timeout=180,
        )
