# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which archive Odoo is fetched from, for the ways a machine's apt can be set up."""

import platform

import pytest

from apt_sources import find_archives


@pytest.fixture
def apt(tmp_path, monkeypatch):
    """Write apt's configuration and read the archives found in it."""
    monkeypatch.setattr(
        platform, "freedesktop_os_release", lambda: {"VERSION_CODENAME": "bookworm"}
    )
    (tmp_path / "sources.list.d").mkdir()

    def read(**files):
        for name, text in files.items():
            base, _, suffix = name.rpartition("_")
            folder = tmp_path if base == "main" else tmp_path / "sources.list.d"
            file = "sources.list" if base == "main" else f"{base}.{suffix}"
            (folder / file).write_text(text)
        return find_archives(tmp_path)

    return read


def uris(archives):
    return [archive.uri for archive in archives]


def test_one_line_format(apt):
    found = apt(
        main_list="# deb http://old.example/debian bookworm main\n"
        "deb [arch=amd64 signed-by=/own.asc] http://mirror.example/d bookworm main\n"
        "deb-src http://source.example/debian bookworm main\n"
        "deb http://mirror.example/debian-security bookworm-security main\n"
    )
    assert uris(found) == ["http://mirror.example/d"]
    assert found[0].signed_by == "/own.asc"


def test_deb822_format(apt):
    found = apt(
        debian_sources="Types: deb deb-src\n"
        "# a comment between the fields\n"
        "URIs: http://mirror.example/debian\n"
        "Suites: bookworm bookworm-updates\n"
        "Components: main contrib\n"
        "Trusted: yes\n"
        "\n"
        "Types: deb\nURIs: http://mirror.example/debian-security\n"
        "Suites: bookworm-security\nComponents: main\n"
    )
    assert uris(found) == ["http://mirror.example/debian"]
    stanza = found[0].stanza("unstable").splitlines()
    assert "URIs: http://mirror.example/debian" in stanza
    assert "Suites: unstable" in stanza
    assert "Trusted: yes" in stanza


def test_key_written_into_the_source(apt):
    found = apt(
        debian_sources="Types: deb\nURIs: http://mirror.example/debian\n"
        "Suites: stable\nComponents: main\n"
        "Signed-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mQINBF\n"
    )
    assert (
        found[0]
        .stanza("unstable")
        .endswith("Signed-By: \n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mQINBF\n")
    )


def test_disabled_and_foreign_archives_are_left_out(apt):
    found = apt(
        off_sources="Enabled: no\nTypes: deb\nURIs: http://off.example/debian\n"
        "Suites: bookworm\nComponents: main\n",
        node_list="deb http://node.example/node_20.x nodistro main\n",
        docker_list="deb http://docker.example/linux/debian bookworm stable\n",
    )
    assert found == []


def test_mirror_of_a_past_day_is_followed_by_today(apt):
    found = apt(
        main_list="deb http://m.example/archive/debian/20250520T000000Z/ stable main\n"
    )
    assert uris(found) == [
        "http://m.example/archive/debian/20250520T000000Z/",
        "http://m.example/archive/debian/",
        "http://m.example/debian",
    ]


def test_no_configuration_at_all(tmp_path):
    assert find_archives(tmp_path / "nothing") == []
