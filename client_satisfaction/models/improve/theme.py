# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...points_field import PointsField


class SatisfactionTheme(models.Model):
    """What several clients said in different words: one thing to improve (R94, R109).

    The counts are stored, so that themes can be sorted by how many clients they
    touch. They count all remarks, whoever looks: numbers only, no words.
    """

    _name = "satisfaction.theme"
    _description = "Theme of Remarks"
    _inherit = ["mail.thread"]
    _order = "open_client_count desc, client_count desc, name, id"

    name = fields.Char(required=True, tracking=True)
    description = fields.Text(
        help="What belongs here, in the words clients use: remarks with the same words"
        " are suggested for this theme."
    )
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: for all companies."
    )
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        domain="[('share', '=', False)]",
        tracking=True,
        help="Who thinks about what can be improved.",
    )
    active = fields.Boolean(default=True)
    remark_ids = fields.One2many("satisfaction.remark", "theme_id")
    merged_into_id = fields.Many2one(
        "satisfaction.theme",
        "Merged into",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    remark_count = fields.Integer(
        "Remarks", compute="_compute_counts", store=True, compute_sudo=True
    )
    client_count = fields.Integer(
        "Clients", compute="_compute_counts", store=True, compute_sudo=True
    )
    open_count = fields.Integer(
        "Open remarks",
        compute="_compute_counts",
        store=True,
        compute_sudo=True,
        help="Neither done nor declined.",
    )
    open_client_count = fields.Integer(
        "Clients with open remarks",
        compute="_compute_counts",
        store=True,
        compute_sudo=True,
    )
    worst_points = PointsField(
        "Worst answer",
        digits=(5, 1),
        compute="_compute_counts",
        store=True,
        compute_sudo=True,
        aggregator="min",
        help="The worst scored question of the answers these remarks stood in, in"
        " points of 100.",
    )
    last_said_on = fields.Date(
        "Last heard", compute="_compute_counts", store=True, compute_sudo=True
    )

    @api.depends(
        "remark_ids.client_id",
        "remark_ids.state",
        "remark_ids.active",
        "remark_ids.points",
        "remark_ids.said_on",
    )
    def _compute_counts(self):
        remarks = self.env["satisfaction.remark"]
        counts = {
            theme: rest
            for theme, *rest in remarks._read_group(
                [("theme_id", "in", self.ids)],
                ["theme_id"],
                ["__count", "client_id:count_distinct", "points:min", "said_on:max"],
            )
        }
        open_counts = {
            theme: rest
            for theme, *rest in remarks._read_group(
                [
                    ("theme_id", "in", self.ids),
                    ("state", "in", ("new", "in_progress", "accepted")),
                ],
                ["theme_id"],
                ["__count", "client_id:count_distinct"],
            )
        }
        for theme in self:
            count, clients, worst, last = counts.get(theme, (0, 0, False, False))
            theme.remark_count = count
            theme.client_count = clients
            theme.worst_points = False if worst is None else worst
            theme.last_said_on = last
            theme.open_count, theme.open_client_count = open_counts.get(theme, (0, 0))

    def action_open_remarks(self):
        """The remarks behind the counts."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_satisfaction.action_remarks"
        )
        action["domain"] = [("theme_id", "=", self.id)]
        action["context"] = {"default_theme_id": self.id}
        return action
