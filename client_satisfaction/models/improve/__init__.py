# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import root_cause, case, case_people, case_work, case_plan, case_opening
from . import activity_notice
from . import case_complaint, case_program, case_escalation, case_why, case_mail
from . import case_inform, case_client, case_client_words
from . import case_recovery, case_typed
from . import satisfaction_request
from . import theme, remark, remark_rating, remark_links, remark_collect
from . import remark_decision, remark_telling, remark_carry_over, remark_praise
from . import remark_program, remark_mail, remark_partner, theme_suggestion
from . import document_mail
from . import action, action_work, action_remind, action_effect
from . import action_notice, action_telling
from . import action_source, action_case, action_remark, action_theme
from . import action_assessment
from . import supplier_request, supplier_request_send, action_supplier
from . import action_links
from . import review, review_line, review_agenda, action_partner
from . import action_mail_template
from . import mail_activity_plan, mail_activity_plan_template, base_automation
from . import case_closing, case_signature, certificate
from . import helpdesk_ticket, res_partner
from . import alert, alert_finding, alert_program, alert_watch, alert_detect, recheck
from . import digest_digest
