# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import paged_report, review_answers, review_activity, review_meetings
from . import client_review
from . import certificate, ir_actions_report
from . import score_workbook, workbook_answers, workbook_parameters
from . import res_partner, score_actions
from . import handbook
from . import client_document, document_paper, company_page
from . import action_commitment, supplier_request, review_minutes
