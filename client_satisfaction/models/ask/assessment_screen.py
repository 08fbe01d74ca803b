# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dataclasses import asdict

from markupsafe import Markup

from odoo import models
from odoo.tools import format_date, html2plaintext

from ...controllers.answer_form import AnswerForm, can_carry
from .request_answer import REFUSED_STATES


class SatisfactionAssessment(models.Model):
    """What the interview's screen shows: plain values for one RPC call."""

    _inherit = "satisfaction.assessment"

    def get_interview(self, lang=None):
        """All that the interviewer needs, read for their own interview only.

        :param lang: language of the questions; default: each respondent's own
        :return: a dict of plain values, see the methods below
        """
        self.ensure_one()
        assessment = self._check_interview(is_open=False)
        installed = self.env["res.lang"].get_installed()
        lang = lang if lang in dict(installed) else None
        return {
            "id": assessment.id,
            "title": assessment.display_name,
            "mode": self._word("mode", assessment.mode),
            "day": format_date(self.env, assessment.scheduled_on or assessment.date),
            "is_open": assessment.state in ("planned", "running"),
            "langs": [{"code": code, "name": name} for code, name in installed],
            "lang": lang or "",
            "client": assessment._show_client(),
            "respondents": assessment._show_respondents(lang, dict(installed)),
            "others": assessment._show_other_contacts(),
            "roles": assessment._list_selection("res.partner", "satisfaction_role"),
            "history": assessment._show_history(),
            "remarks": assessment._show_remarks(),
            "new_remarks": assessment._show_new_remarks(),
            "remark_kinds": assessment._list_selection("satisfaction.remark", "kind"),
            "hints": assessment._list_hints(),
        }

    def _word(self, name, value):
        return dict(self._fields[name]._description_selection(self.env)).get(value, "")

    def _list_selection(self, model, name):
        labels = self.env[model]._fields[name]._description_selection(self.env)
        return [{"value": value, "label": label} for value, label in labels]

    def _list_hints(self):
        """What makes an interview worth the client's time (R122)."""
        return [
            self.env._("Talk, don't read a form out. Ask why, and let silence work."),
            self.env._(
                "Thank for every criticism, above all for the one that hurts, and"
                " don't defend us."
            ),
            self.env._("Write down what was said in the client's own words."),
            self.env._(
                "Say what became of the earlier remarks before you ask for new ones."
            ),
            self.env._(
                "Promise nothing you can't keep; tell who will come back, and when."
            ),
        ]

    # ------------------------------------------------------------------
    # Who they are
    # ------------------------------------------------------------------
    def _show_client(self):
        client = self.client_id
        agreement = client.agreement_level_id.name
        rows = [
            (self.env._("Client since"), format_date(self.env, client.client_since)),
            (self.env._("Agreement"), agreement),
            (
                self.env._("Services"),
                ", ".join(client.client_service_ids.mapped("name")),
            ),
            (
                self.env._("Equipment"),
                ", ".join(client.client_equipment_class_ids.mapped("name")),
            ),
            (self.env._("Composition"), client.client_composition),
            (self.env._("Business and needs"), client.client_business_notes),
            (self.env._("What moves the industry"), client.client_industry_notes),
            (self.env._("Expectations"), client.client_expectations),
            (self.env._("Client manager"), client.client_manager_id.name),
            (self.env._("Place"), client.city),
        ]
        return {
            "name": client.name,
            "is_vip": client.satisfaction_is_vip,
            "rows": [
                {"label": label, "value": value} for label, value in rows if value
            ],
        }

    def _show_respondents(self, lang, installed):
        """Each respondent with questions and what was typed or stored so far."""
        drafts = {
            draft.request_id.id: draft.answers
            # sudo: drafts are shown to their own interview only
            for draft in self.env["satisfaction.interview.draft"]
            .sudo()
            .search([("request_id", "in", self.request_ids.ids)])
        }
        roles = dict(
            self.env["res.partner"]
            ._fields["satisfaction_role"]
            ._description_selection(self.env)
        )
        shown = []
        for ask in self.request_ids.filtered("partner_id").sorted("id"):
            own = ask.partner_id.lang
            chosen = lang or (own if own in installed else self.env.lang)
            is_open = ask.state not in REFUSED_STATES
            answers = drafts.get(ask.id) or {}
            if ask.user_input_id:
                answers = ask._get_raw_answers(ask.user_input_id)
            shown.append(
                {
                    "request_id": ask.id,
                    "partner_id": ask.partner_id.id,
                    "name": ask.partner_id.name,
                    "role": roles.get(ask.respondent_role, ""),
                    "job": ask.partner_id.function or "",
                    "phone": ask.call_phone or "",
                    "email": ask.partner_id.email or "",
                    "state": ask.state,
                    "status": ask._word_interview_status(),
                    "is_open": is_open and self.state in ("planned", "running"),
                    "questions": _show_questions(ask.with_context(lang=chosen)),
                    "answers": {str(key): value for key, value in answers.items()},
                }
            )
        return shown

    def _show_other_contacts(self):
        """Contacts of the client who are not asked yet."""
        contacts = self.client_id.child_ids.filtered(
            lambda one: one.type == "contact" and one not in self.request_ids.partner_id
        )
        return [{"id": one.id, "name": one.name} for one in contacts]

    # ------------------------------------------------------------------
    # What was before
    # ------------------------------------------------------------------
    def _find_previous(self):
        """The client's latest earlier assessment with a result."""
        return self.search(
            [
                ("client_id", "=", self.client_id.id),
                ("company_id", "=", self.company_id.id),
                ("id", "!=", self.id),
                ("points", "!=", False),
                ("date", "<=", self.date),
                ("state", "!=", "cancelled"),
            ],
            order="date desc, id desc",
            limit=1,
        )

    def _show_history(self):
        """The result of the time before, with what each respondent answered."""
        previous = self._find_previous()
        if not previous:
            return False
        point = self.env["satisfaction.score"]._get_decimal_point()
        given = previous._word_answers_by_indicator()
        trends = dict(previous._fields["trend"]._description_selection(self.env))

        def show(record, **more):
            return {
                "points": _word_number(record.points, point),
                "trend": record.trend or "",
                "trend_text": trends.get(record.trend, ""),
                "change": _word_number(record.change, point, signed=True),
                **more,
            }

        return show(
            previous,
            title=previous.display_name,
            day=format_date(self.env, previous.date),
            lines=[
                show(
                    line,
                    id=line.id,
                    kind=line.kind,
                    name=line.level_id.name or line.name
                    if line.kind == "level"
                    else line.indicator_id.name,
                    answers=given.get(line.indicator_id.id, ""),
                )
                for line in previous.line_ids
            ],
        )

    def _word_answers_by_indicator(self):
        """``{indicator id: "Ada 4, 5 · Linus 2"}``, answers as they were given."""
        given = {}
        asks = self.request_ids.filtered(
            lambda ask: ask.state == "answered" and ask.is_scored
        )
        for ask in asks.sorted("id"):
            for line in ask.user_input_id.user_input_line_ids:
                indicator = line.question_id.satisfaction_indicator_id
                if not indicator or line.skipped:
                    continue
                value = (
                    str(line.value_scale)
                    if line.answer_type == "scale"
                    else line.suggested_answer_id.value or ""
                )
                of_person = given.setdefault(indicator.id, {})
                of_person.setdefault(ask.partner_id.name or "", []).append(value)
        return {
            indicator_id: " · ".join(
                f"{name} {', '.join(values)}" for name, values in of_person.items()
            )
            for indicator_id, of_person in given.items()
        }

    def _show_remarks(self):
        """Earlier remarks with what was done about each, to be rated (R88)."""
        ratings = {}
        for rating in (
            # sudo: ratings of the own interview only
            self.env["satisfaction.remark.rating"]
            .sudo()
            .search([("assessment_id", "=", self.id)], order="id")
        ):
            ratings.setdefault(rating.remark_id.id, {})[
                str(rating.partner_id.id or 0)
            ] = {"rating": rating.rating, "comment": rating.comment or ""}
        states = dict(
            self.env["satisfaction.remark"]
            ._fields["state"]
            ._description_selection(self.env)
        )
        return [
            {
                "id": remark.id,
                "name": remark.name,
                "text": html2plaintext(remark.text or "")
                if isinstance(remark.text, Markup)
                else remark.text,
                "who": remark.partner_id.name or "",
                "partner_id": remark.partner_id.id,
                "is_confidential": remark.is_confidential,
                "day": format_date(self.env, remark.said_on),
                "state": states[remark.state],
                "state_code": remark.state,
                "done": "\n".join(
                    filter(None, (remark.decision_note, remark.outcome_note))
                ),
                "last_rating": remark.last_rating,
                "ratings": ratings.get(remark.id, {}),
            }
            for remark in self._find_carried_remarks()
        ]

    def _show_new_remarks(self):
        """What was written down in this interview."""
        remarks = (
            # sudo: what was said in the own interview
            self.env["satisfaction.remark"]
            .sudo()
            .search([("assessment_id", "=", self.id)], order="id")
        )
        kinds = dict(remarks._fields["kind"]._description_selection(self.env))
        return [
            {
                "id": remark.id,
                "text": remark.text,
                "kind": kinds[remark.kind],
                "who": remark.partner_id.name or "",
            }
            for remark in remarks
        ]


class SatisfactionRequest(models.Model):
    _inherit = "satisfaction.request"

    def _word_interview_status(self):
        """One or two words for the respondent's tab."""
        self.ensure_one()
        if self.state == "answered":
            return self.summary or self.env._("Answered")
        if self.state in ("skipped", "cancelled"):
            reasons = dict(self._fields["skip_reason"]._description_selection(self.env))
            return reasons.get(self.skip_reason) or self.env._("Not heard")
        return dict(self._fields["state"]._description_selection(self.env))[self.state]


def _show_questions(ask):
    """The questions of one ask as the questions widget takes them."""
    if not can_carry(ask.survey_id):
        return []
    return [
        {
            key: str(value) if isinstance(value, Markup) else value
            for key, value in asdict(question).items()
        }
        for question in AnswerForm(ask).fields
    ]


def _word_number(value, point, signed=False):
    if value is False or value is None:
        return ""
    text = f"{abs(value):.1f}".replace(".", point)
    if not signed:
        return text
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{text}"
