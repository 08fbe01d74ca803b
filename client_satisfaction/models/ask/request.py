# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import uuid

from odoo import api, fields, models

from ...points_field import PointsField
from ..plan.channel import CHANNEL_KINDS

SKIP_REASONS = [
    ("program_not_running", "Programme not running"),
    ("stage_excluded", "No survey in this stage"),
    ("no_survey", "No questionnaire"),
    ("duplicate", "Duplicate ticket"),
    ("no_contact", "No contact address"),
    ("no_reply", "No-reply address"),
    ("own_company", "Own company"),
    ("opted_out", "Opted out"),
    ("already_asked", "Already asked about this ticket"),
    ("cool_down", "Asked recently"),
    ("no_rule", "No rule matches"),
    ("too_old", "Closed too long ago"),
    ("closed_without_survey", "Closed without survey"),
    ("closed_automatically", "Closed automatically"),
    ("excluded", "Client left out by the rule"),
    ("not_sampled", "Not in the share of tickets"),
]

DELIVERIES = [
    ("mail", "Mail"),
    ("portal", "Portal"),
    ("call", "Call"),
    ("meeting", "Meeting"),
]

ANSWER_MODES = [
    ("mail", "Link in a mail"),
    ("portal", "Portal"),
    ("phone", "Telephone"),
    ("meeting", "Meeting"),
    ("paper", "Paper"),
    ("import", "Import"),
]


