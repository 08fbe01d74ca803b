# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import score, score_line
from . import score_display, score_store, score_rules
from . import score_recompute, score_pending
from . import program, channel, band
from . import res_partner
from . import kpi_value, kpi_queries, kpi_efficiency, kpi_compute
from . import score_efficiency, kpi_program, gamification_goal, kpi_target
from . import kpi_display, kpi_target_display, key_drivers
from . import assessment_line, assessment_result, assessment_scorecard
from . import (
    assessment_compute,
    assessment_compare,
    assessment_pending,
    assessment_display,
)
from . import start_page, start_page_cards, start_page_lists, start_page_work
from . import start_page_meetings
from . import program_map_facts, program_map_results, program_map_roles
from . import client_overview, dashboard
from . import answer_report, ask_report, score_report
from . import printed_document, client_report
from . import program_report, program_report_delivery, report_program
from . import report_wish, client_report_mail
from . import report_round, report_round_line, report_round_work
from . import survey_results, survey_results_filters, survey_results_choices
from . import survey_results_figures, survey_results_display
from . import survey_results_questions, survey_results_comments
from . import survey_results_links, survey_results_index
from . import performance
from . import export, export_job, start_page_export
from . import start_page_reports
