# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import is_html_empty

from .case import STAGE_ORDER


class SatisfactionCase(models.Model):
    """What keeps a case from being called done, and what helps on the way."""

    _inherit = "satisfaction.case"

    open_action_count = fields.Integer(
        "Open actions", compute="_compute_open_action_count"
    )
    open_actions_reason = fields.Char(
        "Goes on without them, because",
        copy=False,
        tracking=True,
        help="Why the case is called done although actions of it are still open.",
    )
    # Read by whoever works on the case, whether or not they may read the programme
    guide_upset = fields.Html(related="program_id.guide_upset")
    guide_partnership = fields.Html(related="program_id.guide_partnership")
    has_guide_upset = fields.Boolean(compute="_compute_has_guides")
    has_guide_partnership = fields.Boolean(compute="_compute_has_guides")

    @api.depends("action_ids.state")
    def _compute_open_action_count(self):
        for case in self.sudo():  # sudo: how many there are decides, not who sees them
            case.open_action_count = len(case.action_ids.filtered("is_open"))

    @api.depends("program_id.guide_upset", "program_id.guide_partnership")
    @api.depends_context("lang")
    def _compute_has_guides(self):
        for case in self:
            case.has_guide_upset = not is_html_empty(case.guide_upset)
            case.has_guide_partnership = not is_html_empty(case.guide_partnership)

    def write(self, vals):
        """No case becomes done over open actions without a word why (R92)."""
        done = STAGE_ORDER.index("done")
        if STAGE_ORDER.index(vals.get("state") or "new") >= done:
            for case in self:
                if (
                    STAGE_ORDER.index(case.state) < done
                    and case.open_action_count
                    and not vals.get("open_actions_reason", case.open_actions_reason)
                ):
                    raise ValidationError(
                        self.env._(
                            "Actions still open on %(case)s: %(count)s. Finish or"
                            " cancel them, or write on the case why it goes on without"
                            " them.",
                            case=case.display_name,
                            count=case.open_action_count,
                        )
                    )
        return super().write(vals)
