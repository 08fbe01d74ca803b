# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from dateutil.relativedelta import relativedelta
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, split_every

from ...points_field import PointsField
from ...scoring import ENOUGH_ANSWERS, Moments, mean_interval, measure_effect
from .action import FINISHED_ACTION_STAGES

#: Actions measured in one transaction.
BATCH = 200
#: Answers that come in later than this after the period don't change the effect.
LATE_ANSWER_DAYS = 31
#: What the effect depends on: a change has it measured anew.
EFFECT_INPUTS = frozenset(
    {"indicator_ids", "client_ids", "effect_months", "started_on", "done_on", "state"}
)
#: Answers given because an earlier one was low are no fair sample of all.
FOLLOW_UP_CHANNELS = ("recovery", "recheck")


class SatisfactionAction(models.Model):
    """What an action brought, as the clients' answers say (R82, R89).

    Answers of so many months before the work began are compared with those of as
    many months after it was done: the linked indicators where there are any, else
    whole answers; of the clients touched where some are named, else of all.
    """

    _inherit = "satisfaction.action"

    effect_months = fields.Integer(
        "Compare months",
        default=6,
        required=True,
        aggregator=None,
        help="So many months of answers before the work began are compared with as many"
        " after it was done.",
    )
    effect = fields.Selection(
        [
            ("too_few", "Not enough answers yet"),
            ("better", "Better beyond chance"),
            ("no_reliable_change", "No reliable change"),
            ("worse", "Worse beyond chance"),
        ],
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Answers after the action beside those before it. Something else may have"
        " changed as well: it says that clients answer differently, not why.",
    )
    effect_measured_on = fields.Date("Measured on", readonly=True, copy=False)
    effect_is_final = fields.Boolean(
        "Final", readonly=True, copy=False, help="The months after it are over."
    )
    before_points = PointsField("Before", digits=(5, 1), readonly=True, copy=False)
    before_count = fields.Integer("Answers before", readonly=True, copy=False)
    before_low = PointsField(
        "Before, from", digits=(5, 1), aggregator=None, readonly=True, copy=False
    )
    before_high = PointsField(
        "Before, to", digits=(5, 1), aggregator=None, readonly=True, copy=False
    )
    after_points = PointsField("After", digits=(5, 1), readonly=True, copy=False)
    after_count = fields.Integer("Answers after", readonly=True, copy=False)
    after_low = PointsField(
        "After, from", digits=(5, 1), aggregator=None, readonly=True, copy=False
    )
    after_high = PointsField(
        "After, to", digits=(5, 1), aggregator=None, readonly=True, copy=False
    )
    effect_change = PointsField(
        "Change",
        digits=(5, 1),
        readonly=True,
        copy=False,
        help="Mean after minus mean before, in points of 100.",
    )
    effect_low = PointsField(
        "Change, from",
        digits=(5, 1),
        aggregator=None,
        readonly=True,
        copy=False,
        help="95 % interval of the change.",
    )
    effect_high = PointsField(
        "Change, to", digits=(5, 1), aggregator=None, readonly=True, copy=False
    )
    effect_html = fields.Html(
        "Effect in words", compute="_compute_effect_html", sanitize=False
    )

    _effect_idx = models.Index(
        "(effect_measured_on) WHERE done_on IS NOT NULL AND NOT effect_is_final"
    )

    _effect_fields = frozenset(
        {
            "effect",
            "effect_measured_on",
            "effect_is_final",
            "before_points",
            "before_count",
            "before_low",
            "before_high",
            "after_points",
            "after_count",
            "after_low",
            "after_high",
            "effect_change",
            "effect_low",
            "effect_high",
        }
    )

    @api.constrains("effect_months")
    def _check_effect_months(self):
        for action in self:
            if not 1 <= action.effect_months <= 24:
                raise ValidationError(
                    self.env._("Compare between 1 and 24 months before and after.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                self._check_effect_is_ours(vals)
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._check_effect_is_ours(vals)
        result = super().write(vals)
        if EFFECT_INPUTS.intersection(vals):
            # sudo: what was measured answers another question now
            self.sudo().write({"effect_is_final": False, "effect_measured_on": False})
        return result

    def _check_effect_is_ours(self, vals):
        if self._effect_fields.intersection(vals):
            raise UserError(
                self.env._("What an action brought is measured, it can't be typed in.")
            )

    # ------------------------------------------------------------------
    # Measuring
    # ------------------------------------------------------------------
    @api.model
    def _cron_measure_effects(self):
        """Measure what finished actions brought, once a day until it is final."""
        cron = self.env["ir.cron"]
        today = fields.Date.today()
        due = self.search(
            [
                ("done_on", "!=", False),
                ("effect_is_final", "=", False),
                "|",
                ("effect_measured_on", "=", False),
                ("effect_measured_on", "<", today),
            ],
            order="effect_measured_on NULLS FIRST, id",
        )
        cron._commit_progress(remaining=len(due))
        for ids in split_every(BATCH, due.ids):
            actions = self.browse(ids).try_lock_for_update(allow_referencing=True)
            actions._measure_effects()
            if not cron._commit_progress(len(ids)):
                break

    def _measure_effects(self):
        """Store what each finished action brought; one aggregate for all of them."""
        actions = self.filtered(
            lambda action: action.state in FINISHED_ACTION_STAGES and action.done_on
        )
        today = fields.Date.today()
        moments = actions._query_moments()
        for action in actions:
            before = moments.get((action.id, "before"), Moments(0, 0.0, 0.0))
            after = moments.get((action.id, "after"), Moments(0, 0.0, 0.0))
            found = measure_effect(before, after)
            last_day = action._get_effect_periods()["after"][1]
            change = False if found.change is None else found.change
            # sudo: measured figures are written by the product alone
            action.sudo().write(
                {
                    "effect": found.verdict,
                    "effect_change": change,
                    **self._to_interval("effect", found.interval),
                    "before_points": before.mean if before.n else False,
                    "before_count": before.n,
                    **self._to_interval("before", mean_interval(before)),
                    "after_points": after.mean if after.n else False,
                    "after_count": after.n,
                    **self._to_interval("after", mean_interval(after)),
                    "effect_measured_on": today,
                    "effect_is_final": today
                    > last_day + timedelta(days=LATE_ANSWER_DAYS),
                }
            )

    @staticmethod
    def _to_interval(side, interval):
        return {
            f"{side}_low": interval.low if interval else False,
            f"{side}_high": interval.high if interval else False,
        }

    def _get_effect_periods(self):
        """First and last day of the answers before and after.

        What was answered while the work went on counts on neither side.
        """
        self.ensure_one()
        months = relativedelta(months=self.effect_months)
        start = min(self.started_on or self.done_on, self.done_on)
        return {
            "before": (start - months, start - timedelta(days=1)),
            "after": (self.done_on + timedelta(days=1), self.done_on + months),
        }

    def _query_moments(self):
        """Number, sum and sum of squares of the answers on both sides.

        An answer counts once, with the mean of its linked indicators.

        :return: ``{(action id, "before" or "after"): Moments}``
        """
        if not self:
            return {}
        self.env["satisfaction.request"].flush_model()
        self.env["survey.user_input.line"].flush_model()
        self.flush_recordset()
        windows = SQL(", ").join(
            SQL("(%s, %s, %s::date, %s::date)", action.id, side, first, last)
            for action in self
            for side, (first, last) in action._get_effect_periods().items()
        )
        rows = self.env.execute_query(
            SQL(
                """
                WITH side(action_id, name, first_day, last_day) AS (VALUES %(windows)s),
                answer AS (
                    SELECT side.action_id, side.name, %(points)s AS points
                      FROM side
                      JOIN satisfaction_action action ON action.id = side.action_id
                      JOIN satisfaction_request request
                        ON request.company_id = action.company_id
                       AND request.state = 'answered'
                       AND request.is_scored
                       AND request.channel_code NOT IN %(left_out)s
                       AND request.event_date BETWEEN side.first_day AND side.last_day
                     WHERE request.client_id IN (
                               SELECT rel.client_id
                                 FROM satisfaction_action_client_rel rel
                                WHERE rel.action_id = action.id)
                        OR NOT EXISTS (
                               SELECT FROM satisfaction_action_client_rel rel
                                WHERE rel.action_id = action.id)
                )
                SELECT action_id, name, count(points), sum(points), sum(points ^ 2)
                  FROM answer WHERE points IS NOT NULL GROUP BY action_id, name
                """,
                windows=windows,
                points=self._sql_effect_points(),
                left_out=FOLLOW_UP_CHANNELS,
            )
        )
        return {
            (action_id, side): Moments(count, float(total), float(squares))
            for action_id, side, count, total, squares in rows
        }

    def _sql_effect_points(self):
        """Points of one answer for one action: of its indicators, else of the whole."""
        return SQL(
            """
            CASE WHEN NOT EXISTS (
                SELECT FROM satisfaction_action_indicator_rel rel
                 WHERE rel.action_id = action.id)
            THEN request.points
            ELSE (
                SELECT avg(line.satisfaction_points)
                  FROM survey_user_input_line line
                  JOIN survey_question question ON question.id = line.question_id
                  JOIN satisfaction_action_indicator_rel rel
                    ON rel.indicator_id = question.satisfaction_indicator_id
                   AND rel.action_id = action.id
                 WHERE line.user_input_id = request.user_input_id
                   AND line.satisfaction_is_scored)
            END
            """
        )

    # ------------------------------------------------------------------
    # In words
    # ------------------------------------------------------------------
    @api.depends(*sorted(_effect_fields))
    @api.depends_context("lang")
    def _compute_effect_html(self):
        # Not at module level: reports are loaded after the models.
        from ...report import figures

        point = self.env["res.lang"]._get_data(code=self.env.lang).decimal_point or "."
        words = dict(self._fields["effect"]._description_selection(self.env))
        for action in self:
            if not action.effect:
                action.effect_html = False
                continue
            action.effect_html = self._format_effect(action, words, figures, point)

    def _format_effect(self, action, words, figures, point):
        def side(name):
            points = action[f"{name}_points"]
            has_interval = action[f"{name}_count"] > 1
            return figures.format_score(
                None if points is False else points,
                action[f"{name}_count"],
                action[f"{name}_low"] if has_interval else None,
                action[f"{name}_high"] if has_interval else None,
                point,
            )

        style = {"better": "success", "worse": "danger"}.get(action.effect, "secondary")
        lines = [
            self.env._("Before: %(score)s", score=side("before")),
            self.env._("After: %(score)s", score=side("after")),
        ]
        if action.effect_change is not False:
            lines.append(
                self.env._(
                    "Change: %(change)s",
                    change=figures.format_change(action.effect_change, point),
                )
            )
        if action.effect == "too_few":
            lines.append(
                self.env._(
                    "At least %(count)s answers are needed on both sides.",
                    count=ENOUGH_ANSWERS,
                )
            )
        return Markup('<span class="badge text-bg-%s">%s</span> %s') % (
            style,
            words[action.effect],
            Markup(" · ").join(lines),
        )
