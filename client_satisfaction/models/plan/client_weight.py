# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from .scorecard import LARGEST_WEIGHT
from .scorecard_level import can_weigh


class SatisfactionClientWeight(models.Model):
    """What counts more or less for one client than for others (R45).

    It takes the place of the scorecard's own weight of that level or indicator, in
    every scorecard that has it. No row: the scorecard's weight counts.
    """

    _name = "satisfaction.client.weight"
    _description = "Client's Own Satisfaction Weight"
    _order = "client_id, level_code, indicator_id, id"

    client_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('parent_id', '=', False)]",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    level_code = fields.Char("Level", help="The code of a level, or…")
    indicator_id = fields.Many2one(
        "satisfaction.indicator", index=True, ondelete="cascade"
    )
    weight = fields.Float(required=True, aggregator=None)
    reason = fields.Char(required=True, help="Why this client weighs it differently.")

    _one_target = models.Constraint(
        "CHECK ((level_code IS NULL) != (indicator_id IS NULL))",
        "A weight belongs either to a level or to an indicator.",
    )
    _level_unique = models.UniqueIndex(
        "(company_id, client_id, level_code) WHERE level_code IS NOT NULL",
        "Somebody else has just set this weight. Read the table anew and look at it"
        " before you change it.",
    )
    _indicator_unique = models.UniqueIndex(
        "(company_id, client_id, indicator_id) WHERE indicator_id IS NOT NULL",
        "Somebody else has just set this weight. Read the table anew and look at it"
        " before you change it.",
    )

    @api.depends("client_id", "level_code", "indicator_id")
    def _compute_display_name(self):
        names = self._get_level_names()
        for weight in self:
            name = weight.indicator_id.name or names.get(weight.level_code, "")
            weight.display_name = f"{weight.client_id.display_name}: {name}"

    @api.model
    def _get_level_names(self):
        """``{level code: name}``, of the newest scorecard that has it."""
        # sudo: names of levels are no secret
        levels = (
            self.env["satisfaction.scorecard.level"]
            .sudo()
            .search([("code", "!=", False)])
        )
        return {level.code: level.name for level in levels.sorted("id")}

    @api.constrains("weight", "client_id", "reason")
    def _check_values(self):
        for weight in self:
            if not can_weigh(weight.weight):
                raise ValidationError(
                    self.env._(
                        "A weight of %(value)g can't be used. Write a number from 0 to"
                        " %(most)s, or leave the field empty for the default.",
                        value=weight.weight,
                        most=LARGEST_WEIGHT,
                    )
                )
            if weight.client_id.parent_id:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is a contact. Weights belong to the client,"
                        " %(client)s.",
                        contact=weight.client_id.name,
                        client=weight.client_id.commercial_partner_id.name,
                    )
                )
            if not (weight.reason or "").strip():
                raise ValidationError(
                    self.env._(
                        "Say in a few words why %(client)s weighs this differently.",
                        client=weight.client_id.name,
                    )
                )

    # ------------------------------------------------------------------
    # Nothing changes without a trace
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        weights = super().create(vals_list)
        weights._log_changes({}, {weight: weight.weight for weight in weights})
        return weights

    def write(self, vals):
        if not set(vals) <= {"weight", "reason"}:
            # The history of one weight would become that of another.
            raise UserError(
                self.env._(
                    "A weight stays with its client and its level or indicator. Reset"
                    " it to the default and set the other one."
                )
            )
        before = {weight: weight.weight for weight in self}
        result = super().write(vals)
        self._log_changes(before, {weight: weight.weight for weight in self})
        return result

    def unlink(self):
        self._log_changes({weight: weight.weight for weight in self}, {})
        return super().unlink()

    def _log_changes(self, before, after):
        """Write who changed what from which weight to which, and why.

        :param before, after: ``{own weight record: weight}``; a missing one means
            that the default counts
        """
        changed = self.filtered(lambda one: before.get(one) != after.get(one))
        # sudo: nobody may write the history by hand, only a change does
        self.env["satisfaction.client.weight.change"].sudo().create(
            [
                {
                    "client_id": weight.client_id.id,
                    "company_id": weight.company_id.id,
                    "level_code": weight.level_code,
                    "indicator_id": weight.indicator_id.id,
                    "old_weight": before.get(weight),
                    "new_weight": after.get(weight),
                    "user_id": self.env.uid,
                    "reason": self.env.context.get("satisfaction_weight_reason")
                    or weight.reason,
                }
                for weight in changed
            ]
        )
        changed._touch_assessments()

    def _touch_assessments(self):
        """Assessments that are still open are calculated anew; closed ones are not."""
        open_ones = Domain("wave_id.state", "in", ("drawn", "running")) | Domain(
            "wave_id", "=", False
        ) & Domain("state", "in", ("planned", "running"))
        for company, weights in self.grouped("company_id").items():
            # sudo: who sets a weight need not see every assessment of the client
            self.env["satisfaction.assessment"].sudo().search(
                Domain("client_id", "in", weights.client_id.ids)
                & Domain("company_id", "=", company.id)
                & open_ones
            )._mark_dirty()
