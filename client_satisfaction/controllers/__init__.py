# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import access_log, answer, hidden_link, opt_out, survey
from . import survey_results
from . import export
from . import remark_portal
from . import case_portal
from . import company_portal
from . import portal
from . import privacy
