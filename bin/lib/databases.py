# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Databases with the addon in them, made from a seed within seconds.

A *seed* is a database with everything the addon depends on, and no more: installing
the addon into a copy of it takes seconds where the whole takes a minute. Seeds are
kept as dumps in the cache folder, so that the next checkout restores instead of
installing. A *built* database is a seed with the addon in it; it is remade when a file
of the addon changes.
"""

import ast
import hashlib
import os
import re
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from environment import Environment
from odoo_source import OdooSource
from places import ADDON, Places
from postgres import Psql, Server
from postgres_programs import link
from progress import SetupError, step
from shell import exclusive, run

LANGUAGES = ("en_US", "zh_CN", "ru_RU")
WARNING = re.compile(r"^\S+ \S+ \d+ (?:WARNING|ERROR|CRITICAL) ")
RECORD = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ [A-Z]+ ")


@dataclass(frozen=True)
class Odoo:
    """An Odoo of this checkout: its programs, its server, its configuration."""

    places: Places
    source: OdooSource
    environment: Environment
    server: Server

    @property
    def psql(self) -> Psql:
        return Psql(self.environment, self.server)

    def variables(self) -> dict[str, str]:
        """The environment for Odoo, pytest and scripts."""
        variables = self.server.variables(self.environment.variables())
        return variables | {"ODOO_RC": str(self.places.configuration)}

    def command(self, *arguments: str) -> "list[str | Path]":
        """Odoo's command line; see ``odoo_server.py`` for why it starts so."""
        launcher = Path(__file__).with_name("odoo_server.py")
        configuration = f"--config={self.places.configuration}"
        return [self.environment.python, launcher, *arguments, configuration]

    def write_configuration(self) -> None:
        """Write ``.run/odoo.conf`` (it holds a password: readable by its owner)."""
        addons = [
            *self.source.addons_path,
            self.environment.oca_addons,
            self.places.checkout,
        ]
        master = self.places.run / "master-password"
        if not master.exists():
            master.touch(mode=0o600)
            master.write_text(secrets.token_urlsafe(24))
        options = {
            "addons_path": ",".join(str(path) for path in addons),
            "admin_passwd": master.read_text(),
            "data_dir": self.places.data,
            "db_host": self.server.host,
            "db_port": self.server.port,
            "db_user": self.server.user,
            "db_password": self.server.password,
            "http_interface": "127.0.0.1",
            "list_db": "False",
        }
        # Without a password there is nothing to say: libpq looks for its own file.
        lines = [f"{name} = {value}" for name, value in options.items() if value]
        new = self.places.configuration.with_suffix(f".{os.getpid()}")
        new.touch(mode=0o600)
        new.write_text("[options]\n" + "\n".join(lines) + "\n")
        new.replace(self.places.configuration)


