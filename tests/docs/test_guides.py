# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What README and guides point to is there: pages, headings, pictures, menus, jobs."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).resolve().parents[2]
ADDON = ROOT / "client_satisfaction"
PAGES = sorted(
    [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
)
LINK = re.compile(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"")
# *Ask → Calls*: a way through the menus, as the guides write it
MENU = re.compile(r"\*([A-Z][^*\n]* → [^*\n]+)\*")
# Menus of Odoo itself
FOREIGN = ("Settings",)


def _anchors(page):
    """What the headings of a page are linked by."""
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")
        for heading in re.findall(
            r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE
        )
    }


def _menus():
    """Each menu of the addon as its way from the wing on."""
    entries = {}
    for file in ADDON.rglob("*.xml"):
        for item in ElementTree.parse(file).iter("menuitem"):
            entries[item.get("id")] = (item.get("name"), item.get("parent"))
    ways = set()
    for name, parent in entries.values():
        way = [name]
        while parent in entries:
            name, parent = entries[parent]
            way.insert(0, name)
        ways.add(" → ".join(way[1:]))
    return ways


def _jobs():
    return {
        field.text.removeprefix("Client Satisfaction: ")
        for file in ADDON.glob("data/**/*.xml")
        for record in ElementTree.parse(file).iter("record")
        if record.get("model") == "ir.cron"
        for field in record.iter("field")
        if field.get("name") == "name"
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_points_to_is_there(page):
    missing = []
    for found in LINK.finditer(page.read_text(encoding="utf-8")):
        target, _hash, anchor = (found[1] or found[2]).partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        file = (page.parent / target) if target else page
        if not file.exists() or (anchor and anchor not in _anchors(file)):
            missing.append(found[1] or found[2])
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_menus_a_page_names_exist(page):
    menus = _menus()
    named = {
        way.strip().removeprefix("Client Satisfaction → ")
        for way in MENU.findall(page.read_text(encoding="utf-8"))
        if not way.startswith(FOREIGN)
    }
    assert sorted(named - menus) == []


def test_every_job_is_explained_to_administrators():
    page = (ROOT / "docs" / "guides" / "administrators.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"^\| ([^|]+?) \| \d", page, re.MULTILINE))
    assert explained == _jobs()


def test_every_picture_is_shown_somewhere():
    shown = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    images = ROOT / "docs" / "images"
    unused = [file.name for file in images.iterdir() if file.name not in shown]
    assert sorted(unused) == []
