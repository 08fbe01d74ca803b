# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form
from odoo.tools import mute_logger

from .scorecard_case import XML, ScorecardCase

IMPERATIVES = {
    "commitments",
    "ease",
    "understanding",
    "communication",
    "competence",
    "cost",
    "responsibility",
}


class TestDefaultScorecard(ScorecardCase):
    """What comes with the product."""

    def test_levels(self):
        """R42, R43, R44, R50: S1's levels and the partnership, each with indicators."""
        self.assertEqual(self.scorecard.state, "in_use")
        self.assertEqual(
            self.scorecard.level_ids.mapped("code"),
            ["management", "requests", "engineers", "dispatch", "partnership"],
        )
        for level in self.scorecard.level_ids:
            with self.subTest(level.code):
                self.assertTrue(level.line_ids)
                self.assertAlmostEqual(level.share, 20)
                self.assertAlmostEqual(sum(level.line_ids.mapped("share")), 100)

    def test_imperatives(self):
        """R124, R7: the seven imperatives are in it, worded for both audiences."""
        indicators = self.scorecard.level_ids.line_ids.indicator_id
        self.assertLessEqual(IMPERATIVES, set(indicators.mapped("code")))
        for indicator in indicators:
            with self.subTest(indicator.code):
                self.assertTrue(indicator.text_executive)
                self.assertTrue(indicator.text_end_user)
                self.assertNotEqual(indicator.text_executive, indicator.text_end_user)
                self.assertTrue(indicator.objective)

    def test_measures_apart(self):
        """R8: value of the partnership and quality of the service apart."""
        by_measure = self.scorecard.level_ids.grouped("measure")
        self.assertEqual(by_measure["partnership"].mapped("code"), ["partnership"])
        codes = by_measure["quality"].line_ids.indicator_id.mapped("code")
        self.assertIn("service_quality", codes)
        self.assertNotIn("partnership", codes)

    def test_every_indicator_is_asked(self):
        """R39, R35, R7: both wordings of the questionnaire support each indicator."""
        indicators = self.scorecard.level_ids.line_ids.indicator_id
        for name in ("survey_relationship", "survey_relationship_user"):
            scored = self.env.ref(f"{XML}.{name}").question_ids.filtered(
                "satisfaction_is_scored"
            )
            with self.subTest(name):
                self.assertEqual(scored.satisfaction_indicator_id, indicators)
                self.assertTrue(all(one.satisfaction_indicator_id for one in scored))
        self.assertTrue(all(one.question_count >= 2 for one in indicators))

    def test_programmes_use_it(self):
        """R42: a new programme measures with the scorecard in use."""
        self.assertEqual(self.program.scorecard_id, self.scorecard)
        own = self._make_scorecard(
            {"all": (1, {"ease": 1})}, company_id=self.company.id
        )
        own.action_put_in_use()
        self.assertEqual(self.scorecards._get_default(self.company), own)


