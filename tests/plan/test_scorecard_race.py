# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two managers at one table, two clicks at once: real transactions."""

from odoo.exceptions import ValidationError
from odoo.tools import mute_logger

from tests.ask.race_case import RaceCase


class TestTwoManagers(RaceCase):
    def _delete_all(self):
        with self._environment() as env:
            own = [("client_id", "=", self.client_id)]
            env["satisfaction.client.weight"].search(own).unlink()
            env["satisfaction.client.weight.change"].search(own).unlink()
        super()._delete_all()

    def _save(self, env, weight, seen, key="level:engineers"):
        scorecard = env.ref("client_satisfaction.scorecard_default")
        return env["satisfaction.client.weight"].save_matrix(
            scorecard.id,
            [
                {
                    "client_id": self.client_id,
                    "key": key,
                    "weight": weight,
                    "seen": seen,
                }
            ],
            "Both at once",
        )

    def _own(self):
        with self._environment() as env:
            return {
                weight._get_key(): weight.weight
                for weight in env["satisfaction.client.weight"].search(
                    [("client_id", "=", self.client_id)]
                )
            }

    def test_the_same_cell(self):
        """R45: one is saved, the other is told; nobody's edit is lost unseen."""
        seen = None
        for turn in range(3):
            wanted = (31 + 2 * turn, 32 + 2 * turn)
            with mute_logger("odoo.sql_db", "odoo.service.model"):
                results = self._run_both(
                    lambda env, number, wanted=wanted, seen=seen: self._save(
                        env, wanted[number], seen
                    )
                )
            winners = [
                number
                for number, result in enumerate(results)
                if isinstance(result, dict) and result["saved"]
            ]
            self.assertEqual(len(winners), 1, results)
            loser = results[1 - winners[0]]
            if isinstance(loser, ValidationError):
                # Both set a weight where there was none.
                self.assertIn("Somebody else has just set this weight", str(loser))
                self.assertIsNone(seen)
            else:
                self.assertEqual(loser["conflicts"][0]["weight"], wanted[winners[0]])
            seen = wanted[winners[0]]
            self.assertEqual(self._own(), {"level:engineers": seen})

    def test_other_cells(self):
        """R45: edits of different cells of one client are merged."""
        keys = ("level:engineers", "level:dispatch")
        with mute_logger("odoo.sql_db", "odoo.service.model"):
            results = self._run_both(
                lambda env, number: self._save(env, 40 + number, None, keys[number])
            )
        self.assertEqual([result["saved"] for result in results], [1, 1])
        self.assertEqual(self._own(), dict(zip(keys, (40, 41), strict=True)))

    def test_two_new_versions(self):
        """R42: two clicks at once make one new version."""
        with self._environment() as env:
            scorecard = env.ref("client_satisfaction.scorecard_default").copy()
            scorecard_id, code = scorecard.id, scorecard.code
            scorecard.action_put_in_use()

        def delete():
            with self._environment() as env:
                # past the rule that what was in use stays; the newer version first
                env.cr.execute(
                    "DELETE FROM satisfaction_scorecard WHERE code = %s"
                    " AND previous_version_id IS NOT NULL",
                    (code,),
                )
                env.cr.execute(
                    "DELETE FROM satisfaction_scorecard WHERE code = %s", (code,)
                )

        self.addCleanup(delete)
        with mute_logger("odoo.sql_db", "odoo.service.model"):
            results = self._run_both(
                lambda env, _number: (
                    env["satisfaction.scorecard"]
                    .browse(scorecard_id)
                    .action_new_version()["res_id"]
                )
            )
        with self._environment() as env:
            versions = env["satisfaction.scorecard"].search([("code", "=", code)])
            self.assertEqual(sorted(versions.mapped("version")), [1, 2], results)
