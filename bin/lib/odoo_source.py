# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Odoo 19 itself: from ``ODOO_HOME``, or unpacked from the Debian package.

Odoo is not on the Python package index. Debian's unstable suite has it as ``odoo-19``;
it is fetched from the mirror this machine already uses, with a private apt state, so
that neither root nor a change to the machine is needed.
"""

import os
import platform
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from apt_sources import Archive, find_archives
from places import Places
from progress import SetupError, step
from shell import exclusive, run

SUITES = ("unstable", "testing")
PACKAGES = (
    "odoo-19",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-montserrat",
    "fonts-roboto-unhinted",
    "fonts-ocr-b",
)
# Font Awesome 7 in unstable no longer has the files Odoo links to; a release has 4.7.
RELEASE_PACKAGES = ("fonts-font-awesome", "fonts-inconsolata")
RELEASE_FALLBACKS = ("trixie", "bookworm")
FONT_PROBE = "web/static/src/libs/fontawesome/fonts/fontawesome-webfont.woff2"
PYTHON_FOLDER = Path("usr/lib/python3/dist-packages")


@dataclass(frozen=True)
class OdooSource:
    """An importable Odoo 19: ``root`` is put on the Python path."""

    root: Path
    addons_path: tuple[Path, ...]

    @property
    def name(self) -> str:
        return f"{self.root}:{(self.root / 'odoo' / 'release.py').stat().st_mtime_ns}"


def ensure_odoo(places: Places) -> OdooSource:
    """Return an Odoo 19, fetching and unpacking it the first time."""
    home = os.environ.get("ODOO_HOME")
    if home:
        return _from_home(Path(home).expanduser().resolve())
    unpacked = _find_unpacked(places)
    if unpacked is None:
        with exclusive(places.cache / "odoo.lock", "it is fetching Odoo"):
            unpacked = _find_unpacked(places) or _fetch(places)
    return _source(unpacked / PYTHON_FOLDER)


def _from_home(home: Path) -> OdooSource:
    for root in (home, home / PYTHON_FOLDER):
        if (root / "odoo" / "release.py").is_file():
            return _source(root)
    raise SetupError(
        f"ODOO_HOME={home} holds no Odoo: expected odoo/release.py in it (a checkout "
        f"or an unpacked release)."
    )


def _source(root: Path) -> OdooSource:
    release = (root / "odoo" / "release.py").read_text()
    if not re.search(r"^version_info\s*=\s*\(19,\s*0,", release, re.MULTILINE):
        raise SetupError(f"The Odoo in {root} is not version 19.0.")
    folders = (root / "addons", root / "odoo" / "addons")
    return OdooSource(root, tuple(path for path in folders if path.is_dir()))


def _find_unpacked(places: Places) -> Path | None:
    """The newest complete Odoo in the cache (a complete one has its final name)."""
    found = sorted(places.cache.glob("odoo-19*"), key=lambda path: path.stat().st_mtime)
    return found[-1] if found else None


def _fetch(places: Places) -> Path:
    if not all(shutil.which(name) for name in ("apt-get", "dpkg-deb")):
        raise SetupError(
            "Odoo 19 is taken from Debian's package, and apt-get or dpkg-deb is "
            "missing here. Set ODOO_HOME to an Odoo 19 checkout or unpacked release."
        )
    archives = find_archives()
    if not archives:
        raise SetupError(
            "No Debian archive is configured in /etc/apt on this machine. Set "
            "ODOO_HOME to an Odoo 19 checkout or unpacked release."
        )
    problem: SetupError | None = None
    for archive in archives:
        for suite in SUITES:
            for release in _releases():
                try:
                    return _fetch_from(places, archive, suite, release)
                except SetupError as error:
                    problem = problem or error
    raise SetupError(
        f"{problem}\nOdoo 19 could not be fetched from this machine's Debian mirror. "
        f"Set ODOO_HOME to an Odoo 19 checkout or unpacked release."
    )


def _releases() -> list[str]:
    """Suites to take Font Awesome 4.7 from, the machine's own release first."""
    own = platform.freedesktop_os_release().get("VERSION_CODENAME", "")
    return list(dict.fromkeys(name for name in (own, *RELEASE_FALLBACKS) if name))


