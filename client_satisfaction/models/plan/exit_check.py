# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

CHECKS = [
    ("event_results", "Management has received the results of the event surveys"),
    (
        "relationship_results",
        "Management has received the results of the relationship surveys",
    ),
    ("communicated", "The results were communicated inside the company"),
    ("improvements", "Improvements of the service were identified"),
    ("actions_done", "What was promised after negative feedback is done"),
    ("reviewed", "What was done was reviewed with the clients"),
    ("own", "Own point"),
]
STANDARD_CODES = [code for code, _label in CHECKS if code != "own"]
EVIDENCE_FIELDS = {"note", "evidence_ref", "attachment_ids"}
# Models a piece of evidence may be a record of
EVIDENCE_MODELS = (
    "satisfaction.review",
    "satisfaction.wave",
    "satisfaction.assessment",
    "satisfaction.action",
    "satisfaction.case",
    "satisfaction.score",
)


class SatisfactionExitCheck(models.Model):
    """One thing that has to be true before a programme year is closed (R13).

    Where the product knows, it says what is still open and lets nobody confirm the
    contrary. The rest is confirmed by a person, with evidence.
    """

    _name = "satisfaction.exit.check"
    _description = "Exit Check of a Satisfaction Programme"
    _inherit = ["satisfaction.own.documents"]
    _documents_field = "attachment_ids"
    _order = "program_id, sequence, id"
    _rec_name = "title"

    program_id = fields.Many2one(
        "satisfaction.program",
        "Programme",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="program_id.company_id", store=True)
    sequence = fields.Integer(default=100, aggregator=None)
    code = fields.Selection(CHECKS, "Kind", required=True, default="own", readonly=True)
    name = fields.Char("Own words", help="What has to be true; for points of your own.")
    title = fields.Char("What has to be true", compute="_compute_title")
    verdict = fields.Selection(
        [
            ("met", "Seems so"),
            ("open", "Not yet"),
            ("person", "A person has to say"),
        ],
        "By the figures",
        compute="_compute_verdict",
    )
    finding = fields.Text("What the figures say", compute="_compute_verdict")
    note = fields.Text(
        "Evidence", help="When, where and by whom, e.g. “Board meeting of 12 January”."
    )
    evidence_ref = fields.Reference(selection="_select_evidence_model", string="Record")
    attachment_ids = fields.Many2many(
        "ir.attachment",
        "satisfaction_exit_check_attachment_rel",
        string="Documents",
    )
    confirmed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    confirmed_on = fields.Datetime(readonly=True, copy=False)
    state = fields.Selection(
        [("open", "Open"), ("ready", "To be confirmed"), ("done", "Confirmed")],
        compute="_compute_state",
    )

    _standard_once = models.UniqueIndex(
        "(program_id, code) WHERE code != 'own'",
        "This point is on the programme's list already.",
    )
    _own_named = models.Constraint(
        "CHECK (code != 'own' OR name <> '')", "Write what has to be true."
    )

    @api.model
    def _select_evidence_model(self):
        return [
            (name, self.env[name]._description)
            for name in EVIDENCE_MODELS
            if name in self.env
        ]

    @api.depends_context("lang")
    @api.depends("code", "name")
    def _compute_title(self):
        labels = dict(self._fields["code"]._description_selection(self.env))
        for check in self:
            check.title = check.name or labels.get(check.code)

    @api.depends_context("lang")
    @api.depends("code", "program_id")
    def _compute_verdict(self):
        for program, checks in self.grouped("program_id").items():
            findings = program._get_exit_findings()
            for check in checks:
                check.verdict, check.finding = findings.get(check.code, ("person", ""))

    @api.depends("confirmed_on", "verdict")
    def _compute_state(self):
        for check in self:
            if check.verdict == "open":
                check.state = "open"
            elif check.confirmed_on:
                check.state = "done"
            else:
                check.state = "ready"

    # ------------------------------------------------------------------
    # Who may change what
    # ------------------------------------------------------------------
    def write(self, vals):
        self._check_changeable(vals)
        return super().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        checks = super().create(vals_list)
        checks._refuse_closed()
        return checks

    @api.ondelete(at_uninstall=False)
    def _unlink_except_standard(self):
        self._refuse_closed()
        for check in self.filtered(lambda check: check.code != "own"):
            raise UserError(
                self.env._(
                    "“%(check)s” belongs to every programme. Where it doesn't apply,"
                    " say why in the evidence and confirm it.",
                    check=check.title,
                )
            )

    def _check_changeable(self, vals):
        """Evidence is a matter of management and of the programme's manager."""
        self._refuse_closed()
        manages = self.env.su or self.env.user.has_group(
            "client_satisfaction.group_program_manager"
        )
        if not manages and not EVIDENCE_FIELDS.issuperset(vals):
            raise AccessError(
                self.env._("The list is the programme manager's; you may add evidence.")
            )

    def _refuse_closed(self):
        for program in self.program_id:
            if program.state == "closed":
                raise UserError(
                    self.env._(
                        "%(program)s is closed, so its checklist stays as it is. Reopen"
                        " the programme to change it.",
                        program=program.name,
                    )
                )

    def _has_evidence(self):
        self.ensure_one()
        return bool(
            (self.note or "").strip() or self.evidence_ref or self.attachment_ids
        )

    def action_confirm(self):
        """Say that it is true, by name and with the moment.

        :raises UserError: where figures say otherwise, or evidence is missing
        """
        self.check_access("write")
        for check in self.filtered(lambda check: not check.confirmed_on):
            if check.verdict == "open":
                raise UserError(
                    self.env._(
                        "“%(check)s” can't be confirmed yet: %(finding)s",
                        check=check.title,
                        finding=check.finding,
                    )
                )
            if check.verdict == "person" and not check._has_evidence():
                raise UserError(
                    self.env._(
                        "Say how one can see that “%(check)s”: write a note, attach a"
                        " document or name a record.",
                        check=check.title,
                    )
                )
            # sudo: who may add evidence may confirm; nothing else is written
            check.sudo().write(
                {"confirmed_by_id": self.env.uid, "confirmed_on": fields.Datetime.now()}
            )

    def action_withdraw(self):
        """Take a confirmation back, e.g. given too early."""
        self.check_access("write")
        # sudo: see action_confirm
        self.sudo().write({"confirmed_by_id": False, "confirmed_on": False})

    def action_open_finding(self):
        """The list behind what the figures say, as far as the reader may see it."""
        self.ensure_one()
        return self.program_id._open_exit_list(self.code)
