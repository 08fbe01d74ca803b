# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain

MOST_NAMES = 8


class SatisfactionProgramMap(models.AbstractModel):
    """Who has which role in the programme, by name (R117–R121)."""

    _inherit = "satisfaction.program.map"

    @api.model
    def _get_members(self, group, company):
        """Colleagues of the company with a role of their own, not by a higher one."""
        # sudo: names of colleagues only; which group they are in is no secret here
        users = self.env.ref(f"client_satisfaction.group_{group}").sudo().user_ids
        return users.filtered(
            lambda user: user.active and not user.share and company in user.company_ids
        ).sorted("name")

    @api.model
    def _get_responsibles(self, program):
        """{code of sub-process: users} where nobody is named for it."""
        company = program.company_id
        interviewers = self._get_members("interviewer", company)
        clients = self._get_client_managers(program)
        services = self._get_service_managers(program)
        senior = program.senior_manager_id or self._get_members(
            "senior_management", company
        )
        manager = program.manager_id
        return {
            "01": manager,
            "02": senior or manager,
            "03": manager,
            "04": interviewers or manager,
            "05": services or manager,
            "06": manager,
            "07": interviewers or manager,
            "08": clients or manager,
            "09": clients or manager,
        }

    @api.model
    def _get_client_managers(self, program):
        rows = self.env["res.partner"]._read_group(
            self._get_clients_domain(program)
            & Domain("client_manager_id", "!=", False),
            ["client_manager_id"],
        )
        users = self.env["res.users"].union(*(user for (user,) in rows))
        return (program.client_manager_id | users).sorted("name")

    @api.model
    def _get_service_managers(self, program):
        categories = self._get_categories(program)
        return program.service_manager_id | categories.satisfaction_service_manager_id

    @api.model
    def _get_categories(self, program):
        return self.env["helpdesk.ticket.category"].search(
            Domain("company_id", "in", [program.company_id.id, False])
            & Domain("satisfaction_service_manager_id", "!=", False)
        )

    @api.model
    def _get_roles(self, program):
        """All roles of the programme: who they are, what they do, by side."""
        company = program.company_id
        teams = self.env["helpdesk.ticket.team"].search(
            Domain("company_id", "in", [company.id, False])
        )
        specialists = self._get_members("program_manager", company)
        services = [
            f"{category.satisfaction_service_manager_id.name} ({category.name})"
            for category in self._get_categories(program)
        ] or program.service_manager_id.mapped("name")
        rows = [
            (
                self.env._("Programme manager"),
                self.env._(
                    "Organises and runs everything; stands in for whoever is missing"
                ),
                program.manager_id.mapped("name"),
            ),
            (
                self.env._("Quality specialist"),
                self.env._(
                    "Prepares questionnaires, runs surveys, watches the answers"
                ),
                (specialists - program.manager_id).mapped("name"),
            ),
            (
                self.env._("Callback agent"),
                self.env._("Rings the contacts of closed tickets"),
                program._get_interviewers().mapped("name"),
            ),
            (
                self.env._("Independent interviewer"),
                self.env._("Interviews clients; never worked on their tickets"),
                self._get_members("interviewer", company).mapped("name"),
            ),
            (
                self.env._("Client manager"),
                self.env._("Looks after the relationship; calls after a low answer"),
                self._get_client_managers(program).mapped("name"),
            ),
            (
                self.env._("Service manager by type of service"),
                self.env._("Answers for a type of service; joins the call"),
                services,
            ),
            (
                self.env._("Senior management"),
                self.env._(
                    "Sets goals and sampling conditions, receives results, joins the"
                    " call after a very low answer"
                ),
                (
                    program.senior_manager_id
                    | self._get_members("senior_management", company)
                ).mapped("name"),
            ),
            (
                self.env._("Service teams"),
                self.env._("Do the work that is rated; carry out improvements"),
                teams.mapped("name"),
            ),
        ]
        return [
            {"side": "provider", "role": role, "does": does, "people": self._cap(names)}
            for role, does, names in rows
        ] + self._get_client_roles(program)

    @api.model
    def _get_client_roles(self, program):
        """Roles on the clients' side with how many people have them, and suppliers."""
        contacts = self.env["res.partner"]
        clients = contacts._search(self._get_clients_domain(program))
        counts = dict(
            contacts._read_group(
                Domain("satisfaction_role", "!=", False)
                & Domain("commercial_partner_id", "in", clients),
                ["satisfaction_role"],
                ["__count"],
            )
        )
        labels = dict(
            contacts._fields["satisfaction_role"]._description_selection(self.env)
        )
        does = {
            "interface": self.env._("Speaks for the client day by day"),
            "decision_leader": self.env._(
                "Decides about the partnership; is interviewed"
            ),
            "vip": self.env._("Rates with particular weight"),
            "end_user": self.env._("Rates the daily service"),
        }
        suppliers = self.env["satisfaction.action"]._read_group(
            Domain("program_id", "=", program.id) & Domain("supplier_id", "!=", False),
            ["supplier_id"],
        )
        return [
            {
                "side": "client",
                "role": label,
                "does": does.get(code, ""),
                "people": [self.env._("%s people", counts.get(code, 0))],
            }
            for code, label in labels.items()
        ] + [
            {
                "side": "supplier",
                "role": self.env._("Supplier or subcontractor"),
                "does": self.env._("Improves its part when asked"),
                "people": self._cap([supplier.name for (supplier,) in suppliers]),
            }
        ]

    @api.model
    def _cap(self, names):
        """A few names, and how many there are besides."""
        names = list(dict.fromkeys(names))
        if len(names) <= MOST_NAMES:
            return names
        return [
            *names[:MOST_NAMES],
            self.env._("and %s more", len(names) - MOST_NAMES),
        ]
