# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import answer_attempt, bad_token, rule, request, request_summary
from . import request_entry
from . import request_check, request_store, answer_rows, request_fetch
from . import mail_rendering
from . import request_answer, request_figures, request_send, request_drop
from . import request_mail, request_failure, rule_planning, mail_mail
from . import request_remind, rule_calendar, contact_planning, agreement, program_rules
from . import contact_archive, contact_asked
from . import survey_question, survey_survey, survey_user_input
from . import survey_effort, survey_indicator, survey_check, survey_version
from . import survey_snapshot
from . import survey_anonymous
from . import rule_survey, survey_recommendation
from . import sealed_answer
from . import closing, helpdesk_ticket, helpdesk_ticket_category
from . import helpdesk_ticket_stage, helpdesk_ticket_team
from . import request_open, request_page, suspicion, suspicion_hit
from . import monthly_partner, monthly_request, monthly_figures, monthly_rule
from . import entry_proof, import_request, import_job, import_template, import_problem
from . import callback_program, callback_attempt, callback_request, callback_people
from . import callback_sample, callback_draw, callback_work
from . import assessment, assessment_people, assessment_planning
from . import assessment_life, assessment_draft, assessment_interview, assessment_screen
from . import client_type
from . import target_group, wave, wave_result_line, wave_exclusion, wave_assessment
from . import wave_draw, wave_by_hand, wave_coverage, wave_send, wave_compare
from . import wave_result, wave_view, wave_calendar, wave_partner
from . import request_closing

# Last: it has the last word on how an answer is stored.
from . import request_anonymous
