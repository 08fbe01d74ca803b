# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from .printed_document import MAX_ATTEMPTS

LEFT_OUT = [
    ("unwanted", "Wants no reports"),
    ("not_measured", "Nobody answered"),
    ("withdrawn", "Report withdrawn"),
]


class SatisfactionReportRoundLine(models.Model):
    """One client in a round of reports: its report, or why there is none.

    The stage follows the report's own; nothing is decided here that isn't decided
    there.
    """

    _name = "satisfaction.report.round.line"
    _description = "Report in a Round"
    _order = "round_id desc, state_order, client_name, id"
    _rec_name = "client_id"

    round_id = fields.Many2one(
        "satisfaction.report.round",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="round_id.company_id", store=True)
    period_label = fields.Char(related="round_id.period_label", store=True)
    client_id = fields.Many2one(
        "res.partner", required=True, readonly=True, ondelete="cascade", index=True
    )
    client_name = fields.Char(related="client_id.name", store=True)
    client_manager_id = fields.Many2one(related="client_id.client_manager_id")
    score_id = fields.Many2one("satisfaction.score", readonly=True, ondelete="set null")
    score_text = fields.Char(related="score_id.score_text")
    report_id = fields.Many2one(
        "satisfaction.client.report",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    reason = fields.Selection(LEFT_OUT, "Why left out", readonly=True)
    state = fields.Selection(
        [
            ("failed", "Failed"),
            ("open", "To be approved"),
            ("printing", "Being printed"),
            ("approved", "Approved"),
            ("sent", "Sent"),
            ("left_out", "Left out"),
        ],
        "Stage",
        compute="_compute_state",
        store=True,
        index=True,
    )
    state_order = fields.Integer(compute="_compute_state", store=True, aggregator=None)
    problem = fields.Char(compute="_compute_problem")

    _client_once = models.UniqueIndex(
        "(round_id, client_id)", "A client is in a round once."
    )

    @api.depends(
        "reason",
        "report_id.state",
        "report_id.mail_state",
        "report_id.print_attempts",
    )
    def _compute_state(self):
        order = [code for code, _label in self._fields["state"].selection]
        for line in self:
            line.state = line._get_state()
            line.state_order = order.index(line.state)

    def _get_state(self):
        report = self.report_id
        if self.reason or not report or report.state == "withdrawn":
            return "left_out"
        if report.state == "printing":
            return "failed" if report.print_attempts >= MAX_ATTEMPTS else "printing"
        if report.state == "ready":
            return "open"
        if report.mail_state == "failed":
            return "failed"
        return "sent" if report.mail_state == "sent" else "approved"

    @api.depends("report_id.print_error", "report_id.mail_problem", "reason")
    @api.depends_context("lang")
    def _compute_problem(self):
        reasons = dict(self._fields["reason"]._description_selection(self.env))
        mails = dict(
            self.env["satisfaction.client.report"]
            ._fields["mail_state"]
            ._description_selection(self.env)
        )
        for line in self:
            report = line.report_id
            line.problem = (
                reasons.get(line.reason)
                or (report.state == "printing" and report.print_error)
                or report.mail_problem
                or (report.state == "withdrawn" and reasons["withdrawn"])
                or (report.mail_state == "nobody" and mails["nobody"])
                or False
            )

    # ------------------------------------------------------------------
    # What people do
    # ------------------------------------------------------------------
    def action_approve(self):
        """The clients get these reports; whoever isn't allowed is told so."""
        reports = self.filtered(lambda line: line.state == "open").report_id
        if not reports:
            raise UserError(
                self.env._(
                    "There is nothing to approve here: choose reports that are printed"
                    " and not approved yet."
                )
            )
        reports.action_release()

    def action_retry(self):
        """Print or mail again what failed."""
        for line in self.filtered(lambda one: one.state == "failed"):
            if line.report_id.state == "printing":
                line.report_id.action_print_again()
            else:
                line.report_id.action_mail_again()

    def action_leave_out(self):
        """This client gets no report in this round; it is withdrawn."""
        self.report_id.filtered(
            lambda report: report.state in ("printing", "ready")
        ).action_withdraw()

    def action_open_document(self):
        """Look at the PDF."""
        self.ensure_one()
        if not self.report_id.document_name:
            raise UserError(self.env._("There is no PDF yet."))
        return self.report_id.action_open_document()

    def action_open_report(self):
        """The report with everything that was done about it."""
        self.ensure_one()
        if not self.report_id:
            raise UserError(self.env._("There is no report for this client."))
        return self.report_id._open()
