# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two Odoo nodes of two workers on one database (see nodes.py for what they do).

100 asks with CS_TEST_ALL=1, else five.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from odoo.tests import BaseCase, tagged

ROOT = Path(__file__).parents[2]
PROGRAM = Path(__file__).with_name("nodes.py")
TOKENS = 100 if os.environ.get("CS_TEST_ALL") else 5
CLIENTS = 8


@tagged("post_install", "-at_install")
class TestNodes(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        name = f"scale_{os.getpid()}"
        cls._command(ROOT / "bin" / "setup", "--db", name)
        cls.addClassCleanup(cls._command, ROOT / "bin" / "setup", "--drop", name)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "result.json"
            cls._command(
                *(sys.executable, PROGRAM, "--database", name),
                *("--tokens", str(TOKENS), "--json", file),
            )
            cls.result = json.loads(file.read_text())
        print(cls.result)

    @classmethod
    def _command(cls, *arguments):
        done = subprocess.run(arguments, capture_output=True, text=True, check=False)
        if done.returncode:
            raise AssertionError(done.stdout + done.stderr)

    def test_exactly_once(self):
        """D17: of eight clients on two nodes one answers, seven are told kindly; no
        error, nothing twice."""
        told, found = self.result["told"], self.result["database"]
        self.assertEqual(told, {"stored": TOKENS, "409": TOKENS * (CLIENTS - 1)})
        self.assertEqual(found["answered"], TOKENS)
        self.assertEqual(found["answers"], TOKENS)
        self.assertEqual(found["lines"], TOKENS)
        self.assertEqual(found["attempts"], TOKENS * (CLIENTS - 1))

    def test_jobs_on_both_nodes(self):
        """R27, R73: run on both nodes at once, the jobs send each mail once and count
        each answer once."""
        found = self.result["database"]
        self.assertEqual(found["sent"], TOKENS)
        self.assertEqual(found["invitations"], TOKENS)
        self.assertEqual(found["counted"], TOKENS)
        self.assertEqual(found["waiting"], 0)

    def test_settings_reach_the_other_node(self):
        """A setting changed on one node holds on the other from its next request on."""
        for name, seconds in self.result["settings"].items():
            with self.subTest(setting=name):
                self.assertIsNotNone(seconds, "never")
                self.assertLess(seconds, 5)

    def test_no_errors_in_the_logs(self):
        """D17: being second is no error."""
        self.assertEqual(self.result["log_errors"], 0)
