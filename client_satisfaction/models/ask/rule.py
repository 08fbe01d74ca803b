# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


# What happens to a ticket, and what the calendar brings; the rest is done by people.
TICKET_TRIGGERS = ("ticket_closed", "change_finished")
CALENDAR_TRIGGERS = ("periodic", "monthly", "agreed")
TRIGGERS = [
    ("ticket_closed", "A ticket is closed"),
    ("change_finished", "A change is finished"),
    ("periodic", "Periodically"),
    ("monthly", "Every month"),
    ("agreed", "Agreed with the client"),
    ("service_review", "At the service review"),
    ("manual", "When a manager asks"),
]


class SatisfactionRule(models.Model):
    """When to ask whom. The first matching rule of a programme asks."""

    _name = "satisfaction.rule"
    _description = "Satisfaction Rule"
    _order = "program_id, sequence, id"

    program_id = fields.Many2one(
        "satisfaction.program", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="program_id.company_id", store=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    trigger = fields.Selection(
        TRIGGERS,
        required=True,
        default="ticket_closed",
    )
    channel_id = fields.Many2one(
        "satisfaction.channel",
        domain="[('program_id', '=', program_id)]",
        ondelete="restrict",
    )
    survey_id = fields.Many2one(
        "survey.survey",
        "Questionnaire",
        domain="[('survey_type', '=', 'satisfaction')]",
        ondelete="restrict",
        help="Empty: the questionnaire of the channel.",
    )
    ticket_domain = fields.Char(
        "Tickets", default="[]", help="Only tickets that match are asked about."
    )
    delay_hours = fields.Float(
        default=1.0,
        help="How long after closing the mail goes out; a ticket reopened meanwhile is"
        " not asked about.",
    )
    cool_down_days = fields.Integer(
        default=7, help="A contact asked within this many days is not asked again."
    )
    expiry_days = fields.Integer(
        default=14, help="For how many days after sending an answer is accepted."
    )
    repeat = fields.Selection(
        [("ticket", "Once per ticket"), ("closing", "At every closing")],
        default="ticket",
        required=True,
    )

    _ranges = models.Constraint(
        "CHECK (delay_hours >= 0 AND delay_hours <= 8760"
        " AND cool_down_days BETWEEN 0 AND 3650 AND expiry_days BETWEEN 1 AND 365)",
        "Delay and cool-down can't be negative, and an ask expires after 1 to 365"
        " days.",
    )

    @api.constrains("ticket_domain")
    def _check_ticket_domain(self):
        for rule in self:
            try:
                rule._get_ticket_domain().validate(self.env["helpdesk.ticket"])
            except (ValueError, SyntaxError, TypeError) as error:
                raise ValidationError(
                    self.env._(
                        "The condition on tickets of the rule “%(rule)s” can't be"
                        " read: %(error)s",
                        rule=rule.name,
                        error=error,
                    )
                ) from error

    @api.constrains("channel_id", "program_id")
    def _check_channel(self):
        for rule in self:
            if rule.channel_id and rule.channel_id.program_id != rule.program_id:
                raise ValidationError(
                    self.env._(
                        "The channel of the rule “%(rule)s” belongs to another"
                        " programme.",
                        rule=rule.name,
                    )
                )

    @api.model
    def _default_values(self):
        """The rule of a new programme: every closed ticket (R14, R20)."""
        return [
            {
                "name": self.env._("After a ticket is closed"),
                "trigger": "ticket_closed",
            }
        ]

    def _get_ticket_domain(self):
        """The condition on tickets; only literal values, nothing is executed."""
        self.ensure_one()
        return Domain(literal_eval(self.ticket_domain or "[]"))

    def _get_survey(self, client=None, contact=None):
        """The questionnaire of this rule; empty when it has none to ask.

        :param client: ``res.partner``; with a questionnaire of the same purpose of
            its own, that one is taken (R37)
        :param contact: ``res.partner`` who is asked; chooses the wording (R7)
        """
        self.ensure_one()
        survey = self.survey_id or self.channel_id.survey_id
        return survey._pick_for(client, contact)
