# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from .action import FINISHED_ACTION_STAGES, OPEN_ACTION_STAGES

#: How many remarks, cases and actions of a kind come onto one agenda.
MOST_OF_A_KIND = 15


class SatisfactionReview(models.Model):
    """The agenda: what is open with the client, as the one who plans may read it.

    The texts are for the client, so they are in the client's language, they quote no
    notes of calls, and nothing a single person said in confidence.
    """

    _inherit = "satisfaction.review"

    agenda_note = fields.Char("Language of the agenda", compute="_compute_agenda_note")

    @api.depends_context("lang")
    @api.depends("client_id", "partner_ids", "company_id")
    def _compute_agenda_note(self):
        """Why points that were added by themselves read otherwise than the screen."""
        for review in self:
            lang = review._get_lang()
            review.agenda_note = lang != (self.env.lang or "en_US") and self.env._(
                "The client gets agenda and minutes in this language: %s.",
                self.env["res.lang"]._name_of_code(lang),
            )

    def action_build_agenda(self):
        """Add what came up since the agenda was built; nothing is doubled."""
        self._build_agenda()

    def _build_agenda(self):
        vals_list = []
        for review in self:
            words = review.with_context(lang=review._get_lang())
            known = set(review.line_ids.mapped("source_key"))
            points = [
                *words._list_score(),
                *words._list_expectations(),
                *words._list_cases(),
                *words._list_remarks(),
                *words._list_actions(),
            ]
            vals_list += [
                {"review_id": review.id, "sequence": 10 * number, **point}
                for number, point in enumerate(points, start=1)
                if point["source_key"] not in known
            ]
        return self.env["satisfaction.review.line"].create(vals_list)

    def _list_score(self):
        """The client's latest score beside its target (R104)."""
        # Not at module level: reports are loaded after the models.
        from ...report import figures

        score = self.env["satisfaction.score"].search(
            [
                ("client_id", "=", self.client_id.id),
                ("company_id", "=", self.company_id.id),
                ("is_measured", "=", True),
                ("period_start", "<=", self.date),
            ],
            order="period_start desc",
            limit=1,
        )
        if not score:
            return []
        point = self.env["res.lang"]._get_data(code=self.env.lang).decimal_point or "."
        trends = dict(score._fields["trend"]._description_selection(self.env))
        text = self.env._(
            "%(score)s of 100 points; target %(target)s.",
            score=figures.format_score(
                score.points,
                score.response_count,
                score.interval_low if score.has_interval else None,
                score.interval_high if score.has_interval else None,
                point,
            ),
            target=figures.format_points(score.target_points, point),
        )
        if score.trend and score.trend != "first":
            text += f" {trends[score.trend]}."
        return [
            {
                "topic": "score",
                "name": self.env._("Satisfaction in %s", score.period_label),
                "text": text,
                "source_key": f"score:{score.id}",
            }
        ]

    def _list_expectations(self):
        """What the client expects, and whether it still holds (R10)."""
        expectations = self.env["satisfaction.client.expectation"].search(
            [("client_id", "=", self.client_id.id)]
        )
        return [
            {
                "topic": "expectation",
                "name": expectation.topic,
                "text": expectation._describe(),
                "source_key": f"expectation:{expectation.id}",
            }
            for expectation in expectations
        ]

    def _list_cases(self):
        """Complaints and low answers that aren't closed."""
        domain = Domain("client_id", "=", self.client_id.id) & Domain(
            "company_id", "=", self.company_id.id
        )
        if self.kind == "complaint" and self.case_ids:
            domain &= Domain("id", "in", self.case_ids.ids)
        else:
            domain &= Domain("state", "!=", "closed")
        cases = self.env["satisfaction.case"].search(
            domain, order="severity desc, received_at", limit=MOST_OF_A_KIND
        )
        return [
            {
                "topic": "case",
                "name": f"{case.name} {case._get_client_title()}",
                "text": case._describe_for_client(),
                "case_id": case.id,
                "source_key": f"case:{case.id}",
            }
            for case in cases
        ]

    def _list_remarks(self):
        """What the client said earlier and wants to hear about (R88)."""
        remarks = self.env["satisfaction.remark"]._find_for_assessment(self.client_id)
        # What one person said in confidence is not for a meeting with others.
        remarks = remarks.filtered(
            lambda remark: (
                remark.company_id == self.company_id
                and not remark.is_confidential
                and not remark.is_anonymous
                and not remark.case_id
            )
        )[:MOST_OF_A_KIND]
        stages = dict(remarks._fields["state"]._description_selection(self.env))
        return [
            {
                "topic": "remark",
                "name": remark.name,
                "text": "\n".join(
                    filter(
                        None,
                        [
                            f"“{remark.text}”" if remark.text != remark.name else "",
                            f"{stages[remark.state]}. {remark.decision_note or ''}",
                            remark.outcome_note,
                        ],
                    )
                ).strip(),
                "remark_id": remark.id,
                "source_key": f"remark:{remark.id}",
            }
            for remark in remarks
        ]

    def _list_actions(self):
        """What we do for this client, and what was done since the meeting before."""
        done = Domain("state", "in", FINISHED_ACTION_STAGES)
        if self.previous_id:
            done &= Domain("done_on", ">=", self.previous_id.date)
        else:
            done &= Domain("state", "=", "done")
        actions = self.env["satisfaction.action"].search(
            Domain("client_ids", "in", self.client_id.ids)
            & Domain("company_id", "=", self.company_id.id)
            & (Domain("state", "in", OPEN_ACTION_STAGES) | done),
            limit=MOST_OF_A_KIND,
        )
        return [
            {
                "topic": "action",
                "name": (action.client_text or action.name).split("\n")[0][:120],
                "text": action._describe_for_client(),
                "action_id": action.id,
                "source_key": f"action:{action.id}",
            }
            for action in actions
        ]
