# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import uuid
from ast import literal_eval
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .sending_window import SendingWindow

# What happens to a ticket, and what the calendar brings; the rest is done by people.
TICKET_TRIGGERS = ("ticket_closed", "change_finished")
CALENDAR_TRIGGERS = ("periodic", "monthly", "agreed")
WEEKDAYS = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
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
        "satisfaction.program",
        "Programme",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="program_id.company_id", store=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    trigger = fields.Selection(
        TRIGGERS,
        required=True,
        default="ticket_closed",
        help="What makes us ask: a closed ticket, a finished change, a date, an"
        " agreement.",
    )
    channel_id = fields.Many2one(
        "satisfaction.channel",
        domain="[('program_id', '=', program_id)]",
        ondelete="restrict",
        help="The channel of the score in which the answers count.",
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
    seed = fields.Char(
        default=lambda self: uuid.uuid4().hex,
        readonly=True,
        required=True,
        help="Makes chance reproducible; next year's copy of the rule goes on with it.",
    )
    is_mandatory = fields.Boolean(
        "Agreed with clients",
        compute="_compute_is_mandatory",
        store=True,
        readonly=False,
        precompute=True,
        help="Carried out in any case: neither a recent ask, nor the share of tickets,"
        " nor an opt-out keeps it from being asked.",
    )
    # Which clients, which tickets, whom
    client_domain = fields.Char(
        "Target group",
        default="[]",
        help="Only clients that match are asked, by any field of the client profile.",
    )
    share = fields.Float(
        "Share of tickets %",
        default=100.0,
        required=True,
        digits=(5, 2),
        aggregator=None,
        help="Drawn at random, but the same ticket is always in or always out.",
    )
    skip_automatic = fields.Boolean(
        "Not when closed automatically",
        help="Tickets a job closed, e.g. because nobody replied, are not asked about.",
    )
    excluded_client_ids = fields.Many2many(
        "res.partner",
        "satisfaction_rule_excluded_client_rel",
        string="Clients left out",
        domain="[('parent_id', '=', False)]",
    )
    # Periodic: whom and how often (R22)
    every_months = fields.Integer(default=6, aggregator=None)
    ask_interface = fields.Boolean("Client interface persons", default=True)
    ask_decision_leader = fields.Boolean("Decision leaders", default=True)
    ask_vip = fields.Boolean("VIP users", default=True)
    ask_end_user = fields.Boolean("End users")
    # When
    delay_hours = fields.Float(
        default=1.0,
        aggregator=None,
        help="How long after closing the mail goes out; a ticket reopened meanwhile is"
        " not asked about.",
    )
    window_from = fields.Float(
        "Mails from", help="Hour of the day where the recipient lives."
    )
    window_to = fields.Float("Mails until", default=24.0)
    on_monday = fields.Boolean("Monday", default=True)
    on_tuesday = fields.Boolean("Tuesday", default=True)
    on_wednesday = fields.Boolean("Wednesday", default=True)
    on_thursday = fields.Boolean("Thursday", default=True)
    on_friday = fields.Boolean("Friday", default=True)
    on_saturday = fields.Boolean("Saturday", default=True)
    on_sunday = fields.Boolean("Sunday", default=True)
    skip_holidays = fields.Boolean("Not on holidays", default=True)
    calendar_id = fields.Many2one(
        "resource.calendar",
        "Holidays of",
        ondelete="set null",
        help="Working hours whose public holidays are kept. Empty: the company's.",
    )
    max_per_hour = fields.Integer(
        "Mails per hour",
        aggregator=None,
        help="Many asks that are due at once are spread; 0: no limit.",
    )
    cool_down_days = fields.Integer(
        default=7,
        aggregator=None,
        help="A contact asked within this many days is not asked again. Asks about"
        " tickets and those about the relationship are counted apart.",
    )
    reminder_days = fields.Integer(
        default=4,
        aggregator=None,
        help="Whoever has not answered by then is reminded, once. 0: never.",
    )
    expiry_days = fields.Integer(
        default=14,
        aggregator=None,
        help="For how many days after sending an answer is accepted.",
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

    _share_range = models.Constraint(
        "CHECK (share > 0 AND share <= 100)", "The share lies between 0 and 100 %."
    )
    _window_range = models.Constraint(
        "CHECK (window_from >= 0 AND window_from < window_to AND window_to <= 24)",
        "Mails go out between 0 and 24 o'clock, and the window opens before it closes.",
    )
    _window_weekdays = models.Constraint(
        "CHECK (on_monday OR on_tuesday OR on_wednesday OR on_thursday OR on_friday"
        " OR on_saturday OR on_sunday)",
        "Choose at least one weekday on which mails may go out.",
    )
    _period_range = models.Constraint(
        "CHECK (every_months BETWEEN 1 AND 60)",
        "A periodic survey comes every 1 to 60 months.",
    )
    _pace_range = models.Constraint(
        "CHECK (max_per_hour >= 0 AND reminder_days >= 0)",
        "Mails per hour and days until the reminder can't be negative.",
    )

    @api.depends("trigger")
    def _compute_is_mandatory(self):
        for rule in self:
            rule.is_mandatory = rule.trigger == "agreed"

    @api.constrains("trigger", "is_mandatory")
    def _check_mandatory(self):
        for rule in self:
            if rule.trigger == "agreed" and not rule.is_mandatory:
                raise ValidationError(
                    self.env._("What was agreed with a client is always carried out.")
                )

    @api.constrains(
        "trigger", "ask_interface", "ask_decision_leader", "ask_vip", "ask_end_user"
    )
    def _check_roles(self):
        for rule in self:
            if rule.trigger == "periodic" and not rule._get_roles():
                raise ValidationError(
                    self.env._(
                        "Choose who answers the periodic survey “%s”.", rule.name
                    )
                )

    @api.constrains("client_domain")
    def _check_client_domain(self):
        for rule in self:
            try:
                rule._get_client_domain().validate(self.env["res.partner"])
            except (ValueError, SyntaxError, TypeError) as error:
                raise ValidationError(
                    self.env._(
                        "The target group of the rule “%(rule)s” can't be read:"
                        " %(error)s",
                        rule=rule.name,
                        error=error,
                    )
                ) from error

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

    def copy(self, default=None):
        """A rule copied by hand draws anew; one copied with its programme goes on."""
        return super().copy({"seed": uuid.uuid4().hex, **(default or {})})

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

    def _get_client_domain(self):
        """The condition on clients; only literal values, nothing is executed."""
        self.ensure_one()
        return Domain(literal_eval(self.client_domain or "[]"))

    def _filter_clients(self, clients):
        """Those of the commercial partners in this rule's target group (R65)."""
        if not self:
            return clients
        return clients.filtered_domain(self._get_client_domain())

    def _get_survey(self, client=None, contact=None):
        """The questionnaire of this rule; empty when it has none to ask.

        :param client: ``res.partner``; with a questionnaire of the same purpose of
            its own, that one is taken (R37)
        :param contact: ``res.partner`` who is asked; chooses the wording (R7)
        """
        self.ensure_one()
        survey = self.survey_id or self.channel_id.survey_id
        return survey._pick_for(client, contact)

    def _match_tickets(self, tickets, contacts):
        """Those of the tickets that this rule is about.

        :param contacts: ``{ticket: contact who would be asked}``
        """
        self.ensure_one()
        hits = tickets.filtered_domain(self._get_ticket_domain())
        if not self._get_client_domain().is_true():
            clients = self.env["res.partner"].union(*contacts.values())
            targets = self._filter_clients(clients.commercial_partner_id)
            hits = hits.filtered(
                lambda ticket: contacts[ticket].commercial_partner_id in targets
            )
        if self.trigger == "change_finished":
            hits = hits.filtered(lambda ticket: ticket._is_change())
        return hits

    def _get_roles(self):
        """Roles of the contacts that a survey without a ticket goes to."""
        self.ensure_one()
        roles = ("interface", "decision_leader", "vip", "end_user")
        return [role for role in roles if self[f"ask_{role}"]]

    def _get_family(self):
        """Whose asks the cool-down counts: each family has a pace of its own."""
        self.ensure_one()
        return get_family(self.channel_id.kind or "ticket")

    def _get_window(self):
        """Hours and weekdays at which this rule's mails may go out."""
        self.ensure_one()
        weekdays = frozenset(
            number for number, day in enumerate(WEEKDAYS) if self[f"on_{day}"]
        )
        return SendingWindow(self.window_from, self.window_to, weekdays)

    def _find_holidays(self, since):
        """``{rule: [(start, end)]}`` of public holidays that end after ``since``.

        :param since: naive UTC datetime
        """
        keeping = self.filtered("skip_holidays")
        if not keeping:
            return dict.fromkeys(self, ())
        # sudo: anybody may close a ticket, few may read working hours
        leaves = (
            self.env["resource.calendar.leaves"]
            .sudo()
            .search(
                Domain("resource_id", "=", False)
                & Domain("company_id", "in", [False, *keeping.company_id.ids])
                & Domain("date_to", ">=", since)
            )
        )
        return {
            rule: [
                (leave.date_from, leave.date_to)
                for leave in leaves
                if rule in keeping
                and leave.company_id in (rule.company_id, leave.company_id.browse())
                and leave.calendar_id
                in (
                    rule.calendar_id or rule.company_id.resource_calendar_id,
                    leave.calendar_id.browse(),
                )
            ]
            for rule in self
        }

    def _next_open(self, moment, partner, holidays=()):
        """When a mail to a contact may go out, from ``moment`` on (naive UTC)."""
        self.ensure_one()
        window = self._get_window()
        if window.is_always_open and not holidays:
            return moment
        zone = find_zone(partner.tz or self.company_id._satisfaction_timezone().zone)
        return window.next_open(moment, zone, holidays)


def get_family(channel_kind):
    """Asks about tickets, about the relationship and about a month don't mix."""
    if channel_kind in ("ticket", "callback"):
        return "event"
    return "monthly" if channel_kind == "monthly" else "relationship"


def find_zone(name):
    """The time zone of that name; an unknown one is as good as none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
