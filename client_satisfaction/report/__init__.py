# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import paged_report, review_answers, review_activity, client_review
from . import ir_actions_report
from . import score_workbook, workbook_answers, workbook_parameters
from . import res_partner, score_actions
