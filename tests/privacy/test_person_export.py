# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
import json
import zipfile

from odoo.tests import HttpCase

from tests.privacy.person_case import COMPLAINT, EMAIL, NAME, PHONE, WORDS, PersonCase


class TestPersonExport(PersonCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.program_manager, cls.client_manager):
            user.password = user.login

    def _get(self, user):
        self.authenticate(user.login, user.login)
        return self.url_open(f"/satisfaction/privacy/person/{self.person.id}")

    def test_everything_is_told(self):
        """One file with all that is stored: tables, JSON and the files themselves;
        nothing in it opens a page or an answer."""
        response = self._get(self.program_manager)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["Cache-Control"], "private, no-store")
        self.assertNotIn("Zenobia", response.headers["Content-Disposition"])
        with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
            text = archive.read("data.json").decode()
            names = archive.namelist()
        for told in (NAME, EMAIL, PHONE, WORDS, COMPLAINT):
            self.assertIn(told, text)
        data = json.loads(text)
        self.assertEqual(len(data["Satisfaction Request"]), 2)
        self.assertTrue(any(name.endswith("scan.png") for name in names))
        self.assertIn("data.xlsx", names)
        for secret in (
            self.answered.sudo().access_token,
            self.case.sudo().access_token or "none",
        ):
            self.assertNotIn(secret, text)

    def test_rights(self):
        self.assertEqual(self._get(self.client_manager).status_code, 403)
        response = self.url_open(
            f"/satisfaction/privacy/person/{self.person.id}", allow_redirects=False
        )
        self.assertEqual(response.status_code, 403)

    def test_unknown(self):
        self.authenticate(self.program_manager.login, self.program_manager.login)
        for path in ("0", "999999999"):
            response = self.url_open(f"/satisfaction/privacy/person/{path}")
            self.assertEqual(response.status_code, 404)
