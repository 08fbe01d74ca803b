# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import errno
import logging
import tempfile
import time

import psycopg2
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .export import OPEN

_logger = logging.getLogger(__name__)

#: Somebody's file that kills its process again and again must not hold the others.
MAX_ATTEMPTS = 5
TELL_EVERY = 1.0  # seconds
#: Any number that nothing else of the database locks by.
LOCK = 1936749417
MIME_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv;charset=utf-8",
    "zip": "application/zip",
}


class Cancelled(Exception):
    """Nobody wants the file any more."""


class SatisfactionExport(models.Model):
    """Making large spreadsheets in the background.

    A file is written within one transaction that only reads: all its sheets are of one
    instant, and a process killed half-way leaves nothing behind. How far it is goes
    through a connection of its own, as does the count of attempts. Who works on a file
    holds a lock of the transaction, which ends with the process.
    """

    _inherit = "satisfaction.export"

    @api.model
    def _cron_export(self):
        """Make the files that wait, and those whose maker died."""
        cron = self.env["ir.cron"]
        waiting = self.search([("state", "in", OPEN)], order="id")
        cron._commit_progress(remaining=len(waiting))
        for export in waiting:
            export.with_context(lang=export.user_id.lang)._work()
            if not cron._commit_progress(1):
                return

    def _work(self):
        """Make one file; commits on the way."""
        self.ensure_one()
        if not self._lock():
            return  # another process is at it
        attempts = self._begin()
        if not attempts:
            return
        if attempts > MAX_ATTEMPTS:
            self._finish(
                {
                    "state": "failed",
                    "error": self.env._(
                        "It was interrupted %(count)s times. Export less at once, e.g."
                        " a shorter period.",
                        count=MAX_ATTEMPTS,
                    ),
                }
            )
            return
        try:
            with tempfile.TemporaryFile() as file:
                with self.env.cr.savepoint(flush=False):
                    ending = self._write_file(file)
                file.seek(0)
                content = file.read()
            self._finish({"state": "done"}, content, ending)
        except psycopg2.OperationalError:
            raise  # the database's business: the next run tries again
        except Cancelled:
            _logger.info("The spreadsheet %s was cancelled.", self.id)
        except Exception as error:
            if not isinstance(error, UserError):
                _logger.exception("The spreadsheet %s could not be made.", self.id)
            self._finish({"state": "failed", "error": self._word_failure(error)})

    def _lock(self):
        """Whether this transaction may work on it; held until its end."""
        ((locked,),) = self.env.execute_query(
            SQL("SELECT pg_try_advisory_xact_lock(%s, %s)", LOCK, self.id)
        )
        return locked

    def _begin(self):
        """Note the attempt at once, whatever becomes of it.

        :return: how many it were; 0 when there is nothing to do any more
        """
        with self.env.registry.cursor() as cr:
            cr.execute(
                SQL(
                    """
                    UPDATE satisfaction_export
                       SET state = 'running', done_count = 0, started_at = %s,
                           attempt_count = COALESCE(attempt_count, 0) + 1
                     WHERE id = %s AND state IN %s RETURNING attempt_count
                    """,
                    fields.Datetime.now(),
                    self.id,
                    OPEN,
                )
            )
            found = cr.fetchone()
        self.invalidate_recordset()
        return found[0] if found else 0

    def _write_file(self, file):
        """Write it as its owner; how the file's name ends."""
        # Not as superuser: nothing gets in that the owner may not read.
        export = self.with_user(self.user_id)
        export._check_may_export()
        maker = export._get_workbook()
        selection = export._get_selection()
        maker._write(file, selection, self.kind, self._make_teller())
        return maker._get_extension(selection, self.kind)

    def _make_teller(self):
        """Function that is told of rows written, and now and then stores their sum."""
        told = {"rows": 0, "at": time.monotonic()}

        def tell(count):
            told["rows"] += count
            if time.monotonic() - told["at"] >= TELL_EVERY:
                self._tell(told["rows"])
                told["at"] = time.monotonic()

        return tell

    def _tell(self, count):
        with self.env.registry.cursor() as cr:
            cr.execute(
                SQL(
                    "UPDATE satisfaction_export SET done_count = %s"
                    " WHERE id = %s AND state = 'running' RETURNING id",
                    count,
                    self.id,
                )
            )
            found = cr.fetchone()
        if not found:
            raise Cancelled()

    def _finish(self, values, content=None, ending=None):
        """Store the end of it, in a transaction that knows what happened meanwhile."""
        self.env["ir.cron"]._commit_progress()
        self.invalidate_recordset()
        # Another process may have begun after the lock ended with the commit, or the
        # owner may have called it off.
        if not self._lock() or not self.exists() or self.state not in OPEN:
            return
        if content is not None:
            name = f"{self.name}.{ending}".replace("/", "-")
            values = {**values, "file_name": name, "done_count": self.row_count}
            self.env["ir.attachment"].create(
                {
                    "name": name,
                    "res_model": self._name,
                    "res_id": self.id,
                    # As the field's own content: who reads the record reads the file
                    "res_field": "file",
                    "type": "binary",
                    "mimetype": MIME_TYPES[ending],
                    "raw": content,
                }
            )
        self.write({**values, "finished_at": fields.Datetime.now(), "attempt_count": 0})
        self._tell_owner()

    def _word_failure(self, error):
        """Why there is no file, for its owner."""
        if isinstance(error, UserError):
            return str(error.args[0])
        # XlsxWriter wraps what the system says
        causes = [error, *error.args]
        codes = {getattr(cause, "errno", None) for cause in causes}
        if codes & {errno.ENOSPC, errno.EDQUOT}:
            return self.env._(
                "There is no room left on the server's disk. Tell your administrator,"
                " then try again."
            )
        return self.env._(
            "An unexpected error occurred. Try again; if it happens again, tell your"
            " administrator to look into the server's log."
        )

    def _tell_owner(self):
        """A message to the owner, by mail or in Odoo as they have chosen."""
        link = f"{self.get_base_url()}/odoo/satisfaction-spreadsheets/{self.id}"
        if self.state == "done":
            subject = self.env._("Your spreadsheet is ready: %s", self.name)
            text = self.env._("Download it within some days; then it is deleted.")
        else:
            subject = self.env._("Your spreadsheet could not be made: %s", self.name)
            text = self.error or ""
        body = Markup('<p>%s</p><p><a href="%s">%s</a></p>') % (
            text,
            link,
            self.env._("Open it"),
        )
        self.env["mail.thread"].message_notify(
            partner_ids=self.user_id.partner_id.ids,
            subject=subject,
            body=body,
            # Else mails would refer to whatever other message has no record.
            model=self._name,
            res_id=self.id,
            force_send=False,
        )
