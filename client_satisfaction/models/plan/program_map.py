# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from .program_process import PROCESSES

READERS = (
    "client_satisfaction.group_client_manager,"
    "client_satisfaction.group_senior_management"
)
KPIS_OF = {
    "02": ("satisfied_share", "score"),
    "04": ("response_rate", "callback_coverage"),
    "05": ("tickets", "ticket_csat", "improvement"),
    "07": ("coverage",),
    "08": ("relationship", "nps", "retention"),
    "09": ("reopened_share",),
}


class SatisfactionProgramMap(models.AbstractModel):
    """The programme's sub-processes as one live page, and its handbook (R127, R11).

    Everything is searched as the reader: a client manager sees the figures of own
    clients. States come from figures only; nobody sets them.
    """

    _name = "satisfaction.program.map"
    _description = "Programme Map"

    @api.model
    @api.readonly
    def get_data(self, program_id=None):
        """The whole page as plain values.

        :param program_id: whose; by default the programme of today, else the latest
        :raises AccessError: for people outside the programme's management
        """
        if not self.env.user.has_groups(READERS):
            raise AccessError(
                self.env._("The programme map is for the programme's management.")
            )
        programs = self.env["satisfaction.program"].search(
            [("company_id", "in", self.env.companies.ids)]
        )
        program = programs.browse(program_id or ()).exists() & programs
        program = program or self._find_program(programs)
        user = self.env.user
        manages = user.has_group("client_satisfaction.group_program_manager")
        return {
            "programs": [{"id": one.id, "name": one.display_name} for one in programs],
            "program": program and self._describe_program(program),
            "processes": program and self._get_processes(program),
            "roles": program and self._get_roles(program),
            "manages": manages,
            "prints": bool(program)
            and user.has_groups(
                "client_satisfaction.group_program_manager,"
                "client_satisfaction.group_senior_management"
            ),
            "own_clients_only": not user.has_groups(
                "client_satisfaction.group_program_manager,"
                "client_satisfaction.group_senior_management"
            ),
        }

    @api.model
    def _find_program(self, programs):
        company = self.env.company
        mine = programs.filtered(lambda program: program.company_id == company)
        today = company._satisfaction_today()
        current = mine.filtered(lambda program: program.year == today.year)
        return (current or mine or programs)[:1]

    @api.model
    def _describe_program(self, program):
        states = dict(program._fields["state"]._description_selection(self.env))
        return {
            "id": program.id,
            "name": program.name,
            "year": str(program.year),
            "company": program.company_id.name,
            "state": program.state,
            "state_label": states[program.state],
            "manager": program.manager_id.name,
        }

    # ------------------------------------------------------------------
    # Sub-processes
    # ------------------------------------------------------------------
    @api.model
    def _get_processes(self, program):
        """The nine sub-processes of a programme, as plain values in their order."""
        names = dict(
            self.env["satisfaction.program.process"]
            ._fields["code"]
            ._description_selection(self.env)
        )
        purposes, states = self._get_purposes(), self._get_state_names()
        seen, hidden = self._get_seen_tasks(), self._get_hidden_tasks()
        roles, people = self._get_role_names(), self._get_responsibles(program)
        values = self._get_kpi_values(program)
        own = {process.code: process for process in program.process_ids}
        result = []
        for code, _label in PROCESSES:
            facts = getattr(self, f"_get_process_{code}")(program)
            process = own.get(code, self.env["satisfaction.program.process"])
            result.append(
                {
                    "code": code,
                    "id": process.id,
                    "name": names[code],
                    "purpose": purposes[code],
                    "state": facts["state"],
                    "state_label": states[facts["state"]],
                    "reason": facts.get("reason", ""),
                    "figures": facts.get("figures", []),
                    "documents": facts.get("documents", []),
                    "attachments": [
                        {
                            "name": document.name,
                            "url": f"/web/content/{document.id}?download=true",
                        }
                        for document in process.document_ids
                    ],
                    "action": facts["action"],
                    "role": roles[code],
                    "people": [
                        user.name for user in process.responsible_id or people[code]
                    ],
                    "systems": process.systems or "",
                    "note": process.note or "",
                    "kpis": [
                        values[kpi] for kpi in KPIS_OF.get(code, ()) if kpi in values
                    ],
                    "seen": seen[code],
                    "hidden": hidden[code],
                }
            )
        return result

    @api.model
    def _figure(self, model, label, domain, tone=""):
        return self.env["satisfaction.start.page"]._figure(model, label, domain, tone)

    @api.model
    def _link(self, model, name, domain=None, res_id=False):
        """What the page opens: a list, or one record."""
        to_plain = self.env["satisfaction.start.page"]._to_plain
        return {
            "res_model": model,
            "name": name,
            "domain": to_plain(Domain(domain or Domain.TRUE)) if domain else [],
            "res_id": res_id,
        }

    @api.model
    def _document(self, name, detail="", action=None):
        return {"name": name, "detail": detail, "action": action}
