# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class SatisfactionAssessment(models.Model):
    """How a client came into a wave, or why it is not in it (R67)."""

    _inherit = "satisfaction.assessment"

    wave_origin = fields.Selection(
        [
            ("panel", "Tracked onwards"),
            ("drawn", "Drawn"),
            ("added", "Added by hand"),
        ],
        "In the wave because",
        readonly=True,
        copy=False,
    )
    wave_out = fields.Selection(
        [("left", "Left"), ("excluded", "Excluded")],
        "Out of the wave",
        readonly=True,
        copy=False,
        help="Was in an earlier sample, but is not assessed this time.",
    )
    wave_note = fields.Char(
        "Reason",
        readonly=True,
        copy=False,
        help="Why a client was added by hand, in the words of whoever did it.",
    )

    # The cron that opens assessments looks for what is left to open.
    _to_open_idx = models.Index("(wave_id) WHERE state = 'planned'")
