# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Signing a case off in the portal."""

import base64
import io
import json

from PIL import Image

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged

from ..common import SatisfactionCommon

URL = "/my/satisfaction/cases"


def make_picture(kind="PNG"):
    file = io.BytesIO()
    Image.new("RGB", (80, 30), "white").save(file, kind)
    return base64.b64encode(file.getvalue()).decode()


@tagged("post_install", "-at_install")
class TestCaseSignature(SatisfactionCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name, partner in (("ada", cls.contact), ("linus", cls.leader)):
            new_test_user(
                cls.env,
                login=f"portal_{name}",
                password=f"portal_{name}",
                groups="base.group_portal",
                partner_id=partner.id,
                company_id=cls.company.id,
            )
        cls.case = cls.env["satisfaction.case"]._record_complaint(
            {
                "text": "The printer eats paper",
                "partner_id": cls.contact.id,
                "company_id": cls.company.id,
                "way": "phone",
            }
        )
        cls.case.with_context(satisfaction_history=True).write(
            {
                "call_notes": "<p>Called</p>",
                "planned_actions": "<p>A new printer</p>",
                "commitment_date": "2026-12-24",
                "decision": "accepted",
                "result": "<p>Printer replaced</p>",
                "state": "done",
            }
        )
        cls.picture = make_picture()

    def _sign(self, path=None, login="portal_ada", **values):
        self.authenticate(login, login)
        response = self.url_open(
            path or f"{URL}/{self.case.id}/sign",
            data=json.dumps(
                {"params": {"name": "Ada", "signature": self.picture, **values}}
            ),
            headers={"Content-Type": "application/json"},
        )
        self.case.invalidate_recordset()
        return response.json()["result"]

    def test_signed(self):
        """R92: name, signature, moment and address are kept; the case is reviewed,
        and what was signed stands in the conversation and on the page."""
        self.authenticate("portal_ada", "portal_ada")
        page = self.url_open(f"{URL}/{self.case.id}").text
        self.assertIn('name="portal.signature_form"', page)
        result = self._sign(name="  Ada   Lovelace ")
        self.assertEqual(
            result["redirect_url"], f"{URL}/{self.case.id}?said=sign", result
        )
        case = self.case
        self.assertEqual(case.signed_name, "Ada Lovelace")
        self.assertEqual(case.signed_ip, "127.0.0.1")
        self.assertLess(
            abs((fields.Datetime.now() - case.signed_at).total_seconds()), 60
        )
        self.assertTrue(base64.b64decode(case.signature).startswith(b"\x89PNG"))
        self.assertEqual(case.state, "reviewed")
        self.assertEqual(case.client_verdict, "satisfied")
        message = case._get_client_messages()[-1]
        self.assertEqual(message.author_id, self.contact)
        self.assertEqual(message.attachment_ids.name, "signature.png")
        page = self.url_open(f"{URL}/{case.id}").text
        self.assertNotIn('name="portal.signature_form"', page)
        self.assertIn("Signed off", page)

    def test_signed_once(self):
        """R92: a double click signs once; nobody signs over it."""
        self._sign()
        first = self.case.signed_at, len(self.case._get_client_messages())
        self.assertIn("redirect_url", self._sign())
        self.assertIn("signed off any more", self._sign(name="Eve")["error"])
        self.assertEqual(
            (self.case.signed_at, len(self.case._get_client_messages())), first
        )

    def test_whose(self):
        """R92: a colleague can't sign; whoever holds the contact's link can."""
        self.assertIn("nothing to sign", self._sign(login="portal_linus")["error"])
        self.assertFalse(self.case.signed_at)
        token = self.case.sudo()._portal_ensure_token()
        self.env.flush_all()
        self.authenticate(None, None)
        wrong = self._sign_public("0" * 32)
        self.assertIn("nothing to sign", wrong["error"])
        result = self._sign_public(token)
        self.assertIn(f"access_token={token}", result["redirect_url"])
        self.assertEqual(self.case.signed_name, "Ada")

    def _sign_public(self, token):
        response = self.url_open(
            f"{URL}/{self.case.id}/sign?access_token={token}",
            data=json.dumps({"params": {"name": "Ada", "signature": self.picture}}),
            headers={"Content-Type": "application/json"},
        )
        self.case.invalidate_recordset()
        return response.json()["result"]

    def test_bad_input_changes_nothing(self):
        """R92: without a name or a picture nothing is signed, and it says why."""
        big = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"0" * 1_200_000).decode()
        script = base64.b64encode(b"<svg onload='alert(1)'></svg>").decode()
        for values, words in (
            ({"name": " "}, "write your name"),
            ({"name": None}, "write your name"),
            ({"signature": ""}, "sign first"),
            ({"signature": None}, "sign first"),
            ({"signature": ["x"]}, "sign first"),
            ({"signature": "not base64!"}, "can't be read"),
            ({"signature": script}, "can't be read"),
            ({"signature": big}, "can't be read"),
        ):
            with self.subTest(values=str(values)[:60]):
                self.assertIn(words, self._sign(**values)["error"])
                self.assertFalse(self.case.signed_at)
                self.assertEqual(self.case.state, "done")

    def test_not_before_it_is_done(self):
        """R92: what isn't done can't be signed off."""
        self.case.state = "committed"
        with self.assertRaisesKept(ValidationError):
            self.case.sudo()._sign_off("Ada", self.picture)
        self.assertFalse(self.case.signed_at)

    def test_reopened_is_not_signed(self):
        """R92: taken up again, the signature is only part of the conversation."""
        self._sign()
        self.case.sudo()._take_up_again("It broke again")
        self.assertFalse(self.case.signed_at)
        self.assertFalse(self.case.signature)
        names = self.case._get_client_messages().attachment_ids.mapped("name")
        self.assertIn("signature.png", names)

    def test_staff_signs_nothing(self):
        """R92: nobody of the house writes a signature."""
        for values in (
            {"signed_name": "Ada"},
            {"signature": self.picture},
            {"signed_at": fields.Datetime.now()},
        ):
            with self.assertRaisesKept(AccessError):
                self.case.with_user(self.client_manager).write(values)
            with self.assertRaisesKept(AccessError):
                self.env["satisfaction.case"].with_user(self.client_manager).create(
                    {"client_id": self.client.id, **values}
                )
        self.assertFalse(self.case.signed_name)
