# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

import psycopg2
from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

#: So many new tasks of a person come with a mail each; more come with one mail in all.
MOST_MAILS = 10


class MailActivity(models.Model):
    """People hear of the tasks of satisfaction cases by a job, right after.

    Odoo writes a mail for each activity while it is made, which takes twenty times as
    long as making it. Here the activity itself remembers that its person is still to
    be told, so nothing is lost whatever stops in between, and on a bad day people get
    one mail that counts their new tasks instead of hundreds.
    """

    _inherit = "mail.activity"

    satisfaction_notice_pending = fields.Boolean(
        copy=False,
        help="The person this satisfaction task was planned for will be told by mail.",
    )

    _satisfaction_notice_idx = models.Index(
        "(user_id) WHERE satisfaction_notice_pending"
    )

    def write(self, vals):
        """Odoo tells a new person itself."""
        if vals.get("user_id") and "satisfaction_notice_pending" not in vals:
            vals = {**vals, "satisfaction_notice_pending": False}
        return super().write(vals)

    @api.model
    def _create_satisfaction_tasks(self, vals_list):
        """Create the activities in one batch; their people are told a moment later.

        :param vals_list: values of ``mail.activity``
        """
        user_id = self.env.uid
        activities = self.with_context(
            # Odoo's own way to create activities without a mail for each
            mail_activity_quick_update=True
        ).create(
            [
                # Nobody is told of what they plan for themselves.
                {**vals, "satisfaction_notice_pending": vals["user_id"] != user_id}
                for vals in vals_list
            ]
        )
        if any(vals["user_id"] != user_id for vals in vals_list):
            self.env.ref(
                "client_satisfaction.ir_cron_tell_tasks"
            ).sudo()._trigger()  # sudo: whoever plans a task has the person told
        return activities

    @api.model
    def _cron_tell_satisfaction_tasks(self):
        """Tell people of their new tasks, one person a transaction.

        Safe to kill at any moment and to run twice at once: telling and forgetting
        that somebody is to be told are one transaction, and a person whose tasks
        another worker holds is left to it.
        """
        cron = self.env["ir.cron"]
        waiting = self._read_group(
            Domain("satisfaction_notice_pending", "=", True),
            ["user_id"],
            ["id:recordset"],
            order="user_id",
        )
        cron._commit_progress(remaining=len(waiting))
        for person, activities in waiting:
            try:
                with self.env.cr.savepoint():
                    activities.try_lock_for_update(
                        allow_referencing=True
                    )._tell_satisfaction_task(person)
            except psycopg2.OperationalError:
                raise  # the database's business: the job is tried again
            except Exception:
                _logger.exception("%s could not be told of new tasks.", person)
                self.env.invalidate_all(flush=False)
            if not cron._commit_progress(1):
                break

    def _tell_satisfaction_task(self, person):
        """Queue the mails about these tasks of one person."""
        activities = self.filtered("satisfaction_notice_pending").with_context(
            # By the queue: one mail server must not hold up the others' mails
            mail_notify_force_send=False,
            # Odoo words the body for its reader, but the subject as whoever sends it.
            lang=person.lang or self.env.lang,
        )
        if not activities:
            return
        activities.satisfaction_notice_pending = False
        if len(activities) > MOST_MAILS:
            activities._tell_satisfaction_tasks_at_once(person)
        else:
            for creator, tasks in activities.grouped("create_uid").items():
                # sudo: the mail comes from whoever planned the task, who need not be
                # able to read everything of its person any more
                tasks.with_user(creator or self.env.user).sudo().action_notify()
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    def _tell_satisfaction_tasks_at_once(self, person):
        """One mail that says how many there are."""
        reader = self.with_context(lang=person.lang or self.env.lang)
        reader.env["mail.thread"].message_notify(
            partner_ids=person.partner_id.ids,
            subject=reader.env._(
                "%(count)s new tasks for satisfaction cases", count=len(self)
            ),
            body=Markup("<p>%s</p>")
            % reader.env._(
                "%(count)s tasks of satisfaction cases came onto your list at"
                " once. You find them under Activities and on the cases.",
                count=len(self),
            ),
        )
