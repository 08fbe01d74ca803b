# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The arithmetic of client satisfaction: plain values in, plain values out.

No Odoo, no database, no third-party package. Models fetch and store; every
formula, unit, range and source stands in the docstring of its function here.
"""

from .bands import (
    DEFAULT_BANDS,
    Band,
    BandProblem,
    BandProblemKind,
    FollowUpLevel,
    check_bands,
    find_band,
    follow_up_level,
)
from .channels import (
    CalculationTable,
    ChannelInput,
    ChannelLine,
    WeightProblem,
    WeightProblemKind,
    calculation_table,
    check_weights,
    fill_table,
)
from .confidence import (
    Change,
    Interval,
    change,
    change_of_estimates,
    combined_change,
    combined_interval,
    estimate_change,
    estimate_interval,
    mean_interval,
    nps_change,
    nps_interval,
    share_change,
    share_interval,
)
from .deviation import Certainty, Verdict, recheck_verdict, shortfall
from .drivers import Driver, Quadrant, key_drivers
from .efficiency import Median, median_duration
from .effect import ENOUGH_ANSWERS, Effect, EffectVerdict, measure_effect
from .estimates import Estimate, Moments, combined_estimate
from .likeness import best_match, text_words
from .loyalty import (
    CoverageShare,
    Improvement,
    NpsResult,
    Share,
    improvement,
    nps,
    nps_of_counts,
    retention_rate,
    satisfied_share,
    satisfied_share_of_counts,
    share_of_counts,
)
from .periods import Source, add_months, is_valid_in, pick_source
from .points import (
    percent_shares,
    round_hundredths,
    round_points,
    to_points,
    weighted_mean,
)
from .respondents import RespondentMoments, measure_points, respondent_moments
from .recovery import RecoveryEffect, recovery_effect
from .sampling import (
    Sample,
    draw_sample,
    is_in_share,
    representative_sample,
    sample_limits,
    share_size,
    stratified_sample,
)
from .scorecard import (
    IndicatorInput,
    IndicatorResult,
    LevelInput,
    LevelResult,
    ScorecardResult,
    integrated_score,
)
from .spreading import spread_offset
from .student import normal_critical, student_critical
from .targets import Direction, TargetStatus, is_on_good_side, target_status

__all__ = [
    "DEFAULT_BANDS",
    "ENOUGH_ANSWERS",
    "Band",
    "BandProblem",
    "BandProblemKind",
    "CalculationTable",
    "Certainty",
    "Change",
    "ChannelInput",
    "ChannelLine",
    "CoverageShare",
    "Direction",
    "Driver",
    "Effect",
    "EffectVerdict",
    "Estimate",
    "FollowUpLevel",
    "Improvement",
    "IndicatorInput",
    "IndicatorResult",
    "Interval",
    "LevelInput",
    "LevelResult",
    "Median",
    "Moments",
    "NpsResult",
    "Quadrant",
    "RecoveryEffect",
    "RespondentMoments",
    "Sample",
    "ScorecardResult",
    "Share",
    "Source",
    "TargetStatus",
    "Verdict",
    "WeightProblem",
    "WeightProblemKind",
    "add_months",
    "best_match",
    "calculation_table",
    "change",
    "change_of_estimates",
    "check_bands",
    "check_weights",
    "combined_change",
    "combined_estimate",
    "combined_interval",
    "draw_sample",
    "estimate_change",
    "estimate_interval",
    "fill_table",
    "find_band",
    "follow_up_level",
    "improvement",
    "integrated_score",
    "is_in_share",
    "is_on_good_side",
    "is_valid_in",
    "key_drivers",
    "mean_interval",
    "measure_effect",
    "measure_points",
    "median_duration",
    "normal_critical",
    "nps",
    "nps_change",
    "nps_interval",
    "nps_of_counts",
    "percent_shares",
    "pick_source",
    "recheck_verdict",
    "recovery_effect",
    "representative_sample",
    "respondent_moments",
    "retention_rate",
    "round_hundredths",
    "round_points",
    "sample_limits",
    "satisfied_share",
    "satisfied_share_of_counts",
    "share_change",
    "share_interval",
    "share_of_counts",
    "share_size",
    "shortfall",
    "spread_offset",
    "stratified_sample",
    "student_critical",
    "target_status",
    "text_words",
    "to_points",
    "weighted_mean",
]
