# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The world that is measured: a running programme, a team, clients with contacts."""

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class World:
    env: Any
    program: Any
    team: Any
    contacts: Any
    stage_open: Any
    stage_closed: Any

    def make_tickets(self, count: int) -> Any:
        """Open tickets, each of another contact as long as there are some."""
        tickets = self.env["helpdesk.ticket"].create(
            [
                {
                    "name": f"Printer {number} is out of order",
                    "description": "<p>It does not print.</p>",
                    "partner_id": self.contacts[number % len(self.contacts)].id,
                    "team_id": self.team.id,
                    "user_id": self.team.user_ids.id,
                    "stage_id": self.stage_open.id,
                }
                for number in range(count)
            ]
        )
        self.env.flush_all()
        return tickets


def make_world(env: Any, clients: int = 1000) -> World:
    """Build it in the transaction of ``env``; a rollback takes it away again."""
    company = env.company
    programs = env["satisfaction.program"].search([("company_id", "=", company.id)])
    programs.state = "draft"
    year = date.today().year
    program = programs.filtered(lambda one: one.year == year) or programs.create(
        {"name": "Measured", "company_id": company.id, "year": year}
    )
    program.strategy = "<p>We ask after every ticket.</p>"
    program.action_approve_strategy()
    program.action_start()
    team = env["helpdesk.ticket.team"].create(
        {"name": "Service desk", "user_ids": [(6, 0, env.user.ids)]}
    )
    stages = env["helpdesk.ticket.stage"].create(
        [{"name": "Open"}, {"name": "Solved", "closed": True}]
    )
    companies = env["res.partner"].create(
        [{"name": f"Client {number}", "is_company": True} for number in range(clients)]
    )
    contacts = env["res.partner"].create(
        [
            {
                "name": f"Contact {number}",
                "parent_id": client.id,
                "email": f"contact.{number}@client.example",
            }
            for number, client in enumerate(companies)
        ]
    )
    env.flush_all()
    return World(env, program, team, contacts, stages[0], stages[1])
