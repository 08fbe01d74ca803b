# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...scoring import check_bands, check_weights


class SatisfactionProgram(models.Model):
    """One company's client satisfaction programme for a year (R1, R2).

    It carries the feedback strategy and is the gate: as long as the strategy is
    not approved and the programme not started, nobody is asked anything (R3).
    Thresholds, bands, channels and weights live here, so that next year's may
    differ while this year's scores stay what they were.
    """

    _name = "satisfaction.program"
    _description = "Client Satisfaction Programme"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "year desc, company_id, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    year = fields.Integer(
        required=True,
        aggregator=None,
        default=lambda self: fields.Date.context_today(self).year,
        help="A programme covers one calendar year.",
    )
    date_start = fields.Date(compute="_compute_dates", store=True)
    date_end = fields.Date(compute="_compute_dates", store=True)
    state = fields.Selection(
        [("draft", "Planning"), ("running", "Running"), ("closed", "Closed")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    # Strategy and gate (R1-R3)
    strategy = fields.Html(
        "Client feedback strategy",
        help="What is asked of whom and why: the event side (tickets, callbacks) and"
        " the relationship side (questionnaires, monthly ratings).",
    )
    strategy_approved_by_id = fields.Many2one(
        "res.users", "Strategy approved by", readonly=True, copy=False, tracking=True
    )
    strategy_approved_on = fields.Datetime(readonly=True, copy=False)
    # Measuring
    period_length = fields.Selection(
        [("month", "Month"), ("quarter", "Quarter"), ("year", "Year")],
        "Length of a period",
        default="quarter",
        required=True,
        help="How often scores are counted and closed. It can't change once a"
        " period is frozen.",
    )
    channel_ids = fields.One2many("satisfaction.channel", "program_id", copy=True)
    channel_weight_total = fields.Float(
        "Total weight %", compute="_compute_channel_totals", store=True
    )
    channel_receiver_count = fields.Integer(
        compute="_compute_channel_totals", store=True
    )
    band_ids = fields.One2many("satisfaction.band", "program_id", copy=True)
    band_scale = fields.Char(
        compute="_compute_band_scale",
        store=True,
        help="All bounds in order, e.g. 0–29.9 | 30–59.9 | …",
    )
    # Thresholds in points 0..100 (S3, S4 §3.4.2, D3, D4)
    acceptable_from = fields.Float(
        "Acceptable from",
        default=80,
        required=True,
        digits=(4, 1),
        help="A client's score from here on is acceptable.",
    )
    unacceptable_below = fields.Float(
        "Unacceptable below",
        default=60,
        required=True,
        digits=(4, 1),
        help="A client's score below this is unacceptable.",
    )
    follow_up_below = fields.Float(
        "Followed up below",
        default=80,
        required=True,
        digits=(4, 1),
        help="An answer whose worst question lies below this is followed up:"
        " 80 points are 4 of 5.",
    )
    senior_below = fields.Float(
        "Senior management below",
        default=60,
        required=True,
        digits=(4, 1),
        help="An answer whose worst question lies below this brings senior management"
        " to the call: 60 points are 3 of 5.",
    )
    target_share = fields.Float(
        "Target share of satisfied clients %",
        default=75,
        required=True,
        digits=(4, 1),
        help="Share of measured clients that shall reach an acceptable score.",
    )
    target_points = fields.Float(
        "Target score",
        default=80,
        required=True,
        digits=(4, 1),
        help="Score each client shall reach, in points.",
    )
    correction_minutes = fields.Integer(
        "Correction window (minutes)",
        default=10,
        help="How long respondents may correct their answer; the follow-up starts"
        " after it.",
    )
    # Follow-up
    contact_within_hours = fields.Integer(
        "Contact within (hours)",
        default=24,
        help="A follow-up contact is due this soon after a low answer.",
    )
    report_within_days = fields.Integer(
        "Report within (days)",
        default=10,
        help="The report with actions promised to the client is due within this many"
        " days.",
    )
    manager_id = fields.Many2one(
        "res.users",
        "Programme manager",
        required=True,
        default=lambda self: self.env.user,
        check_company=True,
        tracking=True,
        help="Also stands in for anybody who is missing.",
    )
    client_manager_id = fields.Many2one(
        "res.users",
        "Default client manager",
        check_company=True,
        help="For clients without one of their own.",
    )
    service_manager_id = fields.Many2one(
        "res.users",
        "Default service manager",
        check_company=True,
        help="Joins the call when neither the ticket nor the client names anybody.",
    )
    senior_manager_id = fields.Many2one(
        "res.users",
        "Senior management",
        check_company=True,
        help="Attends the call after an answer of 1 or 2 when the client names nobody.",
    )
    rule_ids = fields.One2many("satisfaction.rule", "program_id", copy=True)

    _company_year_unique = models.UniqueIndex(
        "(company_id, year)", "A company has one programme for each year."
    )
    _points_range = models.Constraint(
        "CHECK (LEAST(acceptable_from, unacceptable_below, follow_up_below,"
        " senior_below, target_share, target_points) >= 0"
        " AND GREATEST(acceptable_from, unacceptable_below, follow_up_below,"
        " senior_below, target_share, target_points) <= 100)",
        "Targets and thresholds lie between 0 and 100.",
    )
    _threshold_order = models.Constraint(
        "CHECK (senior_below <= follow_up_below"
        " AND unacceptable_below <= acceptable_from)",
        "Senior management joins below the follow-up threshold, and the unacceptable"
        " scores lie below the acceptable ones.",
    )
    _durations = models.Constraint(
        "CHECK (correction_minutes BETWEEN 0 AND 1440"
        " AND contact_within_hours BETWEEN 1 AND 720"
        " AND report_within_days BETWEEN 1 AND 365)",
        "The correction window is at most a day, the contact is due within 1 to 720"
        " hours and the report within 1 to 365 days.",
    )
    _year_range = models.Constraint(
        "CHECK (year BETWEEN 2000 AND 2200)", "Write the year with four digits."
    )

    # ------------------------------------------------------------------
    # Computed fields and checks
    # ------------------------------------------------------------------
    @api.depends("year")
    def _compute_dates(self):
        for program in self:
            if 1 <= program.year <= 9999:
                program.date_start = fields.Date.to_date(f"{program.year:04d}-01-01")
                program.date_end = fields.Date.to_date(f"{program.year:04d}-12-31")
            else:
                program.date_start = program.date_end = False

    @api.depends("channel_ids.weight", "channel_ids.receives_missing")
    def _compute_channel_totals(self):
        for program in self:
            program.channel_weight_total = sum(program.channel_ids.mapped("weight"))
            program.channel_receiver_count = len(
                program.channel_ids.filtered("receives_missing")
            )

    @api.depends("band_ids.lower", "band_ids.upper")
    def _compute_band_scale(self):
        for program in self:
            program.band_scale = " | ".join(
                f"{band.lower:g}–{band.upper:g}"
                for band in program.band_ids.sorted("lower")
            )

    # The two checks below watch *stored computed* fields on purpose: these are
    # recomputed once after all lines of a form are written, so a table may pass
    # through wrong sums on its way to a right one. See also write().
    @api.constrains("channel_weight_total", "channel_receiver_count")
    def _check_channels(self):
        if self.env.context.get("satisfaction_saving_tables"):
            return
        for program in self:
            for problem in check_weights(program.channel_ids._to_scoring()):
                raise ValidationError(program._word_weight_problem(problem))

    def _word_weight_problem(self, problem):
        """The cure of a ``scoring.WeightProblem`` in a sentence."""
        if problem.kind in ("negative", "range"):
            channel = self.channel_ids.filtered(
                lambda channel: channel.code == problem.codes[0]
            )
            return self.env._(
                "The weight of “%(channel)s” is %(value)g %%. Write a number between 0"
                " and 100.",
                channel=channel[:1].name,
                value=problem.value,
            )
        if problem.kind == "receivers":
            return self.env._(
                "%(count)s channels of %(program)s take the missing weight. Mark"
                " exactly one, usually the questionnaire.",
                count=self.channel_receiver_count,
                program=self.name,
            )
        return self.env._(
            "The channel weights of %(program)s make %(total)g %%. Change them so that"
            " together they make 100 %%.",
            program=self.name,
            total=round(self.channel_weight_total, 2),
        )

    @api.constrains(
        "acceptable_from",
        "unacceptable_below",
        "follow_up_below",
        "senior_below",
        "target_share",
        "target_points",
    )
    def _check_points(self):
        """Say which number is wrong; the database constraint only knows that one is."""
        names = (
            "acceptable_from",
            "unacceptable_below",
            "follow_up_below",
            "senior_below",
            "target_share",
            "target_points",
        )
        for program in self:
            for name in names:
                if not 0 <= program[name] <= 100:
                    raise ValidationError(
                        self.env._(
                            "“%(field)s” is %(value)g. Write a number between 0 and"
                            " 100.",
                            field=self._fields[name]._description_string(self.env),
                            value=program[name],
                        )
                    )

    @api.constrains("band_scale")
    def _check_bands(self):
        if self.env.context.get("satisfaction_saving_tables"):
            return
        for program in self:
            for problem in check_bands(program.band_ids._to_scoring()):
                raise ValidationError(program._word_band_problem(problem))

    def _word_band_problem(self, problem):
        """The cure of a ``scoring.BandProblem`` in a sentence."""
        # The calls are literal so that each sentence can be translated.
        low, high = problem.numbers
        sentences = {
            "gap": self.env._(
                "No band covers the points between %(low)g and %(high)g. Let the upper"
                " band start 0.1 above the end of the lower one.",
                low=low,
                high=high,
            ),
            "overlap": self.env._(
                "Two bands overlap between %(low)g and %(high)g. Let the upper band"
                " start 0.1 above the end of the lower one.",
                low=low,
                high=high,
            ),
            "start": self.env._(
                "The lowest band starts at %(low)g. Let it start at 0.", low=low
            ),
            "end": self.env._(
                "The highest band ends at %(high)g. Let it end at 100.", high=high
            ),
            "reversed": self.env._(
                "A band runs from %(low)g down to %(high)g. Write the smaller number"
                " first.",
                low=low,
                high=high,
            ),
            "grid": self.env._(
                "Band bounds have one decimal, %(low)g–%(high)g has more.",
                low=low,
                high=high,
            ),
            "empty": self.env._("A programme needs at least one band."),
        }
        return sentences[problem.kind]
