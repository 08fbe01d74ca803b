# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .satisfaction_request import AUTOMATIC_MAIL_HEADERS

_logger = logging.getLogger(__name__)

#: Remarks told, and reminders written, in one transaction.
TOLD_A_BATCH = 500
#: Where no programme says so: days until an owner is reminded of telling.
DAYS_UNTIL_REMINDED = 5


class SatisfactionRemarkTelling(models.Model):
    """One time a contact was told what became of their remarks (R90, R91)."""

    _name = "satisfaction.remark.telling"
    _description = "Telling of Decisions"
    _order = "told_at desc, id desc"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    partner_id = fields.Many2one(
        "res.partner", "Contact", readonly=True, ondelete="set null", index=True
    )
    client_id = fields.Many2one(
        "res.partner", readonly=True, ondelete="set null", index=True
    )
    means = fields.Selection(
        [("mail", "E-mail"), ("conversation", "Conversation")],
        "Told how",
        required=True,
        readonly=True,
    )
    told_at = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    told_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    remark_ids = fields.Many2many(
        "satisfaction.remark",
        "satisfaction_remark_telling_rel",
        "telling_id",
        "remark_id",
        readonly=True,
    )

    @api.depends("partner_id", "told_at")
    def _compute_display_name(self):
        for telling in self:
            telling.display_name = (
                f"{telling.partner_id.name or ''} {telling.told_at.date()}".strip()
            )

    def _get_lang(self):
        """The contact's language, where it is installed."""
        self.ensure_one()
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        for lang in (self.partner_id.lang, self.company_id.partner_id.lang):
            if lang in installed:
                return lang
        return self.env.lang or "en_US"

    def _get_reply_to(self):
        """Replies reach a person: the client's manager, else an owner, else us."""
        self.ensure_one()
        user = (
            self.client_id.client_manager_id.filtered("active")
            or self.remark_ids.user_id.filtered("active")[:1]
        )
        return user.email_formatted or self.company_id.email_formatted

    def _get_portal_url(self):
        """Where the contact reads it again; nothing without access to the portal."""
        self.ensure_one()
        if not self.partner_id.user_ids.filtered("active"):
            return ""
        return f"{self.get_base_url()}/my/satisfaction/remarks"


