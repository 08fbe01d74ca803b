# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""PostgreSQL is restarted under load (see restart_database.py), with CS_TEST_ALL=1."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from odoo.tests import BaseCase, tagged

ROOT = Path(__file__).parents[2]
PROGRAM = Path(__file__).with_name("restart_database.py")


@tagged("post_install", "-at_install")
class TestRestart(BaseCase):
    # Half a minute for a server of its own: not in every run
    __test__ = bool(os.environ.get("CS_TEST_ALL"))

    def test_database_is_restarted(self):
        """D17: PostgreSQL goes away twice while clients answer: all of them get through
        in the end, every answer is stored once, and the workers need no help."""
        name = f"restart_{os.getpid()}"
        self._command(ROOT / "bin" / "setup", "--db", name)
        self.addCleanup(self._command, ROOT / "bin" / "setup", "--drop", name)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "result.json"
            self._command(sys.executable, PROGRAM, "--database", name, "--json", file)
            result = json.loads(file.read_text())
        print(result)
        self.assertEqual(result["restarts"], 2)
        self.assertEqual(result["answered"], result["asks"])
        self.assertEqual(result["answers"], result["asks"])
        self.assertEqual(result["left"], 0)
        self.assertTrue(result["alive"])

    def _command(self, *arguments):
        done = subprocess.run(arguments, capture_output=True, text=True, check=False)
        self.assertFalse(done.returncode, done.stdout + done.stderr)