def _fetch_from(places: Places, archive: Archive, suite: str, release: str) -> Path:
    log = places.logs / "odoo-fetch.log"
    # A fixed folder, so that apt resumes a download that was cut off.
    work = places.cache / f"fetch-{archive.key}-{suite}-{release}"
    downloads = work / "downloads"
    for folder in (
        work / "lists" / "partial",
        work / "cache" / "archives" / "partial",
        work / "sources",
        downloads,
    ):
        folder.mkdir(parents=True, exist_ok=True)
    (work / "status").touch()
    (work / "sources" / "private.sources").write_text(
        archive.stanza(suite) + "\n" + archive.stanza(release)
    )
    apt = _private_apt(work)
    with step(f"Package lists of Debian {suite} and {release}"):
        run([*apt, "update"], log, problem="apt-get update failed")
    names = [f"{name}/{suite}" for name in PACKAGES]
    names += [f"{name}/{release}" for name in RELEASE_PACKAGES]
    with step("Odoo 19 from the Debian package: download"):
        run(
            [*apt, "download", *names],
            log,
            cwd=downloads,
            problem="apt-get download failed",
        )
    with step("Odoo 19 from the Debian package: unpack"):
        unpacked = _unpack(places, downloads, log)
    shutil.rmtree(work)
    return unpacked


def _private_apt(work: Path) -> list[str]:
    """apt-get with every list, cache and source of its own, run as the caller."""
    options = {
        "Dir::State": work,
        "Dir::State::lists": work / "lists",
        "Dir::State::status": work / "status",
        "Dir::Cache": work / "cache",
        "Dir::Etc::sourcelist": "/dev/null",
        "Dir::Etc::sourceparts": work / "sources",
        "Dir::Etc::preferences": "/dev/null",
        "Dir::Etc::preferencesparts": "/dev/null",
        # Not the sandbox user: it may not enter the caller's cache folder.
        "APT::Sandbox::User": "root",
        "APT::Get::List-Cleanup": "false",
        "Acquire::Languages": "none",
        # A mirror of a past day is still a valid mirror.
        "Acquire::Check-Valid-Until": "false",
        "Acquire::Retries": "3",
        "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled": "false",
        "Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled": "false",
        "APT::Update::Error-Mode": "any",
    }
    command = ["apt-get", "-q", "-y"]
    for name, value in options.items():
        command += ["-o", f"{name}={value}"]
    return command


def _unpack(places: Places, downloads: Path, log: Path) -> Path:
    """Unpack all packages into one prefix; it gets its name when it is complete."""
    (package,) = downloads.glob("odoo-19_*.deb")
    version = subprocess.run(
        ["dpkg-deb", "-f", package, "Version"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    for left_behind in places.cache.glob("unpacking-*"):
        shutil.rmtree(left_behind)
    prefix = Path(tempfile.mkdtemp(prefix="unpacking-", dir=places.cache))
    prefix.chmod(0o755)
    try:
        for deb in sorted(downloads.glob("*.deb")):
            run(["dpkg-deb", "-x", deb, prefix], log, problem=f"Unpacking {deb.name}")
        source = _source(prefix / PYTHON_FOLDER)
        if not any((path / FONT_PROBE).is_file() for path in source.addons_path):
            raise SetupError("This suite's fonts-font-awesome lacks Odoo's files")
        final = places.cache / f"odoo-{re.sub(r'[^0-9A-Za-z.+~-]', '_', version)}"
        prefix.rename(final)
    except BaseException:
        shutil.rmtree(prefix, ignore_errors=True)
        raise
    return final
