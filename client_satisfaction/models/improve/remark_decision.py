# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .remark import DECIDED

#: Key of "we are looking at it": what is told when a decision is taken back.
OPEN_KEY = "open"
#: Where a remark came from and what the client was told is written by the product.
PRODUCT_FIELDS = frozenset(
    {
        "decided_at",
        "decided_by_id",
        "done_on",
        "informed_at",
        "is_anonymous",
        "is_told_late_reminded",
        "question_id",
        "request_id",
        "source_key",
        "telling_ids",
        "told_key",
    }
)
#: What stands there in writing; the rest was put down by somebody of ours.
WRITTEN_BY_CLIENT = ("answer", "mail", "portal")


class SatisfactionRemark(models.Model):
    """Deciding on remarks; a refusal needs an explanation (R90)."""

    _inherit = "satisfaction.remark"

    told_key = fields.Char(
        readonly=True,
        copy=False,
        help="Which decision the client was told last; another one is told again.",
    )
    telling_state = fields.Selection(
        [
            ("none", "Nothing to tell"),
            ("pending", "To be told"),
            ("unreachable", "No address"),
            ("told", "Told"),
        ],
        "Client told?",
        compute="_compute_telling_state",
        store=True,
        index=True,
        help="Whether the client knows the decision as it stands now.",
    )
    telling_ids = fields.Many2many(
        "satisfaction.remark.telling",
        "satisfaction_remark_telling_rel",
        "remark_id",
        "telling_id",
        string="What the client was told",
        readonly=True,
        copy=False,
    )
    is_told_late_reminded = fields.Boolean(readonly=True, copy=False)

    _pending_idx = models.Index(
        "(decided_at) WHERE telling_state IN ('pending', 'unreachable')"
    )

    @api.depends(
        "state",
        "decision_note",
        "outcome_note",
        "told_key",
        "is_anonymous",
        "partner_id.email",
    )
    def _compute_telling_state(self):
        for remark in self:
            key = remark._get_decision_key()
            if key is None:
                remark.telling_state = "none"
            elif key == remark.told_key:
                remark.telling_state = "told" if key != OPEN_KEY else "none"
            elif remark.is_anonymous or not remark.partner_id.email:
                remark.telling_state = "unreachable"
            else:
                remark.telling_state = "pending"

    def _get_decision_key(self):
        """What the client should know now, as a short code.

        Another decision or another explanation gives another code.

        :return: ``None`` when there is nothing to tell
        """
        self.ensure_one()
        if self.state in DECIDED:
            told = (self.state, self.decision_note or "", self.outcome_note or "")
            return hashlib.sha256("\0".join(told).encode()).hexdigest()[:32]
        if self.told_key and self.state in ("new", "in_progress"):
            return OPEN_KEY
        return None

    @api.constrains("state", "decision_note")
    def _check_explanation(self):
        for remark in self:
            if remark.state == "declined" and not (remark.decision_note or "").strip():
                raise ValidationError(
                    self.env._(
                        "“%(remark)s” can't be declined without a word: write our"
                        " explanation first, the client will read it.",
                        remark=remark.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_product_fields(vals)
        remarks = super().create(vals_list)
        remarks.filtered(lambda remark: remark.state in DECIDED)._stamp_decision()
        return remarks

    def write(self, vals):
        self._refuse_product_fields(vals)
        if (
            not self.env.su
            and "text" in vals
            and any(
                remark.source in WRITTEN_BY_CLIENT and remark.text != vals["text"]
                for remark in self
            )
        ):
            raise UserError(
                self.env._(
                    "The client wrote these words: they stay as they are. Put your own"
                    " into “In short”."
                )
            )
        if not {"state", "decision_note", "outcome_note"}.intersection(vals):
            return super().write(vals)
        before = {remark: remark._get_decision_key() for remark in self}
        result = super().write(vals)
        self.filtered(
            lambda remark: remark._get_decision_key() != before[remark]
        )._stamp_decision()
        return result

    def _refuse_product_fields(self, vals):
        if not self.env.su and any(vals.get(name) for name in PRODUCT_FIELDS):
            raise UserError(
                self.env._(
                    "Where a remark came from and what the client was told is written"
                    " down by the programme only. Use the buttons."
                )
            )

    def _stamp_decision(self):
        """Who decided and when; the clock for telling the client starts anew."""
        # sudo: whoever may decide is stamped by the product, see PRODUCT_FIELDS
        remarks = self.sudo()
        remarks.write(
            {
                "decided_at": fields.Datetime.now(),
                "decided_by_id": self.env.uid,
                "is_told_late_reminded": False,
            }
        )
        done = remarks.filtered(lambda remark: remark.state == "done")
        for company, fresh in (
            done.filtered(lambda remark: not remark.done_on)
            .grouped("company_id")
            .items()
        ):
            fresh.done_on = company._satisfaction_today()
        (remarks - done).filtered("done_on").done_on = False

    # ------------------------------------------------------------------
    # Buttons and other models
    # ------------------------------------------------------------------
    def action_take(self):
        """I'll look after it."""
        self.write({"user_id": self.env.uid, "state": "in_progress"})

    def action_accept(self):
        self.state = "accepted"

    def action_done(self):
        self._finish()

    def action_note(self):
        """Read and understood; there is nothing to decide."""
        self.state = "noted"

    def action_reopen(self):
        self.state = "in_progress"

    def _finish(self, outcome_note=False):
        """What was asked for is done, e.g. by an improvement action; clients get told.

        Remarks that were declined or noted stay as they are.

        :param outcome_note: what was done, in words to the client; without it what
            is already written stays
        """
        values = {"state": "done"}
        if outcome_note:
            values["outcome_note"] = outcome_note
        finished = self.filtered(
            lambda remark: remark.state in ("new", "in_progress", "accepted")
        )
        finished.write(values)
        return finished
