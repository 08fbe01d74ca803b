# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError


class SatisfactionRemarkDecide(models.TransientModel):
    """One decision with one explanation for any number of remarks (R90)."""

    _name = "satisfaction.remark.decide"
    _description = "Decide on Remarks"

    remark_ids = fields.Many2many(
        "satisfaction.remark",
        string="Remarks",
        default=lambda self: self._default_remarks(),
    )
    state = fields.Selection(
        [("accepted", "Accept"), ("done", "Is done"), ("declined", "Decline")],
        "Decision",
        required=True,
        default="accepted",
    )
    decision_note = fields.Text(
        "Explanation", help="The client reads it, in these words."
    )
    outcome_note = fields.Text(
        "What was done", help="The client reads it, in these words."
    )

    def _default_remarks(self):
        if self.env.context.get("active_model") == "satisfaction.remark":
            return self.env.context.get("active_ids", [])
        return []

    def action_decide(self):
        """Write the decision down; what is left empty stays as it is written."""
        self.ensure_one()
        if not self.remark_ids:
            raise UserError(self.env._("Choose the remarks to decide on first."))
        values = {"state": self.state}
        if self.decision_note:
            values["decision_note"] = self.decision_note
        if self.outcome_note and self.state == "done":
            values["outcome_note"] = self.outcome_note
        self.remark_ids.write(values)
        return {"type": "ir.actions.act_window_close"}
