# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import format_date


class SatisfactionClientExpectation(models.Model):
    """What a client expects, as it was talked over and agreed (R10).

    Satisfaction is how what clients get meets what they expect, so the expectation
    stands beside the score, and is managed like it: by topic, with what was agreed
    to be good enough, and since when.
    """

    _name = "satisfaction.client.expectation"
    _description = "Expectation Agreed with a Client"
    _order = "client_id, sequence, id"
    _rec_name = "topic"

    client_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10, aggregator=None)
    topic = fields.Char(required=True)
    expectation = fields.Text(
        "What the client expects", help="In the client's own words where possible."
    )
    target = fields.Char(
        "Agreed target", help="What both call good enough, e.g. “back within 4 hours”."
    )
    agreed_on = fields.Date(help="Empty: not agreed yet.")
    agreed_with_id = fields.Many2one(
        "res.partner",
        "Agreed with",
        domain="[('commercial_partner_id', '=', client_id)]",
        ondelete="set null",
    )
    review_on = fields.Date(
        "Talk about it again", help="When to ask whether it still holds."
    )
    active = fields.Boolean(default=True)

    @api.constrains("agreed_with_id", "client_id")
    def _check_agreed_with(self):
        for line in self:
            contact = line.agreed_with_id
            if contact and contact.commercial_partner_id != line.client_id:
                raise ValidationError(
                    self.env._(
                        "%(contact)s doesn't belong to %(client)s.",
                        contact=contact.display_name,
                        client=line.client_id.display_name,
                    )
                )

    def _describe(self):
        """One line of text: topic, expectation, agreed target and since when."""
        self.ensure_one()
        text = self.topic
        if self.expectation:
            text = f"{text}: {self.expectation}"
        if not self.agreed_on:
            return self.env._("%(text)s – not agreed yet", text=text)
        date = format_date(self.env, self.agreed_on)
        if not self.target:
            return self.env._("%(text)s – agreed on %(date)s", text=text, date=date)
        return self.env._(
            "%(text)s – agreed on %(date)s: %(target)s",
            text=text,
            date=date,
            target=self.target,
        )
