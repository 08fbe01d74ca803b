# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .scorecard_case import ScorecardCase


class TestWeightMatrix(ScorecardCase):
    """The table in which clients' weights are seen and changed."""

    def setUp(self):
        super().setUp()
        self.speed = f"indicator:{self.indicators['speed'].id}"

    def _matrix(self, user):
        return self.env["satisfaction.client.weight"].with_user(user)

    def _cell(self, key, weight, seen=None, client=None):
        client = client or self.client
        return {"client_id": client.id, "key": key, "weight": weight, "seen": seen}

    def _save(self, *cells, user=None, reason="Agreed in May"):
        return self._matrix(user or self.client_manager).save_matrix(
            self.scorecard.id, list(cells), reason
        )

    def _own(self, client=None):
        weights = self.env["satisfaction.client.weight"].search(
            [("client_id", "=", (client or self.client).id)]
        )
        return {weight._get_key(): weight.weight for weight in weights}

    def test_read(self):
        """R45: clients by levels; each reader sees their clients."""
        self._set_weight(self.client, "engineers", 30)
        data = self._matrix(self.client_manager).get_matrix()
        self.assertEqual([one["id"] for one in data["clients"]], self.client.ids)
        self.assertEqual(data["clients"][0]["own"]["level:engineers"]["weight"], 30)
        self.assertEqual(len(data["levels"]), 5)
        self.assertTrue(data["can_write"])
        both = {self.client.id, self.other_client.id}
        for user in (self.program_manager, self.senior_manager):
            data = self._matrix(user).get_matrix()
            self.assertLessEqual(both, {one["id"] for one in data["clients"]})
        self.assertFalse(data["can_write"])
        with self.assertRaises(AccessError):
            self._matrix(self.agent).get_matrix()
        json.dumps(data)

    def test_hostile_reading(self):
        """R45: whatever comes in, a page of own clients comes out."""
        for values in (
            {"offset": "x"},
            {"offset": -5},
            {"client_id": "1 OR 1=1"},
            {"search": ["x"]},
            {"scorecard_id": {}},
        ):
            with self.subTest(values):
                data = self._matrix(self.client_manager).get_matrix(**values)
                self.assertEqual(data["clients"][0]["id"], self.client.id)

    def test_foreign_client(self):
        """R45: opened for somebody else's client, weights stay hidden."""
        self._set_weight(self.other_client, "engineers", 30)
        data = self._matrix(self.client_manager).get_matrix(
            client_id=self.other_client.id
        )
        self.assertFalse(data["clients"])

    def test_pages(self):
        """R45: many clients come in pages, and can be searched."""
        self.env["res.partner"].create(
            [
                {
                    "name": f"Client {number:03}",
                    "is_company": True,
                    "client_manager_id": self.client_manager.id,
                }
                for number in range(120)
            ]
        )
        matrix = self._matrix(self.client_manager)
        data = matrix.get_matrix()
        self.assertEqual((len(data["clients"]), data["total"]), (50, 121))
        last = matrix.get_matrix(offset=100)
        self.assertEqual(len(last["clients"]), 21)
        found = matrix.get_matrix(search="client 07")
        self.assertEqual(found["total"], 10)

        def count(**values):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            matrix.get_matrix(**values)
            return self.env.cr.sql_log_count - before

        count()
        self.assertLessEqual(count(), count(search="client 071") + 2)

    def test_save(self):
        """R45: set, change and reset, with history."""
        answer = self._save(
            self._cell("level:engineers", 35.5), self._cell(self.speed, 0)
        )
        self.assertEqual(answer, {"saved": 2, "conflicts": []})
        self.assertEqual(self._own(), {"level:engineers": 35.5, self.speed: 0})
        self._save(
            self._cell("level:engineers", None, 35.5),
            self._cell(self.speed, 4, 0),
            reason="Changed our minds",
        )
        self.assertEqual(self._own(), {self.speed: 4})
        changes = self.env["satisfaction.client.weight.change"].search([], order="id")
        self.assertEqual(
            sorted(changes.mapped("change_text")),
            ["0 → 4", "35.5 → default", "default → 0", "default → 35.5"],
        )
        self.assertEqual(
            set(changes.mapped("reason")), {"Agreed in May", "Changed our minds"}
        )
        self.assertEqual(changes.user_id, self.client_manager)

    def test_nothing_new(self):
        """R45: the same weight once more (a second click) leaves no trace."""
        self._save(self._cell("level:engineers", 35))
        answer = self._save(self._cell("level:engineers", 35, 35))
        self.assertEqual(answer["saved"], 0)
        self.assertEqual(
            self.env["satisfaction.client.weight.change"].search_count([]), 1
        )

    def test_bad_input(self):
        """R45: whatever comes in, a sentence and nothing saved."""
        good = self._cell(self.speed, 5)
        for weight in (
            -3,
            1e9,
            1000.01,
            float("nan"),
            float("inf"),
            "12",
            "much",
            True,
            [],
            {},
        ):
            with self.subTest(weight), self.assertRaisesRegex(UserError, "no weight"):
                self._save(good, self._cell("level:engineers", weight))
        for cells in (
            [],
            "x",
            None,
            ["x"],
            [{}],
            [{**good, "client_id": "1"}],
            [{**good, "key": "level:nowhere"}],
            [{**good, "key": []}],
            [{**good, "key": "indicator:999999999"}],
            [{**good, "seen": "x"}],
        ):
            with self.subTest(cells), self.assertRaises(UserError):
                self._matrix(self.client_manager).save_matrix(
                    self.scorecard.id, cells, "Why not"
                )
        for reason in ("", "  ", None, 5):
            with self.subTest(reason), self.assertRaisesRegex(UserError, "few words"):
                self._save(good, reason=reason)
        for scorecard in (0, None, "x", [1], 999999999):
            with self.subTest(scorecard), self.assertRaises(UserError):
                self._matrix(self.client_manager).save_matrix(scorecard, [good], "x")
        self.assertEqual(self._own(), {})

    def test_all_or_nothing(self):
        """R45: one bad cell and none is saved."""
        with self.assertRaisesKept(UserError):
            self._save(self._cell(self.speed, 5), self._cell("level:engineers", -1))
        self.assertEqual(self._own(), {})

    def test_something_must_count(self):
        """R45, D10: nobody can be left without anything that counts."""
        codes = self.scorecard.level_ids.mapped("code")
        with self.assertRaises(UserError) as caught:
            self._save(*(self._cell(f"level:{code}", 0) for code in codes))
        self.assertIn("No level would count for Acme", str(caught.exception))
        key = f"indicator:{self.indicators['responsibility'].id}"
        with self.assertRaises(UserError) as caught:
            self._save(self._cell(key, 0))
        self.assertIn("none of its indicators does", str(caught.exception))
        self._save(self._cell(key, 0), self._cell("level:dispatch", 0))

    def test_two_managers(self):
        """R45: other cells merge; the same cell is never lost unseen."""
        self._save(self._cell("level:engineers", 30), user=self.program_manager)
        # Another cell, seen before that: both stand.
        self.assertEqual(self._save(self._cell("level:dispatch", 5))["saved"], 1)
        answer = self._save(
            self._cell("level:engineers", 50), self._cell("level:requests", 7)
        )
        self.assertEqual(answer["saved"], 0)
        conflict = answer["conflicts"][0]
        self.assertEqual(len(answer["conflicts"]), 1)
        self.assertEqual(conflict["weight"], 30)
        self.assertIn(self.program_manager.name, conflict["sentence"])
        self.assertIn("default → 30", conflict["sentence"])
        self.assertEqual(self._own(), {"level:engineers": 30, "level:dispatch": 5})
        # Seen now, so it is a decision.
        answer = self._save(self._cell("level:engineers", 50, 30))
        self.assertEqual(answer["saved"], 1)
        self.assertEqual(self._own()["level:engineers"], 50)

    def test_same_edit_meanwhile(self):
        """R45: two people who did the same are of one mind."""
        self._save(self._cell("level:engineers", 30), user=self.program_manager)
        answer = self._save(self._cell("level:engineers", 30))
        self.assertEqual(answer, {"saved": 0, "conflicts": []})

    def test_reset_meanwhile(self):
        """R45: a weight somebody has reset meanwhile is not set again unseen."""
        self._save(self._cell("level:engineers", 30))
        self._save(self._cell("level:engineers", None, 30), user=self.program_manager)
        answer = self._save(self._cell("level:engineers", 40, 30))
        self.assertIsNone(answer["conflicts"][0]["weight"])
        self.assertEqual(self._own(), {})

    def test_rights(self):
        """R45: own clients only, whatever is sent."""
        cell = self._cell("level:engineers", 30, client=self.other_client)
        with self.assertRaisesRegex(AccessError, "your own clients"):
            self._save(cell)
        with self.assertRaises(UserError):
            self._save(
                {**cell, "client_id": self.contact.id}, user=self.program_manager
            )
        for user in (self.agent, self.interviewer, self.senior_manager):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._save(self._cell("level:engineers", 30), user=user)
        self.assertEqual(self._save(cell, user=self.program_manager)["saved"], 1)

    def test_open_assessments(self):
        """R45: open assessments are calculated anew, finished ones stay."""
        assessments = self.env["satisfaction.assessment"].create(
            [
                {
                    "client_id": client.id,
                    "company_id": self.company.id,
                    "program_id": self.program.id,
                }
                for client in (self.client, self.client, self.other_client)
            ]
        )
        assessments[1].state = "done"
        assessments.is_dirty = False
        self._save(self._cell("level:engineers", 30))
        self.assertEqual(assessments.mapped("is_dirty"), [True, False, False])

    def test_waves(self):
        """R45: a change reaches the running wave, results of a closed one stay."""
        today = self.company._satisfaction_today()
        group = self.env["satisfaction.target.group"].create({"name": "Everybody"})
        waves = self.env["satisfaction.wave"].create(
            [
                {
                    "name": state,
                    "program_id": self.program.id,
                    "company_id": self.company.id,
                    "target_group_id": group.id,
                    "date_start": today,
                    "date_end": today,
                }
                for state in ("closed", "running")
            ]
        )
        assessments = self.env["satisfaction.assessment"].create(
            [
                {
                    "client_id": self.client.id,
                    "company_id": self.company.id,
                    "program_id": self.program.id,
                    "wave_id": wave.id,
                }
                for wave in waves
            ]
        )
        for wave in waves:
            wave.state = wave.name
        assessments.state = "done"
        assessments.is_dirty = False
        self._save(self._cell("level:engineers", 30))
        self.assertEqual(assessments.mapped("is_dirty"), [False, True])


