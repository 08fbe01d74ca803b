# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import paged_report, review_answers, review_activity, review_meetings
from . import review_remarks
from . import client_review
from . import certificate, ir_actions_report
from . import workbook_model, workbook_fields, workbook_select, workbook_describe
from . import workbook_summary, score_workbook, workbook_answers, workbook_lists
from . import workbook_parameters
from . import res_partner, score_actions
from . import handbook
from . import client_document, document_paper, company_page
from . import action_commitment, supplier_request, review_minutes
from . import program_report_results, program_report_work, program_report_sources
from . import program_report
