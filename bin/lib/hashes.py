# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The checksums of every pinned package, for all platforms, and their licences.

    python bin/lib/hashes.py            writes requirements*.lock and docs/licences.md
    python bin/lib/hashes.py --check    says what is missing or out of date

requirements.txt and requirements-dev.txt are what people edit; the lock files hold the
same pins with the checksums the package index states, and pip installs nothing else.
Run it in the shell of ``bin/setup --env`` after changing a pin.
"""

import argparse
import json
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from urllib.parse import urljoin

ROOT = Path(__file__).resolve().parents[2]
FILES = {
    "requirements.txt": "requirements.lock",
    "requirements-dev.txt": "requirements-dev.lock",
}
LICENCES = ROOT / "docs" / "licences.md"
HEADER = "# Made by bin/lib/hashes.py from {name}: edit that file, not this one.\n"
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;]+)\s*(;.*)?$")
SIMPLE_JSON = "application/vnd.pypi.simple.v1+json"


@dataclass(frozen=True)
class Pin:
    name: str
    version: str
    marker: str

    @property
    def text(self) -> str:
        return f"{self.name}=={self.version}" + (
            f" {self.marker}" if self.marker else ""
        )


class _Links(HTMLParser):
    """Addresses of the files on a page of a package index."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(
        self, tag: str, attributes: "list[tuple[str, str | None]]"
    ) -> None:
        address = dict(attributes).get("href")
        if tag == "a" and address:
            self.found.append(address)


def read_pins(path: Path) -> list[Pin]:
    """The pins of a file that people edit."""
    pins = []
    for line in path.read_text(encoding="utf-8").splitlines():
        text = line.partition("#")[0].strip()
        if not text:
            continue
        match = PIN.match(text)
        if not match:
            raise SystemExit(f"{path.name}: {text!r} is no pin (name==version)")
        pins.append(Pin(match[1], match[2], (match[3] or "").strip()))
    return pins


