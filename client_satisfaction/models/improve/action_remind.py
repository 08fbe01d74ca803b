# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import split_every
from odoo.tools.misc import format_date

from .action import OPEN_ACTION_STAGES
from .people import find_stand_in, is_available

_logger = logging.getLogger(__name__)

#: Days before the due day on which the owner is reminded.
REMIND_DAYS = 3
#: Actions reminded of in one transaction.
BATCH = 100


class SatisfactionAction(models.Model):
    """The owner is reminded before the due day and after it, once each.

    A new due day starts anew. Activities of the owner's own making stay untouched.
    """

    _inherit = "satisfaction.action"

    reminded_for = fields.Date(
        readonly=True, copy=False, help="The due day the owner was reminded before."
    )
    late_reminded_for = fields.Date(
        readonly=True, copy=False, help="The due day the owner was reminded after."
    )

    _open_due_idx = models.Index(
        "(date_due) WHERE state IN ('planned', 'in_progress') AND active"
    )

    @api.model
    def _cron_remind(self):
        """Put activities on the owners' lists, a batch a transaction."""
        cron = self.env["ir.cron"]
        due = self._find_to_remind()
        cron._commit_progress(remaining=len(due))
        for ids in split_every(BATCH, due.ids):
            actions = self.browse(ids).try_lock_for_update(allow_referencing=True)
            # Read anew: another worker may have been quicker.
            actions.invalidate_recordset()
            actions._find_to_remind()._remind()
            if not cron._commit_progress(len(ids)):
                break

    def _find_to_remind(self):
        """Open actions (of these, or all) that somebody must be reminded of today."""
        latest = fields.Date.today() + timedelta(days=REMIND_DAYS + 1)
        if self:
            found = self.filtered(
                lambda action: (
                    action.active
                    and action.state in OPEN_ACTION_STAGES
                    and action.date_due <= latest
                )
            )
        else:
            # A day more, as the company's day may be ahead of UTC's
            found = self.search(
                [("state", "in", OPEN_ACTION_STAGES), ("date_due", "<=", latest)]
            )
        return found.filtered(lambda action: action._get_reminder())

    def _get_reminder(self):
        """Which reminder is due: "before", "late" or none."""
        self.ensure_one()
        today = self.company_id._satisfaction_today()
        if self.date_due < today:
            return "late" if self.late_reminded_for != self.date_due else None
        if self.date_due - today <= timedelta(days=REMIND_DAYS):
            return "before" if self.reminded_for != self.date_due else None
        return None

    def _remind(self):
        """One activity for the owner of each action, all in one batch."""
        kind = self.env.ref("client_satisfaction.activity_type_action")
        model_id = self.env["ir.model"]._get_id(self._name)
        vals_list = []
        reminded = {"before": self.browse(), "late": self.browse()}
        for action in self:
            reminder = action._get_reminder()
            reminded[reminder] |= action
            owner = action.user_id
            if not is_available(owner, action.company_id):
                # Whoever left doesn't read it: the programme's manager does.
                owner = find_stand_in(action)
            words = action.with_context(lang=owner.lang or self.env.lang)
            vals_list.append(
                {
                    "activity_type_id": kind.id,
                    "automated": True,
                    "summary": words._word_reminder(reminder),
                    "user_id": owner.id,
                    "date_deadline": action.date_due,
                    "res_model_id": model_id,
                    "res_id": action.id,
                }
            )
        # What was said before the day is said again after it: one is enough.
        reminded["late"]._close_reminders()
        self.env["mail.activity"].with_context(mail_notify_force_send=False).create(
            vals_list
        )
        for action in reminded["before"]:
            action.reminded_for = action.date_due
        for action in reminded["late"]:
            action.late_reminded_for = action.date_due

    def _word_reminder(self, reminder):
        day = format_date(self.env, self.date_due)
        if reminder == "late":
            return self.env._(
                "Overdue since %(day)s: %(action)s", day=day, action=self.name
            )
        return self.env._("Due on %(day)s: %(action)s", day=day, action=self.name)

    def _close_reminders(self):
        """Take our own reminders off the lists; done is done."""
        kind = self.env.ref(
            "client_satisfaction.activity_type_action", raise_if_not_found=False
        )
        if kind and self:
            # sudo: the reminder stands on the owner's list, whoever finishes the action
            self.sudo().activity_ids.filtered(
                lambda activity: (
                    activity.activity_type_id == kind and activity.automated
                )
            ).unlink()
