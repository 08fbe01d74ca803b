# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A streaming replica serves what only reads (see replica.py); long: ``--all`` only."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from odoo.tests import BaseCase, tagged

ROOT = Path(__file__).parents[2]
PROGRAM = Path(__file__).with_name("replica.py")
READING = (
    "POST /web/dataset/call_kw/satisfaction.start.page/get_data",
    "POST /web/dataset/call_kw/satisfaction.program.map/get_data",
    "POST /web/dataset/call_kw/satisfaction.performance/get_data",
    "POST /web/dataset/call_kw/satisfaction.kpi.value/formatted_read_group",
    "POST /web/dataset/call_kw/satisfaction.score/web_search_read",
    "GET /my/satisfaction",
    "GET /my/satisfaction/cases",
    "GET /my/satisfaction/remarks",
    "GET /my/satisfaction/company",
    "GET /satisfaction/***",
)


@tagged("post_install", "-at_install")
class TestReplica(BaseCase):
    __test__ = bool(os.environ.get("CS_TEST_ALL"))

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        name = f"replica_source_{os.getpid()}"
        cls._command(ROOT / "bin" / "setup", "--db", name)
        cls.addClassCleanup(cls._command, ROOT / "bin" / "setup", "--drop", name)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "result.json"
            cls._command(sys.executable, PROGRAM, "--database", name, "--json", file)
            cls.result = json.loads(file.read_text())
        print(cls.result)

    @classmethod
    def _command(cls, *arguments):
        done = subprocess.run(arguments, capture_output=True, text=True, check=False)
        if done.returncode:
            raise AssertionError(done.stdout + done.stderr)

    def test_reading_runs_on_the_replica(self):
        """Start page, lists, dashboards, portal and the mailed page only read."""
        self.assertEqual(self.result["replica"], "t")
        self.assertEqual(self.result["streaming"], "streaming")
        modes = self.result["modes"]
        self.assertEqual(
            {path: modes.get(path) for path in READING}, dict.fromkeys(READING, "ro")
        )

    def test_writing_runs_on_the_primary(self):
        """Scale: an answer is stored on the primary, the replica follows."""
        self.assertEqual(self.result["modes"]["POST /satisfaction/***"], "rw")
        answers = self.result["answers"]
        self.assertEqual(answers["primary"], answers["before"] + 1)
        self.assertEqual(answers["replica"], answers["primary"])

    def test_without_the_replica(self):
        """Scale: a replica that is gone takes nothing with it."""
        self.assertEqual(self.result["alone"], {"start page": True, "portal": True})
        self.assertEqual(set(self.result["modes_alone"].values()), {"rw"})
