# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a link in the mail opens, before anything is answered."""

import gzip
from datetime import date

from odoo import Command, http
from odoo.tests import tagged

from odoo.addons.client_satisfaction.controllers import answer, answer_door, opt_out

from .answer_page_case import AnswerPageCase

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}'


@tagged("post_install", "-at_install")
class TestAnswerPageShow(AnswerPageCase):
    def test_page_names_what_it_is_about(self):
        """R27, R36: ticket number and title, all questions, one button."""
        ask = self._make_ask()
        response = self._get(self._path(ask))
        self.assertOwnPage(response, 200)
        page = self._page(response)
        for text in ("HT00042", "Printer is out of order", "Northwind IT"):
            self.assertIn(text, response.text)
        for question in self.survey.question_ids:
            self.assertTrue(page.xpath(f"//*[@name='q{question.id}']"), question.title)
        self.assertEqual(len(page.xpath("//button")), 1)
        self.assertEqual(len(page.xpath("//textarea")), 1)
        self.assertFalse(page.xpath("//style | //script[not(@src)] | //*[@style]"))

    def test_last_day_is_the_mails(self):
        """D7: the page names the day the mail named, wherever the contact lives."""
        ask = self._make_ask()
        ask.expires_at = self.company._satisfaction_day_end(date(2099, 4, 15))
        for zone in ("Asia/Shanghai", "America/Los_Angeles"):
            with self.subTest(zone=zone):
                self.contact.tz = zone
                text = self._get(self._path(ask)).text
                self.assertIn("April 15, 2099", text)

    def test_nothing_is_chosen_without_a_link_value(self):
        """R33: no answer is suggested; glpi #14919."""
        self.assertEqual(self._chosen(self._get(self._path(self._make_ask()))), [])

    def test_link_chooses_only_the_first_question(self):
        """R27: the number clicked in the mail is chosen, nothing else."""
        path = self._path(self._make_ask())
        for value in "12345":
            with self.subTest(value=value):
                response = self._get(f"{path}?value={value}")
                self.assertEqual(response.status_code, 200)
                self.assertEqual(
                    self._chosen(response), [(self._name("solution"), value)]
                )

    def test_wrong_link_value_chooses_nothing(self):
        """R33: a value that doesn't exist is told, and the form stays usable."""
        ask = self._make_ask()
        for value in ("9", "0", "6", "-1", "4.5", "abc", "", "%00", "४", "4" * 5000):
            with self.subTest(value=value[:10]), self.assertNothingChanges():
                response = self._get(f"{self._path(ask)}?value={value}")
                self.assertOwnPage(response, 400)
                self.assertEqual(self._chosen(response), [])
                self.assertTrue(self._page(response).xpath("//*[@role='alert']"))
                self.assertEqual(len(self._page(response).xpath("//button")), 1)

    def test_reading_writes_nothing(self):
        """R27, D17: scanners open, look and ask for options; nothing is written."""
        ask = self._make_ask()
        answered = self._answer(self._make_ask(), 2)
        self._get(self._path(ask))  # the session cookie of this browser
        sessions = set(http.root.session_store.list())
        paths = [
            f"{self._path(ask)}?value=1",
            self._path(ask, "/opt-out"),
            self._path(ask, "/change"),
            self._path(answered, "/thanks"),
            self._path(answered),
        ]
        with self.assertNothingChanges():
            for _round in range(10):
                for path in paths:
                    for method in ("GET", "HEAD", "OPTIONS"):
                        response = self._get(path, method=method)
                        self.assertLess(response.status_code, 500)
                        if method != "GET":
                            self.assertEqual(response.content, b"")
        self.assertEqual(set(http.root.session_store.list()), sessions)
        self.assertEqual(ask.state, "sent")

    def test_reading_uses_a_readonly_cursor(self):
        """R27: known links can be served by a replica, guesses are counted."""
        for endpoint in (
            answer.AnswerController.show,
            answer.AnswerController.show_change,
            opt_out.OptOutController.show_opt_out,
        ):
            self.assertIs(endpoint.original_routing["readonly"], answer_door.is_known)
            self.assertEqual(endpoint.original_routing["sitemap"], False)
        # Right after writing a replica may be behind.
        thanks = answer.AnswerController.thanks.original_routing
        self.assertIs(thanks["readonly"], False)

    def test_contact_language_and_switch(self):
        """R27: the contact's language first, others by a visible switch."""
        self.survey.with_context(lang="ru_RU").title = "Как мы справились?"
        ask = self._make_ask(lang="ru_RU")
        path = self._path(ask)
        response = self._get(path)
        self.assertEqual(self._heading(response), "Как мы справились?")
        page = self._page(response)
        self.assertEqual(page.get("lang"), "ru-RU")
        links = page.xpath("//nav//a")
        self.assertEqual({link.get("lang") for link in links}, {"en-US", "zh-CN"})
        self.assertIn("中文", [link.text for link in links])
        self.assertEqual(page.xpath("string(//nav//span)"), "Русский")
        english = self._get(f"{path}?lang=en_US")
        self.assertEqual(self._heading(english), "How did we do?")
        self.assertEqual(self._page(english).get("lang"), "en-US")
        # A short code will do; the form stays in the language chosen.
        chinese = self._get(f"{path}?lang=zh&value=3")
        self.assertEqual(self._page(chinese).get("lang"), "zh-CN")
        self.assertTrue(
            all(
                "value=3" in link.get("href")
                for link in self._page(chinese).xpath("//nav//a")
            )
        )
        action = self._page(english).xpath("string(//form/@action)")
        self.assertEqual(action, f"{path}?lang=en_US")

    def test_language_that_does_not_exist(self):
        """R27: an unknown language falls back to the contact's."""
        ask = self._make_ask(lang="ru_RU")
        for lang in ("xx_XX", "", "../..", "<b>", "a" * 3000, "%00"):
            with self.subTest(lang=lang[:8]):
                response = self._get(f"{self._path(ask)}?lang={lang}")
                self.assertEqual(response.status_code, 200)
                self.assertEqual(self._page(response).get("lang"), "ru-RU")
                self.assertNotIn("<b>", response.text.replace("<b>HT", ""))

    def test_languages_of_the_questionnaire(self):
        """R37: a questionnaire limited to some languages offers only those."""
        langs = self.env["res.lang"]
        self.survey.lang_ids = langs._lang_get("en_US") + langs._lang_get("zh_CN")
        response = self._get(self._path(self._make_ask(lang="ru_RU")))
        page = self._page(response)
        self.assertEqual(page.get("lang"), "en-US")
        self.assertEqual([a.get("lang") for a in page.xpath("//nav//a")], ["zh-CN"])

    def test_hostile_texts_are_escaped(self):
        """R27: whatever a ticket or a company is called, it is only text."""
        self.company.name = HOSTILE
        self.client.name = HOSTILE
        ask = self._make_ask(ticket_title=HOSTILE, ticket_number=HOSTILE)
        self.questions["solution"].scale_min_label = HOSTILE
        for suffix in ("", "/opt-out"):
            response = self._get(self._path(ask, suffix))
            page = self._page(response)
            self.assertFalse(page.xpath("//img | //script[not(@src)]"))
            self.assertFalse(page.xpath("//*[@onerror]"))
            self.assertNotIn("49", page.xpath("string(//main)"))
        self.assertIn("script-src 'self'", response.headers["Content-Security-Policy"])

    def test_ticket_that_is_gone(self):
        """D16: what the page says is frozen; of a deleted ticket nobody is asked."""
        ask = self._close_ticket(ticket=self._make_tickets(name="Old printer"))
        ask.write({"state": "sent"})
        number = ask.ticket_number
        ask.ticket_id.write({"active": False, "name": "New printer"})
        response = self._get(self._path(ask))
        self.assertOwnPage(response, 200)
        self.assertIn("Old printer", response.text)
        self.assertIn(number, response.text)
        ask.ticket_id.unlink()
        self.assertOwnPage(self._get(self._path(ask)), 410)

    def test_reasons_belong_to_low_ratings(self):
        """R75, D4: options below the follow-up threshold are marked for the page."""
        page = self._page(self._get(self._path(self._make_ask())))
        name = self._name("speed")
        low = page.xpath(f"//input[@name='{name}'][@data-low]/@value")
        self.assertEqual(low, ["1", "2", "3"])
        reasons = page.xpath(f"//fieldset[@id='{self._name('reasons')}']")[0]
        self.assertIn("when-low", reasons.get("class"))
        self.program.follow_up_below = 60
        page = self._page(self._get(self._path(self._make_ask())))
        low = page.xpath(f"//input[@name='{name}'][@data-low]/@value")
        self.assertEqual(low, ["1", "2"])

    def test_accessible_markup(self):
        """R33: a legend for each group, a label for each field, ends in words."""
        page = self._page(self._get(self._path(self._make_ask())))
        for fieldset in page.xpath("//fieldset"):
            self.assertTrue(fieldset.findtext("legend").strip())
        for field in page.xpath("//input[@type='radio' or @type='checkbox']"):
            self.assertTrue(field.xpath("ancestor::label"))
        area = page.xpath("//textarea")[0]
        self.assertTrue(page.xpath(f"//label[@for='{area.get('id')}']"))
        name = self._name("solution")
        first = page.xpath(f"//input[@name='{name}'][@value='1']")[0]
        self.assertEqual(first.get("aria-label"), "1: Not at all")
        self.assertTrue(page.xpath("//main") and page.xpath("//nav[@aria-label]"))

    def test_wide_scales_and_choices(self):
        """R38: a scale from 0 to 10 and a choice with scores work as well."""
        self.questions["speed"].write({"scale_min": 0, "scale_max": 10})
        choice = self.env["survey.question"].create(
            {
                "survey_id": self.survey.id,
                "title": "Would you use us again?",
                "question_type": "simple_choice",
                "satisfaction_is_scored": True,
                "suggested_answer_ids": [
                    Command.create({"value": "Yes", "answer_score": 5}),
                    Command.create({"value": "No", "answer_score": 1}),
                    Command.create({"value": "Don't know"}),
                ],
            }
        )
        page = self._page(self._get(self._path(self._make_ask())))
        speed = page.xpath(f"//input[@name='{self._name('speed')}']/@value")
        self.assertEqual(speed, [str(value) for value in range(11)])
        options = page.xpath(f"//input[@name='q{choice.id}']")
        low = [bool(option.get("data-low")) for option in options]
        self.assertEqual(low, [False, True, False])

    def test_weight(self):
        """R27: page, style sheet and script together stay below 100 kB compressed."""
        response = self._get(self._path(self._make_ask()))
        page = self._page(response)
        assets = page.xpath("//link[@rel='stylesheet']/@href | //script/@src")
        self.assertEqual(len(assets), 2)
        bodies = [response.content] + [self._get(path).content for path in assets]
        weight = sum(len(gzip.compress(body)) for body in bodies)
        self.assertLess(weight, 12_000)