class SatisfactionRemark(models.Model):
    """Telling clients what we decided: one mail to a contact about everything new."""

    _inherit = "satisfaction.remark"

    # ------------------------------------------------------------------
    # By hand
    # ------------------------------------------------------------------
    def action_tell_clients(self):
        """Tell what is decided but not told, one mail to each contact."""
        # A plain write right; the mails themselves are the product's.
        self.check_access("write")
        told = self._tell()
        left = self.filtered(lambda remark: remark.telling_state == "unreachable")
        if told:
            message = self.env._(
                "On their way: decisions %(remarks)s, contacts %(contacts)s.",
                remarks=len(told),
                contacts=len(told.partner_id),
            )
        else:
            message = self.env._("There is nothing new to tell by mail.")
        if left:
            message += " " + self.env._(
                "Without an address: %s. Tell them in a conversation.", len(left)
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "success" if told else "warning",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_told_in_person(self):
        """Somebody told the client, e.g. on the telephone or in the meeting."""
        self.check_access("write")
        open_ones = self.filtered(
            lambda remark: remark.telling_state in ("pending", "unreachable")
        )
        if not open_ones:
            raise UserError(self.env._("There is no decision to tell yet."))
        # sudo: the record of who told whom is written by the product only
        tellings = open_ones.sudo()._create_tellings("conversation", self.env.uid)
        open_ones.sudo()._note_told()
        open_ones._message_log_batch(
            bodies={
                remark.id: self.env._("The client was told in a conversation.")
                for remark in open_ones
            }
        )
        return tellings.ids

    # ------------------------------------------------------------------
    # Telling
    # ------------------------------------------------------------------
    def _tell(self):
        """Queue the mails about these remarks' decisions as they stand now.

        Called twice, or by two workers at once, it tells each decision once. A mail
        that can't be written (an edited template) is logged and its remarks stay to
        be told; the other contacts get theirs.

        :return: the remarks told
        """
        # sudo: tellings and mails are the product's; callers checked who may tell
        remarks = self.sudo().try_lock_for_update(allow_referencing=True)
        remarks.invalidate_recordset(["told_key", "telling_state"])
        remarks = remarks.filtered(lambda remark: remark.telling_state == "pending")
        groups = list(
            remarks.grouped(
                lambda remark: (remark.company_id, remark.partner_id)
            ).values()
        )
        told = remarks.browse()
        if not groups or remarks._tell_groups(remarks):
            told = remarks
        else:
            for group in groups if len(groups) > 1 else ():
                if group._tell_groups(group):
                    told |= group
        return told.with_env(self.env)

    def _tell_groups(self, remarks):
        """Tellings, mails and marks of some remarks in one go; False on an error."""
        template = self.env.ref(
            "client_satisfaction.mail_template_remark_decisions",
            raise_if_not_found=False,
        )
        if not template:
            return False
        try:
            with self.env.cr.savepoint():
                tellings = remarks._create_tellings("mail", self.env.uid)
                template.send_mail_batch(
                    tellings.ids,
                    email_values={"headers": repr(AUTOMATIC_MAIL_HEADERS)},
                )
                remarks._note_told()
                remarks._message_log_batch(
                    bodies={
                        remark.id: self.env._("The client is told by mail.")
                        for remark in remarks
                    }
                )
                self.env.flush_all()
        except psycopg2.OperationalError:
            raise  # the database's business: the whole transaction is tried again
        except Exception:
            _logger.exception("Decisions could not be told for %s.", remarks)
            self.env.invalidate_all(flush=False)
            return False
        return True

    def _create_tellings(self, means, uid):
        """One telling for each contact (and company) of these remarks."""
        return self.env["satisfaction.remark.telling"].create(
            [
                {
                    "company_id": company.id,
                    "partner_id": partner.id,
                    "client_id": group[:1].client_id.id,
                    "means": means,
                    "told_by_id": uid,
                    "remark_ids": group.ids,
                }
                for (company, partner), group in self.grouped(
                    lambda remark: (remark.company_id, remark.partner_id)
                ).items()
            ]
        )

    def _note_told(self):
        """The client knows these decisions now."""
        now = fields.Datetime.now()
        for key, remarks in self.grouped(
            lambda remark: remark._get_decision_key()
        ).items():
            remarks.write({"told_key": key, "informed_at": now})

    # ------------------------------------------------------------------
    # The jobs
    # ------------------------------------------------------------------
    @api.model
    def _cron_tell(self, limit=TOLD_A_BATCH):
        """Tell what was decided, where the programme does so by itself; then remind
        owners of what nobody was told for long."""
        # sudo: the programme tells, in the name of those who decided
        remarks = self.sudo()
        cron = self.env["ir.cron"]
        domain = (
            Domain("telling_state", "=", "pending")
            & (
                Domain("program_id.remark_auto_tell", "=", True)
                # e.g. said in a year before there was a programme
                | Domain("program_id", "=", False)
            )
            # What was decided a moment ago may still be mended.
            & Domain("decided_at", "<=", fields.Datetime.now() - timedelta(hours=1))
        )
        time_left = cron._commit_progress(remaining=remarks.search_count(domain))
        seen = set()
        while time_left:
            due = remarks._find_contacts_batch(domain, seen, limit)
            if not due:
                break
            seen.update(due.ids)
            due._tell()
            time_left = cron._commit_progress(len(due))
        while time_left and remarks._remind_untold(limit):
            time_left = cron._commit_progress()

    @api.model
    def _find_contacts_batch(self, domain, seen, limit):
        """Some remarks to tell, each contact's all together: one mail."""
        first = self.search(
            domain & Domain("id", "not in", list(seen)),
            order="company_id, partner_id, id",
            limit=limit,
        )
        return first | self.search(
            domain
            & Domain("id", "not in", list(seen))
            & Domain("partner_id", "in", first[-1:].partner_id.ids)
        )

    @api.model
    def _remind_untold(self, limit=TOLD_A_BATCH):
        """An activity for the owner of what the client wasn't told for days; once.

        :return: the remarks somebody was reminded of
        """
        now = fields.Datetime.now()
        found = self.browse()
        waiting = Domain("telling_state", "in", ("pending", "unreachable"))
        # Of an anonymous remark nobody can be told.
        waiting &= Domain("is_anonymous", "=", False)
        waiting &= Domain("is_told_late_reminded", "=", False)
        programs = self.env["satisfaction.program"].search(Domain.TRUE)
        days_of = {program.id: program.remark_tell_days for program in programs}
        for program_id, days in {False: DAYS_UNTIL_REMINDED, **days_of}.items():
            before = now - timedelta(days=days)
            found |= self.search(
                waiting
                & Domain("program_id", "=", program_id)
                & Domain("decided_at", "<=", before),
                limit=limit,
            )
        found = found.try_lock_for_update(allow_referencing=True)
        found._schedule_for_owner(
            self.env._("Tell the client what we decided"),
            self.env._("The client hasn't been told yet, or has no mail address."),
        )
        found.write({"is_told_late_reminded": True})
        return found

    def _schedule_for_owner(self, summary, note, days=0):
        """An activity for each remark's owner, all in one ``create``.

        :param days: until when, from today on
        """
        model_id = self.env["ir.model"]._get_id(self._name)
        todo = self.env.ref("mail.mail_activity_data_todo", raise_if_not_found=False)
        # sudo: reminders are written by the product
        return (
            self.env["mail.activity"]
            .sudo()
            .with_context(mail_activity_quick_update=True)
            .create(
                [
                    {
                        "res_model_id": model_id,
                        "res_id": remark.id,
                        "activity_type_id": todo.id if todo else False,
                        "summary": summary,
                        "note": note,
                        "user_id": remark.user_id.id,
                        "date_deadline": fields.Date.add(
                            remark.company_id._satisfaction_today(), days=days
                        ),
                    }
                    for remark in self
                    if remark.user_id.active
                ]
            )
        )