@tagged("post_install", "-at_install")
class TestWeightMatrixHttp(ScorecardCase, HttpCase):
    """As the screen calls it."""

    def _call(self, method, *args):
        return self.url_open(
            f"/web/dataset/call_kw/satisfaction.client.weight/{method}",
            data=json.dumps(
                {
                    "jsonrpc": "2.0",
                    "params": {
                        "model": "satisfaction.client.weight",
                        "method": method,
                        "args": args,
                        "kwargs": {},
                    },
                }
            ),
            headers={"Content-Type": "application/json"},
        ).json()

    def test_over_http(self):
        """R45: read, save, refuse; NaN doesn't get in by JSON either."""
        self.authenticate(self.client_manager.login, self.client_manager.login)
        data = self._call("get_matrix")["result"]
        row = next(one for one in data["clients"] if one["id"] == self.client.id)
        self.assertEqual(row["own"], {})
        cell = {
            "client_id": self.client.id,
            "key": "level:engineers",
            "weight": 42,
            "seen": None,
        }
        answer = self._call("save_matrix", data["scorecard_id"], [cell], "Agreed")
        self.assertEqual(answer["result"]["saved"], 1)
        with mute_logger("odoo.http"):
            bad = {**cell, "weight": float("nan"), "seen": 42}
            answer = self._call("save_matrix", data["scorecard_id"], [bad], "Agreed")
            self.assertIn("no weight", answer["error"]["data"]["message"])
            private = self._call("_apply_changes", {}, {}, "x")
            self.assertIn("error", private)
        weight = self.env["satisfaction.client.weight"].search(
            [("client_id", "=", self.client.id)]
        )
        self.assertEqual(weight.weight, 42)
