# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.misc import format_date


class SatisfactionReportRound(models.Model):
    """All reports of a period: prepared by a job, approved by people, then sent (R91).

    A round finds the clients with a score, has their review reports printed, and
    lists them. A client manager approves those of the own clients, the programme
    manager all; no client gets anything before. How a client wants its reports
    stands in its profile.
    """

    _name = "satisfaction.report.round"
    _description = "Round of Reports"
    _inherit = ["mail.thread"]
    _order = "period_end desc, id desc"
    _rec_names_search = ["program_id", "period_label"]
    _check_company_auto = True

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
    period_day = fields.Date(
        "Any day of the period",
        required=True,
        default=lambda self: self.env[
            "satisfaction.program.report"
        ]._default_period_day(),
        help="The reports are about the programme's period this day belongs to.",
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
    client_choice = fields.Selection(
        [("all", "All clients with a score"), ("some", "Only some clients")],
        "Reports for",
        required=True,
        default="all",
    )
    client_ids = fields.Many2many(
        "res.partner",
        "satisfaction_report_round_client_rel",
        "round_id",
        "client_id",
        string="These clients",
        domain="[('parent_id', '=', False)]",
    )
    with_program_report = fields.Boolean(
        "Programme report, too",
        default=True,
        help="A draft of the report to management is made; the programme manager"
        " completes and releases it.",
    )
    program_report_id = fields.Many2one(
        "satisfaction.program.report",
        "Programme report",
        readonly=True,
        copy=False,
        ondelete="set null",
        groups="client_satisfaction.group_program_manager,"
        "client_satisfaction.group_senior_management",
    )
    user_id = fields.Many2one(
        "res.users",
        "Prepared by",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self.env.user,
        help="Reports are printed with this person's rights.",
    )
    is_automatic = fields.Boolean("Made by itself", readonly=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "Being planned"),
            ("preparing", "Being prepared"),
            ("approving", "Waits for approval"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    line_ids = fields.One2many(
        "satisfaction.report.round.line", "round_id", "Reports", readonly=True
    )
    total_count = fields.Integer("Clients", compute="_compute_counts")
    printing_count = fields.Integer("Being printed", compute="_compute_counts")
    open_count = fields.Integer("To be approved", compute="_compute_counts")
    approved_count = fields.Integer("Approved", compute="_compute_counts")
    failed_count = fields.Integer("Failed", compute="_compute_counts")
    left_out_count = fields.Integer("Left out", compute="_compute_counts")
    progress = fields.Float(
        "Approved %",
        compute="_compute_counts",
        digits=(5, 1),
        help="Reports approved, of all there are to be.",
    )

    _period_unique = models.UniqueIndex(
        "(program_id, period_start, period_end) WHERE state != 'cancelled'",
        "There is a round of reports of this period already. Open that one.",
    )

    def _default_program_id(self):
        return self.env["satisfaction.program.report"]._default_program_id()

    @api.depends("program_id", "period_day")
    def _compute_period(self):
        for round_ in self:
            program, day = round_.program_id, round_.period_day
            start, end = program._get_period(day) if program and day else (False, False)
            round_.period_start, round_.period_end = start, end
            round_.period_label = start and program._get_period_label(start, end)

    @api.depends("program_id", "period_label")
    def _compute_display_name(self):
        for round_ in self:
            round_.display_name = (
                f"{round_.program_id.name or ''} · {round_.period_label or ''}"
            )

    @api.depends("line_ids.state")
    def _compute_counts(self):
        """Of the reports the reader may see."""
        counts = {}
        for round_, state, count in self.env[
            "satisfaction.report.round.line"
        ]._read_group(
            [("round_id", "in", self.ids)], ["round_id", "state"], ["__count"]
        ):
            counts.setdefault(round_.id, {})[state] = count
        for round_ in self:
            found = counts.get(round_.id, {})
            round_.left_out_count = found.get("left_out", 0)
            round_.total_count = sum(found.values()) - round_.left_out_count
            round_.printing_count = found.get("printing", 0)
            round_.open_count = found.get("open", 0)
            round_.approved_count = found.get("approved", 0) + found.get("sent", 0)
            round_.failed_count = found.get("failed", 0)
            round_.progress = (
                100.0 * round_.approved_count / round_.total_count
                if round_.total_count
                else 0.0
            )

    @api.constrains("program_id", "period_day")
    def _check_period_day(self):
        for round_ in self:
            round_.program_id._check_day_inside(round_.period_day)

    def write(self, vals):
        fixed = {"program_id", "period_day", "client_choice", "client_ids"}
        if not fixed.isdisjoint(vals):
            for round_ in self.filtered(lambda one: one.state != "draft"):
                raise UserError(
                    self.env._(
                        "The reports of %s are being prepared already. Cancel the round"
                        " and make a new one to choose otherwise.",
                        round_.display_name,
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        for round_ in self:
            if round_.state not in ("draft", "cancelled"):
                raise UserError(
                    self.env._(
                        "Cancel %s first; then it can be deleted.", round_.display_name
                    )
                )

    # ------------------------------------------------------------------
    # What people do
    # ------------------------------------------------------------------
    def action_prepare(self):
        """Have the reports printed; nobody outside gets anything yet."""
        self.check_access("write")
        for round_ in self.filtered(lambda one: one.state == "draft"):
            if round_.period_end >= round_.company_id._satisfaction_today():
                raise UserError(
                    self.env._(
                        "%(period)s isn't over yet. Prepare its reports from"
                        " %(day)s on.",
                        period=round_.period_label,
                        day=format_date(
                            self.env, fields.Date.add(round_.period_end, days=1)
                        ),
                    )
                )
            if round_.client_choice == "some" and not round_.client_ids:
                raise UserError(
                    self.env._("Choose the clients the reports are for, or all.")
                )
            round_.write({"state": "preparing", "user_id": self.env.uid})
        self._trigger()

    def action_approve_all(self):
        """Approve all printed reports the user may decide on."""
        lines = self.env["satisfaction.report.round.line"].search(
            Domain("round_id", "in", self.ids) & Domain("state", "=", "open")
        )
        lines.action_approve()

    def action_close(self):
        """Nothing more is to come of this round."""
        self.check_access("write")
        for round_ in self.filtered(lambda one: one.state == "approving"):
            if round_.printing_count:
                raise UserError(
                    self.env._(
                        "Some reports of %s are still being printed. Wait a moment,"
                        " please.",
                        round_.display_name,
                    )
                )
            round_.state = "done"

    def action_cancel(self):
        """Stop it: reports not approved yet are withdrawn, others stay as they are."""
        self.check_access("write")
        for round_ in self.filtered(lambda one: one.state != "done"):
            # sudo: whoever may cancel the round may withdraw what it made
            waiting = round_.sudo().line_ids.report_id.filtered(
                lambda report: report.state in ("printing", "ready")
            )
            waiting.action_withdraw()
            round_.state = "cancelled"
        # Another round of the period may be made in the same transaction.
        self.flush_recordset(["state"])

    def action_open_lines(self):
        """The reports as a list to look at and approve."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_satisfaction.action_report_round_lines"
        )
        return {
            **action,
            "domain": [("round_id", "=", self.id)],
            "context": {"search_default_open": 1},
            "display_name": self.display_name,
        }

    def action_open_program_report(self):
        """The draft of the report to management."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "satisfaction.program.report",
            "res_id": self.program_report_id.id,
            "view_mode": "form",
        }

    def _trigger(self):
        # sudo: wakes a job, no more
        self.env.ref("client_satisfaction.ir_cron_report_rounds").sudo()._trigger()
