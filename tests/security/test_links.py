# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, fields
from odoo.exceptions import AccessError, UserError  # an AccessError is one, too
from odoo.tests import tagged

from ..common import SatisfactionCommon


@tagged("post_install", "-at_install")
class TestLinks(SatisfactionCommon):
    """Nobody gets at a record by linking it to something of their own.

    Odoo asks for no rights on the target of a many2one or many2many; record rules and
    related fields that look through one would let in whoever ties the knot.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign = cls._make_client(
            "Globex", client_manager_id=cls.other_client_manager.id
        )
        cls.foreigner = cls._make_contact(cls.foreign, "Gus")
        cls.answer = cls._answered(
            1, 1, 1, comment="Their secret", partner_id=cls.foreigner.id
        )
        cls.remark, cls.other_remark = cls.env["satisfaction.remark"].create(
            [
                {"text": "Theirs", "partner_id": cls.foreigner.id, "source": "meeting"},
                {"text": "Ours", "partner_id": cls.contact.id, "source": "meeting"},
            ]
        )
        cls.other_remark.user_id = cls.agent
        # The client manager owns one action and one case; nothing of Globex is theirs.
        cls.case, cls.foreign_case = cls.env["satisfaction.case"].create(
            [
                {
                    "partner_id": partner.id,
                    "origin": "complaint",
                    "client_manager_id": manager.id,
                    "service_manager_id": service.id,
                }
                for partner, manager, service in (
                    (cls.contact, cls.client_manager, cls.plain_user),
                    (cls.foreigner, cls.other_client_manager, cls.service_manager),
                )
            ]
        )
        due = fields.Date.today()
        cls.action, cls.foreign_action = cls.env["satisfaction.action"].create(
            [
                {
                    "name": "Own",
                    "user_id": cls.plain_user.id,
                    "date_due": due,
                    "client_ids": [Command.set(cls.client.ids)],
                },
                {
                    "name": "Their plan",
                    "user_id": cls.other_client_manager.id,
                    "date_due": due,
                    "client_ids": [Command.set(cls.foreign.ids)],
                },
            ]
        )

    def test_an_answer_on_an_own_case(self):
        """R99: a case shows the words of its answer; nobody picks which."""
        for user in (self.client_manager, self.plain_user, self.program_manager):
            for name in ("request_id", "recovery_request_id"):
                with (
                    self.subTest(user=user.login, name=name),
                    self.assertRaises(UserError),
                    self.cr.savepoint(),
                ):
                    self.case.with_user(user).write({name: self.answer.id})
                self.assertFalse(self.case[name])

    def test_an_action_on_an_own_case_or_remark(self):
        """R87: people of a case see its actions: they can't choose which these are."""
        for record, user in (
            (self.case, self.plain_user),
            (self.case, self.client_manager),
            (self.other_remark, self.agent),
            (self.other_remark, self.client_manager),
        ):
            for command in (
                Command.link(self.foreign_action.id),
                Command.set(self.foreign_action.ids),
            ):
                with (
                    self.subTest(user=user.login, command=command),
                    self.assertRaises(AccessError),
                    self.cr.savepoint(),
                ):
                    record.with_user(user).action_ids = [command]
            seen = self.foreign_action.with_user(user)
            self.assertFalse(seen.has_access("read"))
        # What one may see, one may link.
        case = self.case.with_user(self.client_manager)
        case.action_ids = [Command.link(self.action.id)]
        self.assertEqual(self.case.action_ids, self.action)

    def test_foreign_feedback_on_an_own_action(self):
        """R87: an own action moves and tells no foreign remarks, cases and clients."""
        for user in (self.plain_user, self.client_manager):
            for name, record in (
                ("remark_ids", self.remark),
                ("case_ids", self.foreign_case),
                ("client_ids", self.foreign),
            ):
                with (
                    self.subTest(user=user.login, name=name),
                    self.assertRaises(AccessError),
                    self.cr.savepoint(),
                ):
                    self.action.with_user(user).write(
                        {"scope": "overall", name: [Command.link(record.id)]}
                    )
        self.assertEqual(self.remark.state, "new")
        self.assertEqual(self.action.client_ids, self.client)

    def test_a_supplier_request_on_a_foreign_action(self):
        """R92: no request to a supplier hangs on an action one may not see."""
        supplier = self._make_client("Carrier")
        requests = self.env["satisfaction.supplier.request"]
        with self.assertRaises(AccessError), self.cr.savepoint():
            requests.with_user(self.client_manager).create(
                {
                    "action_id": self.foreign_action.id,
                    "supplier_id": supplier.id,
                    "user_id": self.client_manager.id,
                    "name": "Peek",
                    "request": "Peek",
                }
            )

    def test_a_second_look_at_a_foreign_alert(self):
        """R59: the wizard names people only to those who may read the alert."""
        alert = self.env["satisfaction.alert"].create(
            {
                "client_id": self.foreign.id,
                "company_id": self.company.id,
                "program_id": self.program.id,
                "key": "test",
                "subject": "score",
                "level": "unacceptable",
            }
        )
        wizards = self.env["satisfaction.recheck.ask"]
        with self.assertRaises(AccessError), self.cr.savepoint():
            wizard = wizards.with_user(self.client_manager).create(
                {"alert_id": alert.id}
            )
            wizard.read(["partner_ids", "survey_id", "outcome_html"])
        wizard = wizards.with_user(self.other_client_manager).create(
            {"alert_id": alert.id}
        )
        self.assertIn(self.foreigner, wizard.partner_ids)
