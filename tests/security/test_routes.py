# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import html

from odoo.tests import HttpCase, new_test_user, tagged

from ..common import SatisfactionCommon

# Where a request from another site is fine: the secret in the address is the proof.
NO_CSRF = ("/satisfaction/<string:token>",)


@tagged("post_install", "-at_install")
class TestRoutes(HttpCase, SatisfactionCommon):
    """Each address says who may come, how, and gives away nothing by guessing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign = cls._make_client("Globex", is_company=True)
        cls.foreigner = cls._make_contact(cls.foreign, "Gus")
        cls.visitor = new_test_user(
            cls.env,
            login="satisfaction_visitor",
            password="satisfaction_visitor",
            groups="base.group_portal",
            partner_id=cls.contact.id,
        )
        cls.ask = cls._make_entry(partner_id=cls.foreigner.id)
        cls._answer(cls.ask, 1, 1, 1, comment="Whisper")
        cls.open_ask = cls._make_entry(partner_id=cls.foreigner.id)
        cls.remark = cls.env["satisfaction.remark"].create(
            {
                "text": "Whisper",
                "partner_id": cls.foreigner.id,
                "source": "portal",
            }
        )
        cls.case = cls.env["satisfaction.case"].create(
            {
                "partner_id": cls.foreigner.id,
                "origin": "complaint",
                "subject": "Whisper",
            }
        )

    def _routes(self):
        rules = self.env["ir.http"]._generate_routing_rules(
            list(self.registry._init_modules), self.env["ir.http"]._get_converters()
        )
        for path, endpoint in rules:
            if path.startswith(("/satisfaction/", "/my/satisfaction")):
                yield path, endpoint.routing

    def test_every_address_says_who_may_come(self):
        """Signed in, or a secret in the address; no JSON for strangers; and what is
        posted comes from our own page, or with the secret."""
        found = 0
        for path, routing in self._routes():
            found += 1
            with self.subTest(path=path):
                self.assertIn(routing["auth"], ("public", "user"))
                # Odoo's own signature pad talks JSON, which other sites can't send.
                is_pad = path.endswith("/sign")
                self.assertEqual(routing["type"], "jsonrpc" if is_pad else "http")
                if "POST" in (routing.get("methods") or ["POST"]) and not path.endswith(
                    ("/page/<int:page>",)
                ):
                    is_secret = path.startswith(NO_CSRF)
                    self.assertEqual(routing.get("csrf", True), not is_secret)
                if routing["auth"] == "public":
                    self.assertTrue(
                        "token" in path or path.startswith("/my/satisfaction/"), path
                    )
        self.assertGreater(found, 15)

    def _state(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return (
            self.ask.read(["state", "points", "comment"]),
            self.open_ask.read(["state"]),
            self.remark.read(["state"]),
            self.remark.outcome_rating_ids.ids,
            self.case.read(["state", "client_verdict", "signed_name"]),
            len(self.case.message_ids),
        )

    def test_guessed_numbers(self):
        """R110, R126: foreign and guessed numbers show nothing and write nothing,
        signed in as another client's contact or not at all."""
        numbers = {
            "ask_id": (self.ask.id, self.open_ask.id),
            "remark_id": (self.remark.id,),
            "case_id": (self.case.id,),
        }
        before = self._state()
        tried = 0
        for login in (None, "satisfaction_visitor"):
            self.authenticate(login, login)
            for path, routing in self._routes():
                name = next((name for name in numbers if f":{name}>" in path), None)
                if not name:
                    continue
                for number in (*numbers[name], 999999999):
                    url = path.replace(f"<int:{name}>", str(number))
                    url = url.replace("<int:attachment_id>", "1")
                    for method in routing.get("methods") or ["GET", "POST"]:
                        data = None
                        if method == "POST":
                            data = {
                                "rating": "1",
                                "comment": "Mine",
                                "text": "Mine",
                                "verdict": "satisfied",
                                "csrf_token": self._get_csrf_token(),
                            }
                        with self.subTest(login=login, url=url, method=method):
                            if routing["type"] == "jsonrpc":
                                data = {"params": {"name": "Me", "signature": "eA=="}}
                                answer = self.url_open(url, json=data)
                            else:
                                answer = self.url_open(url, data=data)
                            tried += 1
                            self.assertLess(answer.status_code, 500)
                            self.assertNotIn("Whisper", answer.text)
                            self.assertNotIn("Globex", answer.text)
        self.assertEqual(self._state(), before)
        self.assertGreater(tried, 20)

    def _get_csrf_token(self):
        """The one that stands in the forms of this session."""
        page = html.fromstring(self.url_open("/web/login").content)
        found = page.xpath("//input[@name='csrf_token']/@value")
        return found[0] if found else self._get_form_token()

    def _get_form_token(self):
        page = html.fromstring(self.url_open("/my/satisfaction/complaint").content)
        return (page.xpath("//input[@name='csrf_token']/@value") or [""])[0]
