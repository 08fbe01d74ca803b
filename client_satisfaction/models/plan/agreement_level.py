# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class SatisfactionAgreementLevel(models.Model):
    """How much a client bought: from Bronze to Platinum, or the provider's own names.

    The levels are ranked, so that "Gold or more" can be said in a condition:
    ``[("agreement_level_id.sequence", ">=", 30)]`` (R66).
    """

    _name = "satisfaction.agreement.level"
    _description = "Agreement Level"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(
        "Rank",
        default=10,
        required=True,
        aggregator=None,
        help="A higher number is a higher level. Conditions compare it, e.g. rank 30"
        " or more.",
    )
    active = fields.Boolean(default=True)
    client_ids = fields.One2many("res.partner", "agreement_level_id", "Clients")

    _name_unique = models.UniqueIndex(
        "(lower(name->>'en_US'))", "An agreement level of this name is there already."
    )
