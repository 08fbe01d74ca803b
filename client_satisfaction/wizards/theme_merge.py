# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError


class SatisfactionThemeMerge(models.TransientModel):
    """Themes that mean the same become one; nothing of them is lost (R109)."""

    _name = "satisfaction.theme.merge"
    _description = "Merge Themes"

    theme_ids = fields.Many2many(
        "satisfaction.theme",
        string="Themes",
        default=lambda self: self._default_themes(),
    )
    target_id = fields.Many2one(
        "satisfaction.theme",
        "Keep",
        required=True,
        domain="[('id', 'in', theme_ids)]",
        default=lambda self: self._default_target(),
    )

    def _default_themes(self):
        if self.env.context.get("active_model") == "satisfaction.theme":
            return self.env.context.get("active_ids", [])
        return []

    def _default_target(self):
        """The one most clients speak of."""
        themes = self.env["satisfaction.theme"].browse(self._default_themes())
        return themes.sorted(lambda theme: (-theme.client_count, theme.id))[:1]

    def action_merge(self):
        """Move the remarks, archive the others; they say where they went."""
        self.ensure_one()
        others = self.theme_ids - self.target_id
        if not others or self.target_id not in self.theme_ids:
            raise UserError(
                self.env._("Choose two themes or more, and which of them is kept.")
            )
        companies = (self.target_id | others).company_id
        if self.target_id.company_id and companies - self.target_id.company_id:
            raise UserError(
                self.env._(
                    "“%s” is of one company only and can't take themes of others.",
                    self.target_id.name,
                )
            )
        others.check_access("write")
        # sudo: all remarks of the themes move, also those of others' clients
        remarks = self.env["satisfaction.remark"].sudo()
        remarks = remarks.with_context(active_test=False, tracking_disable=True)
        remarks.search([("theme_id", "in", others.ids)]).theme_id = self.target_id
        remarks.search(
            [("suggested_theme_id", "in", others.ids)]
        ).suggested_theme_id = self.target_id
        for theme in others:
            theme.message_post(
                body=self.env._("Merged into “%s”.", self.target_id.name)
            )
        self.target_id.message_post(
            body=self.env._("Took in: %s.", ", ".join(others.mapped("name")))
        )
        others.write({"active": False, "merged_into_id": self.target_id.id})
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_satisfaction.action_themes"
        )
        return {
            **action,
            "res_id": self.target_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
