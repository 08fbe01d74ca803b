# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import plan, ask, measure, improve
from . import demo_story, res_company, res_partner
from . import ir_attachment, ir_cron, ir_http

# Last: it reads what all others hold.
from . import privacy
