# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Client Satisfaction: Service Levels",
    "summary": "Show clients who are dissatisfied although their SLA is met",
    "version": "19.0.1.0.0",
    "category": "Services/Helpdesk",
    "license": "AGPL-3",
    "author": "Client Satisfaction contributors, Odoo Community Association (OCA)",
    "website": "https://github.com/OCA/helpdesk",
    "development_status": "Beta",
    "depends": ["client_satisfaction", "helpdesk_mgmt_sla"],
    "auto_install": True,
}
