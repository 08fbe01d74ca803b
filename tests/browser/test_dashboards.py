# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The spreadsheet dashboards are what their script writes, and show no error."""

import json
import sys
from pathlib import Path

from odoo.tests import HttpCase, tagged

from ..report.test_start_page import StartPageCommon

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bin" / "lib"))

import dashboards

NAMES = tuple(dashboards.DASHBOARDS)
AGENT_MODELS = {"satisfaction.kpi.value"}

#: Waits until every cell is computed, then names the cells with an error.
READ_CELLS = """
(async () => {
    const find = (node) => {
        if (node.component.loader?.getActiveDashboard) {
            return node.component;
        }
        for (const child of Object.values(node.children)) {
            const found = find(child);
            if (found) {
                return found;
            }
        }
    };
    const read = () => {
        const page = find(odoo.__WOWL_DEBUG__.root.__owl__);
        const dashboard = page?.loader.getActiveDashboard();
        if (!dashboard?.model) {
            return null;
        }
        const getters = dashboard.model.getters;
        const cells = getters
            .getSheetIds()
            .flatMap((sheet) => Object.values(getters.getEvaluatedCells(sheet)));
        const errors = cells.filter((cell) => cell.type === "error");
        return { cells, errors, isSample: Boolean(dashboard.isSample) };
    };
    let state = null;
    for (let turn = 0; turn < 300; turn++) {
        state = read();
        const texts = state?.cells.map((cell) => String(cell.value)) || [];
        if (state && !state.errors.length && !texts.includes("Loading...")) {
            break;
        }
        await new Promise((done) => setTimeout(done, 200));
    }
    if (!state || state.cells.length < 10) {
        throw new Error("No dashboard: " + state?.cells.length);
    }
    if (state.errors.length) {
        throw new Error(
            "Errors: " + state.errors.map((cell) => cell.value + " " + cell.message)
        );
    }
    if (state.isSample !== %s) {
        throw new Error("Sample: " + state.isSample);
    }
    const shown = state.cells.map((cell) => cell.formattedValue);
    for (const text of %s) {
        if (!shown.includes(text)) {
            throw new Error(text + " is not among " + shown);
        }
    }
    console.log("test successful");
})().catch((error) => console.error(error.message));
"""


class TestDashboards(StartPageCommon):
    def test_files_are_what_the_script_writes(self):
        """R82: nobody edits the files by hand."""
        files = dashboards.files()
        self.assertEqual(
            {path.name for path in dashboards.FOLDER.glob("*.json")}, set(files)
        )
        for name, text in files.items():
            with self.subTest(name):
                path = dashboards.FOLDER / name
                self.assertEqual(path.read_text(encoding="utf-8"), text)

    def test_models_fields_and_menus_exist(self):
        """R82: everything a dashboard names is there."""
        for name in NAMES:
            dashboard = self.env.ref(f"client_satisfaction.dashboard_{name}")
            # Odoo checks models, fields and menus on writing, in tests only.
            dashboard.spreadsheet_data = json.dumps(dashboards.DASHBOARDS[name](False))

    def test_readers(self):
        """R6, R12: who sees which dashboard."""
        seen = {
            role: [
                name
                for name in NAMES
                if self.env["spreadsheet.dashboard"]
                .with_user(getattr(self, role))
                .search_count(
                    [
                        (
                            "id",
                            "=",
                            self.env.ref(f"client_satisfaction.dashboard_{name}").id,
                        )
                    ]
                )
            ]
            for role in (
                "agent",
                "interviewer",
                "client_manager",
                "senior_manager",
                "program_manager",
            )
        }
        self.assertEqual(
            seen,
            {
                "agent": [],
                "interviewer": [],
                "client_manager": ["operations"],
                "senior_manager": list(NAMES),
                "program_manager": list(NAMES),
            },
        )

    def test_agents_only_from_protected_values(self):
        """R12: a single agent is only shown where few answers are held back."""
        description = dashboards.DASHBOARDS["teams"](False)
        for figure in description["sheets"][0]["figures"]:
            self.assertNotIn("user_id", json.dumps(figure))
        for source in description["lists"].values():
            self.assertIn(source["model"], AGENT_MODELS)
        for source in description["pivots"].values():
            self.assertFalse(source["rows"] + source["columns"])


@tagged("post_install", "-at_install")
class TestDashboardsBrowser(StartPageCommon, HttpCase):
    def _open(self, name, user, shown, sample=False):
        dashboard = self.env.ref(f"client_satisfaction.dashboard_{name}")
        self.browser_js(
            f"/odoo/dashboards?dashboard_id={dashboard.id}",
            READ_CELLS % (json.dumps(sample), json.dumps(shown)),
            "!!document.querySelector('.o_spreadsheet_dashboard_action')",
            login=user.login,
            timeout=120,
        )

    def test_no_error_cell(self):
        """R61, R82, R102: each dashboard opens without an error, with our figures."""
        self._open("overview", self.program_manager, ["Satisfied clients", "75.0%"])
        self._open("operations", self.senior_manager, ["Open cases", "2"])
        self._open("teams", self.program_manager, ["Satisfaction with tickets"])

    def test_sample_while_there_is_no_data(self):
        """R82: invented figures, marked as a sample, until there are real ones."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.senior_manager.write(
            {"company_ids": [(6, 0, company.ids)], "company_id": company.id}
        )
        self._open("teams", self.senior_manager, ["88.2"], sample=True)