class TestScorecard(ScorecardCase):
    """Drafts, versions and what is refused."""

    def setUp(self):
        super().setUp()
        self.draft = self._make_scorecard(
            {"front": (3, {"ease": 1, "speed": 3}), "back": (1, {"cost": 5})}
        )

    def test_shares(self):
        """R45: any weights, shown as percentages."""
        front, back = self.draft.level_ids
        self.assertEqual((front.share, back.share), (75, 25))
        self.assertEqual(front.line_ids.mapped("share"), [25, 75])
        self.assertEqual(back.line_ids.share, 100)

    def test_live_shares(self):
        """R45: percentages follow while weights are typed."""
        view = f"{XML}.satisfaction_scorecard_view_form"
        with Form(self.draft, view) as form, form.level_ids.edit(0) as level:
            level.weight = 1
            with level.line_ids.edit(0) as line:
                line.weight = 3
                self.assertAlmostEqual(line.share, 50)
        self.assertEqual(self.draft.level_ids.mapped("share"), [50, 50])

    def test_bad_weights(self):
        """R45: a weight that is none gets a sentence."""
        level = self.draft.level_ids[0]
        for record in (level, level.line_ids[0]):
            for weight in (-3, 1e9, float("nan"), float("inf")):
                with (
                    self.subTest(f"{record._name} {weight}"),
                    self.assertRaisesRegex(ValidationError, "Write a number from 0"),
                ):
                    record.weight = weight

    def test_one_level_for_an_indicator(self):
        """R44: an indicator belongs to exactly one level of a scorecard."""
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(IntegrityError, "indicator_unique"),
        ):
            self.draft.level_ids[1].line_ids = [
                Command.create({"indicator_id": self.indicators["ease"].id})
            ]
            self.env.flush_all()

    def test_incomplete(self):
        """R39, R44: what measures nothing, or asks nobody, is not put in use."""
        cases = {
            "at least one level": {"front": (0, {"ease": 1})},
            "nothing to count": {"front": (1, {"ease": 0})},
        }
        for words, levels in cases.items():
            with self.subTest(words), self.assertRaisesRegex(ValidationError, words):
                self._make_scorecard(levels).action_put_in_use()
        new = self.env["satisfaction.indicator"].create(
            {"name": "Green IT", "code": "green"}
        )
        self.draft.level_ids[0].line_ids = [Command.create({"indicator_id": new.id})]
        with self.assertRaisesRegex(
            ValidationError, "Nobody is asked about “Green IT”"
        ):
            self.draft.action_put_in_use()

    def test_frozen_in_use(self):
        """R42: what is in use can't be changed in what it measures."""
        self.draft.action_put_in_use()
        level, line = self.draft.level_ids[0], self.draft.level_ids[0].line_ids[0]
        changes = (
            lambda: level.write({"weight": 9}),
            lambda: level.write({"code": "other"}),
            lambda: level.write({"measure": "partnership"}),
            lambda: line.write({"weight": 9}),
            lambda: line.write({"indicator_id": self.indicators["solution"].id}),
            lambda: line.unlink(),
            lambda: level.unlink(),
            lambda: self.draft.write({"code": "other"}),
            lambda: self.draft.write({"state": "draft"}),
            lambda: self.draft.write(
                {"level_ids": [Command.create({"code": "third", "name": "Third"})]}
            ),
            lambda: level.write(
                {"line_ids": [Command.create({"indicator_id": line.indicator_id.id})]}
            ),
            lambda: self.draft.unlink(),
            lambda: self.indicators["ease"].write({"code": "easy"}),
            lambda: self.indicators["ease"].unlink(),
        )
        for number, change in enumerate(changes):
            with self.subTest(number), self.assertRaises(UserError):
                change()
        # Names may be mended.
        level.name = "Front office"
        self.draft.name = "Our scorecard"
        self.indicators["ease"].name = "Easy"

    def test_new_version(self):
        """R42: an editable copy; put in use, it takes the old one's place."""
        self.draft.action_put_in_use()
        old = self.draft
        running, closed = self.program, self.program.copy()
        (running | closed).scorecard_id = old
        closed.state = "closed"
        new = self.scorecards.browse(old.action_new_version()["res_id"])
        self.assertEqual((new.version, new.code), (2, old.code))
        self.assertEqual(new.previous_version_id, old)
        self.assertEqual(new.state, "draft")
        self.assertEqual(new.level_ids.mapped("code"), old.level_ids.mapped("code"))
        self.assertEqual(len(new.level_ids.line_ids), 3)
        # A second click opens the same one.
        self.assertEqual(old.action_new_version()["res_id"], new.id)
        new.level_ids[0].weight = 1
        self.assertEqual(old.level_ids[0].weight, 3)
        self.assertEqual(running.scorecard_id, old)
        new.action_put_in_use()
        self.assertEqual((old.state, new.state), ("replaced", "in_use"))
        self.assertEqual(running.scorecard_id, new)
        self.assertEqual(closed.scorecard_id, old)
        self.assertEqual(old._get_newest(), new)
        with self.assertRaises(UserError):
            old.state = "in_use"

    def test_next_year(self):
        """R42: next year's programme measures with the newest version."""
        self.draft.action_put_in_use()
        self.program.scorecard_id = self.draft
        self.program.state = "closed"
        new = self.scorecards.browse(self.draft.action_new_version()["res_id"])
        new.action_put_in_use()
        self.assertEqual(self.program.scorecard_id, self.draft)
        self.assertEqual(self.program.copy().scorecard_id, new)

    def test_retire(self):
        """R42: out of use when no programme needs it any more."""
        self.draft.action_put_in_use()
        self.program.scorecard_id = self.draft
        with self.assertRaisesRegex(UserError, "Choose another scorecard there"):
            self.draft.action_retire()
        self.program.scorecard_id = self.scorecard
        self.draft.action_retire()
        self.assertEqual(self.draft.state, "replaced")

    def test_scorecard_of_a_programme(self):
        """R42: of the same company or of all, and no draft."""
        with self.assertRaisesRegex(ValidationError, "is a draft"):
            self.program.scorecard_id = self.draft
        other = self.env["res.company"].create({"name": "Elsewhere"})
        theirs = self._make_scorecard({"all": (1, {"ease": 1})}).sudo()
        theirs.company_id = other
        theirs.action_put_in_use()
        with self.assertRaisesRegex(ValidationError, "belongs to Elsewhere"):
            self.program.sudo().scorecard_id = theirs
        program = self.env["satisfaction.program"].create(
            {
                "name": "Theirs",
                "company_id": other.id,
                "year": 2031,
                "manager_id": self.env.user.id,
            }
        )
        self.assertEqual(program.scorecard_id, theirs)

    def test_copy(self):
        """R42: a copy is another scorecard, not a version."""
        copy = self.scorecard.with_user(self.program_manager).copy()
        self.assertEqual((copy.version, copy.state), (1, "draft"))
        self.assertNotEqual(copy.code, self.scorecard.code)
        self.assertEqual(len(copy.level_ids.line_ids), 11)
        twin = self.indicators["ease"].copy()
        self.assertEqual(twin.code, "ease_2")

    def test_codes(self):
        """R42: codes are technical names."""
        for code in ("Ease", "1st", "two words", "ä", "x" * 41):
            with self.subTest(code), self.assertRaises(ValidationError):
                self.env["satisfaction.indicator"].create({"name": "X", "code": code})

    def test_rights(self):
        """R42: everybody of the programme reads, the programme manager edits."""
        for user in (
            self.agent,
            self.interviewer,
            self.client_manager,
            self.senior_manager,
        ):
            with self.subTest(user.login):
                draft = self.draft.with_user(user)
                self.assertTrue(draft.level_ids.line_ids.indicator_id.mapped("name"))
                for record in (
                    draft,
                    draft.level_ids[0],
                    draft.level_ids.line_ids[0],
                    self.indicators["ease"].with_user(user),
                ):
                    with self.assertRaises(AccessError):
                        record.write({"sequence": 5} if "level" in record else {})
                        record.unlink()
        with self.assertRaises(AccessError):
            self.draft.with_user(self.plain_user).mapped("name")

    def test_other_company(self):
        """R42: a scorecard of another company is not seen."""
        other = self.env["res.company"].create({"name": "Elsewhere"})
        hidden = self.env["satisfaction.scorecard"].create(
            {"name": "Theirs", "company_id": other.id}
        )
        self.assertNotIn(hidden, self.scorecards.search([]))
        self.assertIn(self.scorecard, self.scorecards.search([]))

    def test_overview(self):
        """R43: the scorecard at a glance; names are texts."""
        self.draft.level_ids[0].name = "<b>Front</b>"
        html = str(self.draft.overview_html)
        self.assertIn("75 %", html)
        self.assertIn("&lt;b&gt;Front", html)


