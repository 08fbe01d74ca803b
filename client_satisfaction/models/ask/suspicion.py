# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

SUSPICIONS = [
    ("honeypot", "Followed a link no person sees"),
    ("no_gesture", "Nobody touched the page"),
    ("too_quick", "Quicker than a person can be"),
]

# Address of the link in the mail that no person sees, below the page's own one.
HIDDEN_PATH = "/details"

# What a doubtful answer leaves empty on the ledger. Whatever counts, averages or
# quotes answers thereby leaves it out without having to know about suspicion.
HELD_BACK = {
    "is_scored": False,
    "points": False,
    "worst_points": False,
    "comment": False,
    "reasons": False,
    "score_pending": False,
    "follow_up_after": False,
}
UNSUSPICIOUS = {
    "is_suspicious": False,
    "suspicion": False,
    "suspicion_verdict": False,
    "suspicion_checked_by_id": False,
    "suspicion_checked_at": False,
}


class SatisfactionRequest(models.Model):
    """Answers that look like a machine's: kept, but held back until somebody looked.

    Link scanners have been seen to press the button. Such an answer is stored with
    its lines; the ledger row stays without figures, so no score, mean, case or mail
    comes of it. The programme manager confirms it (then all of that happens) or
    rejects it (then never). Meanwhile it doesn't keep the client from answering: the
    first answer that is *not* suspicious takes its place (D17).
    """

    _inherit = "satisfaction.request"

    is_suspicious = fields.Boolean(
        readonly=True,
        help="Perhaps a machine's answer: not counted until it is confirmed.",
    )
    suspicion = fields.Selection(SUSPICIONS, "Why suspicious", readonly=True)
    suspicion_verdict = fields.Selection(
        [("confirmed", "Confirmed"), ("rejected", "Rejected")],
        "Verdict",
        readonly=True,
    )
    suspicion_checked_by_id = fields.Many2one(
        "res.users", "Checked by", readonly=True, ondelete="set null"
    )
    suspicion_checked_at = fields.Datetime("Checked at", readonly=True)

    _suspicious_idx = models.Index("(company_id) WHERE is_suspicious")

    # ------------------------------------------------------------------
    # Finding
    # ------------------------------------------------------------------
    def _find_suspicions(self, mode, evidence=None):
        """Why answers that come just now look like a machine's.

        :param mode: one of ``ANSWER_MODES``; only links in mails are followed by
            machines
        :param evidence: what the page noticed: a value of ``suspicion``, if any
        :return: ``{request: reason}`` of the suspicious ones
        """
        if mode != "mail" or self.env.context.get("satisfaction_history"):
            return {}
        # sudo: the public may not read who followed the hidden link
        hit = self.env["satisfaction.suspicion.hit"].sudo()._find_hit(self)
        reasons = {}
        for request in self:
            if request in hit:
                reasons[request] = "honeypot"
            elif evidence:
                reasons[request] = evidence
        return reasons

    def _can_be_held_back(self):
        """Whether an answer can be taken out of the count again later.

        An anonymous one can't: a suspicious one must not even be stored.
        """
        self.ensure_one()
        return not self.survey_id.satisfaction_is_anonymous

    def _is_doubtful(self):
        """Whether the answer given may still give way to a better one."""
        self.ensure_one()
        return (
            self.state == "answered"
            and self.is_suspicious
            and not self.case_id
            and not (self.expires_at and self.expires_at <= fields.Datetime.now())
        )

    def _give_way(self, answers):
        """Drop these doubtful answers; better ones take their place right now.

        What is dropped is kept in the log.
        """
        for request in self:
            request._log_attempt(
                "replaced",
                answers[request.id],
                request._get_raw_answers(request.user_input_id),
            )
        self.user_input_id.user_input_line_ids.unlink()

    def _prepare_suspicion(self, reason):
        """Values that hold an answer back, or that clear an earlier suspicion.

        To be written over the figures of the answer.
        """
        self.ensure_one()
        if reason:
            return {
                **UNSUSPICIOUS,
                **HELD_BACK,
                "is_suspicious": True,
                "suspicion": reason,
            }
        return UNSUSPICIOUS if self.is_suspicious else {}

    def _get_heard_at(self):
        """When we learnt of the answer: promises of a call count from there."""
        self.ensure_one()
        return self.suspicion_checked_at or self.answered_at

    def _get_hidden_url(self):
        """A link for the mail that only programs find: following it tells them."""
        return f"{self._get_answer_url()}{HIDDEN_PATH}"

    # ------------------------------------------------------------------
    # Deciding
    # ------------------------------------------------------------------
    def action_confirm_answer(self):
        """A person did answer: count it, say thanks, open the case it calls for."""
        doubtful = self._take_suspicious()
        now = fields.Datetime.now()
        for request in doubtful:
            lines = request._score_lines(request.user_input_id)
            request.write(
                {
                    "is_suspicious": False,
                    **request._prepare_verdict("confirmed", now),
                    **request._prepare_figures(lines),
                    **request._prepare_follow_up(lines, now, is_typed=True),
                }
            )
        if doubtful:
            doubtful._after_answers()

    def action_reject_answer(self):
        """A machine did answer: it never counts, and the client may still answer."""
        for request in self._take_suspicious():
            request.write(request._prepare_verdict("rejected", fields.Datetime.now()))

    def _take_suspicious(self):
        """The suspicious ones among these, locked, if the user may decide on them."""
        self._check_may_steer()
        # sudo: the ledger is written by the product only, see _check_may_steer
        requests = self.sudo()
        requests.lock_for_update(allow_referencing=True)
        return requests.filtered(
            lambda request: request.is_suspicious and request.state == "answered"
        )

    def _prepare_verdict(self, verdict, now):
        return {
            "suspicion_verdict": verdict,
            "suspicion_checked_by_id": self.env.uid,
            "suspicion_checked_at": now,
        }

    @api.model
    def _to_check_domain(self):
        """Answers that wait for somebody to look at them."""
        return [("is_suspicious", "=", True), ("suspicion_verdict", "=", False)]
