# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...points_field import PointsField
from ...scoring import to_points

#: An answer may be corrected for a while; it is taken over after that.
SETTLED = timedelta(hours=1)
#: In the ledger, but no channel of a programme: see ``SatisfactionRequest`` below.
RECOVERY_CODE = "recovery"


class SatisfactionCase(models.Model):
    """Was the client won back? Asked some time after the case is closed (R96, R100)."""

    _inherit = "satisfaction.case"

    recovery_due_on = fields.Date(
        "Ask again on",
        copy=False,
        readonly=True,
        index="btree_not_null",
        help="When the contact is asked how satisfied they are with what we did.",
    )
    recovery_request_id = fields.Many2one(
        "satisfaction.request",
        "Asked again",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    recovery_before = PointsField(
        "Points before",
        readonly=True,
        copy=False,
        help="The answer the case came from, in points of 100.",
    )
    recovery_after = PointsField(
        "Points after",
        readonly=True,
        copy=False,
        help="How the client rates what we did: the answer given some time after, or"
        " the rating on the page of the case until there is one.",
    )
    recovery_change = PointsField(
        "Recovery effect",
        readonly=True,
        copy=False,
        help="Points after less points before.",
    )

    def _stamp_stage(self, state):
        result = super()._stamp_stage(state)
        if state == "closed":
            self._plan_recovery()
        else:
            self.filtered("recovery_due_on").recovery_due_on = False
        return result

    def _plan_recovery(self):
        """Note when the contact is asked again; once per case."""
        if self.env.context.get("satisfaction_history"):
            return
        for case in self:
            days = case.program_id.recovery_after_days
            if days and case.partner_id and not case.recovery_request_id:
                case.recovery_due_on = fields.Date.add(
                    case.company_id._satisfaction_today(), days=days
                )

    def _rate_fix(self, rating, comment="", name="", reopen=False):
        result = super()._rate_fix(rating, comment, name, reopen)
        self._store_recovery()
        return result

    # ------------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------------
    @api.model
    def _cron_recover(self, limit=100):
        """Ask the contacts of closed cases again and take over what they answered.

        Safe to kill and to run twice at once: a batch is one transaction that adds
        the rows to the ledger and notes them on the cases; a case has one such row.
        """
        cron = self.env["ir.cron"]
        domain = Domain("recovery_due_on", "<=", fields.Date.today()) & Domain(
            "state", "=", "closed"
        )
        cron._commit_progress(remaining=self.search_count(domain))
        seen = set()
        while due := self.search(
            domain & Domain("id", "not in", list(seen)),
            order="recovery_due_on, id",
            limit=limit,
        ):
            seen.update(due.ids)
            due.try_lock_for_update(allow_referencing=True)._ask_recovery()
            if not cron._commit_progress(len(due)):
                return
        self._take_recovery_answers(limit)

    def _ask_recovery(self):
        """One ask per contact, about their latest case.

        A programme that isn't running, an opt-out or a recent ask leaves a row that
        says why, as every ask does.
        """
        cases = self.sudo().filtered(  # sudo: the ledger is written by the product
            lambda case: case.recovery_due_on and not case.recovery_request_id
        )
        cases.recovery_due_on = False
        for company, group in cases.grouped("company_id").items():
            program = self.env["satisfaction.program"]._find_running(company)
            rule = program._get_rule("manual")
            survey = program.recovery_survey_id or self.env.ref(
                "client_satisfaction.survey_recovery", raise_if_not_found=False
            )
            if not rule or not survey:
                continue
            latest = {}
            for case in group.sorted(lambda case: (case.closed_at, case.id)):
                if case.partner_id:
                    latest[case.partner_id] = case
            requests = rule._plan_contacts(
                self.env["res.partner"].union(*latest),
                survey=survey,
                extra_values=lambda contact, latest=latest: latest[
                    contact
                ]._prepare_recovery_ask(),
            )
            for request in requests:
                request.recovery_case_id.recovery_request_id = request

    def _prepare_recovery_ask(self):
        """What the row of the ledger says besides the contact."""
        return {
            "recovery_case_id": self.id,
            "occurrence_key": f"recovery-{self.id}",
            "channel_id": False,
            "channel_kind": "other",
            "channel_code": RECOVERY_CODE,
            "team_id": self.team_id.id,
            "category_id": self.category_id.id,
            "ticket_number": self.ticket_number or self.name,
            "ticket_title": self.ticket_title or self.subject,
        }

    # ------------------------------------------------------------------
    # What came of it
    # ------------------------------------------------------------------
    @api.model
    def _take_recovery_answers(self, limit=100):
        """Store the effect of answers that stand; they can't be corrected any more."""
        cron = self.env["ir.cron"]
        # sudo: answers of all clients, stored on their own cases only
        ledger = self.env["satisfaction.request"].sudo()
        domain = Domain("recovery_taken", "=", False) & Domain(
            "recovery_case_id", "!=", False
        )
        domain &= Domain("state", "=", "answered") & Domain(
            "answered_at", "<=", fields.Datetime.now() - SETTLED
        )
        while requests := ledger.search(domain, order="id", limit=limit):
            requests.recovery_case_id._store_recovery()
            requests.recovery_taken = True
            if not cron._commit_progress(len(requests)):
                return

    def _store_recovery(self):
        """Before, after and the difference, from what the client said.

        Before: the mean of the answer that opened the case; a direct complaint has
        none. After: the answer given some time later wins over the rating on the
        page, as it shows what stayed.
        """
        for case in self.sudo():  # sudo: answers may lie outside the user's sight
            answer, later = case.request_id, case.recovery_request_id
            before = answer.points if answer.is_scored else False
            after = False
            if later.state == "answered" and later.is_scored:
                after = later.points
            elif case.fix_rating:
                after = to_points(float(case.fix_rating), 5.0)
            both = before is not False and after is not False
            case.write(
                {
                    "recovery_before": before,
                    "recovery_after": after,
                    "recovery_change": after - before if both else False,
                }
            )

    # ------------------------------------------------------------------
    # Still not content
    # ------------------------------------------------------------------
    @api.model
    def _create_from_requests(self, requests):
        """A low answer about a case takes this case up again instead of a new one."""
        again = requests.filtered("recovery_case_id")
        for request in again:
            if request.case_id or request._get_follow_up_level() == "none":
                continue
            case = request.recovery_case_id.with_env(self.env)
            request.case_id = case
            case._reopen_for(request)
        return super()._create_from_requests(requests - again)

    def _reopen_for(self, request):
        """The answer to "are you content now?" was low: back to work."""
        self.ensure_one()
        reason = request.comment or self.env._(
            "Asked again, the client is not content: %(points)g of 100 points at the"
            " lowest question.",
            points=request.worst_points,
        )
        if self.state in ("done", "reviewed", "closed"):
            self._take_up_again(reason)
        else:
            self._post_as_client(self.env._("The client answered."), reason)


class SatisfactionRequest(models.Model):
    """Asks after a case stand in the ledger, but count in no channel.

    Whoever is asked here was chosen for having been dissatisfied: in the ticket
    ratings, or in the relationship's questionnaires, their answers would pull a
    client's score by whom we chose to ask, and a successful rescue would count twice.
    So these rows have a code that is no channel of any programme; the score, its
    intervals and the response rates of the channels leave them out by that.
    """

    _inherit = "satisfaction.request"

    recovery_case_id = fields.Many2one(
        "satisfaction.case",
        "Asked after case",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    recovery_taken = fields.Boolean(
        readonly=True,
        copy=False,
        help="The answer stands as recovery effect on its case.",
    )
