# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import band, channel, program, program_life, program_period
from . import res_lang
from . import indicator, scorecard, scorecard_level, scorecard_line
from . import scorecard_score, scorecard_table
from . import client_weight, client_weight_change, client_weight_matrix
from . import client_weight_cells
from . import client_weight_partner
from . import program_scorecard
from . import agreement_level, client_tag, service, equipment_class
from . import client_service_manager, client_expectation, client_profile
from . import client_access
from . import target, target_program
from . import own_documents, survey_gate
from . import business_goal, program_goals, exit_check, program_exit, program_process
from . import program_map, program_map_texts
