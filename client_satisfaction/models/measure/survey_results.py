# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..ask.sealed_answer import SMALLEST_GROUP

#: Who reads results; the record rules of the ledger say whose answers.
READERS = ("agent", "client_manager", "senior_management")
#: Models the page can be opened from, with the name of what they are.
SCOPES = (
    "survey.survey",
    "satisfaction.wave",
    "satisfaction.channel",
    "satisfaction.program",
)


class SatisfactionSurveyResults(models.AbstractModel):
    """Results of a questionnaire, wave, channel or programme (R34, R35, R82, R109).

    Everything is read from the ledger as the reader: a client manager gets the
    results of own clients, an agent those of own and own teams' tickets. The
    database counts; what goes to the page has the same size for ten answers and for
    fifty thousand. Means, shares and intervals come from ``scoring/``.

    What the parameters of a page (``params``) may hold stands in
    ``survey_results_filters.py``, the figures in ``survey_results_figures.py``, the
    comments in ``survey_results_comments.py``.
    """

    _name = "satisfaction.survey.results"
    _description = "Survey Results"

    @api.model
    @api.readonly
    def get_data(self, params):
        """All figures of the page; see ``survey_results_filters`` for ``params``.

        :return: plain values for the page: ``summary``, ``sections`` of questions,
            ``split`` (the chosen breakdown) and ``empty``, what to do when there is
            nothing
        :raises AccessError: the reader has no results to read
        :raises UserError: a filter can't be understood
        """
        view = self._open(params)
        now = self._measure(view, view.domain)
        then = view.against and self._measure(view, view.against)
        return {
            "title": self._get_title(view),
            "period": view.period_text,
            "against": view.against_text,
            "notes": self._get_notes(view, now, then),
            "summary": self._present_summary(now, then),
            "split": self._present_split(view, now),
            "sections": self._present_sections(view, now, then),
            "empty": self._get_empty(view, now),
        }

    @api.model
    def _check_reader(self):
        user = self.env.user
        if not self.env.su and not any(
            user.has_group(f"client_satisfaction.group_{group}") for group in READERS
        ):
            raise AccessError(
                self.env._(
                    "Results are for agents, client managers and the management of"
                    " the programme. Ask the programme manager for one of these roles."
                )
            )

    @api.model
    def _get_scope(self, params):
        """The questionnaire, wave, channel or programme whose results are wanted."""
        self._check_reader()
        scope = params.get("scope") if isinstance(params, dict) else None
        model, record_id = (
            (scope.get("model"), scope.get("id"))
            if isinstance(scope, dict)
            else (None, None)
        )
        if model not in SCOPES or not _is_id(record_id):
            raise UserError(
                self.env._(
                    "Open results from a questionnaire, a wave, a channel or a"
                    " programme."
                )
            )
        record = self.env[model].browse(record_id).exists()
        if not record or (
            model == "survey.survey" and record.survey_type != "satisfaction"
        ):
            raise UserError(
                self.env._(
                    "What these results are about doesn't exist any more. Open them"
                    " anew from the list of questionnaires."
                )
            )
        record.check_access("read")
        return record

    @api.model
    def _get_title(self, view):
        # sudo: the title was checked readable; a wave's name reads its programme
        return view.scope.sudo().display_name

    @api.model
    def _get_notes(self, view, now, then):
        """What the reader has to know to read the figures rightly, as sentences."""
        notes = []
        user = self.env.user
        if not user.has_group("client_satisfaction.group_client_manager"):
            if not user.has_group("client_satisfaction.group_senior_management"):
                notes.append(
                    self.env._("These are the answers to your and your teams' tickets.")
                )
        elif not user.has_group(
            "client_satisfaction.group_program_manager"
        ) and not user.has_group("client_satisfaction.group_senior_management"):
            notes.append(
                self.env._(
                    "These are the answers of your clients, and those to your and your"
                    " teams' tickets."
                )
            )
        hidden = now.hidden + (then.hidden if then else 0)
        if hidden:
            notes.append(
                self.env._(
                    "Anonymous answers are left out here: there are fewer than"
                    " %(smallest)s, and they could be traced.",
                    smallest=SMALLEST_GROUP,
                )
            )
        if view.is_recovery:
            notes.append(
                self.env._(
                    "These clients were asked because they had been dissatisfied; their"
                    " answers count in no score."
                )
            )
        return notes

    @api.model
    def _get_empty(self, view, now):
        """What to do when there is nothing to see; None when there is."""
        if now.answered:
            return None
        if view.is_filtered:
            return {
                "title": self.env._("No answer fits these filters"),
                "text": self.env._("Take filters away or choose a longer time."),
            }
        if now.hidden:
            return {
                "title": self.env._("Too few anonymous answers"),
                "text": self.env._(
                    "Anonymous answers appear as soon as there are %(smallest)s.",
                    smallest=SMALLEST_GROUP,
                ),
            }
        return {
            "title": self.env._("No answers yet"),
            "text": self.env._(
                "Results appear here as soon as the first client has answered. A rule"
                " of the running programme, a wave or an ask by hand sends the"
                " questionnaire."
            ),
        }

    # ------------------------------------------------------------------
    # The answers behind a figure
    # ------------------------------------------------------------------
    @api.model
    @api.readonly
    def get_answers_action(self, params, question_ids=None, part=None, value=None):
        """The list of answers behind the page, or behind one bar of a question.

        :param question_ids: ids of the question in all its wordings
        :param part: what the bar stands for: "scale" or "choice"
        :param value: the number on the scale, or ids of the chosen answers
        :return: a window action; the reader's record rules hold in it as here
        """
        view = self._open(params)
        domain = view.domain & self._get_answer_domain()
        if question_ids:
            if not _are_ids(question_ids):
                raise UserError(self.env._("This question doesn't exist any more."))
            line = Domain("question_id", "in", question_ids)
            if part == "scale" and _is_number(value):
                line &= Domain("value_scale", "=", value) & Domain(
                    "skipped", "=", False
                )
            elif part == "choice" and _are_ids(value):
                line &= Domain("suggested_answer_id", "in", value)
            else:
                line &= Domain("skipped", "=", False)
            domain &= Domain("user_input_id.user_input_line_ids", "any", line)
        domain, _hidden = self._guard_anonymous(domain)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_satisfaction.action_requests"
        )
        return {
            **action,
            "display_name": self.env._("Answers"),
            "domain": _to_plain(domain),
            "context": {"create": False},
        }


def _is_id(value):
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _are_ids(values):
    return isinstance(values, list) and all(map(_is_id, values)) and len(values) < 500


def _is_number(value):
    return isinstance(value, int | float) and not isinstance(value, bool)


def _to_plain(domain):
    """A domain as the web client takes it, also where it holds another one."""
    return [
        part
        if isinstance(part, str)
        else [part[0], part[1], _to_plain_value(part[2], part[1])]
        for part in domain
    ]


def _to_plain_value(value, operator):
    if isinstance(value, date):
        return fields.Date.to_string(value)
    if isinstance(value, Domain) or operator in ("any", "not any"):
        return _to_plain(value)
    return value if isinstance(value, str | bool | int | float) else list(value)
