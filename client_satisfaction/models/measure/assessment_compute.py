# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL, split_every

from ...scoring import (
    Moments,
    mean_interval,
    measure_points,
    nps,
    respondent_moments,
    round_points,
    weighted_mean,
)
from ..ask.survey_survey import EXECUTIVE_ROLES, USER_ROLES
from .score_pending import LOCK_CLASS

#: Assessments computed by one round of queries.
ASSESSMENTS_A_BATCH = 500
AUDIENCES = {"executive": EXECUTIVE_ROLES, "user": USER_ROLES}


class SatisfactionAssessment(models.Model):
    """From the answers of an assessment to its stored result (R46, R47, R50, D10).

    Runs as superuser: a result is made of all answers, whoever may read them; who
    may read the result is for the record rules. The number of queries is that of
    the batches, not of the assessments. Computed again it gives the same.
    """

    _inherit = "satisfaction.assessment"

    def _recompute_results(self):
        """Compute and store these assessments' results anew.

        Those of a closed wave stay as they were reported. Assessments that follow
        one of these are compared with it anew.
        """
        assessments = self.sudo()
        # Also those that stay as they are: otherwise they would be due for ever.
        assessments.filtered("is_dirty").is_dirty = False
        open_ones = assessments.filtered(lambda one: one.wave_id.state != "closed")
        for ids in split_every(ASSESSMENTS_A_BATCH, open_ones.ids):
            batch = open_ones.browse(ids)
            batch._lock_clients()
            batch._recompute_batch()

    def _lock_clients(self):
        """The lock under which scores are counted; the cron has it already."""
        self.env.cr.execute(
            SQL(
                "SELECT pg_advisory_xact_lock(%s, id) FROM unnest(%s) id",
                LOCK_CLASS,
                sorted(set(self.client_id.ids)),
            )
        )

    def _recompute_batch(self):
        ratings = self._fetch_ratings()
        recommendations = self._fetch_recommendations()
        results = self._score_all(ratings)
        audiences = {
            name: self._score_all(ratings, roles) for name, roles in AUDIENCES.items()
        }
        lines = self.env["satisfaction.assessment.line"]
        own = self._find_own_weights()
        create = []
        for assessment in self:
            views = {name: of[assessment] for name, of in audiences.items()}
            result, moments = results[assessment]
            assessment._store(
                assessment._prepare_result(
                    result, moments, views, recommendations[assessment.id]
                )
            )
            create += assessment._store_lines(result, moments, views, own)
        lines.create(create)
        self._compare()
        self._finish_answered()

    # ------------------------------------------------------------------
    # Reading the answers
    # ------------------------------------------------------------------
    def _fetch_ratings(self):
        """``{assessment id: {(request id, role): {indicator id: points}}}``.

        Two questions about one indicator are one rating of their respondent. Answers
        that are held back have no figures and so no rating.
        """
        self._flush_answers()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT ask.assessment_id, ask.id, ask.respondent_role,
                       question.satisfaction_indicator_id,
                       line.satisfaction_points, question.satisfaction_weight
                  FROM satisfaction_request ask
                  JOIN survey_user_input_line line
                    ON line.user_input_id = ask.user_input_id
                  JOIN survey_question question ON question.id = line.question_id
                 WHERE ask.assessment_id = ANY(%s)
                   AND ask.state = 'answered' AND ask.is_scored
                   AND line.satisfaction_is_scored
                   AND question.satisfaction_indicator_id IS NOT NULL
              ORDER BY ask.id, line.id
                """,
                self.ids,
            )
        )
        pairs = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
        for assessment_id, request_id, role, indicator_id, points, weight in rows:
            pairs[assessment_id][request_id, role][indicator_id].append(
                (points, weight)
            )
        return {
            assessment_id: {
                respondent: {
                    indicator_id: mean
                    for indicator_id, values in given.items()
                    if (mean := weighted_mean(values)) is not None
                }
                for respondent, given in respondents.items()
            }
            for assessment_id, respondents in pairs.items()
        }

    def _fetch_recommendations(self):
        """``{assessment id: scoring.NpsResult}`` of the 0–10 question (D11)."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT ask.assessment_id, line.value_scale
                  FROM satisfaction_request ask
                  JOIN survey_user_input_line line
                    ON line.user_input_id = ask.user_input_id
                  JOIN survey_question question ON question.id = line.question_id
                 WHERE ask.assessment_id = ANY(%s)
                   AND ask.state = 'answered'
                   AND NOT COALESCE(ask.is_suspicious, FALSE)
                   AND question.satisfaction_is_recommendation
                   AND NOT COALESCE(line.skipped, FALSE)
                """,
                self.ids,
            )
        )
        scores = defaultdict(list)
        for assessment_id, score in rows:
            scores[assessment_id].append(score)
        return {assessment_id: nps(scores[assessment_id]) for assessment_id in self.ids}

    @api.model
    def _flush_answers(self):
        self.env["satisfaction.request"].flush_model()
        self.env["survey.user_input.line"].flush_model()
        self.env["survey.question"].flush_model()

    # ------------------------------------------------------------------
    # Arithmetic, all of it in scoring/
    # ------------------------------------------------------------------
    def _score_all(self, ratings, roles=None):
        """``{assessment: (scoring.ScorecardResult, scoring.RespondentMoments)}``.

        :param roles: only respondents in one of these roles
        """
        results = {}
        for (scorecard, company), group in self.grouped(
            lambda one: (one.scorecard_id, one.company_id)
        ).items():
            codes = {
                indicator.id: indicator.code
                for indicator in scorecard.level_ids.line_ids.indicator_id
            }
            indicators = scorecard.level_ids.line_ids.indicator_id.grouped("id")
            while group:
                # The scorecard counts each client once at a time.
                batch = group.browse(
                    ones[0].id for ones in group.grouped("client_id").values()
                )
                group -= batch
                given = {
                    one: [
                        rating
                        for (_request, role), rating in ratings.get(one.id, {}).items()
                        if roles is None or role in roles
                    ]
                    for one in batch
                }
                scored = (
                    scorecard._score(
                        {
                            one.client_id: _collect(given[one], indicators)
                            for one in batch
                        },
                        company,
                    )
                    if scorecard
                    else {}
                )
                for one in batch:
                    result = scored.get(one.client_id)
                    results[one] = (
                        result,
                        result
                        and respondent_moments(
                            result,
                            [
                                {
                                    codes[indicator_id]: points
                                    for indicator_id, points in rating.items()
                                    if indicator_id in codes
                                }
                                for rating in given[one]
                            ],
                        ),
                    )
        return results

    def _find_own_weights(self):
        """``{(company id, client id, level code or indicator id)}`` of own weights."""
        own = set()
        for (scorecard, company), group in self.grouped(
            lambda one: (one.scorecard_id, one.company_id)
        ).items():
            if scorecard:
                for weights in scorecard._get_own_weights(group.client_id, company):
                    own |= {(company.id, *key) for key in weights}
        return own

    def _prepare_result(self, result, moments, views, recommendation):
        """Values of an assessment's result."""
        self.ensure_one()
        measures = {}
        for level in self.scorecard_id.level_ids:
            measures.setdefault(level.measure, []).append(level.code)
        total = moments.total if moments else Moments(0, 0.0, 0.0)
        measured = result and result.total is not None
        values = {
            "points": _rounded(result and result.total),
            "response_count": total.n,
            "points_total": total.total,
            "points_squares": total.squares,
            "target_points": self.program_id.target_points or None,
            "promoters": recommendation.promoters,
            "passives": recommendation.passives,
            "detractors": recommendation.detractors,
            **_interval_values(mean_interval(total) if measured else None),
        }
        for measure in ("quality", "partnership"):
            values[f"{measure}_points"] = _rounded(
                result and measure_points(result, measures.get(measure, ()))
            )
        for name, (view, view_moments) in views.items():
            values[f"{name}_points"] = _rounded(view and view.total)
            values[f"{name}_count"] = view_moments.total.n if view_moments else 0
        return values

    def _prepare_lines(self, result, moments, views, own):
        """Values of all lines of an assessment, levels before their indicators."""
        self.ensure_one()
        if not result or result.total is None:
            return []
        levels = {level.code: level for level in self.scorecard_id.level_ids}
        mine = (self.company_id.id, self.client_id.id)
        seen = {
            name: _points_of(view, view_moments)
            for name, (view, view_moments) in views.items()
        }
        values = []
        for level in result.levels:
            record = levels[level.code]
            base = {
                "level_code": level.code,
                "level_id": record.id,
                "measure": record.measure,
            }
            values.append(
                base
                | {
                    "kind": "level",
                    "indicator_id": False,
                    "weight_is_own": (*mine, level.code) in own,
                }
                | _part_values(level, moments.levels[level.code], seen, level.code)
            )
            of_code = {one.code: one for one in record.line_ids.indicator_id}
            for indicator in level.indicators:
                key = (level.code, indicator.code)
                values.append(
                    base
                    | {
                        "kind": "indicator",
                        "indicator_id": of_code[indicator.code].id,
                        "weight_is_own": (*mine, of_code[indicator.code].id) in own,
                    }
                    | _part_values(indicator, moments.indicators[key], seen, key)
                )
        for sequence, line in enumerate(values):
            line["sequence"] = sequence
        return values

    # ------------------------------------------------------------------
    # Storing
    # ------------------------------------------------------------------
    def _store(self, values):
        """Write what differs, so that an unchanged result is not touched."""
        if changed := differing(self, values):
            self.write({**changed, "computed_at": fields.Datetime.now()})

    def _store_lines(self, result, moments, views, own):
        """Update the lines there are and drop those that are gone.

        :return: values of lines to be created
        """
        by_key = {line._get_key(): line for line in self.line_ids}
        create = []
        for values in self._prepare_lines(result, moments, views, own):
            key = (values["kind"], values["level_code"], values["indicator_id"])
            line = by_key.pop(key, None)
            if not line:
                create.append({**values, "assessment_id": self.id})
                continue
            if changed := differing(line, values):
                line.write(changed)
        self.line_ids.browse(line.id for line in by_key.values()).unlink()
        return create


