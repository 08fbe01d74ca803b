# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The programme: gate, weights, bands, targets, copies and languages."""

from psycopg2.errors import CheckViolation, UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form
from odoo.tools import mute_logger

from ..common import SatisfactionCommon


class PlanCommon(SatisfactionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.draft = (
            cls.env["satisfaction.program"]
            .with_user(cls.program_manager)
            .create({"name": "Plan 2031", "year": 2031})
        )

    def _by_code(self, lines):
        return {line.code: line for line in lines}


class TestGate(PlanCommon):
    def test_gate(self):
        """R1, R3: no start before the strategy is written and approved."""
        self.draft.strategy = "<p><br></p>"
        with self.assertRaisesRegex(UserError, "Write the client feedback strategy"):
            self.draft.action_approve_strategy()
        with self.assertRaisesRegex(UserError, "not approved"):
            self.draft.action_start()
        self.assertEqual(self.draft.state, "draft")
        self.draft.strategy = "<p>Ask after tickets, and once a year.</p>"
        self.draft.action_approve_strategy()
        self.assertEqual(self.draft.strategy_approved_by_id, self.program_manager)
        self.draft.action_start()
        self.assertEqual(self.draft.state, "running")

    def test_no_way_around(self):
        """R3: neither writing the state nor the Survey app's own sending passes."""
        with (
            self.assertRaisesRegex(ValidationError, "not approved"),
            self.cr.savepoint(),
        ):
            self.draft.state = "running"
        self.assertEqual(self.draft.state, "draft")
        survey = self.survey.with_user(self.program_manager)
        with self.assertRaisesRegex(UserError, "sent by the rules and waves"):
            survey.action_send_survey()

    def test_another_text_needs_another_approval(self):
        """R3: the gate approves a text; rewritten, it is approved no more."""
        self.draft.strategy = "<p>Ask.</p>"
        self.draft.action_approve_strategy()
        self.draft.strategy = "<p>Don't ask.</p>"
        self.assertFalse(self.draft.strategy_approved_on)
        with self.assertRaisesRegex(UserError, "not approved"):
            self.draft.action_start()

    def test_state_is_moved_by_the_buttons_only(self):
        """R3: starting a closed programme, closing a draft: nothing happens."""
        self.draft.action_close()
        self.assertEqual(self.draft.state, "draft")
        self.draft.action_reopen()
        self.assertEqual(self.draft.state, "draft")
        self.draft.strategy = "<p>Ask.</p>"
        self.draft.action_approve_strategy()
        self.draft.action_start()
        self.draft.action_close("Nothing to show in this test")
        self.draft.action_start()
        self.assertEqual(self.draft.state, "closed")

    def test_only_the_programme_manager_plans(self):
        """R117: the others read the programme, and no more."""
        for user in (self.agent, self.client_manager, self.senior_manager):
            program = self.draft.with_user(user)
            self.assertEqual(program.name, "Plan 2031")
            with self.assertRaises(AccessError):
                program.action_start()
            with self.assertRaises(AccessError):
                program.target_share = 10

    def test_year_belongs_to_one_programme(self):
        """R2: a company has one programme a year."""
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.cr.savepoint(),
        ):
            self.draft.create({"name": "Again", "year": 2031})

    def test_people_are_of_the_company(self):
        """R119: a user of another company can't be made responsible."""
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.agent.copy(
            {
                "login": "stranger",
                "company_id": other.id,
                "company_ids": [Command.set(other.ids)],
            }
        )
        for field in (
            "manager_id",
            "client_manager_id",
            "service_manager_id",
            "senior_manager_id",
        ):
            with self.assertRaises(UserError):
                self.draft.write({field: stranger.id})

    def test_company_without_programme_gets_a_draft(self):
        """R2: installing gives each company a draft with a manager of its own."""
        company = self.env["res.company"].create({"name": "Fresh"})
        self.agent.company_ids += company
        program = self.env["satisfaction.program"]._create_missing_programs(company)
        self.assertEqual(program.state, "draft")
        self.assertEqual(program.manager_id, self.agent)
        self.assertFalse(
            self.env["satisfaction.program"]._create_missing_programs(company)
        )
        nobody = self.env["res.company"].create({"name": "Nobody"})
        nobody.user_ids -= nobody.user_ids
        self.assertFalse(
            self.env["satisfaction.program"]._create_missing_programs(nobody)
        )


