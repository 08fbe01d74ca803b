# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who takes part in a wave: drawn, tracked onwards, left, left out, added."""

from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .wave_case import WaveCase


@tagged("post_install", "-at_install")
class TestWaveDraw(WaveCase):
    def test_same_seed_same_clients(self):
        """R65, D14: drawing again changes nothing, another seed does."""
        wave = self._draw()
        drawn = self._taking_part(wave)
        self.assertEqual(len(drawn), 4)
        self.assertEqual(wave.state, "drawn")
        self.assertEqual(wave.population_count, 12)
        before = wave.assessment_ids
        before[0].scheduled_on = self.today
        wave.action_draw()
        self.assertEqual(wave.assessment_ids, before, "arranged days survive")
        other = self._draw(seed="seed", is_panel=False)
        self.assertEqual(self._taking_part(other), drawn)
        seeds = {
            tuple(self._taking_part(self._draw(seed=seed, is_panel=False)).ids)
            for seed in ("a", "b", "c", "d")
        }
        self.assertGreater(len(seeds), 1)

    def test_every_type_takes_part(self):
        """R69: the only Gold client and a VIP are among four of twelve."""
        for seed in "abcdef":
            wave = self._draw(seed=seed, is_panel=False)
            clients = self._taking_part(wave)
            self.assertIn(self.gold, clients.agreement_level_id)
            self.assertEqual({True, False}, set(clients.mapped("satisfaction_is_vip")))
            self.assertEqual(wave.missing_type_count, 0)

    def test_types_of_ones_own(self):
        """R69, R120: a programme manager names a field of the client profile."""
        types = self.env["satisfaction.client.type"].with_user(self.program_manager)
        country = types.create({"field_name": "country_id"})
        self.assertEqual(country.name, "Country")
        with Form(self.group.with_user(self.program_manager)) as form:
            form.client_type_ids.clear()
            form.client_type_ids.add(country)
        far = self.clients[9]
        far.country_id = self.env.ref("base.fj")
        for seed in "abcdef":
            self.assertIn(far, self._taking_part(self._draw(seed=seed, is_panel=False)))
        for name in ("password", "name", "create_uid"):
            with self.subTest(name), self.assertRaises(ValidationError):
                types.create({"field_name": name})
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            types.create({"field_name": "country_id"})

    def test_missing_types_and_roles_are_told(self):
        """R69: what nobody stands for is counted and said, in a table and a warning."""
        self.group.number = 1
        wave = self._draw()
        self.assertGreater(wave.missing_type_count, 0)
        rows = {(row["field"], row["value"]): row for row in wave.coverage}
        vip = rows["satisfaction_is_vip", True]
        self.assertEqual(vip["population"], 4)
        self.assertIn("nobody stands for them", wave.coverage_html)
        self.assertIn("Gold", wave.coverage_html)
        # Only decision leaders are asked.
        self.assertIn("VIP user", wave.warning_html)
        self.assertNotIn("Decision leader", wave.warning_html)
        self.group.number = 12
        wave.action_draw()
        self.assertEqual(wave.missing_type_count, 0)
        self.leaders[:2].satisfaction_role = False
        wave.assessment_ids.unlink()
        wave.action_draw()
        self.assertIn("Clients without a respondent: 2", wave.warning_html)

    def test_panel_over_three_waves(self):
        """R67, R68: who was ever sampled is there again, also after a wave without."""
        first = self._run(self._draw(seed="one"))
        sampled = self._taking_part(first)
        self.assertEqual(self._members(first, wave_origin="drawn"), sampled)
        self.group.number = 6
        second = self._draw(seed="two")
        self.assertEqual(self._members(second, wave_origin="panel"), sampled)
        self.assertTrue(all(self._assessments(second, sampled).mapped("is_panel")))
        self.assertEqual(second.previous_id, first)
        self.assertEqual(second.number, first.number + 1)
        newcomers = self._members(second, wave_origin="drawn")
        self.assertEqual(len(newcomers), 2)
        # A group of nobody in the panel: still everybody ever sampled.
        self.group.client_domain = f"[('id', '=', {self.client.id})]"
        third = self._draw(seed="three")
        self.assertEqual(self._members(third, wave_origin="panel"), sampled | newcomers)
        self.assertEqual(self._members(third, wave_origin="drawn"), self.client)

    def test_who_left_is_told_once(self):
        """R67: a client that left is shown as such, then no more; it may come back."""
        first = self._draw(seed="one")
        leaver, archived, stays = self._taking_part(first)[:3]
        leaver.client_until = self.today - timedelta(days=1)
        archived.active = False
        second = self._draw(seed="two")
        gone = self._members(second, wave_out="left")
        self.assertEqual(gone, leaver | archived)
        told = self._assessments(second, leaver)
        self.assertIn("Client until", told.left)
        self.assertEqual(told.state, "cancelled")
        self.assertEqual(self._assessments(second, archived).left, "Archived")
        self.assertIn(stays, self._taking_part(second))
        self.assertEqual(second.left_count, 2)
        third = self._draw(seed="three")
        self.assertFalse(self._assessments(third, leaver | archived))
        leaver.client_until = False
        fourth = self._draw(seed="four")
        self.assertIn(leaver, self._members(fourth, wave_origin="panel"))

    def test_last_day_counts(self):
        """R67: a client until the first day of the wave still takes part."""
        first = self._draw(seed="one")
        client = self._taking_part(first)[0]
        client.client_until = self.today
        self.assertIn(client, self._taking_part(self._draw(seed="two")))

    def test_left_out_with_a_reason(self):
        """R67: excluded once or for good, shown with the reason, never silently."""
        first = self._draw(seed="one")
        once, for_good = self._taking_part(first)[:2]
        exclusion = {"reason": "In a lawsuit"}
        second = self._make_wave(
            seed="two",
            exclusion_ids=[
                Command.create({"client_id": once.id, **exclusion}),
                Command.create(
                    {"client_id": for_good.id, "is_lasting": True, **exclusion}
                ),
            ],
        )
        second.action_draw()
        self.assertEqual(self._members(second, wave_out="excluded"), once | for_good)
        self.assertEqual(self._assessments(second, once).left, "In a lawsuit")
        self.assertEqual(second.excluded_count, 2)
        third = self._draw(seed="three")
        self.assertIn(once, self._taking_part(third))
        self.assertEqual(self._members(third, wave_out="excluded"), for_good)

    def test_by_hand(self):
        """R65: added and left out by hand, with reasons in the log."""
        wave = self._draw()
        outsider = self.clients - self._taking_part(wave)
        self._change(wave, "add", outsider[0], "Asked for it")
        self.assertEqual(self._members(wave, wave_origin="added"), outsider[0])
        self.assertEqual(wave.added_count, 1)
        self.assertIn("Asked for it", wave.message_ids[0].body)
        self.assertEqual(
            self._assessments(wave, outsider[0]).respondent_ids.parent_id, outsider[0]
        )
        drawn = self._members(wave, wave_origin="drawn")[0]
        self._change(wave, "remove", drawn, "Moves house")
        self.assertNotIn(drawn, self._taking_part(wave))
        self.assertEqual(wave.exclusion_ids.client_id, drawn)
        self.assertIn("Moves house", wave.message_ids[0].body)
        wave.action_draw()
        # Somebody stepped in; what was decided by hand holds.
        self.assertIn(outsider[0], self._taking_part(wave))
        self.assertEqual(self._members(wave, wave_out="excluded"), drawn)
        self.assertEqual(wave.new_count + wave.panel_count, 4)
        # A client left out before it was ever asked is not tracked.
        self.assertNotIn(drawn, self._members(self._draw(), wave_origin="panel"))
        with self.assertRaises(UserError):
            self._change(wave, "add", outsider[0], "Twice")
        with self.assertRaises(UserError):
            self._change(wave, "remove", drawn, "Twice")
        with self.assertRaises(UserError):
            self._change(wave, "add", drawn, "  ")
        self._change(wave, "add", drawn, "Moved in")
        self.assertIn(drawn, self._taking_part(wave))
        self.assertFalse(wave.exclusion_ids)

    def test_size_of_the_sample(self):
        """R65: a share is one of those who match; the tracked ones count for it."""
        self.group.write({"size_kind": "share", "share": 50})
        wave = self._draw()
        self.assertEqual(wave.client_count, 6)
        self.group.share = 25
        self.assertEqual(self._draw().client_count, 6, "tracked, although fewer do")
        self.group.size_kind = "all"
        self.assertEqual(self._draw(is_panel=False).client_count, 12)

    def test_new_clients_are_found(self):
        """R66: conditions of the profile, among them relative days."""
        self.clients[:3].client_since = self.today - timedelta(days=100)
        self.clients[3:].client_since = self.today - timedelta(days=1000)
        self.clients[11].client_since = self.today + timedelta(days=10)
        for xmlid, expected in (
            ("target_group_new", self.clients[:3]),
            ("target_group_vip", self.clients[:4]),
            ("target_group_gold", self.clients[7]),
            ("target_group_all", self.clients[:11]),
        ):
            group = self.env.ref(f"client_satisfaction.{xmlid}")
            found = group._find_clients(self.today, self.company)
            self.assertEqual(found & self.clients, expected, xmlid)

    # ------------------------------------------------------------------
    # Bad input, rights
    # ------------------------------------------------------------------
    def test_bad_sizes(self):
        """R65: a share of 0 or 130 %, no number, a broken condition are refused."""
        for values in (
            {"size_kind": "share", "share": 0},
            {"size_kind": "share", "share": 130},
            {"size_kind": "number", "number": 0},
            {"client_domain": "[('nonsense', '=', 1)]"},
            {"client_domain": "[(1, '=', 1"},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self.group.write(values)
                self.env.flush_all()

    def test_empty_group(self):
        """R65: nobody matches: the wave says so and stays as it was."""
        self.group.client_domain = "[('ref', '=', 'nobody')]"
        wave = self._make_wave()
        with self.assertRaisesRegex(UserError, "no client matches"):
            wave.action_draw()
        self.assertEqual(wave.state, "draft")
        self.assertFalse(wave.assessment_ids)

    def test_bad_days(self):
        """R68: no end before the start."""
        with self.assertRaisesRegex(ValidationError, "before it starts"):
            self._make_wave(date_end=self.today - timedelta(days=1))

    @mute_logger("odoo.sql_db")
    def test_numbers_are_unique(self):
        """R68: of two workers that number at once, one loses."""
        wave = self._make_wave()
        with self.assertRaises(IntegrityError):
            self._make_wave().sudo().number = wave.number
            self.env.flush_all()

    def test_gate(self):
        """R3: nothing is drawn before the strategy is approved."""
        program = self._make_program(self.company, self.program.year + 1)
        program.write(
            {
                "state": "draft",
                "strategy_approved_on": False,
                "scorecard_id": self.scorecard.id,
            }
        )
        wave = self._make_wave(program_id=program.id)
        with self.assertRaisesRegex(UserError, "not approved"):
            wave.action_draw()
        program.action_approve_strategy()
        wave.action_draw()
        with self.assertRaisesRegex(UserError, "not running"):
            wave.action_start()

    def test_what_the_draw_rests_on_is_fixed(self):
        """D14: seed, group and first day don't change once the wave has started."""
        wave = self._run(self._draw())
        for values in (
            {"seed": "other"},
            {
                "target_group_id": self.env.ref(
                    "client_satisfaction.target_group_all"
                ).id
            },
            {"date_start": self.today - timedelta(days=3)},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                wave.write(values)
        wave.date_end = self.today + timedelta(days=40)
        for call in (
            wave.action_draw,
            wave.action_new_seed,
            wave.action_start,
            wave.unlink,
            lambda: wave._remove_clients(self._taking_part(wave)[0], "Late"),
        ):
            with self.subTest(call), self.assertRaises(UserError):
                call()

    def test_changes_after_the_draw(self):
        """R65, D14: other conditions need another draw; how to ask may just change."""
        wave = self._draw()
        own = wave.assessment_ids[0]
        own.mode = "paper"
        wave.mode = "call"
        self.assertEqual(own.mode, "paper", "chosen for this client")
        self.assertEqual(set(wave.assessment_ids[1:].mapped("mode")), {"call"})
        self.assertEqual(wave.state, "drawn")
        wave.is_panel = False
        self.assertEqual(wave.state, "draft")
        wave.action_draw()
        before = wave.seed
        wave.action_new_seed()
        self.assertNotEqual(wave.seed, before)
        self.assertEqual(wave.state, "drawn")
        self.assertIn(before, "".join(wave.message_ids.mapped("body")))

    def test_anonymous_questionnaire(self):
        """R68: an anonymous answer is nobody's, so it can't be part of a wave."""
        survey = self.form.copy({"satisfaction_is_anonymous": True})
        with self.assertRaisesRegex(ValidationError, "anonymous"):
            self._make_wave(survey_id=survey.id)

    def test_rights(self):
        """R120: programme managers set conditions and draw, others only look."""
        wave = self._draw()
        for user in (self.client_manager, self.senior_manager):
            own = wave.with_user(user)
            self.assertEqual(own.client_count, 4)
            self.assertTrue(own.coverage_html)
            for call in (
                own.action_draw,
                own.action_start,
                own.action_new_seed,
                lambda own=own: own._add_clients(self.clients, "Mine"),
                lambda user=user: self.group.with_user(user).write({"number": 9}),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    call()
        for user in (self.agent, self.plain_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                wave.with_user(user).read(["name"])

    def test_other_company(self):
        """R65: another company's waves, exclusions and groups are out of sight."""
        other = self.env["res.company"].create({"name": "Other provider"})
        manager = new_test_user(
            self.env,
            login="satisfaction_other_company",
            groups="client_satisfaction.group_program_manager",
            company_id=other.id,
        )
        foreign = self.env["satisfaction.program"].create(
            {
                "name": "Theirs",
                "company_id": other.id,
                "manager_id": manager.id,
                "strategy": "<p>Ask.</p>",
                "scorecard_id": self.scorecard.id,
            }
        )
        foreign.action_approve_strategy()
        wave = self.env["satisfaction.wave"].create(
            {
                "program_id": foreign.id,
                "target_group_id": self.group.id,
                "survey_id": self.form.id,
                "date_start": self.today,
            }
        )
        self.assertEqual(wave.company_id, other)
        self.assertEqual(wave.number, 1)
        wave.action_draw()
        waves = self.env["satisfaction.wave"].with_user(self.program_manager)
        self.assertFalse(waves.search([("id", "=", wave.id)]))
        with self.assertRaises(AccessError):
            wave.with_user(self.program_manager).action_draw()
        # What the other company sampled is not tracked in ours.
        own = self._draw(seed="mine")
        self.assertFalse(self._members(own, wave_origin="panel"))

    def test_many_clients_few_queries(self):
        """R65: drawing sixty clients takes about as many queries as twelve."""
        self.group.size_kind = "all"
        self.env["satisfaction.wave"].search([]).assessment_ids.unlink()

        def draw():
            wave = self._make_wave(is_panel=False)
            self.env.flush_all()
            self.env.invalidate_all()
            count = self.env.cr.sql_log_count
            wave.action_draw()
            self.env.flush_all()
            return wave, self.env.cr.sql_log_count - count

        draw()
        few, queries = draw()
        many = self.env["res.partner"].create(
            [
                {
                    "name": f"Another {number}",
                    "ref": "wave-test",
                    "is_company": True,
                    "client_manager_id": self.client_manager.id,
                    "child_ids": [
                        Command.create(
                            {"name": "Boss", "satisfaction_role": "decision_leader"}
                        )
                    ],
                }
                for number in range(48)
            ]
        )
        wave, more = draw()
        self.assertEqual(len(many | self.clients), wave.client_count)
        self.assertEqual(few.client_count, 12)
        self.assertLess(more, queries + 15)

    # ------------------------------------------------------------------
    # Helpers
    # ------------------------------------------------------------------
    def _assessments(self, wave, clients):
        return wave.assessment_ids.filtered(lambda one: one.client_id in clients)

    def _change(self, wave, kind, client, reason):
        wizard = self.env["satisfaction.wave.change"].with_user(self.program_manager)
        return wizard.create(
            {
                "wave_id": wave.id,
                "kind": kind,
                "client_ids": [Command.set(client.ids)],
                "reason": reason,
            }
        ).action_apply()
