# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# How long before its first day the responsible person hears of a wave.
NOTICE = timedelta(days=14)
TASK_TYPE = "mail.mail_activity_data_todo"


class SatisfactionWave(models.Model):
    """The calendar of waves: the next one is planned, nobody forgets one (R68)."""

    _inherit = "satisfaction.wave"

    # Which day was reminded of: another day is another reminder.
    start_reminded = fields.Date(readonly=True, copy=False)
    end_reminded = fields.Date(readonly=True, copy=False)
    is_overdue = fields.Boolean(compute="_compute_is_overdue")

    @api.depends("state", "date_start", "date_end")
    def _compute_is_overdue(self):
        for wave in self:
            today = (wave.company_id or self.env.company)._satisfaction_today()
            wave.is_overdue = bool(
                wave.state in ("draft", "drawn")
                and wave.date_start
                and wave.date_start < today
                or wave.state == "running"
                and wave.date_end
                and wave.date_end < today
            )

    def action_plan_next(self):
        """Open the wave after this one, planned anew if there is none yet."""
        self.ensure_one()
        self.check_access("write")
        start = self.date_start + relativedelta(months=self.repeat_months)
        # A second click, or a colleague was quicker
        planned = self.search(
            Domain("company_id", "=", self.company_id.id)
            & Domain("number", ">", self.number)
            & Domain("target_group_id", "=", self.target_group_id.id)
            & Domain("date_start", "=", start),
            limit=1,
        )
        if not planned:
            planned = self.copy(
                {
                    "program_id": self._find_program(start).id,
                    "date_start": start,
                    "date_end": start + (self.date_end - self.date_start),
                }
            )
        return planned._get_records_action()

    def _find_program(self, day):
        """The company's programme of that day; next year's is planned if need be."""
        programs = self.env["satisfaction.program"]
        program = programs._find(self.company_id, day, running=False)
        if not program and day.year == self.program_id.year + 1:
            self.program_id.action_plan_next_year()
            program = programs._find(self.company_id, day, running=False)
        if not program:
            raise UserError(
                self.env._(
                    "The next wave would start on %(day)s, and there is no programme"
                    " of %(year)s yet. Plan that programme first.",
                    day=day,
                    year=day.year,
                )
            )
        return program

    # ------------------------------------------------------------------
    # Jobs
    # ------------------------------------------------------------------
    @api.model
    def _cron_care(self):
        """Remind of waves that are due or over, and bring results up to date."""
        cron = self.env["ir.cron"]
        outdated = self._find_outdated()
        open_waves = self.search(Domain("state", "!=", "closed"))
        cron._commit_progress(remaining=len(outdated) + 1)
        open_waves._remind()
        if not cron._commit_progress(1):
            return
        for wave in outdated:
            # A wave somebody closes right now keeps the result it is closed with.
            if wave.try_lock_for_update() and wave.state == "running":
                wave._store_results()
            if not cron._commit_progress(1):
                return

    def _remind(self):
        """An activity for whoever is responsible, once for each day. Idempotent."""
        for wave in self:
            today = wave.company_id._satisfaction_today()
            user = wave.manager_id or wave.program_id.manager_id
            if (
                wave.state in ("draft", "drawn")
                and wave.date_start - NOTICE <= today
                and wave.start_reminded != wave.date_start
            ):
                wave.activity_schedule(
                    TASK_TYPE,
                    wave.date_start,
                    summary=self.env._("Start %s", wave.name),
                    user_id=user.id,
                )
                wave.start_reminded = wave.date_start
            elif (
                wave.state == "running"
                and wave.date_end < today
                and wave.end_reminded != wave.date_end
            ):
                wave.activity_schedule(
                    TASK_TYPE,
                    today,
                    summary=self.env._("Close %s and tell the results", wave.name),
                    user_id=user.id,
                )
                wave.end_reminded = wave.date_end

    def _done_reminders(self):
        """What was to be done is done."""
        self.activity_feedback([TASK_TYPE], only_automated=True)
