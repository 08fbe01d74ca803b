# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class ResLang(models.Model):
    _inherit = "res.lang"

    def _name_of_code(self, code):
        """A language as people call it: "Russian / русский язык" for "ru_RU"."""
        return (self._get_data(code=code).name or code) if code else ""

    def write(self, vals):
        """Programmes of our own making learn a language that is installed later."""
        new = self.filtered(lambda lang: not lang.active) if vals.get("active") else ()
        result = super().write(vals)
        if new:
            # Installing a language concerns every company; only default names that
            # nobody changed are written.
            programs = self.env["satisfaction.program"].sudo()
            programs = programs.search([("channel_ids", "!=", False)])
            programs.with_context(lang="en_US")._translate_default_names(
                new.mapped("code")
            )
        return result
