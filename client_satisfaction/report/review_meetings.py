# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain
from odoo.tools.misc import format_date

HELD_STATES = ("held", "closed")
OPEN_STATES = ("planned", "in_progress")
DONE_STATES = ("done", "reviewed")
ACTIONS_SHOWN = 8


class SatisfactionReviewMeetings(models.AbstractModel):
    """Two of the three sources of a review report (R105): what was gone through.

    Service reviews and complaint reviews of the period, with what was agreed. Points
    marked as internal stay in the house.
    """

    _name = "satisfaction.review.meetings"
    _description = "Meetings in a Review Report"

    def _get_meetings(self, scores):
        """Meetings held in each score's period, the earliest first.

        One search for all scores; readers see what they may read.

        :return: ``{score id: [{"kind": code, "label", "date", "agreed": [text],
            "more": whether there are minutes}]}``
        """
        result = {score.id: [] for score in scores}
        Review = self.env["satisfaction.review"]
        if not scores or not Review.has_access("read"):
            return result
        reviews = Review.search(
            Domain("client_id", "in", scores.client_id.ids)
            & Domain("company_id", "in", scores.company_id.ids)
            & Domain("state", "in", HELD_STATES)
            & Domain("date", ">=", min(scores.mapped("period_start")))
            & Domain("date", "<=", max(scores.mapped("period_end"))),
            order="date, id",
        )
        kinds = dict(Review._fields["kind"]._description_selection(self.env))
        by_client = reviews.grouped(
            lambda review: (review.client_id, review.company_id)
        )
        for score in scores:
            for review in by_client.get((score.client_id, score.company_id), ()):
                if score.period_start <= review.date <= score.period_end:
                    result[score.id].append(self._to_meeting(review, kinds))
        return result

    def _to_meeting(self, review, kinds):
        return {
            "kind": review.kind,
            "label": kinds[review.kind],
            "date": format_date(self.env, review.date),
            "summary": review.summary or "",
            "agreed": [
                line.decision.strip()
                for line in review.line_ids
                if not line.is_internal and (line.decision or "").strip()
            ],
        }

    def _get_open_actions(self, scores):
        """What we do for each client, in words to the client (R87, R104).

        Open now, or done in the period.

        :return: ``{score id: [entry of "Improvement suggestions"]}``
        """
        result = {score.id: [] for score in scores}
        Action = self.env["satisfaction.action"]
        if not scores or not Action.has_access("read"):
            return result
        actions = Action.search(
            Domain("client_ids", "in", scores.client_id.ids)
            & Domain("company_id", "in", scores.company_id.ids)
            & (
                Domain("state", "in", OPEN_STATES)
                | (
                    Domain("state", "in", DONE_STATES)
                    & Domain("done_on", ">=", min(scores.mapped("period_start")))
                )
            ),
            order="date_due, id",
        )
        for score in scores:
            result[score.id] = [
                self._to_action_entry(action)
                for action in actions
                if score.client_id in action.client_ids
                and score.company_id == action.company_id
                and (
                    not action.done_on
                    or score.period_start <= action.done_on <= score.period_end
                )
            ][:ACTIONS_SHOWN]
        return result

    def _to_action_entry(self, action):
        done = bool(action.done_on)
        states = dict(action._fields["state"]._description_selection(self.env))
        return {
            "kind": "action",
            "state": states[action.state],
            # sudo: who does it is told to the client on purpose
            "owner": action.sudo().user_id.name or "",
            "date": "",
            "source": self.env._("Done on %s", format_date(self.env, action.done_on))
            if done
            else "",
            "lines": list(
                filter(
                    None,
                    [action.client_text or action.name, done and action.result],
                )
            ),
            "causes": ", ".join(action.root_cause_ids.mapped("complete_name")),
            "commitment": "" if done else format_date(self.env, action.date_due),
        }
