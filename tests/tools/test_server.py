# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A taken port and a process number that now belongs to somebody else."""

import os
import socket

import pytest

from postgres import Server
from progress import SetupError
from server import end_orphan, free_port
from shell import run


@pytest.fixture
def taken():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_the_next_free_port(taken):
    assert free_port(taken) > taken


def test_another_program_under_the_old_number_lives_on(tmp_path):
    pid_file = tmp_path / "demo.pid"
    pid_file.write_text(str(os.getpid()))
    end_orphan(pid_file, tmp_path / "odoo.conf")
    pid_file.write_text("no number")
    end_orphan(pid_file, tmp_path / "odoo.conf")


def test_the_servers_address_replaces_the_callers():
    server = Server("127.0.0.1", "5", "odoo", "secret", "", own=True)
    variables = server.variables({"PGHOST": "x", "PGDATABASE": "y", "HOME": "/h"})
    assert variables == {
        "HOME": "/h",
        "PGHOST": "127.0.0.1",
        "PGPORT": "5",
        "PGUSER": "odoo",
        "PGPASSWORD": "secret",
    }


def test_a_failed_program_shows_the_end_of_its_output(tmp_path):
    log = tmp_path / "logs" / "a.log"
    with pytest.raises(SetupError, match=r"(?s)No luck \(exit status 3\).*the end"):
        run(["sh", "-c", "echo the end; exit 3"], log, problem="No luck")
    assert "the end" in log.read_text()
