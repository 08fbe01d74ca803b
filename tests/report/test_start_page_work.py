# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from lxml.html import fromstring

from .start_page_case import StartPageCommon


class TestStartPageWork(StartPageCommon):
    """R102: the cards of work that waits, and a client's page."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._satisfaction_today()
        cls._make_action(cls.client, -1, cls.client_manager)
        cls._make_action(cls.client, 3, cls.agent)
        cls._make_action(cls.chinese, 30, cls.program_manager)
        for client, level in ((cls.client, "unacceptable"), (cls.chinese, "watch")):
            cls.env["satisfaction.alert"].create(
                {
                    "key": f"test:{client.id}",
                    "subject": "score",
                    "level": level,
                    "company_id": cls.company.id,
                    "program_id": cls.program.id,
                    "client_id": client.id,
                }
            )
        cls.env["satisfaction.remark"].create(
            {
                "text": "Call before you come",
                "kind": "suggestion",
                "client_id": cls.client.id,
                "company_id": cls.company.id,
            }
        )

    @classmethod
    def _make_action(cls, client, days, user):
        return cls.env["satisfaction.action"].create(
            {
                "name": f"Mend it for {client.name} <b>",
                "company_id": cls.company.id,
                "client_ids": [(6, 0, client.ids)],
                "user_id": user.id,
                "date_due": cls.today + timedelta(days=days),
            }
        )

    def test_cards(self):
        """R101, R100, R86: alerts, actions and remarks with what is late and mine."""
        cards = self._cards(self.program_manager)
        self.assertEqual(cards["alerts"]["value"], "2")
        self.assertEqual(self._counts(cards["alerts"]), [2, 0, 1])
        self.assertEqual(cards["actions"]["value"], "3")
        self.assertEqual(self._counts(cards["actions"]), [1, 1, 1])
        self.assertEqual(cards["remarks"]["value"], "1")
        self.assertEqual(self._counts(cards["remarks"])[:2], [0, 1])

    def test_meetings_and_reports(self):
        """R24, R102, R106: meetings near or not written down, reports to look at."""
        reviews = self.env["satisfaction.review"]
        for days, client in ((-3, self.client), (2, self.client), (10, self.chinese)):
            reviews.create(
                {
                    "client_id": client.id,
                    "company_id": self.company.id,
                    "date": self.today + timedelta(days=days),
                    "user_id": client.client_manager_id.id,
                }
            )
        reviews.create(
            {
                "client_id": self.client.id,
                "company_id": self.company.id,
                "date": self.today + timedelta(days=60),
            }
        )
        report = self.env["satisfaction.client.report"].create(
            {"score_id": self.client.satisfaction_score_id.id}
        )
        cards = self._cards(self.client_manager)
        self.assertEqual(cards["meetings"]["value"], "2")
        self.assertEqual(self._counts(cards["meetings"]), [1, 1, 2])
        self.assertNotIn("reports", cards)
        report.sudo().state = "ready"
        cards = self._cards(self.client_manager)
        self.assertEqual(cards["reports"]["value"], "1")
        self.assertEqual(self._counts(cards["reports"]), [1, 0])
        self.assertEqual(self._cards(self.program_manager)["meetings"]["value"], "3")
        self.assertEqual(
            self._counts(self._cards(self.program_manager)["reports"])[:2], [0, 0]
        )
        for card in ("meetings", "reports"):
            self.assertNotIn(card, self._cards(self.agent))
            self.assertNotIn(card, self._cards(self.interviewer))

    def test_each_card_once(self):
        """R102: the page tells its cards apart by their keys."""
        for user in (self.agent, self.client_manager, self.program_manager):
            keys = [card["key"] for card in self._get(user)["cards"]]
            self.assertEqual(len(keys), len(set(keys)))

    def test_cards_follow_the_rules(self):
        """R102: a client manager sees own clients' work, an agent own actions."""
        cards = self._cards(self.client_manager)
        self.assertEqual(cards["alerts"]["value"], "1")
        self.assertEqual(self._counts(cards["actions"]), [1, 1, 1])
        cards = self._cards(self.agent)
        self.assertNotIn("alerts", cards)
        self.assertEqual(cards["actions"]["value"], "1")

    def test_every_number_equals_its_list(self):
        """R102: each number is the length of the list it opens."""
        for user in (self.agent, self.client_manager, self.program_manager):
            for card in self._get(user)["cards"]:
                for figure in card["figures"]:
                    action = figure["action"]
                    records = self.env[action["res_model"]].with_user(user)
                    self.assertEqual(
                        records.search_count(action["domain"]), figure["count"]
                    )

    def test_client_page(self):
        """R6, R82, R102: score, channels and open work of one client, escaped."""
        client = self.client.with_user(self.client_manager)
        page = str(client.satisfaction_overview)
        self.assertIn(client.satisfaction_score_id.score_text, page)
        self.assertIn("Mend it for Acme &lt;b&gt;", page)
        self.assertIn("Call before you come", page)
        # Trend and channels, each wide and for a phone
        self.assertEqual(page.count("<svg"), 4)
        self.assertIn(self.client_manager.name, page)
        self.assertEqual(client.satisfaction_alert_count, 1)
        self.assertTrue(client.satisfaction_is_client)
        self.assertFalse(
            self.contact.with_user(self.client_manager).satisfaction_overview
        )

    def test_client_page_satisfaction_beside_efficiency(self):
        """R6, R9, R73: KPIs of what was said and done; people; the next meeting."""
        client = self.client.with_user(self.client_manager)
        self.env["satisfaction.review"].create(
            {
                "client_id": self.client.id,
                "company_id": self.company.id,
                "date": self.today + timedelta(days=2),
            }
        )
        self.program._compute_kpis()
        score = client.satisfaction_score_id
        kpi = self.env["satisfaction.kpi.value"]._get(
            self.program, "tickets", score.period_start, "client", self.client
        )
        said = dict(client._list_overview_said(score))
        self.assertIn(kpi.figure_text, said.values())
        shown = " ".join(
            fromstring(client.satisfaction_overview).text_content().split()
        )
        self.assertIn(kpi.figure_text, shown)
        facts = dict(client._list_overview_facts())
        self.assertEqual(facts["Client manager"], self.client_manager.name)
        self.assertIn("Next review meeting", facts)

    def test_client_page_follows_the_rules(self):
        """R102: another manager's client shows neither score nor work."""
        client = self.client.with_user(self.other_client_manager)
        page = str(client.satisfaction_overview or "")
        self.assertNotIn("Mend it", page)
        self.assertNotIn("Call before", page)
        self.assertFalse(client.satisfaction_score_id)
        self.assertEqual(client.satisfaction_alert_count, 0)

    def test_silent_contacts(self):
        """R101: who was asked and never answered is named with the number of asks."""
        contact = self.env["res.partner"].search(
            [("parent_id", "=", self.russian.id)], limit=1
        ) or self._make_contact(self.russian, "Ivan")
        self._make_today_answer(
            self.russian, state="sent", is_scored=False, partner_id=contact.id
        )
        silent = self.russian.with_user(self.program_manager)._list_silent_contacts()
        self.assertIn((contact, 1), silent)

    def test_stat_buttons_stand_separately(self):
        """R102: no button inside another one; what is open comes first."""
        from lxml import etree

        partners = self.env["res.partner"].with_user(self.program_manager)
        view = partners.get_view(
            self.env.ref("client_satisfaction.satisfaction_client_view_form").id, "form"
        )
        tree = etree.fromstring(view["arch"])
        self.assertFalse(tree.xpath("//button//button"))
        names = [
            one.get("name")
            for one in tree.xpath("//div[@name='button_box']/button")
            if "satisfaction" in (one.get("name") or "")
        ]
        self.assertEqual(
            names[:3],
            [
                "action_open_satisfaction_scores",
                "action_open_satisfaction_cases",
                "action_open_satisfaction_alerts",
            ],
        )