class TestWeights(PlanCommon):
    def test_default_channels(self):
        """R14, R15, R17, R18, R51, R63: 20/20/30/30, the questionnaire receives."""
        self.assertEqual(
            self.draft.channel_ids.mapped(
                lambda channel: (
                    channel.code,
                    channel.weight,
                    channel.receives_missing,
                    channel.validity_months,
                )
            ),
            [
                ("ticket", 20, False, 0),
                ("callback", 20, False, 0),
                ("questionnaire", 30, True, 12),
                ("monthly", 30, False, 0),
            ],
        )
        self.assertEqual(self.draft.rule_ids.channel_id, self.draft.channel_ids[0])

    def test_wrong_sum(self):
        """R63: weights that don't make 100 are refused with the cure, one by one
        or in a table, and nothing changes."""
        channel = self.draft.channel_ids[0]
        for save in (
            lambda: channel.write({"weight": 25}),
            lambda: self.draft.write(
                {"channel_ids": [Command.update(channel.id, {"weight": 25})]}
            ),
            lambda: self.draft.channel_ids[3].unlink(),
        ):
            with (
                self.assertRaisesRegex(ValidationError, "together they make 100"),
                self.cr.savepoint(),
            ):
                save()
        self.assertEqual(channel.weight, 20)

    def test_table_may_pass_through_wrong_sums(self):
        """R63: two weights changed in one save are judged together."""
        first, second = self.draft.channel_ids[:2]
        with Form(self.draft) as form:
            with form.channel_ids.edit(0) as line:
                line.weight = 5
            self.assertEqual(form.channel_weight_total, 85)  # shown while typing
            with form.channel_ids.edit(1) as line:
                line.weight = 35
        self.assertEqual((first.weight, second.weight), (5, 35))

    def test_thirds(self):
        """R63: 33.33 + 33.33 + 33.34 is 100."""
        keep = self.draft.channel_ids
        self.draft.channel_ids = [
            Command.update(keep[0].id, {"weight": 33.33}),
            Command.update(keep[1].id, {"weight": 33.33}),
            Command.update(keep[2].id, {"weight": 33.34}),
            Command.delete(keep[3].id),
        ]
        self.assertAlmostEqual(self.draft.channel_weight_total, 100)

    def test_receivers(self):
        """D5: exactly one channel takes the missing weight."""
        by_code = self._by_code(self.draft.channel_ids)
        with (
            self.assertRaisesRegex(ValidationError, "2 channels .* Mark exactly one"),
            self.cr.savepoint(),
        ):
            by_code["ticket"].receives_missing = True
        with (
            self.assertRaisesRegex(ValidationError, "0 channels .* Mark exactly one"),
            self.cr.savepoint(),
        ):
            by_code["questionnaire"].receives_missing = False

    def test_negative_weight(self):
        """R63: a weight below 0 is refused, whatever the sum."""
        by_code = self._by_code(self.draft.channel_ids)
        with (
            self.assertRaisesRegex(ValidationError, "weight of “Ticket rating” is -20"),
            self.cr.savepoint(),
        ):
            self.draft.channel_ids = [
                Command.update(by_code["ticket"].id, {"weight": -20}),
                Command.update(by_code["callback"].id, {"weight": 60}),
            ]
            self.env.flush_all()


class TestBands(PlanCommon):
    def test_wrong_bands(self):
        """R57, D2: gaps, overlaps and open ends are refused with the cure."""
        by_code = self._by_code(self.draft.band_ids)
        cases = [
            ({"satisfied": {"lower": 81}}, "No band covers the points between 79.9"),
            ({"satisfied": {"lower": 79.9}}, "Two bands overlap between 79.9"),
            ({"very_dissatisfied": {"lower": 10}}, "starts at 10.*start at 0"),
            ({"very_satisfied": {"upper": 99}}, "ends at 99.*end at 100"),
            ({"average": {"lower": 79.9, "upper": 60}}, "smaller number first"),
        ]
        for changes, message in cases:
            with (
                self.subTest(changes=changes),
                self.assertRaisesRegex(ValidationError, message),
                self.cr.savepoint(),
            ):
                self.draft.band_ids = [
                    Command.update(by_code[code].id, values)
                    for code, values in changes.items()
                ]
        self.assertEqual(
            self.draft.band_scale, "0–29.9 | 30–59.9 | 60–79.9 | 80–95 | 95.1–100"
        )

    def test_edge_may_move(self):
        """R57: bands are the manager's to edit, both neighbours in one save."""
        by_code = self._by_code(self.draft.band_ids)
        self.draft.band_ids = [
            Command.update(by_code["average"].id, {"upper": 74.9}),
            Command.update(by_code["satisfied"].id, {"lower": 75}),
        ]
        self.assertEqual(self.draft._find_band(75).code, "satisfied")
        self.assertEqual(self.draft._find_band(74.94).code, "average")
        self.assertFalse(self.draft._find_band(None))

    def test_colour_is_a_colour(self):
        """A colour goes into a style attribute: only # and six digits."""
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(CheckViolation),
            self.cr.savepoint(),
        ):
            self.draft.band_ids[0].color = "red;background:url(//x)"
            self.env.flush_all()


