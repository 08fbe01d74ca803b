# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import logging

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

#: How often printing is tried before a person has to look
MAX_ATTEMPTS = 5


class SatisfactionPrintedDocument(models.AbstractModel):
    """A document that a job prints once and keeps: later figures don't change it.

    Printing takes a second and another program, so it is no business of the
    transaction of whoever asked for it. A model joins with a ``state`` that has
    "printing", ``_print_report`` and the hooks below.
    """

    _name = "satisfaction.printed.document"
    _description = "Document Printed by a Job"

    # A model that joins has a company_id of its own.
    #: XML id of the report that is printed
    _print_report = None

    document = fields.Binary("PDF", readonly=True, copy=False, attachment=True)
    document_name = fields.Char("File name", readonly=True, copy=False)
    printed_at = fields.Datetime("Printed", readonly=True, copy=False)
    print_attempts = fields.Integer(readonly=True, copy=False, aggregator=None)
    print_error = fields.Char("Printing problem", readonly=True, copy=False)

    @api.model
    def _cron_print(self):
        """Print what was asked for, a document a transaction."""
        cron = self.env["ir.cron"]
        waiting = self.search(
            [("state", "=", "printing"), ("print_attempts", "<", MAX_ATTEMPTS)]
        )
        cron._commit_progress(remaining=len(waiting))
        for document in waiting:
            if document.try_lock_for_update(allow_referencing=True):
                document.invalidate_recordset(["state"])
                if document.state == "printing":
                    document._print()
            if not cron._commit_progress(1):
                return

    def _print(self):
        """Store the PDF as whoever asked for it would print it; a failure is noted
        and tried again by the next run."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._store(self._render())
        except psycopg2.OperationalError:
            raise  # the database's business: the whole transaction is tried again
        except Exception as error:
            _logger.exception("%s could not be printed.", self)
            self.invalidate_recordset(flush=False)
            self.write(
                {
                    "print_attempts": self.print_attempts + 1,
                    "print_error": str(error)[:200],
                }
            )

    def _store(self, content):
        """Keep the PDF: a full disk may be in the way, too."""
        self.write(
            {
                "document": content,
                "document_name": f"{self._get_document_title()}.pdf".replace("/", "-"),
                "printed_at": fields.Datetime.now(),
                "print_error": False,
                **self._prepare_printed(),
            }
        )

    def _render(self):
        """The PDF in base64."""
        # As the one who asked: nothing gets in that they may not read themselves.
        # The company's paper, A4 or Letter, is that of the document.
        reports = (
            self.env["ir.actions.report"]
            .with_user(self._get_print_user())
            .with_company(self.company_id)
        )
        content, kind = reports._render_qweb_pdf(
            self._print_report, self._get_printed_ids()
        )
        if kind != "pdf":
            raise UserError(self.env._("No PDF was made."))
        return base64.b64encode(content)

    def _get_print_user(self):
        """With whose rights the document is printed."""
        return self.create_uid

    def _get_printed_ids(self):
        """Ids of the records the report is called with."""
        return self.ids

    def _get_document_title(self):
        """The name of the file, without its ending."""
        return self.display_name

    def _prepare_printed(self):
        """Hook: what else is written when the document is there, e.g. its state."""
        return {}

    def action_open_document(self):
        """Look at the PDF."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/document",
            "target": "new",
        }
