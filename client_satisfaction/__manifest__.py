# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Client Satisfaction",
    "summary": "Plan, ask, measure and improve client satisfaction on the helpdesk",
    "version": "19.0.1.0.0",
    "category": "Services/Helpdesk",
    "license": "AGPL-3",
    "author": "Client Satisfaction contributors, Odoo Community Association (OCA)",
    "website": "https://github.com/OCA/helpdesk",
    "development_status": "Beta",
    "depends": [
        "base_automation",
        "digest",
        "gamification",
        "helpdesk_mgmt",
        "portal",
        "spreadsheet_dashboard",
        "survey",
    ],
    "external_dependencies": {"python": ["xlsxwriter"]},
    "data": [
        "security/satisfaction_groups.xml",
        "security/ir.model.access.csv",
        "security/satisfaction_rules.xml",
        # Plan
        "views/plan/program_views.xml",
        "views/plan/client_views.xml",
        # Ask
        "data/ask/survey_event_data.xml",
        "data/ask/mail_template_data.xml",
        "data/ask/ir_cron_data.xml",
        "data/ask/helpdesk_stage_data.xml",
        "views/ask/request_views.xml",
        "views/ask/rule_views.xml",
        "views/ask/survey_views.xml",
        "views/ask/helpdesk_views.xml",
        "views/ask/answer_templates.xml",
        "wizards/answer_entry_views.xml",
        # Measure
        "data/measure/ir_cron_data.xml",
        "wizards/freeze_period_views.xml",
        "views/measure/score_views.xml",
        "report/client_review_report.xml",
        "views/report_buttons_views.xml",
        # Improve
        "data/improve/case_data.xml",
        "data/improve/root_cause_data.xml",
        "data/improve/mail_template_data.xml",
        "data/improve/activity_plan_data.xml",
        "data/improve/base_automation_data.xml",
        "data/improve/ir_cron_data.xml",
        "views/improve/case_views.xml",
        # Start page and menus
        "views/start_page_views.xml",
        "views/satisfaction_menus.xml",
    ],
    "demo": ["demo/demo.xml"],
    "assets": {
        "web.assets_backend": ["client_satisfaction/static/src/backend/**/*"],
    },
    "post_init_hook": "post_init_hook",
    "application": True,
}
