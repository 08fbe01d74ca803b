# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

WORDS = ("trend_note", "cause_note", "suggestion_note")
#: What a released report keeps for ever.
FROZEN_FIELDS = frozenset(
    {"program_id", "period_kind", "period_day", "lang", "document", *WORDS}
)


class SatisfactionProgramReport(models.Model):
    """The programme's results of a period, for management and process owners (R103).

    The figures are the stored ones; the programme manager adds what they mean
    (R102). Released, it is printed once: what management judges the service by is
    that document, whatever is counted afterwards. A mistake is mended by a new
    edition; the old document stays in the conversation.
    """

    _name = "satisfaction.program.report"
    _description = "Programme Report"
    _inherit = ["mail.thread", "satisfaction.printed.document"]
    _order = "period_end desc, period_start, id desc"
    _rec_names_search = ["program_id", "period_label"]
    _check_company_auto = True
    _print_report = "client_satisfaction.action_report_program"

    program_id = fields.Many2one(
        "satisfaction.program",
        "Programme",
        required=True,
        ondelete="cascade",
        index=True,
        default=lambda self: self._default_program_id(),
    )
    company_id = fields.Many2one(
        related="program_id.company_id", store=True, index=True
    )
    period_kind = fields.Selection(
        [("period", "One period"), ("year", "The whole year")],
        "About",
        required=True,
        default="period",
    )
    period_day = fields.Date(
        "Any day of it",
        required=True,
        default=lambda self: self._default_period_day(),
        help="The report is about the programme's period this day belongs to.",
    )
    period_start = fields.Date(
        "Period from", compute="_compute_period", store=True, precompute=True
    )
    period_end = fields.Date(
        "Period until", compute="_compute_period", store=True, precompute=True
    )
    period_label = fields.Char(
        "Period", compute="_compute_period", store=True, precompute=True
    )
    is_over = fields.Boolean(compute="_compute_is_over")
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(),
        "Language",
        required=True,
        default=lambda self: self._default_lang(),
    )
    state = fields.Selection(
        [
            ("draft", "Being written"),
            ("printing", "Being printed"),
            ("released", "Released"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    edition = fields.Integer(default=1, readonly=True, copy=False, aggregator=None)
    # The manager's own words (R102)
    trend_note = fields.Text(
        "What the trend says", help="Printed in the report as it stands here."
    )
    cause_note = fields.Text(
        "Why it changed", help="Printed in the report as it stands here."
    )
    suggestion_note = fields.Text(
        "What we suggest", help="Printed in the report as it stands here."
    )
    user_ids = fields.Many2many(
        "res.users",
        "satisfaction_program_report_user_rel",
        "report_id",
        "user_id",
        string="Goes to",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        compute="_compute_user_ids",
        store=True,
        readonly=False,
        help="Colleagues who get the PDF by mail when the report is released. They"
        " need no rights of their own in the programme.",
    )
    released_at = fields.Datetime("Released on", readonly=True, copy=False)
    released_by_id = fields.Many2one(
        "res.users", "Released by", readonly=True, copy=False
    )
    delivery_ids = fields.One2many(
        "satisfaction.program.report.delivery", "report_id", "Who got it", readonly=True
    )

    _period_unique = models.UniqueIndex(
        "(program_id, period_start, period_end)",
        "There is a report of this period already. Open that one.",
    )
    _edition_positive = models.Constraint(
        "CHECK (edition >= 1)", "Editions are counted from 1."
    )

    def _default_program_id(self):
        company = self.env.company
        return self.env["satisfaction.program"]._find(
            company, self._default_period_day(), running=False
        )

    def _default_period_day(self):
        """The last day of the period before today's."""
        company = self.env.company
        today = company._satisfaction_today()
        program = self.env["satisfaction.program"]._find(company, today, running=False)
        start = program and program._get_period(today)[0]
        return fields.Date.subtract(start, days=1) if start else today

    def _default_lang(self):
        """The company's language: the report is read by several people."""
        installed = dict(self.env["res.lang"].get_installed())
        wishes = (self.env.company.partner_id.lang, self.env.lang)
        return next((lang for lang in wishes if lang in installed), "en_US")

    @api.depends("program_id", "period_kind", "period_day")
    def _compute_period(self):
        for report in self:
            program, day = report.program_id, report.period_day
            start = end = False
            if program and day:
                start, end = (
                    (program.date_start, program.date_end)
                    if report.period_kind == "year"
                    else program._get_period(day)
                )
            report.period_start, report.period_end = start, end
            report.period_label = start and program._get_period_label(start, end)

    @api.depends("period_end", "company_id")
    def _compute_is_over(self):
        for report in self:
            report.is_over = bool(
                report.period_end
                and report.company_id
                and report.period_end < report.company_id._satisfaction_today()
            )

    @api.depends("program_id")
    def _compute_user_ids(self):
        for report in self:
            report.user_ids = report.program_id._get_report_users()

    @api.depends("program_id", "period_label", "edition")
    def _compute_display_name(self):
        for report in self:
            name = f"{report.program_id.name or ''} · {report.period_label or ''}"
            if report.edition > 1:
                name = self.env._(
                    "%(report)s, edition %(number)s", report=name, number=report.edition
                )
            report.display_name = name

    @api.constrains("program_id", "period_day")
    def _check_period_day(self):
        for report in self:
            report.program_id._check_day_inside(report.period_day)

    # ------------------------------------------------------------------
    # What stays
    # ------------------------------------------------------------------
    def write(self, vals):
        changed = FROZEN_FIELDS.intersection(vals)
        # The job stores the document of a report that is being printed.
        if changed and not (self.env.su and changed == {"document"}):
            for report in self.filtered(lambda one: one.state != "draft"):
                raise UserError(
                    self.env._(
                        "%(report)s is released and stays as it is. Make a new"
                        " edition to mend something.",
                        report=report.display_name,
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_released(self):
        for report in self:
            if report.state != "draft" or report.edition > 1:
                raise UserError(
                    self.env._(
                        "%(report)s was released, so it can't be deleted.",
                        report=report.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # What people do
    # ------------------------------------------------------------------
    def action_print_preview(self):
        """The report as it would be printed now."""
        return self.env.ref(self._print_report).report_action(self)

    def action_release(self):
        """Freeze the words, have the PDF printed, kept and sent."""
        self.check_access("write")
        for report in self:
            if report.state != "draft":
                continue
            if not report.is_over:
                raise UserError(
                    self.env._(
                        "%(period)s isn't over yet. Look at the PDF as often as you"
                        " like, and release the report when the period is over.",
                        period=report.period_label,
                    )
                )
            if not any(report[name] and report[name].strip() for name in WORDS):
                raise UserError(
                    self.env._(
                        "Figures don't judge themselves: write what the trend says,"
                        " why it changed or what you suggest, before you release %s.",
                        report.display_name,
                    )
                )
            # sudo: checked above; the rest is done by the job
            report.sudo().write(
                {
                    "state": "printing",
                    "print_attempts": 0,
                    "print_error": False,
                    "released_by_id": self.env.uid,
                }
            )
        self._trigger_printing()

    def action_print_again(self):
        """Try printing once more, after somebody looked why it failed."""
        self.check_access("write")
        # sudo: checked above
        self.sudo().filtered(lambda report: report.state == "printing").write(
            {"print_attempts": 0, "print_error": False}
        )
        self._trigger_printing()

    def action_new_edition(self):
        """Open a released report again; the document that went out is kept."""
        self.check_access("write")
        for report in self:
            if report.state == "draft":
                raise UserError(
                    self.env._(
                        "%s is not released: just change it.", report.display_name
                    )
                )
            # sudo: checked above
            known = report.sudo()
            if known.document:
                known.message_post(
                    body=self.env._("The edition that was released until now."),
                    attachments=[
                        (known.document_name, known._get_document_content()),
                    ],
                )
            known.write(
                {
                    "state": "draft",
                    "edition": known.edition + (known.state == "released"),
                    "released_at": False,
                    "document": False,
                    "document_name": False,
                    "printed_at": False,
                }
            )

    def action_send_again(self):
        """Send a released report to people added since."""
        self.check_access("write")
        for report in self:
            if report.state != "released":
                raise UserError(
                    self.env._(
                        "Release %s first; then it goes out.", report.display_name
                    )
                )
            # sudo: checked above
            report.sudo()._open_deliveries()
        self._trigger_printing()

    def _get_document_content(self):
        """The stored PDF as bytes."""
        return base64.b64decode(self.with_context(bin_size=False).document)

    def _get_mailed_document(self):
        """The stored PDF as an attachment for mails, one for all of them.

        Made when the mails are planned, which one transaction does: two that write
        mails at once would each find none and make one.
        """
        self.ensure_one()
        values = {
            "name": self.document_name,
            "res_model": self._name,
            "res_id": self.id,
            "mimetype": "application/pdf",
        }
        attachments = self.env["ir.attachment"]
        return attachments.search(
            [(name, "=", value) for name, value in values.items()]
            + [("res_field", "=", False)],
            order="id desc",
            limit=1,
        ) or attachments.create({**values, "raw": self._get_document_content()})

    def _trigger_printing(self):
        # sudo: wakes a job, no more
        self.env.ref("client_satisfaction.ir_cron_program_reports").sudo()._trigger()

    # ------------------------------------------------------------------
    # Printing and sending, by the job
    # ------------------------------------------------------------------
    @api.model
    def _cron_publish(self):
        """Print what was released, then send it; a document or a mail a transaction."""
        self._cron_print()
        self.env["satisfaction.program.report.delivery"]._send_waiting()

    def _get_print_user(self):
        return self.released_by_id or self.create_uid

    def _get_document_title(self):
        return self.display_name

    def _get_lang(self):
        return self.lang

    def _store(self, content):
        """Released with the document, and on its way in the same transaction."""
        stored = super()._store(content)
        self._open_deliveries()
        return stored

    def _prepare_printed(self):
        self.message_post(
            body=self.env._(
                "Goes by mail to: %s",
                format_list(self.env, self.user_ids.mapped("name"))
                or self.env._("nobody"),
            )
        )
        return {"state": "released", "released_at": fields.Datetime.now()}

    def _open_deliveries(self):
        """One mail for each person and edition, never two."""
        for report in self:
            got = report.delivery_ids.filtered(
                lambda one, number=report.edition: one.edition == number
            ).user_id
            fresh = report.user_ids - got
            report.delivery_ids = [
                Command.create({"user_id": user.id, "edition": report.edition})
                for user in fresh
            ]
            if fresh:
                report._get_mailed_document()
