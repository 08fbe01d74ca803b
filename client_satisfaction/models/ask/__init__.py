# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import answer_attempt, bad_token, rule, request, request_summary
from . import request_entry
from . import request_check, request_store
from . import request_answer, request_figures, request_send, rule_planning, mail_mail
from . import rule_calendar
from . import survey_question, survey_survey, survey_user_input
from . import helpdesk_ticket, helpdesk_ticket_category
from . import helpdesk_ticket_stage, helpdesk_ticket_team
from . import request_page, suspicion, suspicion_hit
from . import monthly_partner, monthly_request, monthly_figures, monthly_rule
from . import entry_proof, import_request
