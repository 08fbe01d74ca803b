# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ...exceptions import AnswerError, AnswerRefused
from .callback_attempt import REACHED

# Not reached: not again before this time is over.
RETRY = timedelta(hours=4)
# So many waiting calls are looked at to find the next one.
NEXT_BATCH = 40


class SatisfactionRequest(models.Model):
    """Making calls: take one, talk, write down what came of it (R15).

    Interviewers have no rights on tickets and don't write the ledger. Everything
    they do goes through here and is checked here: whose call it is, whether it still
    waits, and that the caller is independent of the ticket.
    """

    _inherit = "satisfaction.request"

    # ------------------------------------------------------------------
    # Taking a call
    # ------------------------------------------------------------------
    def action_open_call(self):
        """Take this call and open the screen to make it."""
        self.ensure_one()
        call = self._take_call()
        screen = self.env["satisfaction.callback.call"].create({"request_id": call.id})
        return screen._get_action()

    def _take_call(self):
        """Make this call one's own, unless a colleague was quicker.

        :return: the request
        :raises UserError: in plain words why the call can't be made
        """
        request = self._check_call()
        if not request.interviewer_id:
            request.interviewer_id = self.env.user
        return request.sudo(False)

    def _check_call(self):
        """That this user may make this call now; locks it.

        :return: the request, to be written as superuser
        """
        self.ensure_one()
        user = self.env.user
        if not user.has_group("client_satisfaction.group_interviewer"):
            raise AccessError(self.env._("Only interviewers call clients."))
        # sudo: the ledger is written by the product only; what follows checks
        # company, colleague and independence
        request = self.sudo().exists()
        if not request or request.company_id not in self.env.companies:
            raise AccessError(self.env._("This call is not one of your company's."))
        if not request.try_lock_for_update(allow_referencing=True):
            raise UserError(
                self.env._(
                    "A colleague is busy with this call right now. Take another one."
                )
            )
        request._check_call_open()
        owner = request.interviewer_id
        if owner and owner != user:
            raise UserError(
                self.env._(
                    "%(user)s has taken this call. Take another one, it is in good"
                    " hands.",
                    user=owner.name,
                )
            )
        self._check_independent(user)
        return request

    def _check_call_open(self):
        if self.delivery != "call" or self.state == "sent":
            raise UserError(
                self.env._(
                    "%(contact)s is asked in another way now, no call is needed.",
                    contact=self.partner_id.name or self.client_id.name,
                )
            )
        if self.state == "answered":
            raise UserError(self.env._("The client has answered already. Thank you!"))
        if self.state != "planned":
            raise UserError(
                self.env._(
                    "This call is no longer needed. %(reason)s",
                    reason=self.cancel_reason or "",
                ).strip()
            )
        if self.partner_id.satisfaction_opt_out and not self.is_mandatory:
            raise UserError(
                self.env._(
                    "%(contact)s does not want to be asked any more.",
                    contact=self.partner_id.name,
                )
            )

    @api.model
    def _get_worklist_domain(self):
        """Calls this user may make: own ones, and those nobody has yet."""
        return (
            Domain("delivery", "=", "call")
            & Domain("state", "=", "planned")
            & Domain("company_id", "in", self.env.companies.ids)
            & Domain("interviewer_id", "in", (False, self.env.uid))
        )

    def _find_next_call(self):
        """The call to make after this one, or an empty recordset.

        The one that is due first; before those where it is night for the client.
        """
        domain = self._get_worklist_domain() & (
            Domain("call_after", "=", False)
            | Domain("call_after", "<=", fields.Datetime.now())
        )
        waiting = self.search(
            domain
            & Domain("id", "not in", self.ids)
            & (
                Domain("partner_id.satisfaction_opt_out", "=", False)
                | Domain("is_mandatory", "=", True)
            ),
            order="call_due, id",
            limit=NEXT_BATCH,
        )
        workers = waiting._find_ticket_workers()
        able = waiting.filtered(lambda call: self.env.user not in workers[call])
        able = able.filtered("call_is_good_time") + able
        # sudo: locks are no matter of rights; a colleague may be taking one now
        for call in able.sudo():
            if call.try_lock_for_update(allow_referencing=True):
                return call.sudo(False)
        return self.browse()

    # ------------------------------------------------------------------
    # What came of it
    # ------------------------------------------------------------------
    def _record_call_answers(self, answers, note=None):
        """Store what the client said on the phone.

        :param answers: ``{question id: raw answer}`` as ``_record_answers`` takes it
        :raises ValidationError: an answer doesn't fit; nothing is stored
        """
        request = self._check_call()
        try:
            request._record_answers(
                {request.id: answers}, mode="phone", typed_by=self.env.user
            )
        except AnswerRefused as refusal:
            raise UserError(refusal.args[0]) from refusal
        except AnswerError as error:
            raise ValidationError(request._word_call_problems(error)) from error
        request._log_call("answered", note)

    def _word_call_problems(self, error):
        titles = {
            question.id: question.title for question in self.survey_id.question_ids
        }
        return "\n".join(
            " ".join(filter(None, (titles.get(question_id), message)))
            for question_id, message in error.problems.items()
        )

    def _record_call_unreachable(self, note=None):
        """Nobody answered the phone: try again later.

        :return: whether it was tried often enough to offer the mail survey
        """
        request = self._check_call()
        request._log_call("unreachable", note)
        request.write(
            {
                "call_unreachable_count": request.call_unreachable_count + 1,
                "call_after": fields.Datetime.now() + RETRY,
            }
        )
        return request._is_call_in_vain()

    def _is_call_in_vain(self):
        limit = self.program_id.callback_attempts or 3
        return self.call_unreachable_count >= limit

    def _record_call_later(self, again_at, note=None):
        """The client has no time now and named a better one.

        :param again_at: naive UTC datetime, in the future
        """
        request = self._check_call()
        now = fields.Datetime.now()
        if not again_at or again_at <= now:
            raise UserError(
                self.env._("Write when to call again: a time that lies ahead.")
            )
        if again_at > now + timedelta(days=60):
            raise UserError(
                self.env._("Call again within 60 days, or send the mail survey.")
            )
        request._log_call("later", note, again_at)
        request.write({"call_after": again_at, "call_due": again_at})

    def _record_call_refused(self, note=None, opt_out=False):
        """The client doesn't want to answer.

        :param opt_out: nor ever be asked again
        """
        request = self._check_call()
        request._log_call("refused", note)
        reason = self.env._("Refused on the phone.")
        request.write(
            {
                "state": "cancelled",
                "cancel_reason": f"{reason} {note or ''}".strip()[:300],
            }
        )
        if opt_out:
            request._opt_out(
                self.env._("Asked on the phone not to get satisfaction surveys.")
            )

    def _send_mail_instead(self, note=None):
        """Ask by mail what could not be asked on the phone (OCA/survey #38)."""
        request = self._check_call()
        if not request._get_current_address():
            raise UserError(
                self.env._(
                    "%(contact)s has no mail address: ask for it, or try to call"
                    " again.",
                    contact=request.partner_id.name,
                )
            )
        request._log_call("mail", note)
        request.write(
            {
                "delivery": "mail",
                "send_after": fields.Datetime.now(),
                "call_after": False,
            }
        )
        request._trigger_cron("ir_cron_send_requests")

    def _give_back_call(self):
        """Let a colleague make this call."""
        self._check_call().interviewer_id = False

    def _log_call(self, outcome, note=None, again_at=None):
        self.env["satisfaction.callback.attempt"].sudo().create(
            {
                "request_id": self.id,
                "user_id": self.env.uid,
                "outcome": outcome,
                "call_again_at": again_at,
                "note": note,
            }
        )
        self.write(
            {
                "call_attempt_count": self.call_attempt_count + 1,
                "call_is_reached": self.call_is_reached or outcome in REACHED,
            }
        )

    # ------------------------------------------------------------------
    # Buttons of the worklist
    # ------------------------------------------------------------------
    def action_next_call(self):
        """Begin to work: the first call that waits, or a word that none does.

        Whatever lines are marked in the list: the button stands above it.
        """
        call = self.browse()._find_next_call()
        if call:
            return call.action_open_call()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("No call is waiting for you right now."),
            },
        }
