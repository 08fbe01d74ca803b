# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from ...points_field import PointsField
from ...scoring import best_match, text_words

#: Remarks whose theme is guessed in one transaction.
GUESSED_A_BATCH = 1000
#: So many of a theme's latest remarks teach its words.
TEACHERS = 50


class SatisfactionTheme(models.Model):
    """What a theme's clients think of what we did, and the words it is known by."""

    _inherit = "satisfaction.theme"

    effect_points = PointsField(
        "Rating of what we did",
        digits=(5, 1),
        compute="_compute_effect",
        compute_sudo=True,
        help="Mean of the clients' latest ratings, in points of 100.",
    )
    effect_count = fields.Integer(
        "Rated remarks", compute="_compute_effect", compute_sudo=True
    )
    effect_low = PointsField("From", compute="_compute_effect", compute_sudo=True)
    effect_high = PointsField("To", compute="_compute_effect", compute_sudo=True)

    @api.depends("remark_ids.last_rating")
    def _compute_effect(self):
        effects = self.env["satisfaction.remark"]._get_effectiveness(
            [("theme_id", "in", self.ids)], "theme_id"
        )
        nothing = {"n": 0, "mean": None, "low": None, "high": None}
        for theme in self:
            effect = effects.get(theme, nothing)
            theme.effect_count = effect["n"]
            theme.effect_points = effect["mean"]
            theme.effect_low = effect["low"]
            theme.effect_high = effect["high"]

    @api.model_create_multi
    def create(self, vals_list):
        themes = super().create(vals_list)
        themes._guess_again()
        return themes

    def write(self, vals):
        result = super().write(vals)
        if {"name", "description", "active"}.intersection(vals):
            self._guess_again()
        return result

    @api.model
    def _guess_again(self):
        """Themes changed: what waits without a theme is compared again."""
        # sudo: suggestions are made by the product
        waiting = self.env["satisfaction.remark"].sudo()
        waiting = waiting.search(
            waiting._untold_theme_domain() & Domain("is_theme_guessed", "=", True)
        )
        waiting.write({"is_theme_guessed": False})

    def _get_words(self):
        """``{theme: its words}``: of its name, description and latest remarks."""
        remarks = self.env["satisfaction.remark"].sudo()
        texts = {theme: [theme.name or "", theme.description or ""] for theme in self}
        for theme in self:
            latest = remarks.search([("theme_id", "=", theme.id)], limit=TEACHERS)
            texts[theme] += latest.mapped("text")
        return {theme: text_words("\n".join(parts)) for theme, parts in texts.items()}


class SatisfactionRemark(models.Model):
    """A theme is suggested by the words a remark shares with those of the themes."""

    _inherit = "satisfaction.remark"

    is_theme_guessed = fields.Boolean(readonly=True, copy=False)

    _to_guess_idx = models.Index(
        "(id) WHERE theme_id IS NULL AND is_theme_guessed IS NOT TRUE"
    )

    @api.model
    def _untold_theme_domain(self):
        """Remarks that somebody still has to put into a theme."""
        return Domain("theme_id", "=", False) & Domain(
            "state", "in", ("new", "in_progress")
        )

    @api.model
    def _suggest_themes(self, limit=GUESSED_A_BATCH):
        """Suggest a theme for remarks that have none; people decide.

        :return: the remarks compared; none: all are
        """
        waiting = self.search(
            self._untold_theme_domain() & Domain("is_theme_guessed", "=", False),
            limit=limit,
            order="id",
        )
        if not waiting:
            return waiting
        themes = self.env["satisfaction.theme"].search(Domain.TRUE)
        words = themes._get_words()
        quiet = waiting.with_context(tracking_disable=True)
        suggestions = {}
        for remark in quiet:
            fitting = {
                theme: known
                for theme, known in words.items()
                if not theme.company_id or theme.company_id == remark.company_id
            }
            theme = best_match(text_words(remark.text), fitting)
            suggestions.setdefault(theme, []).append(remark.id)
        for theme, ids in suggestions.items():
            quiet.browse(ids).write(
                {
                    "suggested_theme_id": theme.id if theme else False,
                    "is_theme_guessed": True,
                }
            )
        return waiting

    def action_take_suggestion(self):
        """Yes, that is the theme."""
        for theme, remarks in (
            self.filtered(lambda remark: not remark.theme_id)
            .grouped("suggested_theme_id")
            .items()
        ):
            if theme:
                remarks.theme_id = theme
