# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""An Odoo server process: started on free ports, awaited, ended."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from databases import Odoo
from progress import SetupError, step

START_SECONDS = 90
STOP_SECONDS = 20


@dataclass(frozen=True)
class RunningServer:
    """A server that answers."""

    url: str
    port: int
    log: Path
    process: "subprocess.Popen[bytes]"


def is_free(port: int) -> bool:
    """Whether a server could listen on the port, on every local address."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("", port))
        except OSError:
            return False
    return True


def free_port(first: int) -> int:
    """The first free port from ``first`` on."""
    for port in range(first, min(first + 200, 65536)):
        if is_free(port):
            return port
    raise SetupError(f"No free port from {first} to {first + 199}.")


@contextmanager
def serve(
    odoo: Odoo, database: str, *, port: int, name: str, extra: tuple[str, ...] = ()
) -> Iterator[RunningServer]:
    """Serve a database with two workers; ``name`` names its log and pid file.

    ``port`` is the first port to try. The server ends with the block.
    """
    pid_file = odoo.places.run / f"{name}.pid"
    end_orphan(pid_file, odoo.places.configuration)
    server: RunningServer | None = None
    with step("Server: start"):
        for _attempt in range(5):
            port = free_port(port)
            server = _start(odoo, database, port, name, pid_file, extra)
            if server is not None:
                break
            # Another program took the port between choosing and listening.
            port += 1
        else:
            raise SetupError(
                f"The server did not start; its log is {odoo.places.logs / name}.log"
            )
    assert server is not None
    try:
        yield server
    finally:
        _end(server.process)
        pid_file.unlink(missing_ok=True)


def _start(
    odoo: Odoo,
    database: str,
    port: int,
    name: str,
    pid_file: Path,
    extra: tuple[str, ...],
) -> RunningServer | None:
    log = odoo.places.logs / f"{name}.log"
    command = odoo.command(
        # It serves no other database. A filter would say the same, but make Odoo ask
        # PostgreSQL for the list of all databases, over a connection of its own, for
        # each visitor without a session.
        f"--database={database}",
        "--workers=2",
        "--max-cron-threads=1",
        f"--http-port={port}",
        f"--gevent-port={free_port(port + 1)}",
        f"--pidfile={pid_file}",
        *extra,
    )
    with log.open("wb") as stream:
        # A session of its own: Ctrl-C reaches us, and we end the server in order.
        process = subprocess.Popen(
            command,
            env=odoo.variables(),
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    url = f"http://localhost:{port}"
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            if b"Address already in use" in log.read_bytes():
                return None
            break
        if _answers(f"{url}/web/login"):
            return RunningServer(url, port, log, process)
        time.sleep(0.2)
    _end(process)
    tail = "\n".join(log.read_text(errors="replace").splitlines()[-25:])
    raise SetupError(f"The server did not start:\n{tail}\nThe whole log is {log}")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=START_SECONDS) as response:
            return bool(response.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def end_orphan(pid_file: Path, configuration: Path) -> None:
    """End a server that outlived the command that had started it."""
    try:
        pid = int(pid_file.read_text())
        command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except (OSError, ValueError):
        return
    # The number may belong to another program by now.
    if "odoo_server.py" not in command or str(configuration) not in command:
        return
    os.kill(pid, signal.SIGINT)
    deadline = time.monotonic() + STOP_SECONDS
    while Path(f"/proc/{pid}").exists():
        if time.monotonic() > deadline:
            os.killpg(pid, signal.SIGKILL)
            break
        time.sleep(0.1)
