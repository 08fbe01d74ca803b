# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The spreadsheet dashboards are what their script writes, and show no error."""

import json
import os
import sys
from pathlib import Path

from odoo.tests import HttpCase, tagged

from ..report.start_page_case import StartPageCommon

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bin" / "lib"))

import dashboards

NAMES = tuple(dashboards.DASHBOARDS)
#: Each in each language, and each sample; else the fullest one
IS_WHOLE = bool(os.environ.get("CS_TEST_ALL"))
AGENT_MODELS = {"satisfaction.kpi.value"}

#: Waits until every cell is computed, and names the cells with an error. Then sets one
#: filter after the other, as a reader would, and looks at the cells again.
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
    const dashboard = () =>
        find(odoo.__WOWL_DEBUG__.root.__owl__)?.loader.getActiveDashboard();
    const read = () => {
        const getters = dashboard()?.model?.getters;
        if (!getters) {
            return null;
        }
        const cells = getters
            .getSheetIds()
            .flatMap((sheet) => Object.values(getters.getEvaluatedCells(sheet)));
        return {
            cells,
            errors: cells.filter((cell) => cell.type === "error"),
            shown: cells.map((cell) => cell.formattedValue),
        };
    };
    const pause = () => new Promise((done) => setTimeout(done, 200));
    const settle = async (expected) => {
        let state = null;
        for (let turn = 0; turn < 300; turn++) {
            state = read();
            const texts = state?.cells.map((cell) => String(cell.value)) || [];
            if (
                state &&
                !state.errors.length &&
                !texts.includes("Loading...") &&
                expected.every((text) => state.shown.includes(text))
            ) {
                break;
            }
            await pause();
        }
        if (!state || state.cells.length < 10) {
            throw new Error("No dashboard: " + state?.cells.length);
        }
        if (state.errors.length) {
            throw new Error(
                "Errors: " + state.errors.map((cell) => cell.value + " " + cell.message)
            );
        }
        for (const text of expected) {
            if (!state.shown.includes(text)) {
                throw new Error(text + " is not among " + state.shown);
            }
        }
    };
    await settle(%(shown)s);
    if (Boolean(dashboard().isSample) !== %(sample)s) {
        throw new Error("Sample: " + dashboard().isSample);
    }
    for (const step of %(steps)s) {
        dashboard().model.dispatch("SET_GLOBAL_FILTER_VALUE", {
            id: step.filter,
            value: step.value ?? undefined,
        });
        await settle(step.shown);
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
    def _open(self, name, user, shown, sample=False, steps=()):
        dashboard = self.env.ref(f"client_satisfaction.dashboard_{name}")
        self.browser_js(
            f"/odoo/dashboards?dashboard_id={dashboard.id}",
            READ_CELLS
            % {
                "shown": json.dumps(shown),
                "sample": json.dumps(sample),
                "steps": json.dumps(steps),
            },
            "!!document.querySelector('.o_spreadsheet_dashboard_action')",
            login=user.login,
            timeout=120,
        )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.level = cls.env["satisfaction.agreement.level"].create({"name": "Jade"})
        cls.client.agreement_level_id = cls.level
        cls.program._compute_kpis()
        cls.env.flush_all()

    def _step(self, name, records, shown):
        value = {"operator": "in", "ids": records.ids} if records else None
        return {"filter": name, "value": value, "shown": shown}

    def test_overview_follows_its_filters(self):
        """R61, R82, R102: no error cell; the figures of whom and what is chosen."""
        nobody = self.env["satisfaction.agreement.level"].create({"name": "None yet"})
        self._open(
            "overview",
            self.program_manager,
            ["66.7%", "of 3, goal 75 %", "of 4 asked", "75.0", "of 3, goal 80"],
            steps=[
                # Of one client manager the one client, satisfied
                self._step(
                    "client_manager",
                    self.client_manager,
                    ["100.0%", "of 1, goal 75 %", "of 1 asked", "90.0"],
                ),
                self._step("client_manager", None, ["66.7%", "of 4 asked"]),
                self._step(
                    "agreement_level", self.level, ["100.0%", "of 1, goal 75 %"]
                ),
                self._step(
                    "agreement_level", nobody, ["of 0, goal 75 %", "of 0 asked", "–"]
                ),
                self._step("agreement_level", None, ["66.7%"]),
                # A year in which nothing was measured
                {
                    "filter": "period",
                    "value": {"type": "year", "year": 2001},
                    "shown": ["of 0, goal 75 %"],
                },
            ],
        )

    def test_operations_follow_their_filters(self):
        """R79, R99, R101: what is open, of everybody and of one client manager."""
        self._open(
            "operations",
            self.senior_manager,
            ["Open cases", "of 2 open", "complaints: 2"],
            steps=[
                self._step(
                    "client_manager",
                    self.client_manager,
                    ["of 1 open", "complaints: 1"],
                ),
                self._step("client_manager", None, ["of 2 open"]),
                # What is open is open now, whatever period is chosen.
                {
                    "filter": "period",
                    "value": {"type": "year", "year": 2001},
                    "shown": ["of 2 open", "complaints: 0"],
                },
            ],
        )

    def test_teams_follow_their_filters(self):
        """R6, R12: satisfaction with the tickets of a team beside all."""
        other = self.env["helpdesk.ticket.team"].create({"name": "No answers"})
        self._open(
            "teams",
            self.program_manager,
            ["Ticket satisfaction", "answers: 7"],
            steps=[
                self._step("team", self.team, ["answers: 3", "60.0"]),
                self._step("team", other, ["answers: 0", "–"]),
                self._step("team", None, ["answers: 7"]),
            ],
        )

    def test_other_languages(self):
        """R82: no cell breaks where words and numbers are written otherwise."""
        # Russian writes a comma in numbers; Chinese differs in its words only.
        langs = {"ru_RU": "66,7%"} | ({"zh_CN": "66.7%"} if IS_WHOLE else {})
        for lang, share in langs.items():
            self.program_manager.lang = lang
            shown = {"overview": [share], "operations": ["2"], "teams": ["7"]}
            for name in NAMES if IS_WHOLE else ("overview",):
                with self.subTest(f"{lang}: {name}"):
                    # Formulas name the team's filter, which has another name here.
                    self._open(
                        name,
                        self.program_manager,
                        shown[name],
                        steps=[self._step("team", self.team, shown[name][:1])]
                        if name == "overview"
                        else [],
                    )

    def test_sample_while_there_is_no_data(self):
        """R82: invented figures, marked as a sample, until there are real ones."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.senior_manager.write(
            {"company_ids": [(6, 0, company.ids)], "company_id": company.id}
        )
        self._open(
            "overview", self.senior_manager, ["75.0%", "of 40, goal 75 %"], sample=True
        )
        if IS_WHOLE:
            self._open("operations", self.senior_manager, ["of 9 open"], sample=True)
            self._open("teams", self.senior_manager, ["88.2"], sample=True)

    def test_opens_with_the_running_period(self):
        """R82: the period in which the figures of today stand, else the last year."""
        dashboard = self.env.ref("client_satisfaction.dashboard_overview")

        def default(board):
            data = json.loads(board._get_serialized_readonly_dashboard())
            return {
                one["id"]: one.get("defaultValue")
                for one in data["snapshot"]["globalFilters"]
            }.get("period")

        self.assertEqual(
            default(dashboard.with_user(self.senior_manager)),
            f"this_{self.program.period_length}",
        )
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.assertEqual(default(dashboard.with_company(elsewhere)), "last_12_months")
