# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import contextmanager
from datetime import timedelta

from odoo import Command
from odoo.exceptions import ValidationError

from ..common import SatisfactionCommon


class ActionCommon(SatisfactionCommon):
    """Actions, remarks and cases of two clients of different client managers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._satisfaction_today()
        cls.other_client = cls._make_client(
            "Globex", client_manager_id=cls.other_client_manager.id
        )
        cls.other_leader = cls._make_contact(
            cls.other_client, "Hank", satisfaction_role="decision_leader"
        )

    @contextmanager
    def assertRefused(self, sentence, error=ValidationError):
        """What happens inside is refused with this sentence and changes nothing."""
        with self.assertRaisesRegex(error, sentence), self.cr.savepoint():
            yield

    @classmethod
    def _make_action(cls, user=None, **values):
        return (
            cls.env["satisfaction.action"]
            .with_user(user or cls.client_manager)
            .create(
                {
                    "name": "Call back within the hour",
                    "date_due": cls.today + timedelta(days=20),
                    "client_ids": [Command.set(cls.client.ids)],
                    **values,
                }
            )
        )

    @classmethod
    def _make_remark(cls, text="Nobody calls back", partner=None, **values):
        return cls.env["satisfaction.remark"].create(
            {
                "text": text,
                "kind": "suggestion",
                "source": "meeting",
                "partner_id": (partner or cls.contact).id,
                "company_id": cls.company.id,
                **values,
            }
        )

    @classmethod
    def _make_case(cls, **values):
        return cls.env["satisfaction.case"].create(
            {
                "client_id": cls.client.id,
                "partner_id": cls.contact.id,
                "company_id": cls.company.id,
                "complaint": "<p>Nobody called me back.</p>",
                **values,
            }
        )
