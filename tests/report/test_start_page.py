# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from datetime import date, datetime, timedelta

from odoo.exceptions import AccessError

from odoo.addons.client_satisfaction.report import figures

from .start_page_case import StartPageCommon

ROLES = (
    "agent",
    "interviewer",
    "client_manager",
    "other_client_manager",
    "senior_manager",
    "program_manager",
)


class TestStartPage(StartPageCommon):
    def test_every_number_equals_its_list(self):
        """R102: whoever looks, each number is the length of the list behind it."""
        for role in ROLES:
            user = getattr(self, role)
            data = json.loads(json.dumps(self._get(user)))
            shown = [figure for card in data["cards"] for figure in card["figures"]]
            if data["clients"]:
                shown += [data["clients"]["all"], data["clients"]["more"]]
            shown.append(data["answers"]["all"])
            self.assertGreater(len(shown), 0, role)
            for figure in filter(None, shown):
                with self.subTest(f"{role}: {figure['label']}"):
                    action = figure["action"]
                    records = self.env[action["res_model"]].with_user(user)
                    self.assertEqual(
                        records.search_count(action["domain"]), figure["count"]
                    )
            for card in data["cards"]:
                # The big number opens a list, too
                model = self.env[card["action"]["res_model"]].with_user(user)
                count = model.search_count(card["action"]["domain"])
                if card["value"].isdigit():
                    self.assertEqual(card["value"], str(count))

    def test_program_manager_sees_all(self):
        """R61, R107, R116, D9: share, target, n, interval, coverage; all clients."""
        for user in (self.program_manager, self.senior_manager):
            cards = self._cards(user)
            share = cards["share"]
            self.assertEqual(share["value"], "66.7 %")
            self.assertEqual(self._counts(share), [2, 3, 4])
            self.assertIn("target 75 %", share["detail"])
            self.assertIn("n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}3", share["detail"])
            self.assertIn("75 %", share["note"])
            self.assertEqual(share["tone"], "warn")
            self.assertEqual(cards["attention"]["value"], "2")
            self.assertEqual(self._counts(cards["attention"]), [1, 1, 3])
            self.assertEqual(cards["cases"]["value"], "2")
            called = [
                case
                for case in self.overdue + self.due
                if user in (case.service_manager_id, case.senior_manager_id)
            ]
            self.assertEqual(self._counts(cards["cases"]), [1, 1, 0, 0, len(called)])
            self.assertEqual(cards["asks"]["value"], "2")
            self.assertEqual(self._counts(cards["asks"]), [1, 1, 0])
            self.assertEqual(cards["rate"]["value"], "75 %")
            self.assertEqual(self._counts(cards["rate"]), [3, 4])
            self.assertNotIn("own", cards)

    def test_client_managers_see_their_own(self):
        """R102: a client manager's page is about own clients only."""
        cards = self._cards(self.client_manager)
        self.assertEqual(cards["share"]["value"], "100 %")
        self.assertEqual(self._counts(cards["share"]), [1, 1, 1])
        self.assertEqual(cards["attention"]["value"], "0")
        self.assertEqual(cards["cases"]["value"], "1")
        self.assertEqual(self._counts(cards["cases"]), [1, 0, 0, 0, 1])
        self.assertEqual(cards["asks"]["value"], "0")
        data = self._get(self.other_client_manager)
        self.assertEqual(
            [row["client"] for row in data["clients"]["rows"]],
            ["北京星辰科技有限公司", "ООО «Ромашка»"],
        )
        self.assertEqual(
            {row["client"] for row in data["answers"]["rows"]},
            {"北京星辰科技有限公司"},
        )

    def test_agents_see_answers_to_their_tickets(self):
        """D16: agents see what was said to their tickets, no client's score."""
        data = self._get(self.agent)
        self.assertIsNone(data["clients"])
        self.assertEqual(data["export_url"], "")
        self.assertFalse(data["can_enter"])
        cards = {card["key"]: card for card in data["cards"]}
        self.assertEqual(set(cards), {"cases", "own"})
        self.assertEqual(cards["own"]["value"], "3")
        self.assertEqual(self._counts(cards["own"]), [2, 2])
        self.assertEqual(
            {row["about"] for row in data["answers"]["rows"]}, {"T0", "T1", "T2"}
        )
        low = [row for row in data["answers"]["rows"] if row["low"]]
        self.assertEqual([row["worst"] for row in low], ["40.0", "40.0"])
        self.assertEqual(low[0]["comment"], "Slow <script>alert(1)</script>")

    def test_interviewers_type(self):
        """R15: interviewers see what they typed and may type more."""
        data = self._get(self.interviewer)
        self.assertTrue(data["can_enter"])
        self.assertIsNone(data["clients"])
        self.assertEqual([card["key"] for card in data["cards"]], ["typed"])
        self.assertEqual(data["cards"][0]["value"], "1")
        self.assertEqual(len(data["answers"]["rows"]), 1)

    def test_outsiders_are_refused(self):
        """R102: the page is for the people of the programme."""
        with self.assertRaises(AccessError):
            self._get(self.plain_user)

    def test_other_company_sees_nothing_of_ours(self):
        """D8: another company's numbers stay there."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.senior_manager.write(
            {"company_ids": [(6, 0, company.ids)], "company_id": company.id}
        )
        data = self._get(self.senior_manager)
        counts = [
            figure["count"] for card in data["cards"] for figure in card["figures"]
        ]
        self.assertEqual(set(counts), {0})
        self.assertEqual(data["clients"]["rows"], [])
        self.assertEqual(data["answers"]["rows"], [])

    def test_figures_are_the_stored_ones(self):
        """D15: score, interval, n and band of a row are the score's; arrows only when
        the change is reliable."""
        rows = self._get(self.program_manager)["clients"]["rows"]
        for row in rows:
            score = self.env["satisfaction.score"].browse(row["id"])
            self.assertEqual(
                f"{row['points']} ({row['interval']}, n = {row['count']})",
                figures.format_score(
                    score.points,
                    score.response_count,
                    score.interval_low,
                    score.interval_high,
                ),
            )
            self.assertEqual(row["band"], score.band_id.name)
            self.assertTrue(row["sparkline"].startswith("<svg"))
        unreliable, falling = rows
        self.assertEqual((unreliable["trend"], unreliable["change"]), ("", ""))
        self.assertTrue(unreliable["unacceptable"])
        self.assertEqual((falling["trend"], falling["change"]), ("fall", "−9.0"))
        self.assertEqual(unreliable["cases"], 1)
        self.assertFalse(unreliable["case_overdue"])

    def test_old_scores_say_nothing_about_today(self):
        """D7: a score older than a year counts for nobody's attention."""
        gone = self._make_client("Gone")
        old = self._make_program(self.company, self.program.year - 3)
        score = self._make_score(gone, date(old.year, 1, 1), 20, old)
        self.assertTrue(score.is_latest)
        cards = self._cards(self.program_manager)
        self.assertEqual(cards["attention"]["value"], "2")

    def test_clients_that_left_do_not_need_us(self):
        """R102, R112: whoever left is nobody's work of today; who is leaving is."""
        today = self.company._satisfaction_today()
        for until, expected in (
            (today - timedelta(days=1), "1"),
            (today, "2"),
            (False, "2"),
        ):
            self.chinese.client_until = until
            cards = self._cards(self.program_manager)
            self.assertEqual(cards["attention"]["value"], expected)

    def test_next_step(self):
        """R3: an empty page says what has to happen first, and who does it."""
        page = self.env["satisfaction.start.page"].with_user(self.program_manager)
        self.assertIsNone(self._get(self.program_manager)["next_step"])
        cases = [
            ({"state": "draft", "strategy_approved_on": False}, "Approve the strategy"),
            (
                {"state": "draft", "strategy_approved_on": self.now},
                "Start the programme",
            ),
            ({"state": "closed"}, "Open the programmes"),
        ]
        for values, label in cases:
            with self.subTest(label):
                self.program.write(values)
                step = self._get(self.program_manager)["next_step"]
                self.assertEqual(step["button"]["label"], label)
                self.assertEqual(step["button"]["action"]["res_id"], self.program.id)
                # Others can't do it, so they get no button
                self.assertIsNone(self._get(self.agent)["next_step"]["button"])
        company = self.env["res.company"].create({"name": "New"})
        self.program_manager.company_ids |= company
        step = page.with_context(allowed_company_ids=company.ids).get_data()[
            "next_step"
        ]
        self.assertEqual(step["button"]["label"], "Create a programme")
        self._make_program(company)
        step = page.with_context(allowed_company_ids=company.ids).get_data()[
            "next_step"
        ]
        self.assertIn("nobody was asked yet", step["title"])

    def test_queries_do_not_grow_with_history(self):
        """R102: the page asks stored scores and counts, whatever there is."""
        page = self.env["satisfaction.start.page"].with_user(self.program_manager)

        def count():
            counts = []
            for _again in range(3):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                page.get_data()
                counts.append(self.env.cr.sql_log_count - before)
            return min(counts)

        few = count()
        for number in range(8):
            client = self._make_client(f"Client {number}")
            self._make_score(client, date(self.year.year, 10, 1), 60)
            self._make_score(
                client, self.company._satisfaction_today(), 50, self.program
            )
            self._make_today_answer(client, 40.0)
            self.env["satisfaction.case"].create(
                self._case_values(client, contact_deadline=datetime(2020, 1, 1))
            )
        self.assertEqual(len(page.get_data()["clients"]["rows"]), 10)
        self.assertLessEqual(count(), few + 1)

    def test_menus(self):
        """R102: everybody finds what they may do, and no menu that ends in an error."""
        names = (
            "start",
            "programs",
            "clients",
            "rules",
            "surveys",
            "requests",
            "skipped",
            "answer_entry",
            "scores",
            "score_analysis",
            "cases",
            "root_causes",
        )
        expected = {
            "plain_user": set(),
            "agent": {"start", "requests", "cases"},
            "interviewer": {"start", "requests", "answer_entry"},
            "client_manager": set(names) - {"rules", "surveys", "root_causes"},
            "senior_manager": set(names)
            - {"rules", "surveys", "root_causes", "answer_entry"},
            "program_manager": set(names),
        }
        for role, visible in expected.items():
            user = getattr(self, role)
            visible_ids = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()

            def is_reachable(menu, visible_ids=visible_ids):
                return not menu or (
                    menu.id in visible_ids and is_reachable(menu.parent_id)
                )

            shown = {
                name
                for name in names
                if is_reachable(self.env.ref(f"client_satisfaction.menu_{name}"))
            }
            self.assertEqual(shown, visible, role)
            for name in visible - {"start"}:
                action = self.env.ref(f"client_satisfaction.menu_{name}").action
                model = self.env[action.res_model].with_user(user)
                self.assertTrue(model.has_access("read"), f"{role}: {name}")


class TestReportButtons(StartPageCommon):
    def test_workbook_of_scores(self):
        """R109: the chosen scores are exported, as whoever pressed the button."""
        scores = self.scores.with_user(self.senior_manager)
        url = scores[:2].action_export_workbook()["url"]
        export = self.env["satisfaction.export"].search([], limit=1)
        self.assertEqual(url, f"/satisfaction/export/{export.id}")
        self.assertEqual(export.user_id, self.senior_manager)
        self.assertEqual(json.loads(export.domain), [["id", "in", scores[:2].ids]])

    def test_review_of_a_client(self):
        """R106: the client's page prints the report of its latest score."""
        client = self.client.with_user(self.client_manager)
        action = client.action_print_satisfaction_review()
        self.assertEqual(action["report_name"], "client_satisfaction.client_review")
        self.assertEqual(action["context"]["active_ids"], self.today_scores[0].ids)
        contact = self.contact.with_user(self.client_manager)
        self.assertEqual(
            contact.action_print_satisfaction_review()["context"]["active_ids"],
            self.today_scores[0].ids,
        )
