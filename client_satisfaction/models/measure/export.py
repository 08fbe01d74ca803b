# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

#: May export whatever they may read, also where Odoo's own export is closed to them.
EXPORTERS = (
    "client_satisfaction.group_client_manager",
    "client_satisfaction.group_senior_management",
    "base.group_allow_export",
)
AT_ONCE = 5000
KEEP_DAYS = 7
#: The web client hands over so many ids at the most when all rows are chosen.
LISTED_AT_MOST = 20000
OPEN = ("waiting", "running")


class SatisfactionExport(models.Model):
    """A spreadsheet somebody asked for: what, as whom, and how far it is (R109).

    Small ones are made while they are downloaded and leave this row as a trace; large
    ones are made by a job (see ``export_job``) and kept for some days, for their owner
    only. Both are searched as the owner, so record rules decide what is in them.
    """

    _name = "satisfaction.export"
    _description = "Spreadsheet"
    _order = "id desc"

    name = fields.Char("Content", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users",
        "Exported by",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    kind = fields.Selection(
        [("xlsx", "Workbook (xlsx)"), ("csv", "Text (CSV)")],
        "Format",
        required=True,
        readonly=True,
        default="xlsx",
    )
    model_name = fields.Char("Model", required=True, readonly=True)
    domain = fields.Text(
        readonly=True, help="Which rows of the list; empty for all of them."
    )
    options = fields.Json(
        readonly=True, help="Language, time zone, companies and the period asked for."
    )
    state = fields.Selection(
        [
            ("direct", "Downloaded at once"),
            ("waiting", "Waiting"),
            ("running", "In work"),
            ("done", "Ready"),
            ("failed", "Failed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="waiting",
        index=True,
    )
    row_count = fields.Integer("Rows", readonly=True)
    done_count = fields.Integer("Rows done", readonly=True)
    progress = fields.Float(compute="_compute_progress")
    error = fields.Char("What went wrong", readonly=True)
    attempt_count = fields.Integer("Attempts", readonly=True)
    started_at = fields.Datetime("Begun", readonly=True)
    finished_at = fields.Datetime("Finished", readonly=True)
    file = fields.Binary(attachment=True, readonly=True)
    file_name = fields.Char(readonly=True)

    @api.depends("row_count", "done_count", "state")
    def _compute_progress(self):
        for export in self:
            share = 100 * export.done_count / (export.row_count or 1)
            export.progress = 100 if export.state == "done" else min(share, 99)

    # ------------------------------------------------------------------
    # Asking for one
    # ------------------------------------------------------------------
    @api.model
    def _export_records(self, records, kind="xlsx"):
        """The spreadsheet of what somebody looks at, as an action for the web client.

        One programme, wave or client is exported with all that belongs to it; of a
        list, the chosen rows, or all it shows where all are chosen.

        :param records: chosen records; the list's domain is in the context
        :param kind: "xlsx" or "csv"
        :raises UserError: when nothing is chosen, or the user may not export
        """
        if not records:
            raise UserError(self.env._("Choose the rows to export first."))
        records.check_access("read")
        is_single = len(records) == 1
        model_name = records._name
        if model_name == "res.partner":
            records = records.commercial_partner_id
            is_single = len(records) == 1
        if is_single and model_name in (
            "res.partner",
            "satisfaction.program",
            "satisfaction.wave",
        ):
            return self._export(model_name, Domain("id", "in", records.ids), kind)
        if model_name == "res.partner":
            model_name = "satisfaction.score"
            domain = Domain("client_id", "in", records.ids)
        elif model_name == "satisfaction.program":
            model_name = "satisfaction.score"
            domain = Domain("program_id", "in", records.ids)
        else:
            domain = self._get_list_domain(records)
        return self._export(model_name, domain, kind)

    def _get_list_domain(self, records):
        """The chosen rows, or the filters of the list where all its rows are chosen."""
        chosen = Domain("id", "in", records.ids)
        shown = self.env.context.get("active_domain")
        if shown is None:
            return chosen
        shown = Domain(shown)
        if len(records) >= LISTED_AT_MOST:
            return shown
        count = records.search_count(shown)
        if count == len(records) == records.search_count(shown & chosen):
            return shown
        return chosen

    @api.model
    def _export(self, model_name, domain, kind="xlsx", **options):
        """Have a spreadsheet made; the action that downloads it or shows how far it is.

        :param model_name: of the list, or of the one programme, wave or client
        :param domain: ``Domain`` of its rows
        :param options: of a programme: ``period`` as ``[first day, last day, label]``
            and ``client_ids``
        """
        self._check_may_export()
        self.env[model_name].check_access("read")
        values = {
            "user_id": self.env.uid,
            "company_id": self.env.company.id,
            "kind": kind,
            "model_name": model_name,
            "domain": json.dumps(self._to_json(domain)),
            "options": {
                **options,
                "lang": self.env.lang,
                "tz": self.env.context.get("tz")
                or self.env.user.tz
                or self.env.company._satisfaction_timezone().zone,
                "companies": self.env.companies.ids,
                # Rows chosen one by one are wanted, archived or not.
                "active_test": self.env.context.get("active_test", True)
                and getattr(domain, "field_expr", "") != "id",
            },
        }
        draft = self.new(values)
        selection = draft._get_selection()
        count = draft._get_workbook()._count_rows(selection)
        is_large = count > self._get_limit()
        # sudo: nobody writes these; what is in the file is searched as the user
        export = self.sudo().create(
            {
                **values,
                "name": selection.label,
                "row_count": count,
                "state": "waiting" if is_large else "direct",
            }
        )
        export = export.sudo(self.env.su)
        if not is_large:
            return export.action_download()
        export._wake_job()
        return export._open()

    def _check_may_export(self):
        if not any(self.env.user.has_group(group) for group in EXPORTERS):
            raise AccessError(
                self.env._(
                    "You may not export data. Ask your administrator for the right"
                    " “Access to export feature”."
                )
            )

    def _get_limit(self):
        """Up to so many rows are written while the user waits."""
        # sudo: a number that decides how, not what
        parameters = self.env["ir.config_parameter"].sudo()
        text = parameters.get_param("client_satisfaction.export_rows_at_once", "")
        return int(text) if text.isdecimal() else AT_ONCE

    # ------------------------------------------------------------------
    # What is in it
    # ------------------------------------------------------------------
    def _get_workbook(self):
        """The maker of workbooks, with the language and time of the owner's request."""
        options = self.options or {}
        # Companies the owner has left meanwhile are closed to them.
        allowed = [
            company_id
            for company_id in options.get("companies") or []
            if company_id in self.env.user._get_company_ids()
        ]
        return self.env["satisfaction.workbook"].with_context(
            lang=options.get("lang") or self.env.lang,
            tz=options.get("tz") or "UTC",
            allowed_company_ids=allowed or self.env.user.company_id.ids,
            active_test=options.get("active_test", True),
        )

    def _get_selection(self):
        """``report.workbook_model.Selection``, at the rights of this environment."""
        self.ensure_one()
        maker = self._get_workbook()
        domain = Domain(json.loads(self.domain or "[]"))
        options = self.options or {}
        select = {
            "satisfaction.program": lambda program: maker._select_program(
                program,
                self._to_period(options.get("period")),
                options.get("client_ids"),
            ),
            "res.partner": maker._select_client,
        }.get(self.model_name)
        if self.model_name == "satisfaction.wave" and self._names_one(domain):
            select = maker._select_wave
        if select:
            record = maker.env[self.model_name].search(domain)
            if len(record) != 1:
                raise UserError(
                    self.env._("What was to be exported is gone, or no longer yours.")
                )
            return select(record)
        selection = maker._select_list(self.model_name, domain)
        words = maker._describe_domain(self.model_name, domain)
        return type(selection)(
            selection.label,
            selection.domains,
            [*selection.filters, (maker.env._("Filter"), words)],
        )

    @staticmethod
    def _names_one(domain):
        return getattr(domain, "field_expr", "") == "id" and len(domain.value) == 1

    @staticmethod
    def _to_period(period):
        if not period:
            return None
        first, last, label = period
        return fields.Date.to_date(first), fields.Date.to_date(last), label

    @staticmethod
    def _to_json(domain):
        """A domain as plain lists and texts."""
        plain = json.dumps(list(domain), default=_encode)
        return json.loads(plain)

    # ------------------------------------------------------------------
    # On the screen
    # ------------------------------------------------------------------
    def _open(self):
        """The page that shows how far it is."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_satisfaction.action_exports"
        )
        return {**action, "res_id": self.id, "views": [(False, "form")]}

    def action_download(self):
        """The file, or its making where it is small."""
        self.ensure_one()
        self._check_is_own()
        if self.state not in ("direct", "done"):
            raise UserError(self.env._("This spreadsheet isn't ready."))
        return {
            "type": "ir.actions.act_url",
            "url": f"/satisfaction/export/{self.id}",
            "target": "download",
        }

    def action_cancel(self):
        """Stop making it; what was written so far is dropped."""
        self._check_is_own()
        # sudo: own ones only, checked above
        self.sudo().lock_for_update(allow_referencing=True)
        self.sudo().filtered(lambda export: export.state in OPEN).state = "cancelled"

    def action_retry(self):
        """Have it made anew."""
        self._check_is_own()
        again = self.filtered(lambda export: export.state in ("failed", "cancelled"))
        # sudo: own ones only, checked above
        again.sudo().write(
            {
                "state": "waiting",
                "error": False,
                "done_count": 0,
                "attempt_count": 0,
                "started_at": False,
                "finished_at": False,
            }
        )
        if again:
            self._wake_job()

    def _check_is_own(self):
        self.check_access("read")
        if not self.env.su and self.user_id != self.env.user:
            raise AccessError(self.env._("This is a spreadsheet of somebody else."))

    def _wake_job(self):
        # sudo: wakes a job, no more
        self.env.ref("client_satisfaction.ir_cron_export").sudo()._trigger()

    @api.autovacuum
    def _gc_exports(self):
        """Files full of personal data don't stay longer than they are needed."""
        parameters = self.env["ir.config_parameter"]
        text = parameters.get_param("client_satisfaction.export_keep_days", "")
        days = int(text) if text.isdecimal() else KEEP_DAYS
        before = fields.Datetime.now() - timedelta(days=days)
        self.search([("create_date", "<", before)]).unlink()


def _encode(value):
    """Dates and sets of a domain for JSON."""
    if isinstance(value, Domain):
        return list(value)
    if hasattr(value, "isoformat"):
        is_moment = hasattr(value, "hour")
        convert = fields.Datetime if is_moment else fields.Date
        return convert.to_string(value)
    return list(value)
