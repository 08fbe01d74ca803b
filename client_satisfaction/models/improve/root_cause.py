# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SatisfactionRootCause(models.Model):
    """Why a client was let down; a tree that starts from S2's three roots (R125)."""

    _name = "satisfaction.root.cause"
    _description = "Root Cause"
    _parent_store = True
    _order = "parent_path"

    name = fields.Char(required=True, translate=True)
    parent_id = fields.Many2one(
        "satisfaction.root.cause", ondelete="restrict", index=True
    )
    parent_path = fields.Char(index=True)
    # Not stored: a stored name would be in one language for everybody, and clients
    # read it in their review report.
    complete_name = fields.Char(compute="_compute_complete_name", recursive=True)
    description = fields.Text(translate=True)
    active = fields.Boolean(default=True)

    @api.depends("name", "parent_id.complete_name")
    @api.depends_context("lang")
    def _compute_complete_name(self):
        for cause in self:
            parent = cause.parent_id.complete_name
            cause.complete_name = f"{parent} / {cause.name}" if parent else cause.name

    @api.constrains("parent_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A root cause can't stand below itself."))
