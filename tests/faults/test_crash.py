# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Nothing gets lost and nothing is doubled when a job is killed, refused or run twice.

With CS_TEST_ALL=1 every scheduled job is killed twenty times, refused by PostgreSQL
five times and run by two processes at once three times; else the three that clients
would notice first, twice, once and once. The table is printed with ``-s`` (D17).
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from odoo.sql_db import db_connect
from odoo.tests import tagged
from odoo.tests.common import BaseCase
from odoo.tools import config

from .scheduled_jobs import JOBS

ROOT = Path(__file__).parents[2]
PROGRAM = Path(__file__).with_name("kill_jobs.py")
IS_WHOLE = os.environ.get("CS_TEST_ALL") == "1"
MOST_IMPORTANT = (
    "ir_cron_send_requests",
    "ir_cron_open_cases",
    "ir_cron_recompute_scores",
)


@tagged("post_install", "-at_install")
class TestCrash(BaseCase):
    def _make_database(self):
        """The name of a database of its own that nobody is connected to."""
        name = f"crash_{os.getpid()}"
        self._setup("--db", name)
        self.addCleanup(self._setup, "--drop", name)
        # Where checkouts share a server, names have a prefix.
        with db_connect("postgres").cursor() as cr:
            cr.execute(
                "SELECT datname FROM pg_database WHERE datname LIKE %s", (f"%{name}",)
            )
            ((found,),) = cr.fetchall()
        return found

    def _setup(self, *arguments):
        done = subprocess.run(
            [ROOT / "bin" / "setup", *arguments],
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertFalse(done.returncode, done.stdout + done.stderr)

    def test_every_job_is_tried(self):
        """D17: no scheduled job of the addon is left out."""
        data = (ROOT / "client_satisfaction" / "data").rglob("*.xml")
        text = "".join(path.read_text("utf-8") for path in data)
        self.assertEqual(text.count('model="ir.cron"'), len(JOBS))
        for name, job in JOBS.items():
            self.assertIn(f'id="{name}"', text)
            self.assertIn(f"model.{job.method}()", text)

    def test_killed_jobs(self):
        """D17, R73, R81: killed at any instant, refused at any statement, or run twice
        at once, a job loses and doubles nothing."""
        results = Path(self._make_folder()) / "results.json"
        kills, refusals, pairs = (20, 5, 3) if IS_WHOLE else (2, 1, 1)
        jobs = tuple(JOBS) if IS_WHOLE else MOST_IMPORTANT
        done = subprocess.run(
            [
                *(sys.executable, PROGRAM, "--database", self._make_database()),
                *("--kills", str(kills), "--jobs", ",".join(jobs)),
                *("--refusals", str(refusals), "--pairs", str(pairs)),
                *("--json", results),
            ],
            env={**os.environ, "ODOO_RC": str(Path(config["config"]).resolve())},
            capture_output=True,
            text=True,
            check=False,
        )
        print(done.stdout)
        self.assertTrue(results.exists(), done.stdout + done.stderr)
        found = json.loads(results.read_text())
        self.assertEqual([one["job"] for one in found], list(jobs), done.stderr)
        for one in found:
            with self.subTest(job=one["job"]):
                self.assertEqual(one["differences"], {}, done.stderr)
                self.assertGreaterEqual(one["kills"], kills)
                self.assertEqual(
                    (one["refusals"], one["pairs"]), (refusals, pairs), done.stderr
                )
        # A kill after which nothing was half done proves little: not all were such.
        self.assertTrue(sum(one["amid"] for one in found))

    def _make_folder(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return folder.name
