# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...scoring import DEFAULT_BANDS, Band


class SatisfactionBand(models.Model):
    """A named range of points, e.g. "satisfied" from 80 to 95 (S4 §3.4.2, D2).

    Bounds lie on a grid of one decimal and both belong to the band, as printed
    in the source: 60–79.9 is followed by 80–95.
    """

    _name = "satisfaction.band"
    _description = "Satisfaction Band"
    _order = "program_id, lower"

    program_id = fields.Many2one(
        "satisfaction.program",
        "Programme",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="program_id.company_id")
    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True, help="Stable technical name, the same in every year."
    )
    lower = fields.Float("From", digits=(4, 1), required=True, aggregator=None)
    upper = fields.Float("To", digits=(4, 1), required=True, aggregator=None)
    color = fields.Char(
        "Colour", default="#8f8f8f", help="Shown beside the name, never instead of it."
    )

    _code_unique = models.UniqueIndex(
        "(program_id, code)", "A programme has each band only once."
    )
    # Goes into style attributes.
    _color_hex = models.Constraint(
        "CHECK (color IS NULL OR color ~ '^#[0-9a-fA-F]{6}$')",
        "A colour is written as # and six digits, e.g. #3d8f5f.",
    )

    @api.model
    def _default_values(self):
        """The five bands of S4 §3.4.2, as commands for a new programme."""
        # Literal calls so that the five names reach the translation files.
        names = {
            "very_dissatisfied": self.env._("Very dissatisfied"),
            "dissatisfied": self.env._("Dissatisfied"),
            "average": self.env._("Average"),
            "satisfied": self.env._("Satisfied"),
            "very_satisfied": self.env._("Very satisfied"),
        }
        return [
            {
                "code": band.code,
                "name": names[band.code],
                "lower": band.lower,
                "upper": band.upper,
                "color": DEFAULT_COLORS[band.code],
            }
            for band in DEFAULT_BANDS
        ]

    def _to_scoring(self):
        """These bands as plain values for ``scoring.bands``."""
        return [
            Band(band.code, round(band.lower, 1), round(band.upper, 1)) for band in self
        ]


DEFAULT_COLORS = {
    "very_dissatisfied": "#b3261e",
    "dissatisfied": "#d9663c",
    "average": "#c79a1b",
    "satisfied": "#3d8f5f",
    "very_satisfied": "#1b6e53",
}