def normalise(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def find_hashes(pin: Pin) -> list[str]:
    """SHA-256 of every file of a version, on the index that pip is set to use."""
    found: set[str] = set()
    for index in _indexes():
        found |= set(_hashes_of(index, pin))
        if found:
            break
    return sorted(found)


@cache
def _indexes() -> list[str]:
    """The package indexes of pip's settings, the main one first."""
    from pip._internal.models.index import PyPI

    shown = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    settings = dict(
        line.partition("=")[::2] for line in shown.splitlines() if "=" in line
    )
    own = [
        value.strip("'").split()
        for name, value in settings.items()
        if name.endswith(".index-url")
    ]
    more = [
        value.strip("'").split()
        for name, value in settings.items()
        if name.endswith(".extra-index-url")
    ]
    return [
        *(own[-1] if own else [PyPI.simple_url]),
        *(index for group in more for index in group),
    ]


def _hashes_of(index: str, pin: Pin) -> Iterator[str]:
    address = f"{index.rstrip('/')}/{normalise(pin.name)}/"
    if address.startswith("file:"):
        address += "index.html"
    request = urllib.request.Request(
        address, headers={"Accept": f"{SIMPLE_JSON}, text/html;q=0.5"}
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            kind = answer.headers.get_content_type()
            body = answer.read()
    except OSError:
        return
    if kind == SIMPLE_JSON:
        for file in json.loads(body)["files"]:
            if _is_of(file["filename"], pin):
                yield file["hashes"]["sha256"]
        return
    links = _Links()
    links.feed(body.decode())
    for link in links.found:
        url, _, fragment = urljoin(address, link).partition("#")
        if fragment.startswith("sha256=") and _is_of(url.rpartition("/")[2], pin):
            yield fragment.removeprefix("sha256=")


def _is_of(file_name: str, pin: Pin) -> bool:
    """Whether a file is of that version: name-version.tar.gz, name-version-….whl."""
    if file_name.endswith(".whl"):
        name, version = file_name.split("-")[:2]
    else:
        stem = re.sub(r"\.(tar\.gz|zip|tar\.bz2|tgz)$", "", file_name)
        if stem == file_name:
            return False
        name, _, version = stem.rpartition("-")
    return normalise(name) == normalise(pin.name) and version == pin.version


def write_lock(name: str, lock: str) -> list[str]:
    """Write a lock file; names of packages without any checksum are returned."""
    pins = read_pins(ROOT / name)
    with ThreadPoolExecutor(8) as pool:
        hashes = dict(zip(pins, pool.map(find_hashes, pins), strict=True))
    lines = [HEADER.format(name=name)]
    for pin in sorted(pins, key=lambda one: normalise(one.name)):
        rows = [f"    --hash=sha256:{value}" for value in hashes[pin]]
        lines.append(" \\\n".join([pin.text, *rows]) + "\n")
    (ROOT / lock).write_text("".join(lines), encoding="utf-8")
    return [pin.text for pin in pins if not hashes[pin]]


def check_lock(name: str, lock: str) -> list[str]:
    """What is wrong with a lock file, without asking the index."""
    path = ROOT / lock
    if not path.exists():
        return [f"{lock} is missing"]
    text = path.read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text.partition("\n")[2])
    locked = {}
    for block in filter(str.strip, blocks):
        head, *hashes = block.strip().splitlines()
        locked[head.removesuffix("\\").strip()] = len(hashes)
    wanted = {pin.text for pin in read_pins(ROOT / name)}
    return [
        *(f"{lock}: {pin} is not in it" for pin in sorted(wanted - locked.keys())),
        *(f"{lock}: {pin} is not pinned" for pin in sorted(locked.keys() - wanted)),
        *(
            f"{lock}: {pin} has no checksum"
            for pin, n in sorted(locked.items())
            if not n
        ),
    ]


# ----------------------------------------------------------------------
# Licences
# ----------------------------------------------------------------------
def licence_of(name: str) -> str:
    """What a package says of its licence, in a few words.

    :raises PackageNotFoundError: it isn't installed here
    """
    data = metadata(name)
    if "License-Expression" in data:
        return data["License-Expression"]
    classifiers = [
        value.rpartition(" :: ")[2]
        for value in data.get_all("Classifier") or []
        if value.startswith("License :: ")
    ]
    classifiers = [value for value in classifiers if value != "OSI Approved"]
    if classifiers:
        return ", ".join(dict.fromkeys(classifiers))
    stated = data.get_all("License") or [""]
    first = stated[0].strip().splitlines()
    return first[0][:80] if first else "not stated"


def word_licences() -> str:
    """docs/licences.md: every package with its licence and what it is for."""
    lines = [
        "# Licences",
        "",
        (
            "The addon and its bridges are AGPL-3.0 or later. Odoo, on which they run,"
            " is LGPL-3.0; the addons of the OCA they extend are AGPL-3.0. What is"
            " listed here is used, not copied: nothing of it is part of this"
            " repository."
        ),
        "",
        "Made by `python bin/lib/hashes.py` from what the packages state themselves.",
    ]
    for file, title in (
        ("requirements.txt", "To run"),
        ("requirements-dev.txt", "To develop, test and measure"),
    ):
        lines += ["", f"## {title}", "", "| package | version | licence |"]
        lines.append("|---|---|---|")
        for pin in sorted(read_pins(ROOT / file), key=lambda one: one.name.lower()):
            try:
                licence = licence_of(pin.name)
            except PackageNotFoundError:
                licence = f"not installed here ({pin.marker.strip('; ')})"
            cell = licence.replace("|", "/")
            lines.append(f"| {pin.name} | {pin.version} | {cell} |")
    return "\n".join(lines) + "\n"


def check_licences() -> list[str]:
    """Packages that docs/licences.md doesn't name, or names in another version."""
    text = LICENCES.read_text(encoding="utf-8") if LICENCES.exists() else ""
    return [
        f"docs/licences.md: {pin.text} is missing"
        for file in FILES
        for pin in read_pins(ROOT / file)
        if f"| {pin.name} | {pin.version} |" not in text
    ]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing")
    options = parser.parse_args(arguments)
    problems = []
    if options.check:
        for name, lock in FILES.items():
            problems += check_lock(name, lock)
        problems += check_licences()
    else:
        for name, lock in FILES.items():
            problems += [f"{one} has no checksum" for one in write_lock(name, lock)]
        LICENCES.write_text(word_licences(), encoding="utf-8")
    for problem in problems:
        print(problem)
    if problems and options.check:
        print("Run python bin/lib/hashes.py in the shell of bin/setup --env.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
