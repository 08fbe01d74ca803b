# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import split_every

from .people import find_person, find_stand_in

_logger = logging.getLogger(__name__)

#: Alerts written in one transaction.
ALERTS_A_BATCH = 200
#: A score whose period ended longer ago isn't news.
NEWS = timedelta(days=100)
LEVEL_ORDER = ("watch", "low", "unacceptable")


class SatisfactionAlert(models.Model):
    """Noticing: what the stored figures say is written down once, and kept true.

    Detectors (``alert_detect``) return what each alert should say today; this side
    compares that with what is there: new ones are created with a task for the client
    manager, open ones get the figures of today, and those that nothing speaks for any
    more are closed as recovered. Running it twice changes nothing.
    """

    _inherit = "satisfaction.alert"

    @api.model
    def _cron_watch(self):
        """Look at each company's present programme.

        Safe to kill: batches are transactions.
        """
        cron = self.env["ir.cron"]
        programs = self.env["satisfaction.program"].search(
            Domain("state", "=", "running")
        )
        # Last year's may still run until its last asks are answered.
        programs = programs.filtered(
            lambda program: (
                program.date_start
                <= program.company_id._satisfaction_today()
                <= program.date_end
            )
        )
        cron._commit_progress(remaining=len(programs))
        for program in programs:
            try:
                # Two jobs would write the same alerts.
                if program.try_lock_for_update(allow_referencing=True):
                    for batch in program._find_alert_batches():
                        self._keep(program, batch)
                        cron._commit_progress()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                raise
            except Exception:
                # One programme that can't be judged doesn't silence the others.
                _logger.exception("Nothing could be noticed in %s.", program)
                self.env.cr.rollback()
            if not cron._commit_progress(1):
                return

    @api.model
    def _keep(self, program, notices):
        """Write down what was noticed.

        :param notices: list of dicts with ``key``, ``findings`` (values of
            ``satisfaction.alert.finding``; empty: nothing to report any more) and
            values of the alert
        """
        # sudo: alerts are the programme's, whoever has the job run
        alerts = self.sudo().search(
            Domain("company_id", "=", program.company_id.id)
            & Domain("key", "in", [notice["key"] for notice in notices])
        )
        known = {alert.key: alert for alert in alerts}
        fresh = []
        for notice in notices:
            alert = known.get(notice["key"])
            if alert:
                alert._refresh(notice)
            elif notice["findings"]:
                fresh.append(notice)
        created = self.sudo().create(
            [
                {
                    **{
                        key: value for key, value in notice.items() if key != "findings"
                    },
                    "company_id": program.company_id.id,
                    "program_id": program.id,
                    "finding_ids": [
                        fields.Command.create(finding) for finding in notice["findings"]
                    ],
                }
                for notice in fresh
            ]
        )
        created._assign()
        return created

    def _refresh(self, notice):
        """Bring an alert's figures up to date; a closed one stays as it was closed."""
        self.ensure_one()
        if self.state == "closed":
            return
        if not notice["findings"]:
            if self.state == "open":
                self.outcome = "recovered"
                self._close()
            return
        findings = notice["findings"]
        if self.finding_ids._to_values() != [
            {**dict.fromkeys(self.finding_ids._compared, False), **finding}
            for finding in findings
        ]:
            self.finding_ids.unlink()
            self.env["satisfaction.alert.finding"].create(
                [{**finding, "alert_id": self.id} for finding in findings]
            )
        worse = LEVEL_ORDER.index(notice["level"]) > LEVEL_ORDER.index(self.level)
        if notice["level"] != self.level:
            self.level = notice["level"]
        if worse:
            self._assign()

    # ------------------------------------------------------------------
    # Who looks
    # ------------------------------------------------------------------
    def _assign(self):
        """Give each alert to its person, with a task (R101).

        The client manager looks first; what is unacceptable is the programme
        manager's own task (R60), and what concerns no single client too.
        """
        kind = self.env.ref("client_satisfaction.activity_type_alert")
        model_id = self.env["ir.model"]._get_id(self._name)
        vals_list = []
        for alert in self:
            subject = alert._as_subject()
            person = (
                find_person(subject, "client_manager")
                if alert.client_id and alert.level != "unacceptable"
                else None
            ) or find_stand_in(subject)
            if alert.user_id != person:
                alert.user_id = person
            speaking = alert.with_context(lang=person.lang or self.env.lang)
            if person in alert.activity_ids.user_id:
                continue
            vals_list.append(
                {
                    "res_model_id": model_id,
                    "res_id": alert.id,
                    "activity_type_id": kind.id,
                    "automated": True,
                    "summary": speaking.display_name,
                    "note": speaking._get_note(),
                    "user_id": person.id,
                    "date_deadline": alert.company_id._satisfaction_today()
                    + timedelta(days=kind.delay_count or 3),
                }
            )
        self.env["mail.activity"].with_context(mail_notify_force_send=False).create(
            vals_list
        )

    def _as_subject(self):
        """Something ``people.find_person`` understands: an alert has no ticket."""
        self.ensure_one()
        return _Subject(self)

    def _get_note(self):
        """The figures, and what was delivered meanwhile (R6): tickets and times."""
        self.ensure_one()
        return self.env["ir.qweb"]._render(
            "client_satisfaction.alert_note",
            {"alert": self, "service": self._get_service_figures()},
        )

    def _get_service_figures(self):
        """Tickets of the client in the period: a bad score with good times is not
        about times.

        :return: dict of ``_fetch_month_figures``, or None
        """
        self.ensure_one()
        if not self.client_id or not self.period_start:
            return None
        # sudo: figures of the client whose alert it is, no ticket itself
        rules = self.env["satisfaction.rule"].sudo()
        day = self.company_id._satisfaction_today().replace(day=1)
        return rules._fetch_month_figures(self.company_id, [self.client_id.id], day)[
            self.client_id.id
        ]

    @api.model
    def _in_batches(self, notices):
        return split_every(ALERTS_A_BATCH, notices, list)


class _Subject:
    """The records a person is looked for in; alerts know neither team nor category."""

    def __init__(self, alert):
        self.env = alert.env
        self._values = {
            "client_id": alert.client_id,
            "team_id": alert.env["helpdesk.ticket.team"],
            "category_id": alert.env["helpdesk.ticket.category"],
            "program_id": alert.program_id,
            "company_id": alert.company_id,
        }

    def __getitem__(self, name):
        return self._values[name]

    def __getattr__(self, name):
        try:
            return self._values[name]
        except KeyError:
            raise AttributeError(name) from None


class SatisfactionAlertFinding(models.Model):
    _inherit = "satisfaction.alert.finding"

    _compared = (
        "sequence",
        "kind",
        "level_id",
        "channel_id",
        "value",
        "reference",
        "n",
        "certainty",
        "since",
    )

    def _to_values(self):
        """The findings as plain values, to see whether they changed."""
        return [
            {name: finding[name] for name in self._compared}
            | {"level_id": finding.level_id.id, "channel_id": finding.channel_id.id}
            for finding in self
        ]
