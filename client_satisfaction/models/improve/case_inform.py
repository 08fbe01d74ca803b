# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from datetime import timedelta

import psycopg2
from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

INFORM_WISHES = [
    ("each", "At each step"),
    ("end", "Only when it is done"),
    ("none", "Not by mail"),
]
# Stages a client hears of, by their wish (R91)
STAGES_TOLD = {
    "each": ("contacted", "committed", "done", "closed"),
    "end": ("done", "closed"),
    "none": (),
}
# A card dragged to the wrong column can be dragged back before anybody is told.
PAUSE = timedelta(minutes=15)
RETRY = timedelta(hours=1)


class SatisfactionCase(models.Model):
    """The client hears of progress and outcome, as often as they wish (R91)."""

    _inherit = "satisfaction.case"

    inform_client = fields.Selection(
        INFORM_WISHES,
        "Client is told",
        compute="_compute_inform_client",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="By mail with a link to the state of things. The client's own wish stands"
        " on the client.",
    )
    inform_stage = fields.Char(readonly=True, copy=False)
    inform_after = fields.Datetime(
        "Told at",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="When the mail about this stage goes out; dragging the case back before"
        " then keeps it from going out.",
    )
    informed_at = fields.Datetime("Last told", readonly=True, copy=False)
    informed_stages = fields.Char(
        default="",
        readonly=True,
        copy=False,
        help="Technical names of the stages the client heard of.",
    )

    @api.depends("client_id")
    def _compute_inform_client(self):
        for case in self:
            # sudo: how a client wants to be told is for everybody who works on it
            wish = case.sudo().client_id.satisfaction_inform
            case.inform_client = wish or "each"

    def _stamp_stage(self, state):
        result = super()._stamp_stage(state)
        self._plan_informing(state)
        return result

    def _plan_informing(self, state):
        """Note what the client is to be told, after a pause for second thoughts."""
        if self.env.context.get("satisfaction_history"):
            return
        to_tell = self.filtered(lambda case: case._is_to_be_told(state))
        (self - to_tell).filtered("inform_after").write(
            {"inform_stage": False, "inform_after": False}
        )
        if not to_tell:
            return
        moment = fields.Datetime.now() + PAUSE
        to_tell.write({"inform_stage": state, "inform_after": moment})
        cron = self.env.ref(
            "client_satisfaction.ir_cron_cases_client", raise_if_not_found=False
        )
        if cron:
            cron.sudo()._trigger(at=moment)  # sudo: jobs are the system's

    def _is_to_be_told(self, state):
        """Whether the client hears of this stage now."""
        self.ensure_one()
        told = (self.informed_stages or "").split(",")
        if state not in STAGES_TOLD[self.inform_client] or state in told:
            return False
        # Who was told that it is done knows the outcome.
        return not (state == "closed" and "done" in told)

    @api.model
    def _cron_tell_clients(self, limit=50):
        """Send what clients are to be told, and the acknowledgements that failed.

        Safe to kill and to run twice at once: each batch is one transaction in which
        the mails are queued and the cases say so.
        """
        cron = self.env["ir.cron"]
        self._retry_acknowledge(limit)
        self._drop_old_links()
        domain = Domain("inform_after", "<=", fields.Datetime.now())
        cron._commit_progress(remaining=self.search_count(domain))
        seen = set()
        while due := self.search(
            domain & Domain("id", "not in", list(seen)),
            order="inform_after, id",
            limit=limit,
        ):
            seen.update(due.ids)
            due.try_lock_for_update(allow_referencing=True)._tell_client()
            if not cron._commit_progress(len(due)):
                break

    def _tell_client(self):
        """Queue the mail about the stage each case is in."""
        cases = self.sudo()  # sudo: the client's address; mails are the system's
        stale = cases.filtered(
            lambda case: (
                case.inform_stage != case.state or not case._get_client_address()
            )
        )
        stale.write({"inform_stage": False, "inform_after": False})
        if not cases._queue_progress(cases - stale):
            for case in cases - stale:
                if not cases._queue_progress(case):
                    case.inform_after = fields.Datetime.now() + RETRY

    @api.model
    def _queue_progress(self, cases):
        """Queue the mails of these cases in a batch; False (and no mail) on errors."""
        template = self.env.ref(
            "client_satisfaction.mail_template_case_progress", raise_if_not_found=False
        )
        try:
            with self.env.cr.savepoint():
                if cases and template:
                    cases._send_client_mail(template)
                bodies = {}
                for case in cases:
                    bodies[case.id] = Markup("<p>%s</p>") % self.env._(
                        "The client was told by mail: %(stage)s.",
                        stage=case._get_stage_label(),
                    )
                    told = [*(case.informed_stages or "").split(","), case.inform_stage]
                    case.write(
                        {
                            "informed_at": fields.Datetime.now(),
                            "informed_stages": ",".join(filter(None, told)),
                            "inform_stage": False,
                            "inform_after": False,
                        }
                    )
                if bodies:
                    cases._message_log_batch(bodies=bodies)
        except psycopg2.OperationalError:
            raise  # the database's business: the whole transaction is tried again
        except Exception:
            _logger.exception("The clients of %s could not be told.", cases)
            return False
        return True
