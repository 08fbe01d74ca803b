# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .import_file import ImportFileError, read_rows
from .import_request import IMPORT_BATCH
from .import_rows import ROW_KEYS

# Up to here the file is imported while its owner waits.
AT_ONCE = 400
MAX_SHOWN_PROBLEMS = 1000


class SatisfactionAnswerImport(models.Model):
    """A file of answers, what became of its rows, and who imported it (R26, R27)."""

    _name = "satisfaction.answer.import"
    _description = "Import of Answers"
    _order = "id desc"
    _rec_name = "file_name"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users",
        "Imported by",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    file = fields.Binary(attachment=True)
    file_name = fields.Char(default="answers.xlsx")
    channel_id = fields.Many2one(
        "satisfaction.channel",
        domain="[('company_id', '=', company_id),"
        " ('program_id.state', '=', 'running')]",
        help="For the template, and for rows that name no channel.",
    )
    state = fields.Selection(
        [
            ("draft", "To check"),
            ("checked", "Checked"),
            ("running", "Running"),
            ("done", "Done"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    row_count = fields.Integer("Rows", readonly=True, copy=False)
    done_count = fields.Integer("Rows done", readonly=True, copy=False)
    created_count = fields.Integer("Imported", readonly=True, copy=False)
    duplicate_count = fields.Integer("Known already", readonly=True, copy=False)
    error_count = fields.Integer("Refused", readonly=True, copy=False)
    progress = fields.Float(compute="_compute_progress")
    problem_ids = fields.One2many(
        "satisfaction.answer.import.problem", "import_id", readonly=True
    )

    @api.depends("row_count", "done_count")
    def _compute_progress(self):
        for job in self:
            job.progress = job.row_count and 100 * job.done_count / job.row_count

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_check(self):
        """Read the whole file and say what would become of each row."""
        self.ensure_one()
        self.env["satisfaction.request"]._check_import_rights()
        self._check_not_begun()
        rows = self._read_rows()
        self._reset(len(rows))
        for start in range(0, len(rows), IMPORT_BATCH):
            self._count(self._run_batch(rows, start, is_trial=True))
        self.state = "checked"
        return self._reload()

    def action_import(self):
        """Import the rows that are right; long files in the background."""
        self.ensure_one()
        self.env["satisfaction.request"]._check_import_rights()
        self._check_not_begun()
        rows = self._read_rows()
        self._reset(len(rows))
        self.state = "running"
        if len(rows) <= AT_ONCE:
            while self._continue(rows):
                continue
        else:
            # sudo: whoever may import may wake the job
            self.env.ref("client_satisfaction.ir_cron_import_answers").sudo()._trigger()
        return self._reload()

    def action_open_answers(self):
        """The ledger rows this import has made."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_satisfaction.action_requests"
        )
        action["domain"] = [("import_id", "=", self.id)]
        return action

    def _check_not_begun(self):
        if self.state not in ("draft", "checked"):
            raise UserError(
                self.env._("This file has been imported. Upload it again, if need be.")
            )

    def _reload(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    # ------------------------------------------------------------------
    # Importing
    # ------------------------------------------------------------------
    @api.model
    def _cron_import(self):
        """Go on with the files that wait; each batch is a transaction of its own.

        A job that is killed goes on after the last batch: rows and counters are
        stored together.
        """
        cron = self.env["ir.cron"]
        jobs = self.search([("state", "=", "running")], order="id")
        cron._commit_progress(
            remaining=sum(job.row_count - job.done_count for job in jobs)
        )
        for job in jobs:
            job = job.with_user(job.user_id).with_company(job.company_id)
            try:
                job.env["satisfaction.request"]._check_import_rights()
                rows = job._read_rows()
            except UserError as error:  # an AccessError is one, too
                job.sudo()._give_up(error)
                continue
            while done := job._continue(rows):
                if not cron._commit_progress(done):
                    return

    def _continue(self, rows):
        """Import the next batch.

        :return: number of rows done; 0 when none is left
        """
        start = self.done_count
        if self.state != "running" or start >= len(rows):
            self.state = "done"
            return 0
        results = self._run_batch(rows, start)
        self._count(results)
        if self.done_count >= len(rows):
            self.state = "done"
        return len(results)

    def _run_batch(self, rows, start, is_trial=False):
        ledger = self.env["satisfaction.request"].with_company(self.company_id)
        return ledger.with_context(satisfaction_import_id=self.id)._import_batch(
            rows[start : start + IMPORT_BATCH], start + 1, is_trial=is_trial
        )

    def _give_up(self, error):
        self.write({"state": "done", "error_count": self.row_count - self.done_count})
        self.problem_ids.create(
            {"import_id": self.id, "row": 0, "message": error.args[0]}
        )

    def _reset(self, row_count):
        # sudo: the problems are ours, nobody writes them by hand
        self.sudo().problem_ids.unlink()
        self.write(
            {
                "row_count": row_count,
                "done_count": 0,
                "created_count": 0,
                "duplicate_count": 0,
                "error_count": 0,
            }
        )

    def _count(self, results):
        counts = dict.fromkeys(("created", "duplicate", "error"), 0)
        for result in results:
            counts[result["status"]] += 1
        room = MAX_SHOWN_PROBLEMS - len(self.problem_ids)
        problems = [result for result in results if result["status"] == "error"]
        self.sudo().problem_ids.create(
            [
                {
                    "import_id": self.id,
                    # The first line of the file is its heading
                    "row": result["row"] + 1,
                    "external_id": result["external_id"],
                    "message": result["message"],
                }
                for result in problems[: max(room, 0)]
            ]
        )
        self.write(
            {
                "done_count": self.done_count + len(results),
                "created_count": self.created_count + counts["created"],
                "duplicate_count": self.duplicate_count + counts["duplicate"],
                "error_count": self.error_count + counts["error"],
            }
        )

    # ------------------------------------------------------------------
    # The file
    # ------------------------------------------------------------------
    def _read_rows(self):
        """The file's rows as ``import_answers`` takes them."""
        data = base64.b64decode(self.with_context(bin_size=False).file or b"")
        if not data:
            raise UserError(self.env._("Upload a file first."))
        try:
            lines = read_rows(data, self.file_name or "")
        except ImportFileError as error:
            raise UserError(self._word_file_problem(error)) from error
        if not lines:
            raise UserError(self.env._("The file has no rows below its first line."))
        return [self._to_row(line) for line in lines]

    def _to_row(self, line):
        """Columns we know stand for themselves, all others are questions."""
        row, answers = {}, {}
        for title, value in line.items():
            key = title.strip().casefold().replace(" ", "_")
            if key in ROW_KEYS and key != "answers":
                row[key] = value
            else:
                answers[title] = value
        row.setdefault("channel", self.channel_id.code or "")
        row["answers"] = answers
        return row

    def _word_file_problem(self, error):
        sentences = {
            "too_big": self.env._(
                "The file is larger than %s megabytes: split it.", error.limit
            ),
            "too_many_rows": self.env._(
                "The file has more than %s rows: split it.", error.limit
            ),
            "too_many_columns": self.env._(
                "The file has more than %s columns.", error.limit
            ),
            "unknown_type": self.env._(
                "Please upload a workbook (.xlsx) or a text file (.csv)."
            ),
            "no_header": self.env._("The file is empty."),
            "twice": self.env._("Two columns of the file have the same title."),
        }
        return sentences.get(error.reason) or self.env._(
            "The file can't be read: is it really a workbook or text file?"
        )

    @api.autovacuum
    def _gc_uploads(self):
        """Files nobody imported are personal data without a purpose."""
        day_before = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        self.search(
            Domain("state", "in", ("draft", "checked"))
            & Domain("write_date", "<", day_before)
        ).unlink()