class SatisfactionRequest(models.Model):
    """One ask and what became of it: the ledger of the whole product.

    One row, one ask, one answer, one score. Asks that did not go out stand here
    too, with the reason, so that closed = asked + skipped adds up and every rate
    and mean is an aggregate of this table. Whom a result is credited to is frozen
    when the ask is planned (D16): later changes of the ticket don't rewrite history.
    """

    _name = "satisfaction.request"
    _description = "Satisfaction Request"
    _order = "id desc"
    _rec_names_search = ["ticket_number", "ticket_title", "partner_id", "client_id"]

    # About what
    company_id = fields.Many2one("res.company", required=True, index=True)
    program_id = fields.Many2one(
        "satisfaction.program", "Programme", index=True, ondelete="restrict"
    )
    rule_id = fields.Many2one("satisfaction.rule", ondelete="set null")
    channel_id = fields.Many2one(
        "satisfaction.channel", ondelete="restrict", index="btree_not_null"
    )
    channel_kind = fields.Selection(CHANNEL_KINDS, required=True)
    channel_code = fields.Char(required=True)
    survey_id = fields.Many2one("survey.survey", "Questionnaire", ondelete="restrict")
    ticket_id = fields.Many2one(
        "helpdesk.ticket", ondelete="set null", index="btree_not_null"
    )
    # Frozen at close (D16); number and title survive the ticket
    ticket_number = fields.Char()
    ticket_title = fields.Char()
    team_id = fields.Many2one("helpdesk.ticket.team", ondelete="set null")
    user_id = fields.Many2one("res.users", "Assignee", ondelete="set null")
    category_id = fields.Many2one("helpdesk.ticket.category", ondelete="set null")
    event_at = fields.Datetime(
        "Happened at",
        help="When the ticket was closed, the call made, the month ended.",
    )
    event_date = fields.Date(
        "Counts on",
        index=True,
        help="Day in the company's time zone: it decides the period for every viewer.",
    )
    # Whom
    partner_id = fields.Many2one(
        "res.partner", "Contact", ondelete="set null", index=True
    )
    client_id = fields.Many2one(
        "res.partner",
        ondelete="restrict",
        index=True,
        help="The commercial partner.",
    )
    email = fields.Char()
    lang = fields.Char("Language code")
    respondent_role = fields.Selection(
        lambda self: (
            self.env["res.partner"]
            ._fields["satisfaction_role"]
            ._description_selection(self.env)
        ),
        help="The contact's role at that time, e.g. decision leader.",
    )
    # How
    delivery = fields.Selection(
        DELIVERIES,
        required=True,
        default="mail",
        readonly=True,
        help="How the client is asked. Only mails go out by themselves.",
    )
    is_mandatory = fields.Boolean(
        "Agreed with client",
        readonly=True,
        help="Requested by the client or agreed with it: neither a recent ask nor a"
        " share of tickets keeps it from being carried out.",
    )
    # What became of it
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("skipped", "Not asked"),
            ("sent", "Sent"),
            ("answered", "Answered"),
            ("expired", "Expired"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="planned",
        index=True,
        readonly=True,
    )
    skip_reason = fields.Selection(SKIP_REASONS, readonly=True)
    skip_note = fields.Char(
        readonly=True, help="Why, in the words of whoever closed without survey."
    )
    cancel_reason = fields.Char(readonly=True)
    send_after = fields.Datetime(readonly=True)
    sent_at = fields.Datetime(readonly=True)
    send_error = fields.Char(readonly=True)
    send_attempts = fields.Integer(readonly=True, aggregator=None)
    invitation_mail_id = fields.Many2one(
        "mail.mail",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The mail on its way to the contact; empty once it is gone.",
        # Its text holds the link that answers, see access_token.
        groups="base.group_system",
    )
    expires_at = fields.Datetime(readonly=True)
    remind_after = fields.Datetime(
        readonly=True, help="When the reminder goes out; empty: none, or not any more."
    )
    reminded_at = fields.Datetime(readonly=True)
    reminder_count = fields.Integer(readonly=True, help="Reminders sent: 0 or 1.")
    occurrence_key = fields.Char(
        readonly=True,
        copy=False,
        help="Which turn of a periodic survey, or which agreement, this row stands"
        " for: nobody is asked twice in it.",
    )
    access_token = fields.Char(
        default=lambda self: uuid.uuid4().hex,
        required=True,
        readonly=True,
        copy=False,
        # Whoever knows it may answer: staff must not see it (glpi #474).
        groups="base.group_system",
    )
    # The answer
    answered_at = fields.Datetime(readonly=True, index=True)
    answer_mode = fields.Selection(ANSWER_MODES, readonly=True)
    typed_by_id = fields.Many2one(
        "res.users",
        "Typed by",
        readonly=True,
        ondelete="set null",
        help="Who wrote the answer down on behalf of the client, e.g. on the phone.",
    )
    user_input_id = fields.Many2one(
        "survey.user_input", "Answer", readonly=True, ondelete="set null"
    )
    answer_line_ids = fields.One2many(related="user_input_id.user_input_line_ids")
    is_scored = fields.Boolean(
        readonly=True, help="Answered with at least one scored question."
    )
    points = PointsField(
        readonly=True,
        aggregator="avg",
        help="Mean of the scored questions, in points of 100.",
    )
    worst_points = PointsField(
        readonly=True,
        aggregator="min",
        help="The worst scored question, in points of 100.",
    )
    comment = fields.Text(readonly=True)
    reasons = fields.Char(readonly=True, help="Reason tags chosen for a low answer.")
    score_pending = fields.Boolean(
        readonly=True,
        help="Answered, but not yet counted in the client's score.",
    )
    follow_up_after = fields.Datetime(
        readonly=True,
        help="When a low answer is followed up: after the correction window."
        " Empty once the case is open or none is needed.",
    )
    case_id = fields.Many2one("satisfaction.case", readonly=True, ondelete="set null")
    attempt_ids = fields.One2many("satisfaction.answer.attempt", "request_id")

    _access_token_unique = models.UniqueIndex(
        "(access_token)", "Each ask has a token of its own."
    )
    # Two workers that close the same ticket at once: one of them loses here.
    _open_unique = models.UniqueIndex(
        "(ticket_id, channel_code) WHERE state IN ('planned', 'sent')",
        "There is already an open ask about this ticket.",
    )
    _user_input_unique = models.UniqueIndex(
        "(user_input_id)", "An answer belongs to one ask."
    )
    _to_send_idx = models.Index(
        "(send_after) WHERE state = 'planned' AND delivery = 'mail'"
    )
    _to_remind_idx = models.Index(
        "(remind_after) WHERE state = 'sent' AND remind_after IS NOT NULL"
    )
    _occurrence_unique = models.UniqueIndex(
        "(occurrence_key, client_id, (COALESCE(partner_id, 0)))"
        " WHERE occurrence_key IS NOT NULL",
        "This contact was already planned for that survey.",
    )
    _to_expire_idx = models.Index("(expires_at) WHERE state = 'sent'")
    _to_score_idx = models.Index("(client_id) WHERE score_pending")
    _to_follow_up_idx = models.Index(
        "(follow_up_after) WHERE follow_up_after IS NOT NULL"
    )
    _score_idx = models.Index(
        "(company_id, client_id, event_date) INCLUDE (channel_code, points)"
        " WHERE state = 'answered' AND is_scored"
    )
    # Who was asked or answered lately, and who is about to be asked (cool-down)
    _cool_down_idx = models.Index("(partner_id, sent_at) WHERE sent_at IS NOT NULL")
    _cool_down_answered_idx = models.Index(
        "(partner_id, answered_at) WHERE answered_at IS NOT NULL"
    )
    _cool_down_planned_idx = models.Index("(partner_id) WHERE state = 'planned'")
    _points_range = models.Constraint(
        "CHECK (points BETWEEN 0 AND 100 AND worst_points BETWEEN 0 AND 100)",
        "Points lie between 0 and 100.",
    )

    @api.depends("ticket_number", "ticket_title", "client_id", "channel_kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["channel_kind"]._description_selection(self.env))
        for request in self:
            subject = request.ticket_number or request.client_id.display_name or ""
            kind = kinds.get(request.channel_kind, "")
            request.display_name = f"{kind} {subject}".strip()