class TestDesignCheckOfIndicators(ScorecardCase):
    """The design check of questionnaires knows the scorecard."""

    def setUp(self):
        super().setUp()
        self.survey = self.env.ref(f"{XML}.survey_relationship").copy()
        self.survey.lang_ids = self.env.ref("base.lang_en")
        self.channels["questionnaire"].survey_id = self.survey

    def _findings(self, survey):
        return {
            one["code"]: one["sentence"] for one in survey.satisfaction_findings or []
        }

    def test_good(self):
        """R39: the shipped one supports every indicator."""
        self.assertFalse(self._findings(self.survey))

    def test_question_without_indicator(self):
        """R35, R39: a scored question that counts for nothing is named."""
        question = self.survey.question_ids.filtered(
            lambda one: one.satisfaction_code == "cost_support"
        )
        question.satisfaction_indicator_id = False
        found = self._findings(self.survey)
        self.assertEqual(set(found), {"no_indicator"})
        self.assertIn(question.title, found["no_indicator"])

    def test_indicator_without_question(self):
        """R39: an indicator of the programme's scorecard nobody is asked about."""
        self.survey.question_ids.filtered(
            lambda one: one.satisfaction_code == "solution"
        ).unlink()
        found = self._findings(self.survey)
        self.assertEqual(set(found), {"indicator_not_asked"})
        self.assertIn("Solves the problem", found["indicator_not_asked"])
        # Nobody asks with it: nothing is missing.
        self.channels["questionnaire"].survey_id = False
        self.survey.invalidate_recordset()
        self.assertFalse(self._findings(self.survey))

    def test_other_wording(self):
        """R7, R39: another wording is asked where its standard one is."""
        user = self.env.ref(f"{XML}.survey_relationship_user").copy()
        user.lang_ids = self.env.ref("base.lang_en")
        user.satisfaction_origin_id = self.survey
        self.assertFalse(self._findings(user))
        user.question_ids.filtered(
            lambda one: one.satisfaction_code == "speed"
        ).unlink()
        self.assertIn("indicator_not_asked", self._findings(user))

    def test_answered_keeps_its_indicators(self):
        """R35: another indicator would give old answers another meaning."""
        entry = self._make_entry("questionnaire", partner_id=self.leader.id)
        scales = self.survey.question_ids.filtered(
            lambda one: one.question_type == "scale"
        )
        raw = {one.id: "4" for one in scales}
        entry._record_answers({entry.id: raw}, mode="meeting", typed_by=self.env.user)
        question = scales.filtered(lambda one: one.satisfaction_code == "speed")
        with self.assertRaisesRegex(UserError, "has been answered"):
            question.satisfaction_indicator_id = self.indicators["ease"]
        question.satisfaction_indicator_id = self.indicators["speed"]

    def test_queries(self):
        """R39: the list of questionnaires is checked in batch."""
        surveys = self.survey

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.mapped("satisfaction_check")
            return self.env.cr.sql_log_count - before

        for _each in range(5):
            surveys |= self.survey.copy({"satisfaction_origin_id": self.survey.id})
        count(surveys)
        self.assertLessEqual(count(surveys), count(self.survey) + 4)
