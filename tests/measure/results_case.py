# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Answered questionnaires and the page of their results."""

from ..common import SatisfactionCommon


class ResultsCase(SatisfactionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A copy of its own, so that nothing the database holds takes part
        cls.survey = cls.survey.copy()
        cls.questions = {
            question.satisfaction_code: question for question in cls.survey.question_ids
        }
        cls.program.channel_ids.survey_id = cls.survey
        cls.results = cls.env["satisfaction.survey.results"]
        cls.other_client = cls._make_client(
            "Birch", client_manager_id=cls.other_client_manager.id
        )
        cls.other_contact = cls._make_contact(cls.other_client, "Bea")

    @classmethod
    def _said(cls, rating, comment, **values):
        """An answer with a comment."""
        request = cls._make_entry(**values)
        return cls._answer(
            request,
            rating,
            comment=comment,
            mode="phone",
            typed_by=cls.program_manager,
        )

    @classmethod
    def _typed(cls, survey, raw, code="ticket", **values):
        """An answer to another questionnaire; what must be answered is, with a 4."""
        ask = cls._make_entry(code, survey_id=survey.id, **values)
        needed = {
            question.id: "4"
            for question in survey.question_ids
            if question.constr_mandatory and question.question_type == "scale"
        }
        ask._record_answers(
            {ask.id: needed | raw}, mode="phone", typed_by=cls.program_manager
        )
        return ask

    @classmethod
    def _params(cls, scope=None, **more):
        scope = scope or cls.survey
        return {"scope": {"model": scope._name, "id": scope.id}, **more}

    @classmethod
    def _data(cls, user=None, scope=None, **more):
        return cls.results.with_user(user or cls.program_manager).get_data(
            cls._params(scope, **more)
        )

    @classmethod
    def _comments(cls, user=None, search="", tone="all", after=None, **more):
        return cls.results.with_user(user or cls.program_manager).get_comments(
            cls._params(**more), search, tone, after
        )

    def _card(self, data, key):
        return next(card for card in data["summary"] if card["key"] == key)

    def _question(self, data, code):
        question = self.questions[code]
        return next(
            one
            for section in data["sections"]
            for one in section["questions"]
            if question.id in one["ids"]
        )

    def _counts(self, data, code):
        return {
            bar["label"]: bar["count"] for bar in self._question(data, code)["bars"]
        }
