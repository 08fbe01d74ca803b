# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ...report.figures import (
    format_kpi,
    format_percent,
    format_score,
    format_value_interval,
)
from ...scoring import (
    change,
    mean_interval,
    nps_of_counts,
    share_interval,
    share_of_counts,
    to_points,
)
from ..ask.sealed_answer import SMALLEST_GROUP

ENDLESS = float("inf")


class SatisfactionSurveyResults(models.AbstractModel):
    """How the answers to one question read on the page, by the type of question."""

    _inherit = "satisfaction.survey.results"

    @api.model
    def _present_sections(self, view, now, then):
        """Questions under the title of their questionnaire."""
        sections = []
        several = view.scope._name != "survey.survey"
        for key, tally in now.tallies.items():
            survey = tally.question.survey_id
            root_id = key[0]
            if not sections or sections[-1]["id"] != root_id:
                sections.append(
                    {
                        "id": root_id,
                        "title": survey.title if several else "",
                        "questions": [],
                    }
                )
            before = then and then.tallies.get(key)
            sections[-1]["questions"].append(
                self._present_question(tally, before, bool(then))
            )
        return sections

    @api.model
    def _present_question(self, tally, before, is_compared):
        question = tally.question
        point = self._decimal_point()
        result = {
            "id": question.id,
            "ids": tally.question_ids,
            "title": question.title,
            "kind": question.question_type,
            "n": tally.answered,
            "not_applicable": tally.not_applicable,
            "figure": None,
            "bars": [],
            "part": "",
            "is_anonymous": question.survey_id.satisfaction_is_anonymous,
            "smallest": SMALLEST_GROUP,
        }
        presenter = getattr(self, f"_present_{question.question_type}", None)
        if presenter:
            presenter(result, tally, before, point)
        if is_compared and not before and result["figure"]:
            result["figure"]["change"] = self._word_change("", None, None)
        return result

    def _present_scale(self, result, tally, before, point):
        question = tally.question
        if tally.is_recommendation:
            counts = tally.nps_counts
            outcome = nps_of_counts(*counts)
            result["figure"] = {
                "label": self.env._("Promoter Score"),
                "text": format_kpi(
                    outcome.nps,
                    outcome.n,
                    "nps",
                    outcome.interval and outcome.interval.low,
                    outcome.interval and outcome.interval.high,
                    point,
                ),
                "note": self.env._(
                    "%(good)s promoters · %(middle)s passives · %(bad)s detractors",
                    good=counts[0],
                    middle=counts[1],
                    bad=counts[2],
                ),
                "change": self._word_nps_change(before and before.nps_counts, counts)
                if before
                else None,
            }
        else:
            result["figure"] = self._present_mean(tally, before, point)
        result["part"] = "scale"
        labels = {
            question.scale_min: question.scale_min_label,
            question.scale_max: question.scale_max_label,
        }
        result["bars"] = self._present_bars(
            tally,
            before,
            [
                {
                    "value": value,
                    "label": str(value),
                    "hint": labels.get(value) or "",
                    "tone": _tone(question, value),
                }
                # The best first, as people read satisfaction
                for value in range(question.scale_max, question.scale_min - 1, -1)
            ],
            point,
        )

    def _present_simple_choice(self, result, tally, before, point):
        if tally.points.n:
            result["figure"] = self._present_mean(tally, before, point)
        self._present_choices(result, tally, before, point)

    def _present_multiple_choice(self, result, tally, before, point):
        self._present_choices(result, tally, before, point)

    def _present_choices(self, result, tally, before, point):
        result["part"] = "choice"
        result["bars"] = self._present_bars(
            tally,
            before,
            [
                {
                    "value": place,
                    "label": answer.value or str(place + 1),
                    "hint": "",
                    "tone": "",
                    "answer_ids": tally.answer_ids.get(place) or [answer.id],
                }
                for place, answer in enumerate(tally.question.suggested_answer_ids)
            ],
            point,
        )

    def _present_matrix(self, result, tally, before, point):
        """A table of shares: rows are asked about, columns are the answers."""
        question = tally.question
        columns = question.suggested_answer_ids
        rows = []
        for place, row in enumerate(question.matrix_row_ids):
            counts = [
                tally.cells.get((place, number), 0) for number in range(len(columns))
            ]
            whole = sum(counts)
            rows.append(
                {
                    "label": row.value,
                    "cells": [
                        {
                            "count": count,
                            "text": format_percent(
                                share_of_counts(count, whole).share, point
                            ),
                        }
                        for count in counts
                    ],
                }
            )
        result["matrix"] = {"columns": columns.mapped("value"), "rows": rows}

    def _present_numerical_box(self, result, tally, before, point):
        interval = mean_interval(tally.values, low=-ENDLESS, high=ENDLESS)
        result["figure"] = {
            "label": self.env._("Mean"),
            "text": format_score(
                tally.values.mean,
                tally.values.n,
                interval and interval.low,
                interval and interval.high,
                point,
            ),
            "change": self._compare_means(before and before.values, tally.values),
        }

    def _present_mean(self, tally, before, point):
        """Mean in points where it counts in the score, else on the scale itself."""
        question = tally.question
        if tally.points.n:
            moments, earlier = tally.points, before and before.points
            interval = mean_interval(moments)
            label = self.env._("Mean, points of 100")
        else:
            moments, earlier = tally.values, before and before.values
            interval = mean_interval(
                moments, low=float(question.scale_min), high=float(question.scale_max)
            )
            label = self.env._(
                "Mean on the scale %(low)s–%(high)s",
                low=question.scale_min,
                high=question.scale_max,
            )
        return {
            "label": label,
            "text": format_score(
                moments.mean,
                moments.n,
                interval and interval.low,
                interval and interval.high,
                point,
            ),
            "change": self._compare_means(earlier, moments),
        }

    def _compare_means(self, before, after):
        if before is None:
            return None
        return self._word_change(change(before, after), before.mean, after.mean)

    def _present_bars(self, tally, before, bars, point):
        """Shares of respondents; widths are percents, before and after."""
        for bar in bars:
            count = tally.counts.get(bar["value"], 0)
            share = share_of_counts(count, tally.answered)
            bar["count"] = count
            bar["width"] = round(share.share or 0.0, 2)
            bar["text"] = format_percent(share.share, point)
            interval = share_interval(count, tally.answered)
            bar["interval"] = interval and format_value_interval(
                interval.low, interval.high, "percent", point
            )
            if before:
                earlier = before.counts.get(bar["value"], 0)
                share = share_of_counts(earlier, before.answered)
                bar["before_width"] = round(share.share or 0.0, 2)
                bar["before_text"] = format_percent(share.share, point)
                bar["before_count"] = earlier
        return bars


def _tone(question, value):
    """How content a value on a scale is: good, middle or bad."""
    if question.satisfaction_is_recommendation:
        return "good" if value >= 9 else "middle" if value >= 7 else "bad"
    if not question.satisfaction_is_scored:
        return ""
    points = to_points(value, question.scale_max)
    return "good" if points >= 80 else "middle" if points >= 60 else "bad"
