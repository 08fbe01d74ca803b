# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from psycopg2 import DataError, IntegrityError

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger, split_every

from .import_answers import RowError
from .import_rows import RowReader

IMPORT_BATCH = 200
MAX_IMPORT_ROWS = 10_000
# Nobody rings a client up about what was said longer ago.
FOLLOW_UP_DAYS = 14


class SatisfactionRequest(models.Model):
    """Answers collected elsewhere: on paper, in another tool, by a call centre."""

    _inherit = "satisfaction.request"

    external_id = fields.Char(
        "External id",
        readonly=True,
        copy=False,
        help="What the answer is called where it was collected. An answer is imported"
        " only once in a company.",
    )

    import_id = fields.Many2one(
        "satisfaction.answer.import",
        "Imported with",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    _external_id_unique = models.UniqueIndex(
        "(company_id, external_id) WHERE external_id IS NOT NULL",
        "This answer has already been imported.",
    )

    @api.model
    def import_answers(self, rows):
        """Import answers that were collected elsewhere; for programmes by JSON, too.

        Each row is imported as a whole or not at all, and says what became of it.
        The same row again changes nothing: rows are known by their ``external_id``,
        or, without one, by their contents. See ``docs/import.md``.

        :param rows: list of dicts with the keys

            * ``external_id`` – text, up to 100 characters, unique in the company;
            * ``company`` – name or id, default: the current one;
            * ``channel`` – code of a channel of the programme, required;
            * ``date`` – ``YYYY-MM-DD`` in the company's time zone, or
              ``YYYY-MM-DD HH:MM:SS`` in UTC, when it was answered; required;
            * ``client_ref``, ``client_vat``, ``client_email``, ``client`` (name) and
              ``contact_email`` – at least one of them, or a ``ticket``; all that are
              given must agree;
            * ``ticket`` – number of the ticket; required for channels about tickets;
            * ``answers`` – ``{code or title of the question: answer}``; numbers for
              scales, ``na`` for "not applicable", labels for choices (a list, or
              separated by semicolons, where several may be chosen), texts;
            * ``comment`` – text for the questionnaire's comment box;
            * ``mode`` – ``import`` (default), ``phone``, ``meeting`` or ``paper``.
        :return: list of dicts, one for each row in the same order: ``row`` (from 1),
            ``status`` (``created``, ``duplicate`` or ``error``), ``id`` of the ask
            or False, ``external_id``, ``message`` (empty when created)
        :raises AccessError: for anybody but programme managers
        :raises UserError: not a list, or more than 10,000 rows
        """
        self._check_import_rights()
        if not isinstance(rows, list):
            raise UserError(self.env._("Rows must be a list."))
        if len(rows) > MAX_IMPORT_ROWS:
            raise UserError(
                self.env._("Please send at most %s rows at once.", MAX_IMPORT_ROWS)
            )
        results = []
        for batch in split_every(IMPORT_BATCH, rows, list):
            results += self._import_batch(batch, first_row=len(results) + 1)
        return results

    @api.model
    def _check_import_rights(self):
        if not self.env.su and not self.env.user.has_group(
            "client_satisfaction.group_program_manager"
        ):
            raise AccessError(self.env._("Only programme managers may import answers."))

    @api.model
    def _import_batch(self, rows, first_row=1, is_trial=False):
        """Import one batch; same rows and results as ``import_answers``.

        The number of queries depends little on the number of rows.

        :param is_trial: only check, store nothing; good rows say ``created``
        """
        # sudo: only programme managers come here (_check_import_rights), who may not
        # write the ledger by hand; companies are limited to their own.
        ledger = self.sudo().with_context(satisfaction_import=True)
        reader = RowReader(ledger, self.env.companies, self.env.company, rows)
        results, prepared, keys = [], [], {}
        for number, row in enumerate(rows, first_row):
            result = {
                "row": number,
                "status": "created",
                "id": False,
                "external_id": False,
                "message": "",
            }
            results.append(result)
            try:
                result["external_id"] = reader.get_key(row)
                company = reader._find_company(row)
                keys[number] = (company, result["external_id"])
            except RowError as error:
                result.update(status="error", message=str(error))
        known = ledger._find_imported(keys.values())
        for row, result in zip(rows, results, strict=True):
            key = keys.get(result["row"])
            if not key:
                continue
            if key in known:
                result.update(
                    status="duplicate",
                    id=known[key],
                    message=self.env._("This answer has already been imported."),
                )
                continue
            try:
                prepared.append((result, *reader.read_row(row)))
            except RowError as error:
                result.update(status="error", message=str(error))
                continue
            known[key] = False  # the next row of that name is a duplicate
        ledger._refuse_answered(prepared)
        if not is_trial:
            ledger._store_import(
                [line for line in prepared if line[0]["status"] == "created"]
            )
        self._settle_duplicates(results, keys)
        return results

    def _find_imported(self, keys):
        """``{(company, external id): id}`` of those that are in the ledger."""
        names = [name for _company, name in keys]
        if not names:
            return {}
        found = self.search([("external_id", "in", names)])
        return {(ask.company_id, ask.external_id): ask.id for ask in found}

    def _refuse_answered(self, prepared):
        """A ticket is answered once in a channel; the first answer counts (D17)."""
        tickets = {values["ticket_id"] for _r, values, *_rest in prepared} - {False}
        answered = set()
        if tickets:
            for ticket, code in self._read_group(
                [("ticket_id", "in", list(tickets)), ("state", "=", "answered")],
                ["ticket_id", "channel_code"],
            ):
                answered.add((ticket.id, code))
        channels = self.env["satisfaction.channel"]
        for result, values, *_rest in prepared:
            if not values["ticket_id"]:
                continue
            code = channels.browse(values["channel_id"]).code
            key = (values["ticket_id"], code)
            if key in answered:
                result.update(
                    status="error",
                    message=self.env._(
                        "The ticket has already been answered in this channel; the"
                        " first answer counts."
                    ),
                )
            answered.add(key)

    def _store_import(self, prepared):
        """Store checked rows together; should one fail after all, one by one."""
        if not prepared:
            return
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                self._store_import_rows(prepared)
        except (UserError, IntegrityError, DataError) as error:
            if len(prepared) > 1:
                for line in prepared:
                    self._store_import([line])
                return
            result = prepared[0][0]
            text = error.args[0] if isinstance(error, UserError) else str(error)
            result.update(status="error", id=False, message=str(text).split("\n")[0])

    def _store_import_rows(self, prepared):
        requests = self._create_entry([values for _r, values, *_rest in prepared])
        by_mode = {}
        moments = {}
        for request, (result, values, answers, mode, moment) in zip(
            requests, prepared, strict=True
        ):
            request.write(
                {
                    "external_id": result["external_id"],
                    "told_on": values["event_date"],
                    "import_id": self.env.context.get("satisfaction_import_id"),
                }
            )
            by_mode.setdefault(mode, {})[request.id] = answers
            moments[request.id] = moment
            result["id"] = request.id
        for mode, answers in by_mode.items():
            self._record_answers(
                answers, mode=mode, typed_by=self.env.user, answered_at=moments
            )
        self.env.flush_all()

    @api.model
    def _settle_duplicates(self, results, keys):
        """A second row of one name in the same batch is as good as the first."""
        firsts = {}
        for result in results:
            key = keys.get(result["row"])
            if result["status"] == "created":
                firsts[key] = result["id"]
            elif result["status"] == "duplicate" and not result["id"]:
                result["id"] = firsts.get(key, False)

    # ------------------------------------------------------------------
    # What an imported answer does not do
    # ------------------------------------------------------------------
    def _after_answers(self):
        """Whoever answered elsewhere was thanked there; scores and cases follow."""
        if not self.env.context.get("satisfaction_import"):
            return super()._after_answers()
        return self._trigger_follow_up()

    def _prepare_follow_up(self, lines, moment, is_typed):
        """Low answers of long ago count, but nobody is rung up about them."""
        is_old = moment < fields.Datetime.now() - timedelta(days=FOLLOW_UP_DAYS)
        if self.env.context.get("satisfaction_import") and is_old:
            return {"follow_up_after": False}
        return super()._prepare_follow_up(lines, moment, is_typed)
