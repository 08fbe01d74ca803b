# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import answer_entry, answer_entry_line, callback_assign, callback_call
from . import freeze_period
from . import survey_copy
from . import remark_decide, theme_merge
from . import ask_contacts, close_without_survey, rule_preview
from . import answer_entry_open_ask
from . import recheck_ask
from . import program_close
from . import wave_change, wave_comparison
from . import case_recovery_analysis
from . import person_erasure
