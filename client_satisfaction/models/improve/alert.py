# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty

SUBJECTS = [
    ("score", "Score"),
    ("assessment", "Relationship assessment"),
    ("silent", "Silent client"),
    ("response", "Response rate"),
]
LEVELS = [
    ("watch", "Watch"),
    ("low", "Below acceptable"),
    ("unacceptable", "Unacceptable"),
]


class SatisfactionAlert(models.Model):
    """An early warning: something deviates, and somebody is to look (R101).

    One alert is about one thing (a client's score of a period, an assessment, a
    silent client, a channel's response rate), however many findings speak for it.
    Findings are made by ``alert_watch``; what is done about a low score — ask the same
    people again, ask others, review it in person — starts here (R59, R60).
    """

    _name = "satisfaction.alert"
    _description = "Satisfaction Alert"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "level_order desc, noticed_at desc, id desc"
    _check_company_auto = True

    key = fields.Char(
        required=True,
        readonly=True,
        help="What the alert is about, so that nothing is reported twice.",
    )
    subject = fields.Selection(SUBJECTS, "About", required=True, readonly=True)
    level = fields.Selection(
        LEVELS,
        "Severity",
        required=True,
        readonly=True,
        default="watch",
        tracking=True,
        help="Below acceptable: find out whether the service really has a defect."
        " Unacceptable: the programme manager reviews it in person.",
    )
    level_order = fields.Integer(
        compute="_compute_level_order", store=True, aggregator=None
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    program_id = fields.Many2one(
        "satisfaction.program",
        "Programme",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    client_id = fields.Many2one(
        "res.partner",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: about the whole programme.",
    )
    score_id = fields.Many2one(
        "satisfaction.score",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    assessment_id = fields.Many2one(
        "satisfaction.assessment",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    channel_code = fields.Char(readonly=True)
    period_start = fields.Date("Period from", readonly=True)
    period_label = fields.Char("Period", readonly=True)
    noticed_at = fields.Datetime(
        "Noticed on", required=True, readonly=True, default=fields.Datetime.now
    )
    finding_ids = fields.One2many(
        "satisfaction.alert.finding", "alert_id", "What was noticed", readonly=True
    )
    summary = fields.Char(compute="_compute_summary")
    state = fields.Selection(
        [("open", "Open"), ("working", "Being looked at"), ("closed", "Closed")],
        required=True,
        default="open",
        readonly=True,
        index=True,
        tracking=True,
        group_expand=True,
    )
    user_id = fields.Many2one(
        "res.users",
        "Looks into it",
        index="btree_not_null",
        check_company=True,
        domain="[('share', '=', False)]",
        tracking=True,
        help="Looks into what deviates, and closes the alert with what was found.",
    )
    outcome = fields.Selection(
        [
            ("defect", "The service has a defect"),
            ("no_defect", "No defect of the service"),
            ("recovered", "Recovered by itself"),
            ("other", "Something else"),
        ],
        copy=False,
        tracking=True,
        help="What was found. Required to close the alert.",
    )
    note = fields.Html(
        "Analysis and review",
        copy=False,
        help="What was found, what is improved, what the client was told.",
    )
    closed_at = fields.Datetime(readonly=True, copy=False)

    _key_unique = models.UniqueIndex(
        "(company_id, key)", "This has been reported already."
    )
    _open_idx = models.Index("(company_id, subject) WHERE state != 'closed'")

    @api.depends("level")
    def _compute_level_order(self):
        order = [code for code, _label in LEVELS]
        for alert in self:
            alert.level_order = order.index(alert.level)

    @api.depends("subject", "client_id", "period_label")
    @api.depends_context("lang")
    def _compute_display_name(self):
        subjects = dict(self._fields["subject"]._description_selection(self.env))
        for alert in self:
            parts = (
                # sudo: who may read the alert may know whose it is
                alert.sudo().client_id.name,
                subjects.get(alert.subject),
                alert.period_label,
            )
            alert.display_name = " · ".join(part for part in parts if part)

    @api.depends("finding_ids")
    @api.depends_context("lang")
    def _compute_summary(self):
        for alert in self:
            alert.summary = "; ".join(alert.finding_ids.mapped("text"))

    # ------------------------------------------------------------------
    # Work
    # ------------------------------------------------------------------
    def action_take(self):
        """Whoever takes it looks into it."""
        self.check_access("write")
        for alert in self.filtered(lambda alert: alert.state == "open"):
            alert.write({"state": "working", "user_id": self.env.uid})

    def action_close(self):
        """Close it with its outcome.

        :raises UserError: something that belongs to it hasn't been done yet
        """
        self.check_access("write")
        for alert in self:
            missing = alert._get_missing()
            if missing:
                raise UserError(
                    self.env._(
                        "%(alert)s can't be closed yet. Please add: %(missing)s.",
                        alert=alert.display_name,
                        missing="; ".join(missing),
                    )
                )
        self._close()

    def _get_missing(self):
        """What an alert still needs before it is closed (R59, R60).

        :return: list of translated phrases
        """
        self.ensure_one()
        missing = []
        if not self.outcome:
            missing.append(self.env._("the outcome"))
        if self.level == "unacceptable":
            if is_html_empty(self.note):
                missing.append(self.env._("the analysis and review"))
            done = self.recheck_ids.filtered("was_reached").mapped("kind")
            if "callback_during" not in done:
                missing.append(self.env._("the call to the client during improvement"))
            if "callback_after" not in done:
                missing.append(self.env._("the call to the client afterwards"))
        return missing

    def _close(self):
        self.write({"state": "closed", "closed_at": fields.Datetime.now()})
        self.activity_unlink(["client_satisfaction.activity_type_alert"])

    def action_reopen(self):
        self.check_access("write")
        self.filtered(lambda alert: alert.state == "closed").write(
            {"state": "working", "closed_at": False}
        )

    # ------------------------------------------------------------------
    # Ways in
    # ------------------------------------------------------------------
    def action_open_subject(self):
        """The score, assessment or asks the alert is about."""
        self.ensure_one()
        record = self.score_id or self.assessment_id
        if record:
            return record._get_records_action()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_satisfaction.action_requests"
        )
        domain = [("company_id", "=", self.company_id.id), ("sent_at", "!=", False)]
        if self.client_id:
            domain.append(("client_id", "=", self.client_id.id))
        if self.channel_code:
            domain.append(("channel_code", "=", self.channel_code))
        return {**action, "domain": domain, "context": {"create": False}}

    def action_recheck(self):
        """Ask again about this; the kind comes from the button's context."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask again"),
            "res_model": "satisfaction.recheck.ask",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_alert_id": self.id,
                "default_kind": self.env.context.get("recheck_kind", "resurvey"),
            },
        }