class TestTargets(PlanCommon):
    def test_outside_the_scale(self):
        """R4, R61, R64: targets and thresholds outside 0–100 are refused."""
        for field, value in (
            ("target_share", 120),
            ("target_share", -1),
            ("target_points", 100.1),
            ("acceptable_from", 101),
            ("unacceptable_below", -0.1),
            ("follow_up_below", 200),
            ("senior_below", -5),
        ):
            with (
                self.subTest(field=field, value=value),
                mute_logger("odoo.sql_db"),
                self.assertRaisesRegex(
                    ValidationError, "Write a number between 0 and 100"
                ),
                self.cr.savepoint(),
            ):
                self.draft[field] = value
        self.assertEqual(self.draft.target_share, 75)

    def test_defaults(self):
        """R58, R60, R61, D3, D4: 80 acceptable, below 60 unacceptable, 75 %."""
        self.assertEqual(
            (
                self.draft.acceptable_from,
                self.draft.unacceptable_below,
                self.draft.follow_up_below,
                self.draft.senior_below,
                self.draft.target_share,
                self.draft.target_points,
            ),
            (80, 60, 80, 60, 75, 80),
        )


class TestNextYear(PlanCommon):
    def test_copy_is_next_year(self):
        """R2, R63: strategy, channels, bands and rules come along, approval doesn't."""
        self.draft.strategy = "<p>Ask.</p>"
        self.draft.action_approve_strategy()
        by_code = self._by_code(self.draft.channel_ids)
        self.draft.channel_ids = [
            Command.update(by_code["ticket"].id, {"weight": 10, "name": "After work"}),
            Command.update(by_code["monthly"].id, {"weight": 40}),
        ]
        self.draft.rule_ids.delay_hours = 5
        copy = self.draft.copy()
        self.assertEqual((copy.year, copy.name), (2032, "Plan 2032"))
        self.assertEqual(copy.state, "draft")
        self.assertFalse(copy.strategy_approved_on)
        self.assertEqual(copy.strategy, "<p>Ask.</p>")
        self.assertEqual(
            copy.channel_ids.mapped(lambda line: (line.name, line.code, line.weight)),
            self.draft.channel_ids.mapped(
                lambda line: (line.name, line.code, line.weight)
            ),
        )
        self.assertEqual(copy.band_scale, self.draft.band_scale)
        self.assertEqual(copy.rule_ids.delay_hours, 5)
        self.assertEqual(copy.rule_ids.channel_id, copy.channel_ids[0])
        self.assertNotEqual(copy.rule_ids, self.draft.rule_ids)

    def test_button_opens_the_one_there_is(self):
        """R2: pressed twice, the button opens the same draft."""
        first = self.draft.action_plan_next_year()["res_id"]
        self.assertEqual(self.draft.action_plan_next_year()["res_id"], first)
        self.assertNotEqual(first, self.draft.id)


class TestLanguages(PlanCommon):
    def _names(self, lines, lang):
        return lines.with_context(lang=lang).mapped("name")

    def test_default_names_in_a_language_installed_later(self):
        """Names nobody changed are written in a new language, changed ones kept."""
        channel, other = self.draft.channel_ids[:2]
        other.name = "My own name"
        names = {"Ticket rating": "Bilet", "Telephone callback": "Telefon"}
        default_values = type(self.env["satisfaction.channel"])._default_values

        def translated(model):
            return [
                values | {"name": names.get(values["name"], values["name"])}
                if model.env.lang == "pl_PL"
                else values
                for values in default_values(model)
            ]

        self.patch(
            type(self.env["satisfaction.channel"]), "_default_values", translated
        )
        self.env["res.lang"]._activate_lang("pl_PL")
        self.assertEqual(self._names(channel, "pl_PL"), ["Bilet"])
        self.assertEqual(self._names(channel, "en_US"), ["Ticket rating"])
        self.assertEqual(self._names(other, "pl_PL"), ["My own name"])