class SatisfactionAssessmentLine(models.Model):
    _inherit = "satisfaction.assessment.line"

    def _get_key(self):
        """What makes a line the same one in another assessment."""
        self.ensure_one()
        return (self.kind, self.level_code, self.indicator_id.id)


def _collect(ratings, indicators):
    """``{indicator: [points, …]}`` of all respondents, as the scorecard takes it."""
    collected = defaultdict(list)
    for rating in ratings:
        for indicator_id, points in rating.items():
            if indicator_id in indicators:
                collected[indicators[indicator_id]].append(points)
    return collected


def _points_of(view, moments):
    """``{code or (level code, indicator code): (points, n)}`` of one audience."""
    if not view:
        return {}
    points = {}
    for level in view.levels:
        points[level.code] = (level.points, moments.levels[level.code].n)
        for indicator in level.indicators:
            points[level.code, indicator.code] = (indicator.points, indicator.n)
    return points


def _part_values(part, moments, seen, key):
    """Values of the line of one level or indicator."""
    values = {
        "weight": part.weight,
        "weight_used": part.weight_used,
        "points": _rounded(part.points),
        "contribution": part.contribution,
        "response_count": moments.n,
        "points_total": moments.total,
        "points_squares": moments.squares,
        **_interval_values(mean_interval(moments)),
    }
    for name, points in seen.items():
        value, count = points.get(key, (None, 0))
        values[f"{name}_points"] = _rounded(value)
        values[f"{name}_count"] = count
    return values


def _rounded(points):
    return None if points is None else round_points(points)


def _interval_values(interval):
    return {
        "interval_low": interval.low if interval else None,
        "interval_high": interval.high if interval else None,
    }


def differing(record, values):
    """The values that a record doesn't have yet, as the database rounds them."""

    def stored(name, value):
        return record._fields[name].convert_to_cache(value, record)

    return {
        name: value
        for name, value in values.items()
        if stored(name, value) != stored(name, record[name])
    }
