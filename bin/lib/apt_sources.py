# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The Debian archives this machine's own apt is configured for.

Read at run time from both formats, one line (``.list``) and deb822 (``.sources``), so
that no address needs to be known here.
"""

import hashlib
import platform
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

CONFIGURATION = Path("/etc/apt")
KEYRINGS = (
    Path("/usr/share/keyrings/debian-archive-keyring.pgp"),
    Path("/usr/share/keyrings/debian-archive-keyring.gpg"),
)
# 20250520T000000Z: the day in the address of a mirror of past days.
SNAPSHOT_DAY = re.compile(r"/\d{8}T\d{6}Z(?=/|$)")


@dataclass(frozen=True)
class Archive:
    """One archive: its address and what proves that its lists are genuine."""

    uri: str
    signed_by: str = ""
    trusted: bool = False

    @property
    def key(self) -> str:
        return hashlib.sha256(self.uri.encode()).hexdigest()[:8]

    def stanza(self, suite: str) -> str:
        """The archive as a deb822 source for another suite."""
        lines = [
            "Types: deb",
            f"URIs: {self.uri}",
            f"Suites: {suite}",
            "Components: main",
        ]
        if self.signed_by:
            lines.append(f"Signed-By: {self.signed_by}")
        if self.trusted:
            lines.append("Trusted: yes")
        return "\n".join(lines) + "\n"


def find_archives(configuration: Path = CONFIGURATION) -> list[Archive]:
    """Archives to try in turn: as configured, then past days' mirrors of today."""
    configured = list(_configured(configuration))
    present_day: list[Archive] = []
    for archive in configured:
        for uri in _present_day(archive.uri):
            present_day.append(Archive(uri, archive.signed_by, archive.trusted))
    return list(dict.fromkeys(configured + present_day))


def _present_day(uri: str) -> Iterator[str]:
    """Addresses where the same mirror may hold the archive of today."""
    parts = urlsplit(uri)
    if not SNAPSHOT_DAY.search(parts.path):
        return
    path = SNAPSHOT_DAY.sub("", parts.path)
    yield urlunsplit(parts._replace(path=path))
    yield urlunsplit(parts._replace(path="/debian"))


def _configured(configuration: Path) -> Iterator[Archive]:
    parts = configuration / "sources.list.d"
    lists = [configuration / "sources.list", *sorted(parts.glob("*.list"))]
    for file in sorted(parts.glob("*.sources")):
        yield from _read_deb822(_text(file))
    for file in lists:
        yield from _read_lines(_text(file))


def _text(file: Path) -> str:
    try:
        return file.read_text(errors="replace")
    except OSError:
        return ""


def _read_lines(text: str) -> Iterator[Archive]:
    pattern = re.compile(r"^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+(.+)$")
    for line in text.splitlines():
        match = pattern.match(line.split("#")[0])
        if not match:
            continue
        options = dict(
            option.split("=", 1) for option in (match[1] or "").split() if "=" in option
        )
        if _is_debian_release(match[2], match[3].split(), match[4].split()):
            yield _archive(
                match[2], options.get("signed-by", ""), options.get("trusted", "")
            )


def _read_deb822(text: str) -> Iterator[Archive]:
    uncommented = re.sub(r"^#.*\n?", "", text, flags=re.MULTILINE)
    for stanza in re.split(r"\n\s*\n", uncommented):
        fields: dict[str, str] = {}
        name = ""
        for line in stanza.splitlines():
            if line[:1] in (" ", "\t") and name:
                fields[name] += "\n" + line
            elif ":" in line:
                name, value = line.split(":", 1)
                name = name.strip().lower()
                fields[name] = value.strip()
        if fields.get("enabled", "yes").lower() in ("no", "false", "0"):
            continue
        if "deb" not in fields.get("types", "").split():
            continue
        suites = fields.get("suites", "").split()
        components = fields.get("components", "").split()
        for uri in fields.get("uris", "").split():
            if _is_debian_release(uri, suites, components):
                yield _archive(
                    uri, fields.get("signed-by", ""), fields.get("trusted", "")
                )


def _is_debian_release(uri: str, suites: list[str], components: list[str]) -> bool:
    """Whether this is Debian's main archive: no security archive, no third party.

    A mirror may be named anything; its suites tell what it holds.
    """
    own = platform.freedesktop_os_release().get("VERSION_CODENAME", "")
    known = {own, "stable", "testing", "unstable", "sid"}
    return (
        "main" in components and "security" not in uri and not known.isdisjoint(suites)
    )


def _archive(uri: str, signed_by: str, trusted: str) -> Archive:
    """Another suite may be signed by another of Debian's keys: take them all."""
    if not signed_by or "debian-archive-" in signed_by:
        keyring = next((str(path) for path in KEYRINGS if path.exists()), signed_by)
        signed_by = keyring
    return Archive(uri, signed_by, trusted.lower() in ("yes", "true", "1"))
