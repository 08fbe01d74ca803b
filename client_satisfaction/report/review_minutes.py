# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.tools.misc import format_date


class ReportReviewMinutes(models.AbstractModel):
    """Minutes of a review meeting, for those who were there (R105).

    Points marked as internal stay in the house.
    """

    _name = "report.client_satisfaction.review_minutes"
    _description = "Minutes of a Review Meeting"
    _inherit = ["satisfaction.client.document"]
    _document_model = "satisfaction.review"

    def _get_page(self, review):
        # sudo: names of those who were there, who all read the minutes
        known = review.sudo()
        kinds = dict(review._fields["kind"]._description_selection(self.env))
        lines = review.line_ids.filtered(lambda line: not line.is_internal)
        # It begins a line; Russian writes days of the week small.
        day = format_date(self.env, review.date, date_format="full")
        day = day[:1].upper() + day[1:]
        return {
            "company": self._get_company(review.company_id),
            "client": known.client_id.name,
            "kind": kinds[review.kind],
            "is_plan": review.state == "planned",
            "when": " ".join(filter(None, [day, _word_hour(review.hour)])),
            "where": review.location or "",
            "ours": known.our_user_ids.mapped("name"),
            "theirs": [*known.partner_ids.mapped("name")]
            + ([review.guests] if review.guests else []),
            "summary": review.summary or "",
            "points": [self._to_point(line) for line in lines],
            "agreed": [
                self._to_agreed(line) for line in lines if (line.decision or "").strip()
            ],
            "next": format_date(self.env, review.next_date, date_format="full")
            if review.next_date
            else "",
        }

    def _to_point(self, line):
        topics = dict(line._fields["topic"]._description_selection(self.env))
        return {
            "topic": topics[line.topic],
            "name": line.name,
            "text": line.text or "",
            "minutes": line.minutes or "",
            "decision": line.decision or "",
        }

    def _to_agreed(self, line):
        # sudo: who does it is told to the client on purpose
        action = line.sudo().new_action_id
        person = (
            action.user_id
            or line.sudo().decision_user_id
            or line.sudo().review_id.user_id
        )
        day = action.date_due or line.decision_due
        return {
            "what": line.decision,
            "who": person.name or "",
            "until": format_date(self.env, day) if day else "",
        }

    def _get_foot(self, review):
        day = format_date(self.env, review.date)
        return f"{review.sudo().client_id.name} · {day} · {review.company_id.name}"


def _word_hour(hour):
    """``14.5`` → ``"14:30"``; empty for no hour."""
    if not hour:
        return ""
    minutes = round(hour * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
