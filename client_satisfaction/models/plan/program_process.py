# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models

# The nine sub-processes of a client satisfaction programme (S0), in their order
PROCESSES = [
    ("01", "Planning the feedback programme"),
    ("02", "Setting performance targets"),
    ("03", "Designing event surveys"),
    ("04", "Asking about events, and the answers"),
    ("05", "Analysing event results"),
    ("06", "Designing relationship surveys"),
    ("07", "Carrying out relationship surveys"),
    ("08", "Analysing relationship results"),
    ("09", "Negative feedback and complaints"),
]


class SatisfactionProgramProcess(models.Model):
    """What a company adds to one sub-process: who answers for it, its documents.

    The process itself is the product's; its state is read from the figures, see
    ``satisfaction.program.map``.
    """

    _name = "satisfaction.program.process"
    _description = "Sub-Process of a Satisfaction Programme"
    _inherit = ["satisfaction.own.documents"]
    _order = "program_id, code"
    _rec_name = "code"
    _check_company_auto = True

    program_id = fields.Many2one(
        "satisfaction.program",
        "Programme",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="program_id.company_id", store=True)
    code = fields.Selection(PROCESSES, "Process", required=True, readonly=True)
    responsible_id = fields.Many2one(
        "res.users",
        check_company=True,
        domain="[('share', '=', False)]",
        help="Empty: who has the role in the programme.",
    )
    systems = fields.Char(
        help="Which systems are used besides this one, e.g. monitoring, telephony."
    )
    note = fields.Text(
        "How we do it", help="Printed in the handbook: what your people have to know."
    )
    document_ids = fields.Many2many(
        "ir.attachment",
        "satisfaction_program_process_document_rel",
        string="Documents",
        help="Procedures, forms, minutes. Printed in the handbook by name.",
    )

    _process_unique = models.UniqueIndex(
        "(program_id, code)", "A programme has each process once."
    )

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_display_name(self):
        names = dict(self._fields["code"]._description_selection(self.env))
        for process in self:
            process.display_name = names.get(process.code)


class SatisfactionProgram(models.Model):
    """Every programme has all nine sub-processes (R127)."""

    _inherit = "satisfaction.program"

    process_ids = fields.One2many(
        "satisfaction.program.process", "program_id", "Processes", copy=True
    )

    @api.model_create_multi
    def create(self, vals_list):
        programs = super().create(vals_list)
        for program in programs:
            present = program.process_ids.mapped("code")
            program.process_ids = [
                Command.create({"code": code})
                for code, _label in PROCESSES
                if code not in present
            ]
        return programs
