# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain
from odoo.tools.misc import format_date

REMARKS_SHOWN = 8
WAVES_SHOWN = 5
DECIDED = ("accepted", "done", "declined")


class SatisfactionReviewRemarks(models.AbstractModel):
    """What was said and decided, and the results of the waves, in a review report.

    It is handed to the client: confidential and anonymous remarks stay out, and
    results of so few people that a VIP's answers could be told.
    """

    _name = "satisfaction.review.remarks"
    _description = "Remarks and Waves in a Review Report"

    # ------------------------------------------------------------------
    # Remarks with what we decided (R86, R90)
    # ------------------------------------------------------------------
    def _get_remarks(self, scores):
        """Remarks said in each score's period or decided in it, the decided first.

        :return: ``{score id: {"rows": [...], "more": count, "requests": ids of the
            asks whose words they are}}``
        """
        result = {
            score.id: {"rows": [], "more": 0, "requests": set()} for score in scores
        }
        Remark = self.env["satisfaction.remark"]
        if not scores or not Remark.has_access("read"):
            return result
        first, last = (
            min(scores.mapped("period_start")),
            max(scores.mapped("period_end")),
        )
        remarks = Remark.search(
            Domain("client_id", "in", scores.client_id.ids)
            & Domain("company_id", "in", scores.company_id.ids)
            & Domain("is_confidential", "=", False)
            & Domain("is_anonymous", "=", False)
            & Domain("said_on", "<=", last)
            & (
                Domain("said_on", ">=", first)
                | Domain("decided_at", ">=", first)
                | Domain("done_on", ">=", first)
            ),
            order="said_on desc, id desc",
        )
        by_client = remarks.grouped(lambda one: (one.client_id, one.company_id))
        for score in scores:
            mine = [
                remark
                for remark in by_client.get((score.client_id, score.company_id), ())
                if self._is_remark_of(remark, score)
            ]
            # Sorting is stable: within the decided and the others by day.
            mine.sort(key=lambda remark: remark.state not in DECIDED)
            shown = mine[:REMARKS_SHOWN]
            result[score.id] = {
                "rows": [self._to_remark(remark) for remark in shown],
                "more": len(mine) - len(shown),
                "requests": {remark.request_id.id for remark in shown},
            }
        return result

    def _is_remark_of(self, remark, score):
        days = [remark.said_on, remark.done_on]
        if remark.decided_at:
            days.append(score.company_id._satisfaction_date(remark.decided_at))
        return remark.said_on <= score.period_end and any(
            day and score.period_start <= day <= score.period_end for day in days
        )

    def _to_remark(self, remark):
        kinds = dict(remark._fields["kind"]._description_selection(self.env))
        states = dict(remark._fields["state"]._description_selection(self.env))
        return {
            "date": format_date(self.env, remark.said_on),
            "kind": kinds[remark.kind],
            "text": remark.text,
            "state": states[remark.state],
            "decision": remark.decision_note or "",
            "outcome": remark.outcome_note or "",
            "rating": f"{remark.last_rating} / 5" if remark.last_rating else "",
        }

    # ------------------------------------------------------------------
    # Waves (R108)
    # ------------------------------------------------------------------
    def _get_waves(self, scores):
        """Each client's last assessments up to the end of its period, side by side.

        :return: ``{score id: {"columns": [...], "levels": [...]} or None}``
        """
        result = {score.id: None for score in scores}
        Assessment = self.env["satisfaction.assessment"]
        if not scores or not Assessment.has_access("read"):
            return result
        found = Assessment.search(
            Domain("client_id", "in", scores.client_id.ids)
            & Domain("company_id", "in", scores.company_id.ids)
            & Domain("points", "!=", False)
            & Domain("state", "!=", "cancelled")
            & Domain("date", "<=", max(scores.mapped("period_end"))),
            order="date, id",
        )
        by_client = found.grouped(lambda one: (one.client_id, one.company_id))
        page = self.env["satisfaction.company.page"]
        nobody = self.env["res.partner"]
        for score in scores:
            mine = [
                one
                for one in by_client.get((score.client_id, score.company_id), ())
                if one.date <= score.period_end
            ][-WAVES_SHOWN:]
            if mine:
                closed = {
                    one.id: page._is_assessment_closed(one, nobody) for one in mine
                }
                result[score.id] = self._to_waves(mine, closed)
        return result

    def _to_waves(self, assessments, closed):
        names = {}
        cells = {}
        for column, assessment in enumerate(assessments):
            if closed[assessment.id]:
                continue
            for line in assessment.line_ids.filtered(lambda one: one.kind == "level"):
                names[line.level_code] = line.name
                cells.setdefault(line.level_code, {})[column] = line
        count = range(len(assessments))
        return {
            "columns": [
                {
                    "name": one.wave_id.name or format_date(self.env, one.date),
                    "date": format_date(self.env, one.date),
                    "figure": ""
                    if closed[one.id]
                    else (one.score_text or "").replace(" = ", "\u00a0=\u00a0"),
                    "target": self._number(
                        None if one.target_points is False else one.target_points
                    ),
                    "trend": "" if closed[one.id] else one.trend_text or "",
                }
                for one in assessments
            ],
            "levels": [
                {
                    "name": name,
                    "cells": [
                        self._to_wave_cell(cells[code].get(column)) for column in count
                    ],
                }
                for code, name in names.items()
            ],
        }

    def _to_wave_cell(self, line):
        if not line:
            return {"points": "–", "trend": ""}
        arrows = {"rise": "▲", "fall": "▼"}
        return {
            "points": self._number(None if line.points is False else line.points),
            "trend": arrows.get(line.trend, ""),
        }
