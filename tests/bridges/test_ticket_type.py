# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
import sys
from pathlib import Path

from odoo.tools.translate import trans_export

from tests.common import SatisfactionCommon

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bin" / "lib"))

import translations

BRIDGE = "client_satisfaction_type"


class TestTicketType(SatisfactionCommon):
    """With helpdesk_type: its types tell changes from the rest."""

    def test_change_by_type(self):
        """R21: a finished change is told by the ticket's type too."""
        rule = self.rule.copy({"trigger": "change_finished", "sequence": 1})
        change, incident = self.env["helpdesk.ticket.type"].create(
            [{"name": "Change", "satisfaction_is_change": True}, {"name": "Incident"}]
        )
        asked = self._close_ticket(type_id=change.id)
        self.assertEqual(asked.rule_id, rule)
        asked = self._close_ticket(type_id=incident.id, partner_id=self.leader.id)
        self.assertEqual(asked.rule_id, self.rule)

    def test_installed_by_itself(self):
        """R21: the bridge comes with the two addons it joins."""
        bridge = self.env["ir.module.module"].search(
            [("name", "=", "client_satisfaction_type")]
        )
        self.assertEqual((bridge.state, bridge.auto_install), ("installed", True))

    def test_template_is_up_to_date(self):
        """No text of the bridge lacks its translations."""
        exported = io.BytesIO()
        trans_export(None, [BRIDGE], exported, "po", self.env)
        expected = translations.normalise(exported.getvalue().decode(), BRIDGE)
        found = translations.template_of(BRIDGE)
        self.assertEqual(found.read_text(encoding="utf-8"), expected)
