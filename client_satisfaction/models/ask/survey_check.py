# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from typing import NamedTuple

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...controllers.answer_form import can_carry
from ...scoring.questionnaire import asks_two_things
from .survey_question import TEXT_TYPES

# More questions than this are answered by fewer people (R32).
MOST_QUESTIONS = {
    "event": 6,
    "callback": 6,
    "monthly": 6,
    "service_review": 8,
    "relationship": 20,
}
MOST_QUESTIONS_DEFAULT = 10
LEVELS = ("hint", "warning", "error")
ICONS = {
    "hint": "fa-lightbulb-o text-info",
    "warning": "fa-exclamation-triangle text-warning",
    "error": "fa-times-circle text-danger",
}
# Purposes where the ask is about something only one contact had to do with
PERSONAL_PURPOSES = ("event", "callback", "monthly")


class Finding(NamedTuple):
    """Something in the design of a questionnaire, and how to mend it."""

    level: str
    code: str
    sentence: str


class SurveySurvey(models.Model):
    """Help with the design of questionnaires (R32–R36, R38–R40).

    Errors make a questionnaire useless and keep it out of running programmes;
    warnings cost answers or blur them; hints are for a second look.
    """

    _inherit = "survey.survey"

    satisfaction_check = fields.Selection(
        [("ok", "Good"), ("warning", "Could be better"), ("error", "Can't be used")],
        "Design",
        compute="_compute_satisfaction_check",
    )
    satisfaction_findings = fields.Json(compute="_compute_satisfaction_check")
    satisfaction_findings_html = fields.Html(
        compute="_compute_satisfaction_check", sanitize=False
    )
    satisfaction_minutes = fields.Float(
        "Minutes to answer",
        digits=(6, 1),
        compute="_compute_satisfaction_check",
        help="Estimated from the number and kind of questions and the words to read.",
    )

    @api.depends_context("lang")
    @api.depends(
        "survey_type",
        "title",
        "description",
        "lang_ids",
        "questions_layout",
        "questions_selection",
        "is_time_limited",
        "users_login_required",
        "satisfaction_purpose",
        "satisfaction_is_anonymous",
        "question_and_page_ids.title",
        "question_and_page_ids.is_page",
        "question_and_page_ids.question_type",
        "question_and_page_ids.constr_mandatory",
        "question_and_page_ids.scale_min",
        "question_and_page_ids.scale_max",
        "question_and_page_ids.scale_min_label",
        "question_and_page_ids.scale_max_label",
        "question_and_page_ids.triggering_answer_ids",
        "question_and_page_ids.suggested_answer_ids.value",
        "question_and_page_ids.suggested_answer_ids.answer_score",
        "question_and_page_ids.satisfaction_is_scored",
        "question_and_page_ids.satisfaction_objective",
        "question_and_page_ids.satisfaction_when_low",
        "question_and_page_ids.satisfaction_indicator_id",
        "satisfaction_unasked_indicator_ids",
    )
    def _compute_satisfaction_check(self):
        ours = self.filtered(lambda survey: survey.survey_type == "satisfaction")
        (self - ours).update(
            {
                "satisfaction_check": False,
                "satisfaction_findings": [],
                "satisfaction_findings_html": False,
                "satisfaction_minutes": 0,
            }
        )
        untranslated = ours._count_untranslated()
        # Read once here; sorting the questions below parts them.
        ours.question_and_page_ids.suggested_answer_ids.mapped("value")
        for survey in ours:
            findings = survey._find_design_problems(untranslated[survey._origin.id])
            findings.sort(key=lambda finding: -LEVELS.index(finding.level))
            worst = findings[0].level if findings else "hint"
            minutes = survey._estimate_minutes()
            survey.satisfaction_minutes = minutes
            survey.satisfaction_check = "ok" if worst == "hint" else worst
            survey.satisfaction_findings = [finding._asdict() for finding in findings]
            survey.satisfaction_findings_html = survey._render_findings(findings)

    def _render_findings(self, findings):
        self.ensure_one()
        names = {
            "hint": self.env._("Hint"),
            "warning": self.env._("Could be better"),
            "error": self.env._("Must be mended"),
        }
        row = Markup(
            '<li><i class="fa fa-fw {icon}" role="img" title="{name}"'
            ' aria-label="{name}"></i> {sentence}</li>'
        )
        lines = Markup("").join(
            row.format(
                icon=ICONS[finding.level],
                name=names[finding.level],
                sentence=finding.sentence,
            )
            for finding in findings
        )
        if not lines:
            lines = Markup("<li>{}</li>").format(
                self.env._("Nothing to mend in the design.")
            )
        return Markup('<ul class="list-unstyled mb-0">{}</ul>').format(lines)

    # ------------------------------------------------------------------
    # What is looked at
    # ------------------------------------------------------------------
    def _find_design_problems(self, untranslated):
        """All findings about one questionnaire.

        :param untranslated: ``{language name: number of texts}`` without translation
        :return: list of ``Finding``
        """
        self.ensure_one()
        questions = self._get_design_questions()
        if not questions:
            return [
                Finding(
                    "error",
                    "no_questions",
                    self.env._("There is no question yet. Add one that is scored."),
                )
            ]
        return [
            *self._find_length_problems(questions),
            *self._find_scoring_problems(questions),
            *self._find_scale_problems(questions),
            *self._find_text_problems(questions),
            *self._find_page_problems(questions),
            *(
                Finding("warning", code, sentence)
                for code, sentence in self._find_indicator_problems(questions)
            ),
            *(
                Finding(
                    "warning",
                    "languages",
                    self.env._(
                        "%(language)s: texts not translated: %(count)s. Use the"
                        " language button beside each text, or remove the language.",
                        language=language,
                        count=count,
                    ),
                )
                for language, count in sorted(untranslated.items())
            ),
        ]

    def _get_design_questions(self):
        return self.question_and_page_ids.filtered(
            lambda question: not question.is_page
        ).sorted(lambda question: (question.sequence, question._origin.id))

    def _find_length_problems(self, questions):
        most = MOST_QUESTIONS.get(self.satisfaction_purpose, MOST_QUESTIONS_DEFAULT)
        if len(questions) > most:
            yield Finding(
                "warning",
                "too_long",
                self.env._(
                    "%(count)s questions are too many: with more than %(most)s fewer"
                    " people answer. Leave out what you would not act on.",
                    count=len(questions),
                    most=most,
                ),
            )

    def _find_scoring_problems(self, questions):
        scored = questions.filtered("satisfaction_is_scored")
        if not scored:
            yield Finding(
                "error",
                "nothing_scored",
                self.env._(
                    "No question counts in the score, so answers would measure"
                    " nothing. Tick “Counts in the score” on at least one scale."
                ),
            )
        if not self.satisfaction_purpose:
            yield Finding(
                "warning",
                "no_purpose",
                self.env._(
                    "Say what the questionnaire is for: choose its purpose above."
                ),
            )
        for question in scored:
            if question.question_type == "simple_choice" and not any(
                answer.answer_score > 0 for answer in question.suggested_answer_ids
            ):
                yield Finding(
                    "error",
                    "no_points",
                    self.env._(
                        "“%(question)s” counts in the score, but none of its answers"
                        " has one. Give the answers scores, the best one the highest.",
                        question=question.title,
                    ),
                )
        unmapped = scored.filtered(lambda question: not question.satisfaction_objective)
        if unmapped:
            yield Finding(
                "warning",
                "no_objective",
                self.env._(
                    "Nobody knows yet what these are asked for: %(questions)s. Choose"
                    " “What we want to know” on each of them.",
                    questions=self._quote(unmapped),
                ),
            )

    def _find_scale_problems(self, questions):
        scales = questions.filtered(lambda question: question.question_type == "scale")
        unlabelled = scales.filtered(
            lambda question: not (question.scale_min_label and question.scale_max_label)
        )
        if unlabelled:
            yield Finding(
                "warning",
                "no_labels",
                self.env._(
                    "Is 1 good or bad? Write what both ends mean: %(questions)s.",
                    questions=self._quote(unlabelled),
                ),
            )
        scored = scales.filtered("satisfaction_is_scored")
        lengths = {(scale.scale_min, scale.scale_max) for scale in scored}
        if len(lengths) > 1:
            yield Finding(
                "warning",
                "mixed_scales",
                self.env._(
                    "The scored scales differ (%(scales)s): people slip, and answers"
                    " compare badly. Let all of them go from 1 to 5.",
                    scales=", ".join(f"{low}–{high}" for low, high in sorted(lengths)),
                ),
            )
        elif lengths and lengths != {(1, 5)}:
            yield Finding(
                "warning",
                "other_scale",
                self.env._(
                    "Indicators are rated from 1 to 5; this questionnaire uses"
                    " %(scales)s. Its points don't compare with those of others.",
                    scales="–".join(map(str, next(iter(lengths)))),
                ),
            )

    def _find_text_problems(self, questions):
        boxes = questions.filtered(lambda one: one.question_type == "text_box")
        if not boxes:
            yield Finding(
                "warning",
                "no_comment",
                self.env._(
                    "There is no room for free words. Add one question of type"
                    " “Multiple Lines Text Box” at the end."
                ),
            )
        elif len(boxes) > 1:
            yield Finding(
                "warning",
                "many_comments",
                self.env._(
                    "%(count)s text boxes are work to fill in and mostly stay empty."
                    " One at the end is enough.",
                    count=len(boxes),
                ),
            )
        must_write = questions.filtered(
            lambda question: (
                question.question_type in TEXT_TYPES and question.constr_mandatory
            )
        )
        if must_write:
            yield Finding(
                "warning",
                "mandatory_text",
                self.env._(
                    "Who must write something writes “-” or gives up. Don't make this"
                    " mandatory: %(questions)s.",
                    questions=self._quote(must_write),
                ),
            )
        for question in questions:
            if asks_two_things(question.title or ""):
                yield Finding(
                    "hint",
                    "two_things",
                    self.env._(
                        "“%(question)s” may ask two things at once: which of them is"
                        " rated? If so, make two questions of it or drop one.",
                        question=question.title,
                    ),
                )

    def _find_page_problems(self, questions):
        is_light = can_carry(self)
        if self.satisfaction_is_anonymous and not is_light:
            yield Finding(
                "error",
                "anonymous_page",
                self.env._(
                    "An anonymous questionnaire must fit on the short answer page: one"
                    " page, no conditions, no time limit or login; scales, choices"
                    " and texts only."
                ),
            )
        elif not is_light:
            yield Finding(
                "warning",
                "long_page",
                self.env._(
                    "Pages, conditions or unusual question types: it opens on the long"
                    " survey page, which takes more clicks, and can't be typed in on"
                    " one screen. Choose one page with all the questions."
                ),
            )
        if (
            self.satisfaction_is_anonymous
            and self.satisfaction_purpose in PERSONAL_PURPOSES
        ):
            yield Finding(
                "error",
                "anonymous_purpose",
                self.env._(
                    "Who had a ticket or rates the month is known, so such an answer"
                    " can't be anonymous. Use it for the relationship or a review."
                ),
            )

    def _quote(self, questions):
        return ", ".join(f"“{question.title}”" for question in questions)

    # ------------------------------------------------------------------
    # Only good ones are asked with
    # ------------------------------------------------------------------
    def _refuse_errors(self):
        """Refuse questionnaires that measure nothing, with what to mend.

        :raises ValidationError: when one of these has an error in its design
        """
        for survey in self:
            errors = [
                finding["sentence"]
                for finding in survey.satisfaction_findings or []
                if finding["level"] == "error"
            ]
            if errors:
                raise ValidationError(
                    self.env._(
                        "The questionnaire “%(survey)s” can't be used in a running"
                        " programme:\n%(errors)s",
                        survey=survey.title,
                        errors="\n".join(errors),
                    )
                )
