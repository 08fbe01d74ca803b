# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Databases in which the addon is installed, updated and uninstalled by a real Odoo.

Each step is a process of its own, as on a server; tests look at the database with SQL.
"""

import os
import re
import subprocess
import sys
import tarfile
import tempfile
import unittest
from contextlib import closing
from io import BytesIO
from pathlib import Path

import psycopg2

ROOT = Path(__file__).resolve().parents[2]
ADDON = "client_satisfaction"
#: The commit at which the addon first had each version.
VERSIONS = {"19.0.1.0.0": "823b21420c345f7594a30ab8531dd7fa434d078e"}
IS_WHOLE = os.environ.get("CS_TEST_ALL") == "1"

sys.path.insert(0, str(ROOT / "bin" / "lib"))

from places import BRIDGES


class LifeCycleCase(unittest.TestCase):
    """A database of its own, dropped afterwards."""

    @classmethod
    def setUpClass(cls):
        from databases import Databases, Odoo
        from places import find_places
        from postgres import postgres
        from session import prepare

        places = find_places()
        source, environment = prepare(places)
        server = cls.enterClassContext(postgres(places, environment, stay=True))
        cls.odoo = Odoo(places, source, environment, server)
        cls.databases = Databases(cls.odoo)

    @classmethod
    def enterClassContext(cls, context):  # Python 3.11 has it
        value = context.__enter__()
        cls.addClassCleanup(context.__exit__, None, None, None)
        return value

    def _make_database(self, name):
        """A database with what the addon depends on, and no more."""
        full = f"life_{os.getpid()}_{name}"
        self.addCleanup(self.databases.drop, full)
        self.databases.drop(full)
        self.databases.copy(self.databases.ensure_seed(), full)
        return full

    def _run(self, name, *options, addon=None, script=None):
        """Run Odoo to the end and return its warnings.

        :param addon: folder whose addons are taken instead of the checkout's
        :param script: for Odoo's shell
        """
        command = self.odoo.command(
            f"--database={self.databases.real_name(name)}",
            *options,
            "--no-http",
            *(() if script else ("--stop-after-init",)),
        )
        if script:
            command.insert(2, "shell")
        if addon:
            folders = [
                *self.odoo.source.addons_path,
                self.odoo.environment.oca_addons,
                addon,
            ]
            command.append("--addons-path=" + ",".join(map(str, folders)))
        done = subprocess.run(
            command,
            env=self.odoo.variables(),
            input=script or "",
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertFalse(done.returncode, done.stderr[-5000:])
        from databases import find_warnings

        return find_warnings(done.stderr)

    def _install(self, name, *, demo, addon=None, modules=ADDON):
        if demo:
            self.databases._mark_demo(name, "true")
        warnings = self._run(name, "-i", modules, addon=addon)
        if demo:
            self.databases._mark_demo(name, "false")
        return warnings

    def _query(self, name, query, *values):
        """Rows of a query, as tuples."""
        variables = self.odoo.variables()
        connection = psycopg2.connect(
            dbname=self.databases.real_name(name),
            **{
                key.removeprefix("PG").lower(): variables[key]
                for key in ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD")
                if variables.get(key)
            },
        )
        with closing(connection), connection, connection.cursor() as cursor:
            cursor.execute(query, values or None)
            return cursor.fetchall() if cursor.description else []

    def _unpack(self, commit):
        """The addons as they were at a commit, in a folder."""
        folder = tempfile.TemporaryDirectory(prefix="old-addons-")
        self.addCleanup(folder.cleanup)
        archive = subprocess.run(
            ["git", "-C", ROOT, "archive", commit, ADDON, *BRIDGES],
            capture_output=True,
            check=False,
        )
        self.assertFalse(archive.returncode, "This needs the repository's history.")
        with tarfile.open(fileobj=BytesIO(archive.stdout)) as tar:
            tar.extractall(folder.name, filter="data")
        return Path(folder.name)


def normalise(value):
    """A value that is the same in two databases, whatever ids they have."""
    return re.sub(r"\b\d+\b", "#", str(value)) if isinstance(value, str) else value
