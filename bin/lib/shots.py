# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which pictures README and guides have: whose eyes, which page, how large.

To add a picture, add a line to ``SHOTS``. A place in braces in its address is filled in
by ``screenshots._Gallery.places``.
"""

from dataclasses import dataclass

from story_office import AGENT, PROGRAMME_MANAGER

CLIENT_MANAGER = "clientmanager"
CALLER = "caller"
DESKTOP = (1280, 800)
PHONE = (390, 844)


@dataclass(frozen=True)
class Shot:
    """A picture of a page."""

    name: str
    #: whose eyes; None is a visitor without a login
    login: str | None
    address: str
    size: tuple[int, int]
    #: an element that is there when the page is ready
    ready: str
    #: the whole page instead of the window
    whole: bool = False
    #: what is pressed then, and an element that is there afterwards
    press: tuple[str, str] | None = None


SHOTS = (
    Shot(
        "start-page",
        PROGRAMME_MANAGER,
        "/odoo/action-client_satisfaction.action_start_page",
        DESKTOP,
        ".o_satisfaction_start",
    ),
    Shot(
        "start-page-phone",
        CLIENT_MANAGER,
        "/odoo/action-client_satisfaction.action_start_page",
        PHONE,
        ".o_satisfaction_start",
    ),
    Shot(
        "programme",
        PROGRAMME_MANAGER,
        "/odoo/action-client_satisfaction.action_programs/{program}",
        DESKTOP,
        ".o_form_view .o_field_widget",
    ),
    Shot(
        "score",
        PROGRAMME_MANAGER,
        "/odoo/action-client_satisfaction.action_scores/{score}",
        DESKTOP,
        ".o_form_view .o_list_renderer",
    ),
    Shot(
        "cases",
        PROGRAMME_MANAGER,
        "/odoo/action-client_satisfaction.action_cases",
        DESKTOP,
        ".o_kanban_record",
    ),
    Shot(
        "case",
        CLIENT_MANAGER,
        "/odoo/action-client_satisfaction.action_cases/{case}",
        DESKTOP,
        ".o_form_view .o_field_widget",
    ),
    Shot(
        "ticket",
        AGENT,
        "/odoo/action-helpdesk_mgmt.helpdesk_ticket_action/{ticket}",
        DESKTOP,
        ".o_form_view .oe_stat_button",
    ),
    Shot(
        "rule",
        PROGRAMME_MANAGER,
        "/odoo/action-client_satisfaction.action_rules/{rule}",
        DESKTOP,
        ".o_form_view .o_field_widget",
    ),
    Shot(
        "questionnaires",
        PROGRAMME_MANAGER,
        "/odoo/action-client_satisfaction.action_surveys",
        DESKTOP,
        ".o_data_row",
    ),
    Shot(
        "programme-map",
        PROGRAMME_MANAGER,
        "/odoo/satisfaction-map",
        DESKTOP,
        ".o_satisfaction_map_code",
    ),
    Shot(
        "weights",
        PROGRAMME_MANAGER,
        "/odoo/satisfaction-weights",
        DESKTOP,
        "table input",
    ),
    Shot(
        "wave",
        PROGRAMME_MANAGER,
        "/odoo/satisfaction-waves/{wave}",
        DESKTOP,
        ".o_form_view svg",
    ),
    Shot(
        "assessment",
        PROGRAMME_MANAGER,
        "/odoo/satisfaction-assessment-results/{assessment}",
        DESKTOP,
        ".o_form_view svg",
        whole=True,
    ),
    Shot(
        "kpis",
        PROGRAMME_MANAGER,
        "/odoo/satisfaction-kpis",
        DESKTOP,
        ".o_kanban_record",
    ),
    Shot(
        "key-drivers",
        PROGRAMME_MANAGER,
        "/odoo/satisfaction-key-drivers",
        DESKTOP,
        ".o_form_view",
    ),
    Shot(
        "alerts",
        PROGRAMME_MANAGER,
        "/odoo/satisfaction-alerts",
        DESKTOP,
        ".o_data_row",
    ),
    Shot(
        "remarks",
        PROGRAMME_MANAGER,
        "/odoo/action-client_satisfaction.action_remarks",
        DESKTOP,
        ".o_kanban_record, .o_data_row",
    ),
    Shot(
        "actions",
        PROGRAMME_MANAGER,
        "/odoo/satisfaction-actions",
        DESKTOP,
        ".o_kanban_record, .o_data_row",
    ),
    Shot(
        "results",
        PROGRAMME_MANAGER,
        "/odoo/action-client_satisfaction.action_survey_results"
        "?of=satisfaction.wave-{wave}",
        DESKTOP,
        ".o_satisfaction_results_cards",
    ),
    Shot(
        "performance",
        PROGRAMME_MANAGER,
        "/odoo/satisfaction-performance",
        DESKTOP,
        ".o_satisfaction_performance_row",
    ),
    Shot(
        "dashboard",
        PROGRAMME_MANAGER,
        "/odoo/dashboards?dashboard_id={dashboard}",
        DESKTOP,
        ".o-figure",
    ),
    Shot(
        "portal-phone",
        "client.emma",
        "/my/satisfaction",
        PHONE,
        "#wrapwrap",
    ),
    Shot(
        "portal-company",
        "client.emma",
        "/my/satisfaction/company",
        DESKTOP,
        "#wrap svg",
        whole=True,
    ),
    Shot(
        "client",
        CLIENT_MANAGER,
        "/odoo/action-client_satisfaction.action_clients/{client}",
        DESKTOP,
        ".o_form_view svg",
        whole=True,
    ),
    Shot(
        "calls",
        CALLER,
        "/odoo/action-client_satisfaction.action_callbacks",
        DESKTOP,
        ".o_data_row",
    ),
    Shot(
        "call",
        CALLER,
        "/odoo/action-client_satisfaction.action_callbacks",
        DESKTOP,
        ".o_data_row",
        press=("button[name=action_next_call]", ".o_satisfaction_questions"),
    ),
    Shot(
        "interview",
        CALLER,
        "/odoo/action-client_satisfaction.action_interviews",
        DESKTOP,
        ".o_data_row",
        press=("button[name=action_interview]", ".o_satisfaction_interview"),
    ),
    Shot("answer-desktop", None, "{answer}", DESKTOP, "form", whole=True),
    Shot("answer-phone", None, "{answer}", PHONE, "form", whole=True),
    Shot("mail", None, "{mail}", (720, 440), "body", whole=True),
)