class Databases:
    """Makes, updates and drops the databases of one checkout."""

    def __init__(self, odoo: Odoo) -> None:
        self._odoo = odoo
        self._places = odoo.places
        self._psql = odoo.psql

    # What exists

    def real_name(self, name: str) -> str:
        """The name on the server: prefixed where checkouts share one."""
        name = name.removeprefix(self._odoo.server.prefix)
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,40}", name):
            raise SetupError(
                f"{name!r} is no good database name: use letters, digits, _ . -"
            )
        return self._odoo.server.prefix + name

    def exists(self, name: str) -> bool:
        rows = self._psql.query(
            f"SELECT 1 FROM pg_database WHERE datname = '{self.real_name(name)}'"
        )
        return bool(rows)

    def names(self) -> list[str]:
        rows = self._psql.query(
            "SELECT datname FROM pg_database WHERE NOT datistemplate "
            "AND datname != 'postgres' ORDER BY 1"
        )
        prefix = self._odoo.server.prefix
        found = (row[0] for row in rows)
        return [name.removeprefix(prefix) for name in found if name.startswith(prefix)]

    # Copy, rename, drop

    def copy(self, source: str, target: str) -> None:
        """Copy a database with its filestore."""
        old, new = self.real_name(source), self.real_name(target)
        # Copying files is quicker than writing every page to the log.
        strategy = " STRATEGY FILE_COPY" if self._version() >= 15 else ""
        self._psql.query(f'CREATE DATABASE "{new}" TEMPLATE "{old}"{strategy}')
        files = self._places.filestore(old)
        copied = self._places.filestore(new)
        shutil.rmtree(copied, ignore_errors=True)
        if files.exists():
            # Odoo never changes a stored file (its name is its checksum), so the
            # copies may share them.
            shutil.copytree(files, copied, copy_function=link)

    def rename(self, source: str, target: str) -> None:
        old, new = self.real_name(source), self.real_name(target)
        files = self._places.filestore(new)
        shutil.rmtree(files, ignore_errors=True)
        if self._places.filestore(old).exists():
            self._places.filestore(old).rename(files)
        self._psql.query(f'ALTER DATABASE "{old}" RENAME TO "{new}"')

    def drop(self, name: str) -> None:
        """Drop a database, with its connections and files, if it exists."""
        real = self.real_name(name)
        # Not WITH (FORCE): that is refused while the server itself cleans up in there
        # (autovacuum); a plain one ends such work.
        self._psql.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            f" WHERE datname = '{real}' AND backend_type = 'client backend'"
        )
        self._psql.query(f'DROP DATABASE IF EXISTS "{real}"')
        shutil.rmtree(self._places.filestore(real), ignore_errors=True)

    def _version(self) -> int:
        return int(self._psql.query("SHOW server_version_num")[0][0]) // 10000

    # Seeds

    def ensure_seed(self) -> str:
        """The seed for the addon's dependencies: there, restored, or made."""
        name = f"seed_{self._seed_key()}"
        if self.exists(name):
            return name
        cached = self._places.cache / "seeds" / name
        # One lock for all checkouts: the second one restores what the first made.
        with exclusive(cached.with_suffix(".lock"), "it is making the seed database"):
            if self.exists(name):
                return name
            if not (cached.exists() and self._restore(cached, name)):
                self._make_seed(name)
                self._store(name, cached)
            self._drop_others(name, r"seed_[0-9a-f]+")
        return name

    def _seed_key(self) -> str:
        environment = self._odoo.environment.folder.name
        text = [*sorted(self._dependencies()), *LANGUAGES, environment]
        return hashlib.sha256("\n".join(text).encode()).hexdigest()[:10]

    def _dependencies(self) -> list[str]:
        text = (self._places.addon / "__manifest__.py").read_text()
        manifest = ast.literal_eval(text)
        return [str(name) for name in manifest["depends"]]

    def _make_seed(self, name: str) -> None:
        new = f"{name}.new"
        self.drop(new)
        with step(f"Seed database: {len(self._dependencies())} addons"):
            self._run_odoo(
                new,
                "-i",
                ",".join(self._dependencies()),
                f"--load-language={','.join(LANGUAGES)}",
                log=self._places.logs / f"{name}.log",
                problem="The addon's dependencies could not be installed",
            )
        self.rename(new, name)

    def _store(self, name: str, cached: Path) -> None:
        """Keep a dump of the seed in the cache; it gets its name when complete."""
        real = self.real_name(name)
        new = cached.with_suffix(f".{os.getpid()}")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        with step("Seed database: keep a dump for other checkouts"):
            run(
                [
                    *(self._odoo.environment.postgres_bin / "pg_dump", "-Fc", "-Z1"),
                    *("--no-owner", "-f", new / "dump", real),
                ],
                self._places.logs / f"{name}.log",
                env=self._odoo.variables(),
                problem="The seed database could not be dumped",
            )
            files = self._places.filestore(real)
            if files.exists():
                shutil.copytree(files, new / "filestore")
            # One that could not be restored is of no use.
            shutil.rmtree(cached, ignore_errors=True)
            new.rename(cached)

    def _restore(self, cached: Path, name: str) -> bool:
        """Restore a kept seed; False when this server cannot take it."""
        new = f"{name}.new"
        self.drop(new)
        real = self.real_name(new)
        try:
            with step("Seed database: restore"):
                self._psql.query(f'CREATE DATABASE "{real}" TEMPLATE template0')
                run(
                    [
                        *(self._odoo.environment.postgres_bin / "pg_restore", "-j2"),
                        *("--no-owner", "--exit-on-error", "-d", real),
                        cached / "dump",
                    ],
                    self._places.logs / f"{name}.log",
                    env=self._odoo.variables(),
                    problem="The seed database could not be restored",
                )
                self._psql.query("VACUUM ANALYZE", database=real)
        except SetupError:
            # An older server may not know a setting of the dump: then install.
            self.drop(new)
            return False
        if (cached / "filestore").exists():
            shutil.copytree(cached / "filestore", self._places.filestore(real))
        self.rename(new, name)
        return True

    # Databases with the addon

    def create(self, name: str, *, demo: bool) -> None:
        """Make a database with the addon, replacing one of that name."""
        built = "built_demo" if demo else "built"
        lock = self._places.run / f"{built}.lock"
        with exclusive(lock, "it is installing the addon"):
            source = self._ensure_built(built, demo=demo)
            with step(f"Database {name}"):
                self.drop(name)
                self.copy(source, name)

    def create_plain(self, name: str, more: "list[str]") -> None:
        """Make a database with what the addon depends on, but in English only.

        :param more: other addons to install into it
        """
        self.drop(name)
        modules = [*self._dependencies(), *more]
        with step(f"Database {name}: {len(modules)} addons"):
            self._run_odoo(
                name,
                "-i",
                ",".join(modules),
                log=self._places.logs / f"{name}.log",
                problem="The addon's dependencies could not be installed",
            )

    def _ensure_built(self, built: str, *, demo: bool) -> str:
        """The database with the addon as it is now, that others are copied from."""
        key = self.demo_key() if demo else self.addon_key()
        name = f"{built}_{key}"
        if self.exists(name):
            return name
        seed = self.ensure_seed()
        new = f"{built}.new"
        self.drop(new)
        self.copy(seed, new)
        with step("Install the addon" + (" with demo data" if demo else "")):
            self._install(new, demo=demo)
        self._drop_others(name, rf"{built}_[0-9a-f]+")
        self.rename(new, name)
        return name

    def _drop_others(self, name: str, pattern: str) -> None:
        for other in self.names():
            if other != name and re.fullmatch(pattern, other):
                self.drop(other)

    def shell(self, name: str, script: str, variables: dict[str, str]) -> None:
        """Run a script in Odoo's Python shell, where ``env`` is the environment."""
        launcher, file, *options = self._odoo.command(
            f"--database={self.real_name(name)}", "--no-http", "--log-level=warn"
        )
        finished = subprocess.run(
            [launcher, file, "shell", *options],
            env=self._odoo.variables() | variables,
            input=script,
            capture_output=True,
            text=True,
            check=False,
        )
        if finished.returncode:
            raise SetupError(f"The script failed:\n{finished.stderr[-3000:]}")

    def check_install(self, *, demo: bool) -> None:
        """Raise SetupError when installing the addon warned of anything."""
        check_log(self._install_log(demo))

    def _install_log(self, demo: bool) -> Path:
        return self._places.logs / f"install{'-demo' if demo else ''}.log"

    def demo_key(self) -> str:
        """Changes with the addon, and every month: the demo's story ends today."""
        text = f"{self.addon_key()} {date.today():%Y-%m}"
        return hashlib.sha256(text.encode()).hexdigest()[:10]

    def addon_key(self) -> str:
        """Changes with every file of the addon that installing it reads."""
        digest = hashlib.sha256()
        for file in sorted(self._places.addon.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(str(file.relative_to(self._places.addon)).encode())
                digest.update(file.read_bytes())
        digest.update(self._seed_key().encode())
        return digest.hexdigest()[:10]

    def update(self, name: str) -> None:
        """Load the addon as it is now into an existing database."""
        if not self.exists(name):
            raise SetupError(f"There is no database {name}: bin/setup --db {name}")
        log = self._places.logs / f"update-{name}.log"
        log.unlink(missing_ok=True)
        with step(f"Update the addon in {name}"):
            self._run_odoo(
                name, "-u", ADDON, log=log, problem="The addon could not be updated"
            )
            check_log(log)

    def install(self, name: str, module: str) -> None:
        """Install another addon into an existing database, and bridges to it."""
        log = self._places.logs / f"install-{module}.log"
        log.unlink(missing_ok=True)
        with step(f"Install {module}"):
            self._run_odoo(
                name, "-i", module, log=log, problem=f"{module} could not be installed"
            )
        check_log(log)

    def _install(self, name: str, *, demo: bool) -> None:
        log = self._install_log(demo)
        log.unlink(missing_ok=True)
        if demo:
            # Odoo loads an addon's demo data where all it depends on have theirs.
            # They are only said to: so the demo shows our story alone.
            self._mark_demo(name, "true")
        self._run_odoo(
            name, "-i", ADDON, log=log, problem="The addon could not be installed"
        )
        if demo:
            self._mark_demo(name, "false")

    def _mark_demo(self, name: str, value: str) -> None:
        self._psql.query(
            f"UPDATE ir_module_module SET demo = {value} "
            f"WHERE state = 'installed' AND name != '{ADDON}'",
            database=self.real_name(name),
        )

    def _run_odoo(self, name: str, *arguments: str, log: Path, problem: str) -> None:
        run(
            self._odoo.command(
                f"--database={self.real_name(name)}",
                *arguments,
                "--stop-after-init",
                "--no-http",
            ),
            log,
            env=self._odoo.variables(),
            problem=problem,
        )


def check_log(log: Path) -> None:
    """Raise SetupError when the log holds a warning or an error."""
    found = find_warnings(log.read_text(errors="replace"))
    if found:
        text = "\n".join(found[:20])
        raise SetupError(f"{len(found)} warnings or errors in {log}:\n{text}")


def find_warnings(text: str) -> list[str]:
    """Warnings and errors of a log, each with the lines that belong to it."""
    found: list[str] = []
    inside = False
    for line in text.splitlines():
        if RECORD.match(line):
            inside = bool(WARNING.match(line))
            if inside:
                found.append(line)
        elif inside and len(found[-1]) < 2000:
            found[-1] += f"\n    {line}"
    return found
