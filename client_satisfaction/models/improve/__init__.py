# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import root_cause, case, case_people, case_work, case_plan, case_opening
from . import case_complaint
from . import satisfaction_request
from . import theme, remark, remark_rating
from . import action, supplier_request, review, review_line
from . import mail_activity_plan, mail_activity_plan_template, base_automation
from . import helpdesk_ticket, res_partner
from . import alert, alert_finding, alert_program, alert_watch, alert_detect, recheck
from . import digest_digest
