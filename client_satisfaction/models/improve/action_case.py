# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import html2plaintext
from odoo.tools.misc import format_date


class SatisfactionCase(models.Model):
    """Actions of a case (R80, R92)."""

    _name = "satisfaction.case"
    _inherit = ["satisfaction.case", "satisfaction.action.source"]
    _action_field = "case_ids"

    action_ids = fields.Many2many(
        "satisfaction.action",
        "satisfaction_action_case_rel",
        "case_id",
        "action_id",
        string="Actions",
        copy=False,
        check_company=True,
    )

    def _prepare_action_defaults(self):
        return {
            **super()._prepare_action_defaults(),
            "default_case_ids": [fields.Command.set(self.ids)],
            "default_root_cause_ids": [fields.Command.set(self.root_cause_ids.ids)],
        }

    def _describe_for_client(self):
        """What we heard and where it stands, in words to the client.

        Notes of calls stay inside the house; decisions are told once we are committed.
        """
        self.ensure_one()
        stages = dict(self._fields["state"]._description_selection(self.env))
        lines = [
            html2plaintext(self._get_client_words() or "").strip(),
            f"{stages[self.state]}.",
        ]
        if self._is_committed():
            lines.append(self.decision_note)
        day = self._get_promise_day()
        if day:
            lines.append(self.env._("Promised until %s.", format_date(self.env, day)))
        return "\n".join(filter(None, lines))
