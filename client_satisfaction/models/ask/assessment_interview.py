# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ...exceptions import AnswerError, AnswerRefused
from .request_answer import REFUSED_STATES

# Of answers, in the ledger: how the client told us.
ANSWER_MODE = {
    "online": "meeting",
    "call": "phone",
    "meeting": "meeting",
    "paper": "paper",
}
MAX_DRAFT = 200_000
MAX_REMARK = 4000
MAX_NAME = 120


class SatisfactionAssessment(models.Model):
    """Interviewing: answers, ratings and remarks of the client, written down (R28).

    Interviewers have no rights on tickets, remarks and other clients, and don't write
    the ledger. Everything they do goes through here and is checked here: whose
    interview it is, whether it still runs, and that what they name belongs to it.
    What the screen shows is put together in ``assessment_screen.py``.
    """

    _inherit = "satisfaction.assessment"

    def action_interview(self):
        """Open the interview; the asks are made now if nobody did before."""
        self.ensure_one()
        assessment = self._check_interview()
        if assessment.state == "planned":
            assessment._check_startable()
            assessment._open_requests()
        action = self.env["ir.actions.client"]._for_xml_id(
            "client_satisfaction.action_interview_screen"
        )
        return {
            **action,
            "params": {"assessment_id": self.id},
            "context": {"active_id": self.id},
        }

    # ------------------------------------------------------------------
    # Who may
    # ------------------------------------------------------------------
    def _check_interview(self, is_open=True):
        """That this user holds this interview.

        :param is_open: also that it still runs
        :return: the assessment, to be read and written as superuser
        :raises AccessError: it is somebody else's
        :raises UserError: it is over
        """
        self.ensure_one()
        user = self.env.user
        # sudo: interviewers see nothing of a client but their own interviews; what
        # follows checks company and interviewer
        assessment = self.sudo().exists()
        is_own = (
            assessment
            and assessment.company_id in self.env.companies
            and user.has_group("client_satisfaction.group_interviewer")
            and assessment.interviewer_id == user
        )
        if not is_own:
            raise AccessError(
                self.env._(
                    "This interview is not yours. Ask the programme manager to make you"
                    " its interviewer."
                )
            )
        if is_open and assessment.state not in ("planned", "running"):
            raise UserError(
                self.env._(
                    "This assessment is closed. Ask the programme manager to reopen it."
                )
            )
        return assessment

    def _check_ask(self, request_id):
        """That an ask is one of this interview.

        :return: ``satisfaction.request``, to be written as superuser
        """
        assessment = self._check_interview()
        ask = assessment.request_ids.filtered(lambda one: one.id == request_id)
        if not ask or not ask.partner_id:
            raise AccessError(self.env._("This ask is not one of your interview."))
        return ask

    # ------------------------------------------------------------------
    # Answers
    # ------------------------------------------------------------------
    def save_interview_draft(self, request_id, answers):
        """Keep what was typed for one respondent so far.

        :param answers: ``{question id as text: raw answer}``
        :return: whether it was kept; False when the answer is stored already
        """
        ask = self._check_ask(request_id)
        if ask.state in REFUSED_STATES:
            return False
        if not isinstance(answers, dict) or len(json.dumps(answers)) > MAX_DRAFT:
            raise UserError(self.env._("That is more than one interview can hold."))
        self.env["satisfaction.interview.draft"]._keep(ask, answers)
        return True

    def finish_interview_answers(self, request_id, answers):
        """Store one respondent's answers for good.

        :raises ValidationError: an answer doesn't fit its question; nothing changes
        """
        ask = self._check_ask(request_id)
        given = _to_answers(answers)
        if not given:
            raise UserError(
                self.env._(
                    "No question is answered yet. If %(contact)s is not there, press"
                    " Not heard.",
                    contact=ask.partner_id.name,
                )
            )
        mode = ANSWER_MODE[ask.assessment_id.mode]
        ask._meet_now()
        try:
            ask._record_answers({ask.id: given}, mode=mode, typed_by=self.env.user)
        except AnswerRefused as refusal:
            raise UserError(refusal.args[0]) from refusal
        except AnswerError as error:
            raise ValidationError(ask._word_call_problems(error)) from error
        self._drop_drafts(ask)

    def skip_interview_respondent(self, request_id, reason=False):
        """This respondent is not heard, e.g. did not come."""
        ask = self._check_ask(request_id)
        if ask.state not in ("planned", "sent"):
            raise UserError(ask._word_refusal(REFUSED_STATES[ask.state]))
        words = self.env._("Not heard in the interview.")
        ask.write(
            {
                "state": "cancelled",
                "cancel_reason": f"{words} {reason or ''}".strip()[:300],
            }
        )
        self._drop_drafts(ask)

    @api.model
    def _drop_drafts(self, asks):
        # sudo: see save_interview_draft
        self.env["satisfaction.interview.draft"].sudo().search(
            [("request_id", "in", asks.ids)]
        ).unlink()

    def add_interview_respondent(self, partner_id=False, name=False, role=False):
        """Somebody more sits at the table: a contact we know, or a new one (R71).

        :return: id of the new ask
        """
        assessment = self._check_interview()
        # sudo: an interviewer may add people of this very client, nothing else
        partners = self.env["res.partner"].sudo()
        if partner_id:
            partner = partners.search(
                [
                    ("id", "=", partner_id),
                    ("commercial_partner_id", "=", assessment.client_id.id),
                ]
            )
            if not partner:
                raise AccessError(
                    self.env._("This contact is not one of the client you interview.")
                )
        else:
            name = " ".join((name or "").split())[:MAX_NAME]
            roles = dict(partners._fields["satisfaction_role"].selection)
            if not name or role not in roles:
                raise UserError(
                    self.env._("Write the name and choose the role, please.")
                )
            partner = partners.create(
                {
                    "name": name,
                    "parent_id": assessment.client_id.id,
                    "satisfaction_role": role,
                    "company_id": assessment.client_id.company_id.id,
                    "lang": assessment.client_id.lang,
                }
            )
        assessment.respondent_ids |= partner
        assessment._open_requests()
        ask = assessment.request_ids.filtered(lambda one: one.partner_id == partner)
        return ask[:1].id

    # ------------------------------------------------------------------
    # Remarks (R88, R89)
    # ------------------------------------------------------------------
    def rate_interview_remark(self, remark_id, rating, comment=False, request_id=None):
        """How content the client is with what we did about an earlier remark."""
        assessment = self._check_interview()
        partner = self._check_ask(request_id).partner_id if request_id else None
        remark = assessment._find_carried_remarks().filtered(
            lambda one: one.id == remark_id
        )
        if not remark:
            raise AccessError(
                self.env._("This remark is not one of the client you interview.")
            )
        remark._rate(rating, comment, partner, assessment)

    def add_interview_remark(self, text, kind="comment", request_id=None):
        """What the client says besides the questions, typed straight in."""
        assessment = self._check_interview()
        text = (text or "").strip()[:MAX_REMARK]
        # sudo: an interviewer writes down what this client says, and reads no others
        remarks = self.env["satisfaction.remark"].sudo()
        if not text:
            raise UserError(self.env._("Write down what the client said."))
        if kind not in dict(remarks._fields["kind"].selection):
            raise UserError(self.env._("Choose what kind of remark it is."))
        partner = self._check_ask(request_id).partner_id if request_id else None
        remarks.create(
            {
                "text": text,
                "kind": kind,
                "source": "assessment",
                "client_id": assessment.client_id.id,
                "partner_id": partner.id if partner else False,
                "company_id": assessment.company_id.id,
                "assessment_id": assessment.id,
            }
        )

    def _find_carried_remarks(self, partner=None):
        """Earlier remarks to go through, those rated in this interview included."""
        self.ensure_one()
        # sudo: see _check_interview
        remarks = self.env["satisfaction.remark"].sudo()
        rated = (
            self.env["satisfaction.remark.rating"]
            .sudo()
            .search([("assessment_id", "=", self.id)])
        )
        people = partner or self.request_ids.partner_id
        found = remarks._find_for_assessment(self.client_id, partner=people).sudo()
        found = found.filtered(
            lambda one: one.assessment_id != self and one.company_id == self.company_id
        )
        return found | rated.remark_id

    # ------------------------------------------------------------------
    # The end
    # ------------------------------------------------------------------
    def finish_interview(self):
        """The interview is over: it counts, and who was not heard stays unheard."""
        assessment = self._check_interview()
        drafts = (
            self.env["satisfaction.interview.draft"]
            .sudo()
            .search([("request_id", "in", assessment.request_ids.ids)])
        )
        unstored = drafts.filtered(
            lambda one: (
                _to_answers(one.answers) and one.request_id.state in ("planned", "sent")
            )
        )
        if unstored:
            raise UserError(
                self.env._(
                    "The answers of %(contact)s are not stored yet: press Store"
                    " answers, or Not heard.",
                    contact=unstored[0].request_id.partner_id.name,
                )
            )
        assessment._finish()


class SatisfactionRequest(models.Model):
    _inherit = "satisfaction.request"

    def _meet_now(self):
        """An interview counts on the day it took place, not on the day of planning."""
        self.ensure_one()
        if self.state in ("planned", "sent") and self.delivery != "mail":
            now = fields.Datetime.now()
            self.write(
                {
                    "event_at": now,
                    "event_date": self.company_id._satisfaction_date(now),
                }
            )

    @api.model
    def _get_worklist_domain(self):
        """Calls of an assessment are held on its own screen."""
        return super()._get_worklist_domain() & Domain("assessment_id", "=", False)


def _to_answers(answers):
    """Typed answers as ``_record_answers`` takes them; empty ones left out."""
    if not isinstance(answers, dict):
        return {}
    return {
        int(key): raw
        for key, raw in answers.items()
        if str(key).isdecimal()
        and len(str(key)) < 10
        and raw not in ("", None, False, [])
    }
