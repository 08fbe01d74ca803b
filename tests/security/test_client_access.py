# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..common import SatisfactionCommon


@tagged("post_install", "-at_install")
class TestClientAccess(SatisfactionCommon):
    """Client managers keep the profile of own clients, and no address of anybody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign = cls._make_client(
            "Globex", client_manager_id=cls.other_client_manager.id
        )
        cls.foreigner = cls._make_contact(cls.foreign, "Gus")
        cls.nobodys = cls._make_client("Initech")

    def _assert_refused(self, record, values, user=None):
        before = record.sudo().read(list(values))
        with self.assertRaises(AccessError), self.cr.savepoint():
            record.with_user(user or self.client_manager).write(dict(values))
        record.invalidate_recordset()
        self.assertEqual(record.sudo().read(list(values)), before)

    def test_own_profile(self):
        """R73: the profile of own clients and their contacts."""
        client = self.client.with_user(self.client_manager)
        client.write({"client_business_notes": "Warehouse", "satisfaction_is_vip": 1})
        contact = self.contact.with_user(self.client_manager)
        contact.write({"satisfaction_role": "interface", "satisfaction_opt_out": True})
        self.assertEqual(self.contact.satisfaction_role, "interface")
        self.assertTrue(self.client.satisfaction_is_vip)

    def test_foreign_profile(self):
        """R73: not that of others' clients, of nobody's, of colleagues or of one's own
        card."""
        for partner in (
            self.foreign,
            self.foreigner,
            self.nobodys,
            self.agent.partner_id,
            self.client_manager.partner_id,
            self.company.partner_id,
        ):
            self._assert_refused(partner, {"satisfaction_opt_out": True})
        both = self.client | self.foreign
        self._assert_refused(both, {"satisfaction_opt_out": True})
        self.assertEqual(
            both.with_user(self.client_manager)._filtered_access("write"), self.client
        )

    def test_no_address(self):
        """R73: an address decides who is asked, and who gets into the portal."""
        for values in (
            {"email": "mine@provider.example"},
            {"name": "Somebody else"},
            {"parent_id": self.foreign.id},
            {"active": False},
            {"company_id": self.company.id},
            {"child_ids": [Command.create({"name": "Me", "email": "me@x.example"})]},
            {"child_ids": [Command.update(self.contact.id, {"email": "me@x.example"})]},
        ):
            with self.subTest(values=values):
                self._assert_refused(self.client, values)
        with self.assertRaises(AccessError):
            self.contact.with_user(self.client_manager).email = "me@x.example"
        partners = self.env["res.partner"].with_user(self.client_manager)
        with self.assertRaises(AccessError), self.cr.savepoint():
            partners.create({"name": "Me", "parent_id": self.client.id})
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.contact.with_user(self.client_manager).unlink()

    def test_form_says_so(self):
        """R73: what one can't write is shown read-only."""
        shown = (
            self.env["res.partner"]
            .with_user(self.client_manager)
            .fields_get(["email", "client_business_notes"], ["readonly"])
        )
        self.assertTrue(shown["email"]["readonly"])
        self.assertFalse(shown["client_business_notes"]["readonly"])

    def test_other_groups_keep_theirs(self):
        """Somebody who may create contacts by another group isn't held back."""
        both = new_test_user(
            self.env,
            login="satisfaction_contacts_too",
            groups="client_satisfaction.group_client_manager,base.group_partner_manager",
            company_id=self.company.id,
        )
        self.foreigner.with_user(both).email = "gus@new.example"
        self.assertEqual(self.foreigner.email, "gus@new.example")
        self.foreigner.with_user(self.program_manager).satisfaction_role = "vip"
        self.client_manager.sudo().group_ids += self.env.ref(
            "base.group_partner_manager"
        )
        self.foreigner.with_user(self.client_manager).phone = "123"

    def test_only_profile_fields(self):
        """Fields of others stay out: this addon redefines none of Odoo's own."""
        ours = {
            name
            for name, field in self.env["res.partner"]._fields.items()
            if "client_satisfaction" in field._modules
        }
        strange = {
            name
            for name in ours
            if not name.startswith(("satisfaction_", "client_", "agreement_level_"))
        }
        self.assertFalse(strange)
        self._assert_refused(self.client, {"client_since": "2020-01-01"}, self.agent)
