# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...points_field import PointsField

STATES = [
    ("new", "New"),
    ("in_progress", "In work"),
    ("accepted", "Accepted"),
    ("done", "Done"),
    ("declined", "Declined"),
    ("noted", "Noted"),
]
#: What the client is told about.
DECIDED = ("accepted", "done", "declined")
#: What still waits for somebody of ours.
OPEN = ("new", "in_progress", "accepted")

KINDS = [
    ("comment", "Comment"),
    ("suggestion", "Suggestion"),
    ("praise", "Praise"),
    ("complaint", "Complaint"),
]
SOURCES = [
    ("answer", "Answer"),
    ("case", "Case"),
    ("assessment", "Interview"),
    ("portal", "Portal"),
    ("meeting", "Meeting"),
    ("mail", "E-mail"),
]
#: Length of the short name taken from the text.
NAME_LENGTH = 80


def shorten(text):
    """The beginning of a text on one line, cut at a word where there is one."""
    line = " ".join((text or "").split())
    if len(line) <= NAME_LENGTH:
        return line
    head = line[: NAME_LENGTH - 1]
    # Chinese has no spaces: cutting at the last one could leave next to nothing.
    at_word = head.rsplit(" ", 1)[0]
    return (at_word if len(at_word) > NAME_LENGTH // 2 else head) + "…"


class SatisfactionRemark(models.Model):
    """One thing a client said, wherever it was said, and what became of it (R86).

    Comments of answers, words of interviews and meetings, mails and what is written
    in the portal stand in this one table until they are decided on, the client was
    told (R90) and has said whether it helped (R88, R89).
    """

    _name = "satisfaction.remark"
    _description = "Client Remark"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "said_on desc, id desc"
    _rec_names_search = ["name", "client_id"]

    name = fields.Char(
        "In short",
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    text = fields.Text("In the client's words", required=True)
    kind = fields.Selection(
        KINDS,
        required=True,
        default="comment",
        tracking=True,
        help="Praise and complaints are counted apart; a suggestion waits for a"
        " decision.",
    )
    state = fields.Selection(
        STATES,
        "Stage",
        required=True,
        default="new",
        index=True,
        tracking=True,
        copy=False,
        group_expand=True,
        help="New until somebody takes it up. Accepted or declined is a"
        " decision, and the client is told of it.",
    )
    active = fields.Boolean(default=True)
    # Who said it
    client_id = fields.Many2one(
        "res.partner",
        ondelete="restrict",
        index=True,
        compute="_compute_client_id",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        domain="[('parent_id', '=', False)]",
        help="The commercial partner.",
    )
    partner_id = fields.Many2one(
        "res.partner", "Contact", ondelete="set null", index="btree_not_null"
    )
    lang = fields.Char("Language code", help="Code of the language it was said in.")
    lang_name = fields.Char("Language", compute="_compute_lang_name")
    is_anonymous = fields.Boolean(
        "Anonymous",
        readonly=True,
        help="From an anonymous questionnaire: nobody knows who said it.",
    )
    is_confidential = fields.Boolean(
        "Confidential",
        compute="_compute_is_confidential",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="Not shown to agents, nor to other contacts of the client.",
    )
    # Where and about what
    source = fields.Selection(
        SOURCES,
        required=True,
        default="meeting",
        index=True,
        help="Where it was said.",
    )
    said_on = fields.Date(
        required=True,
        index=True,
        default=lambda self: self.env.company._satisfaction_today(),
        help="Day in the company's time zone.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    program_id = fields.Many2one(
        "satisfaction.program",
        "Programme",
        ondelete="set null",
        index="btree_not_null",
        compute="_compute_program_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    request_id = fields.Many2one(
        "satisfaction.request",
        "Ask",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        copy=False,
    )
    question_id = fields.Many2one(
        "survey.question", readonly=True, ondelete="set null", copy=False
    )
    case_id = fields.Many2one(
        "satisfaction.case", ondelete="set null", index="btree_not_null", copy=False
    )
    ticket_id = fields.Many2one(
        "helpdesk.ticket", ondelete="set null", index="btree_not_null"
    )
    team_id = fields.Many2one(
        "helpdesk.ticket.team", ondelete="set null", index="btree_not_null"
    )
    praised_user_id = fields.Many2one(
        "res.users",
        "About",
        ondelete="set null",
        index="btree_not_null",
        help="The colleague it is about, e.g. the ticket's assignee.",
    )
    points = PointsField(
        "Worst answer",
        digits=(5, 1),
        readonly=True,
        aggregator="min",
        help="The worst scored question of the same answer, in points of 100.",
    )
    # Whose work it is
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        index="btree_not_null",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        domain="[('share', '=', False)]",
        help="Who decides on it or has it decided.",
    )
    theme_id = fields.Many2one(
        "satisfaction.theme",
        ondelete="set null",
        index="btree_not_null",
        tracking=True,
        help="What several clients say alike. One action can then answer all of them.",
    )
    suggested_theme_id = fields.Many2one(
        "satisfaction.theme",
        "Suggested theme",
        readonly=True,
        ondelete="set null",
        copy=False,
        help="The theme whose remarks use the most of the same words.",
    )
    # The decision (R90)
    decision_note = fields.Text(
        "Our explanation",
        copy=False,
        tracking=True,
        help="In words to the client, who reads them.",
    )
    outcome_note = fields.Text(
        "What was done",
        copy=False,
        tracking=True,
        help="In words to the client, who reads them.",
    )
    decided_at = fields.Datetime(readonly=True, copy=False)
    decided_by_id = fields.Many2one(
        "res.users", "Decided by", readonly=True, ondelete="set null", copy=False
    )
    done_on = fields.Date(readonly=True, copy=False)
    informed_at = fields.Datetime(
        "Client told", readonly=True, copy=False, help="When the client was last told."
    )
    outcome_rating_ids = fields.One2many(
        "satisfaction.remark.rating", "remark_id", copy=False
    )
    source_key = fields.Char(
        readonly=True,
        copy=False,
        # Of an anonymous answer it is a keyed hash, for which nobody has the key.
        groups="base.group_system",
        help="Where it came from, so that nothing comes in twice.",
    )

    _source_key_unique = models.UniqueIndex(
        "(source_key) WHERE source_key IS NOT NULL", "This was already recorded."
    )
    _client_idx = models.Index("(client_id, state, said_on)")

    # ------------------------------------------------------------------
    # Computed
    # ------------------------------------------------------------------
    @api.depends("lang")
    def _compute_lang_name(self):
        for remark in self:
            remark.lang_name = self.env["res.lang"]._name_of_code(remark.lang)

    @api.depends("text")
    def _compute_name(self):
        for remark in self:
            remark.name = shorten(remark.text) or remark.name

    @api.depends("partner_id")
    def _compute_client_id(self):
        for remark in self:
            remark.client_id = (
                remark.partner_id.commercial_partner_id or remark.client_id
            )

    @api.depends("partner_id", "is_anonymous")
    def _compute_is_confidential(self):
        """What a VIP said, or nobody known, stays among few."""
        for remark in self:
            remark.is_confidential = (
                remark.is_anonymous or remark.partner_id.satisfaction_is_vip
            )

    @api.depends("company_id", "said_on")
    def _compute_program_id(self):
        programs = self.env["satisfaction.program"]
        found = {}
        for remark in self:
            key = (remark.company_id, remark.said_on and remark.said_on.year)
            if key not in found:
                found[key] = (
                    programs._find(remark.company_id, remark.said_on, running=False)
                    if all(key)
                    else programs
                )
            remark.program_id = found[key]

    @api.depends("client_id", "program_id")
    def _compute_user_id(self):
        """The client's manager; where there is none, the programme's people."""
        for remark in self:
            # sudo: whose client it is doesn't depend on who records the remark
            source = remark.sudo()
            remark.user_id = (
                remark.user_id
                or source.client_id.client_manager_id
                or source.program_id.client_manager_id
                or source.program_id.manager_id
            )
