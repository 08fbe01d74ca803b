# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError

REVIEW_TOPICS = [
    ("score", "Score and target"),
    ("expectation", "Expectations"),
    ("case", "Case"),
    ("remark", "Remark"),
    ("action", "Action"),
    ("other", "Other"),
]


class SatisfactionReviewLine(models.Model):
    """One point of the agenda, with what was said and decided about it."""

    _name = "satisfaction.review.line"
    _description = "Review Meeting, Agenda Point"
    _order = "review_id, sequence, id"

    review_id = fields.Many2one(
        "satisfaction.review", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="review_id.company_id", store=True, precompute=True
    )
    client_id = fields.Many2one(
        related="review_id.client_id", store=True, precompute=True
    )
    review_state = fields.Selection(related="review_id.state", string="Stage")
    review_date = fields.Date(related="review_id.date", string="Meeting of", store=True)
    sequence = fields.Integer(default=100, aggregator=None)
    topic = fields.Selection(REVIEW_TOPICS, "About", required=True, default="other")
    name = fields.Char("Point", required=True)
    text = fields.Text("What we know", help="The client reads it in the minutes.")
    is_internal = fields.Boolean(
        "Not in the minutes", help="For ourselves: the client doesn't read it."
    )
    minutes = fields.Text("What was said")
    decision = fields.Text(help="What was agreed; with person and day, an action.")
    decision_user_id = fields.Many2one(
        "res.users",
        "Who does it",
        ondelete="set null",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    decision_due = fields.Date("Until")
    new_action_id = fields.Many2one(
        "satisfaction.action",
        "Became",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        copy=False,
    )
    # What it is about
    case_id = fields.Many2one(
        "satisfaction.case", readonly=True, ondelete="set null", index="btree_not_null"
    )
    remark_id = fields.Many2one(
        "satisfaction.remark",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    action_id = fields.Many2one(
        "satisfaction.action",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    source_key = fields.Char(
        readonly=True,
        copy=False,
        help="What the point was built from: nothing comes onto the agenda twice.",
    )

    _source_unique = models.UniqueIndex(
        "(review_id, source_key) WHERE source_key IS NOT NULL",
        "This is on the agenda already.",
    )

    def action_make_action(self):
        """Make an action of each decision; one that was made is kept (R87).

        :return: the new action's form, for a single line
        """
        for line in self.filtered(lambda line: not line.new_action_id):
            missing = line._get_missing_for_action()
            if missing:
                raise UserError(
                    self.env._(
                        "“%(point)s” can't become an action yet. Please add:"
                        " %(missing)s.",
                        point=line.name,
                        missing="; ".join(missing),
                    )
                )
            line.new_action_id = self.env["satisfaction.action"].create(
                line._prepare_action()
            )
        return True

    def _get_missing_for_action(self):
        self.ensure_one()
        missing = []
        if not (self.decision or "").strip():
            missing.append(self.env._("what was decided"))
        if not self.decision_due:
            missing.append(self.env._("until when"))
        return missing

    def _prepare_action(self):
        """Values of the action of one decision."""
        self.ensure_one()
        review = self.review_id
        first, _newline, rest = self.decision.strip().partition("\n")
        return {
            "name": first[:120],
            "client_text": self.decision.strip() if rest or first[120:] else False,
            "company_id": review.company_id.id,
            "scope": "client",
            "client_ids": [fields.Command.set(review.client_id.ids)],
            "user_id": (self.decision_user_id or review.user_id).id,
            "date_due": self.decision_due,
            "case_ids": [fields.Command.set(self.case_id.ids)],
            "remark_ids": [fields.Command.set(self.remark_id.ids)],
            "root_cause_ids": [fields.Command.set(self.case_id.root_cause_ids.ids)],
        }
