# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Random bodies: whatever is posted, nothing wrong counts and the server stays calm.

A thousand for each type of question pass the form and the check; some of them also
travel over HTTP, all of them with ``CS_TEST_ALL=1``. The seed is fixed, so a failure
comes again.
"""

import os
import random

from werkzeug.datastructures import MultiDict

from odoo import Command
from odoo.tests import tagged

from odoo.addons.client_satisfaction.controllers.answer_form import AnswerForm

from .answer_page_case import AnswerPageCase

SEED = 20261123
BODIES = 1000
OVER_HTTP = BODIES if os.environ.get("CS_TEST_ALL") else 6
LIGHT_TYPES = ("scale", "simple_choice", "multiple_choice", "text_box", "char_box")
NATIVE_TYPES = (*LIGHT_TYPES, "numerical_box", "date", "datetime", "matrix")

NONSENSE = (
    "",
    " ",
    "0",
    "6",
    "7",
    "99",
    "-1",
    "+3",
    "3.0",
    "1e0",
    "３",
    "٣",
    "²",
    "abc",
    "null",
    "true",
    "[3]",
    "{}",
    "nan",
    "inf",
    "\x00",
    "4\x00",
    "9" * 30,
    "2147483648",
    "9223372036854775808",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}",
    "${7*7}",
    "%s%d%n",
    "\u202e\u0645\u0631\u062d\u0628\u0627",
    "非常满意",
    "Очень доволен",
    "😀" * 50,
    "x" * 4000,
    "x" * 4001,
    "\r\n" * 2000,
    "2026-02-30",
    "2026-11-23",
    "2026-11-23 25:00:00",
)
HOSTILE_JSON = (
    None,
    True,
    False,
    0,
    3,
    -3,
    3.7,
    2**31,
    2**70,
    1e308,
    [],
    {},
    [[]],
    [[3]],
    [None, None],
    {"comment": None},
    {"comment": 5},
    {"comment": {"a": 1}},
    [{"comment": ["x"]}],
    {"abc": [1]},
    {"1": "abc"},
    "\ud800",
    "a\x00b",
)


class BodyCase(AnswerPageCase):
    types = LIGHT_TYPES

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.all_types = cls.env["survey.survey"].create(
            {
                "title": "All types",
                "survey_type": "satisfaction",
                "questions_layout": "one_page",
                "lang_ids": [Command.clear()],
                "question_and_page_ids": [
                    Command.create(cls._prepare_question(kind)) for kind in cls.types
                ],
            }
        )
        cls.of_type = {
            question.question_type: question for question in cls.all_types.question_ids
        }
        cls.foreign_id = cls.questions["reasons"].suggested_answer_ids[0].id

    @classmethod
    def _prepare_question(cls, kind):
        values = {"title": kind, "question_type": kind}
        if kind == "scale":
            values.update(scale_min=1, scale_max=5, satisfaction_is_scored=True)
        if kind in ("simple_choice", "multiple_choice", "matrix"):
            values["suggested_answer_ids"] = [
                Command.create({"value": str(score), "answer_score": score})
                for score in (0, 1, 2, 4)
            ]
        if kind == "simple_choice":
            values["satisfaction_is_scored"] = True
        if kind == "matrix":
            values["matrix_row_ids"] = [
                Command.create({"value": name}) for name in ("one", "two")
            ]
        return values

    def _random_text(self, rng, question):
        """Sometimes a good answer, mostly not."""
        draw = rng.random()
        if draw < 0.25 and question.suggested_answer_ids:
            return str(rng.choice(question.suggested_answer_ids.ids))
        if draw < 0.25:
            return str(rng.randint(1, 5))
        if draw < 0.35:
            return str(self.foreign_id)
        if draw < 0.45:
            return str(rng.randint(-10, 10 ** rng.randint(1, 20)))
        if draw < 0.55:
            return "".join(
                chr(rng.choice((rng.randint(1, 0x7F), rng.randint(0x80, 0xD7FF))))
                for _letter in range(rng.randint(1, 20))
            )
        return rng.choice(NONSENSE)

    def _allowed(self, question):
        """Values a line of this question may hold, computed apart from the product."""
        if question.question_type == "scale":
            return {1: 20, 2: 40, 3: 60, 4: 80, 5: 100}
        # 0 says "not applicable", 4 is the best
        return {
            answer.id: answer.answer_score * 25 or None
            for answer in question.suggested_answer_ids
        }

    def assertSound(self, question, lines):
        """Lines hold what the question offers, with its points, and nothing else.

        :param lines: dicts of ``question_id``, ``value``, ``points``
        """
        if question.question_type in ("simple_choice", "scale"):
            self.assertLessEqual(len(lines), 1)
        for line in lines:
            self.assertEqual(line["question_id"], question.id)
            value = line["value"]
            if question.question_type in ("text_box", "char_box"):
                self.assertIsInstance(value, str)
                self.assertLessEqual(len(value), 4000)
                self.assertNotIn("\x00", value)
                self.assertIsNone(line["points"])
                continue
            if question.question_type in ("scale", "simple_choice", "multiple_choice"):
                allowed = self._allowed(question)
                self.assertIn(value, allowed)
                is_scored = question.satisfaction_is_scored
                self.assertEqual(line["points"], allowed[value] if is_scored else None)


@tagged("post_install", "-at_install")
class TestRandomForms(BodyCase):
    def test_thousand_bodies_for_each_type(self):
        """R27, D1: 1,000 random bodies for each type of question: refused, or exactly
        what was offered."""
        ask = self._make_ask(survey_id=self.all_types.id)
        form = AnswerForm(ask)
        accepted = dict.fromkeys(LIGHT_TYPES, 0)
        for kind, question in self.of_type.items():
            rng = random.Random(f"{SEED} {kind}")
            with self.assertNothingChanges():
                for _body in range(BODIES):
                    body = self._random_body(rng, question)
                    answers, _entered = form.collect(body)
                    lines, problems = ask._check_answers(answers)
                    if not problems:
                        accepted[kind] += 1
                        self.assertSound(question, map_lines(lines))
        for kind, count in accepted.items():
            # neither refused altogether nor let through
            self.assertGreater(count, 50, kind)
            self.assertLess(count, BODIES, kind)

    def _random_body(self, rng, question):
        name = f"q{question.id}"
        body = MultiDict(
            (name, self._random_text(rng, question))
            for _value in range(rng.choice((1, 1, 1, 2, 3)))
        )
        if rng.random() < 0.2:
            body.add(rng.choice(("q0", "q-1", "state", "points", "q" + "9" * 30)), "5")
        return body

    def test_bodies_over_http(self):
        """R27: random bodies over HTTP: no server error, nothing wrong stored."""
        for kind, question in self.of_type.items():
            rng = random.Random(f"{SEED} http {kind}")
            ask = self._make_ask(survey_id=self.all_types.id)
            hidden = self._hidden(self._get(self._path(ask)))
            for _body in range(OVER_HTTP):
                body = self._random_body(rng, question)
                response = self._post_raw(
                    self._path(ask), {**hidden, **body.to_dict(flat=False)}
                )
                self.assertIn(response.status_code, (200, 422), body)
                if response.status_code == 200:
                    ask.invalidate_recordset()
                    self.assertEqual(ask.state, "answered")
                    self.assertSound(question, map_lines(ask.answer_line_ids))
                    points = [
                        line.satisfaction_points
                        for line in ask.answer_line_ids
                        if line.satisfaction_is_scored
                    ]
                    self.assertEqual(ask.is_scored, bool(points))
                    if points:
                        self.assertEqual(ask.points, points[0])
                    ask = self._make_ask(survey_id=self.all_types.id)
                    hidden = self._hidden(self._get(self._path(ask)))


@tagged("post_install", "-at_install")
class TestRandomNative(BodyCase):
    """The native survey page: JSON, all types of questions."""

    types = NATIVE_TYPES

    def _start(self):
        ask = self._make_ask(survey_id=self.all_types.id)
        user_input = ask._start_native_answer("en_US")
        user_input._mark_in_progress()
        path = f"/survey/submit/{self.all_types.access_token}/{user_input.access_token}"
        return ask, user_input, path

    def _submit(self, path, params, **headers):
        response = self.url_open(
            path,
            json={"jsonrpc": "2.0", "method": "call", "id": 1, "params": params},
            headers=headers,
        )
        self.assertEqual(response.status_code, 200)
        body = response.json()
        self.assertNotIn("error", body, params)
        return body["result"][1]

    def _random_value(self, rng, question):
        draw = rng.random()
        if draw < 0.3:
            return rng.choice(HOSTILE_JSON)
        if draw < 0.4:
            return [self._random_text(rng, question) for _value in range(3)]
        if question.question_type == "matrix" and draw < 0.8:
            rows = [*map(str, question.matrix_row_ids.ids), "abc", "0", "9" * 30]
            return {
                rng.choice(rows): rng.choice(
                    (
                        [self._random_text(rng, question)],
                        self._random_text(rng, question),
                        rng.choice(HOSTILE_JSON),
                    )
                )
                for _row in range(rng.randint(1, 3))
            }
        return self._random_text(rng, question)

    def test_native_bodies(self):
        """R41, D1: random JSON for each type of question on the native page: no server
        error, nothing wrong stored or scored."""
        for kind, question in self.of_type.items():
            rng = random.Random(f"{SEED} native {kind}")
            ask, user_input, path = self._start()
            for _body in range(OVER_HTTP):
                value = self._random_value(rng, question)
                result = self._submit(path, {str(question.id): value})
                self.assertIn(result.get("error"), (None, "validation"), value)
                if result.get("error"):
                    continue
                self.env.invalidate_all()
                self.assertEqual(ask.state, "answered", (kind, value))
                given = user_input.user_input_line_ids.filtered(
                    lambda line: not line.skipped
                )
                self.assertSound(question, map_lines(given))
                ask, user_input, path = self._start()

    def test_gaps_of_the_engine(self):
        """R34, R41, D1: 7 on a scale of 5, "abc", another questionnaire's answer: the
        native page refuses them and stores nothing."""
        scale, choice = self.of_type["scale"], self.of_type["simple_choice"]
        ask, user_input, path = self._start()
        for question, value in (
            (scale, "7"),
            (scale, 7),
            (scale, "abc"),
            (scale, "0"),
            (scale, ["5", "1"]),
            (choice, str(self.foreign_id)),
            (choice, [self.foreign_id]),
            (choice, "abc"),
        ):
            with self.subTest(question=question.title, value=value):
                result = self._submit(path, {str(question.id): value})
                self.assertEqual(result["error"], "validation")
        self.env.invalidate_all()
        self.assertEqual(ask.state, "sent")
        self.assertFalse(
            user_input.user_input_line_ids.filtered(lambda line: not line.skipped)
        )

    def test_mended_page(self):
        """R41: one wrong answer on a page; the same page mended is taken."""
        scale, text = self.of_type["scale"], self.of_type["text_box"]
        ask, _user_input, path = self._start()
        result = self._submit(path, {str(scale.id): "7", str(text.id): "first"})
        self.assertEqual(list(result["fields"]), [str(scale.id)])
        result = self._submit(path, {str(scale.id): "2", str(text.id): "second"})
        self.assertNotIn("error", result)
        self.env.invalidate_all()
        self.assertEqual((ask.points, ask.comment), (40, "second"))
        with self.assertNothingChanges():
            self.assertIn("error", self._submit(path, {str(scale.id): "5"}))

    def test_page_of_another_site(self):
        """R41: JSON that another site's page sends is refused, from ours it is taken;
        another ask's key opens nothing."""
        scale = self.of_type["scale"]
        ask, _user_input, path = self._start()
        own = self.base_url()
        for origin in ("https://evil.example", "null", f"{own}.evil.example"):
            with self.subTest(origin=origin), self.assertNothingChanges():
                result = self._submit(path, {str(scale.id): "1"}, Origin=origin)
                self.assertEqual(result, {"error": "unauthorized"})
        wrong = path[:-4] + "0000"
        with self.assertNothingChanges():
            self.assertIn("error", self._submit(wrong, {str(scale.id): "1"}))
        self._submit(path, {str(scale.id): "4"}, Origin=own)
        ask.invalidate_recordset()
        self.assertEqual(ask.points, 80)

    def test_last_page_first(self):
        """R36, R41: whoever posts the last page first hasn't answered what is
        mandatory before it; places that don't exist are no server error."""
        self.all_types.write({"questions_layout": "page_per_question"})
        first, last = self.all_types.question_ids[0], self.all_types.question_ids[-1]
        first.constr_mandatory = True
        ask, _user_input, path = self._start()
        result = self._submit(path, {"question_id": last.id})
        self.assertEqual(
            result["fields"], {str(first.id): "This question requires an answer."}
        )
        foreign = self.questions["comment"].id
        for place in (None, "abc", "", -1, 0, True, 2**40, "9" * 40, [1], 1.5, foreign):
            with self.subTest(place=place):
                result = self._submit(path, {"question_id": place})
                self.assertEqual(result, {"error": "unauthorized"})
        result = self._submit(
            path, {"question_id": first.id, "previous_page_id": "abc"}
        )
        self.assertEqual(result, {"error": "unauthorized"})
        self.env.invalidate_all()
        self.assertEqual(ask.state, "sent")
        result = self._submit(path, {"question_id": first.id, str(first.id): "3"})
        self.assertNotIn("error", result)
        self._submit(path, {"question_id": last.id})
        self.env.invalidate_all()
        self.assertEqual((ask.state, ask.points), ("answered", 60))


def map_lines(lines):
    """Lines, as values or as records, as plain dicts to be checked."""
    result = []
    for line in lines:
        is_record = not isinstance(line, dict)
        get = line.__getitem__ if is_record else line.get
        question_id = line.question_id.id if is_record else get("question_id")
        answer_id = get("suggested_answer_id")
        if is_record:
            answer_id = answer_id.id
        kind = get("answer_type")
        result.append(
            {
                "question_id": question_id,
                "value": answer_id if kind == "suggestion" else get(f"value_{kind}"),
                "points": get("satisfaction_points")
                if get("satisfaction_is_scored")
                else None,
            }
        )
    return result
