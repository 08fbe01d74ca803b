# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Programs from the machine's own packages: PDF, browser, a Chinese font.

Only root can install them; everything else works without.
"""

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass

from places import Places
from progress import SetupError, say, step
from shell import exclusive, run


@dataclass(frozen=True)
class SystemPackage:
    name: str
    present: Callable[[], bool]
    missing: str


def _has_chinese_font() -> bool:
    if not shutil.which("fc-list"):
        return False
    found = subprocess.run(
        ["fc-list", ":lang=zh", "family"], capture_output=True, check=False
    )
    return bool(found.stdout.strip())


def find_browser() -> str | None:
    """Chromium or Chrome, under the names Odoo's own tests look for."""
    names = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
    return next((path for path in map(shutil.which, names) if path), None)


SYSTEM_PACKAGES = (
    SystemPackage(
        "wkhtmltopdf",
        lambda: bool(shutil.which("wkhtmltopdf")),
        "PDF reports cannot be made",
    ),
    SystemPackage(
        "chromium", lambda: bool(find_browser()), "the browser tests are skipped"
    ),
    SystemPackage(
        "fonts-wqy-microhei",
        _has_chinese_font,
        "Chinese text in PDFs and screenshots stays blank",
    ),
)


def ensure_system_packages(places: Places) -> None:
    """Install what is missing where that is possible, or say what will be missing."""
    missing = missing_packages()
    if not missing:
        return
    names = [package.name for package in missing]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        with exclusive(places.cache / "apt.lock", "it is installing Debian packages"):
            try:
                _install(places, names)
            except SetupError as error:
                say(str(error))
        missing = missing_packages()
    if missing:
        say("Not on this machine, and only its administrator can install it:")
        for package in missing:
            say(f"  {package.name}: without it {package.missing}")
        say(f"  (Debian: apt-get install {' '.join(names)})")


def missing_packages() -> list[SystemPackage]:
    """The packages that are not on this machine."""
    return [package for package in SYSTEM_PACKAGES if not package.present()]


def _install(places: Places, names: list[str]) -> None:
    log = places.logs / "system-packages.log"
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300"]
    with step(f"Debian packages: {', '.join(names)}"):
        run([*apt, "update"], log, env=env, problem="apt-get update failed")
        run(
            [*apt, "install", "--no-install-recommends", *names],
            log,
            env=env,
            problem="The Debian packages could not be installed",
        )
