# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Running other programs, with their output kept in a log and shown on failure."""

import fcntl
import os
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from progress import SetupError, say

Command = Sequence["str | os.PathLike[str]"]


def run(
    command: Command,
    log: Path,
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    problem: str,
) -> None:
    """Run a command with all output appended to ``log``.

    Raises SetupError with ``problem`` and the end of the output when it fails.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as stream:
        start = stream.tell()
        line = " ".join(str(part) for part in command)
        stream.write(f"$ {line}\n".encode())
        stream.flush()
        finished = subprocess.run(
            command,
            env=env,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if finished.returncode:
        with log.open("rb") as stream:
            stream.seek(start)
            output = stream.read().decode(errors="replace").splitlines()
        # Odoo goes on talking while it shuts down.
        telling = [text for text in output if " INFO " not in text]
        tail = "\n".join(f"    {text}" for text in telling[-25:])
        raise SetupError(
            f"{problem} (exit status {finished.returncode}).\n{tail}\n"
            f"The whole output is in {log}"
        )


@contextmanager
def exclusive(lock: Path, what: str) -> Iterator[None]:
    """Hold a lock file while working; another process waits and says so.

    The kernel drops the lock when its holder dies, so no stale lock can remain.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"(waiting for another process: {what})")
            started = time.monotonic()
            fcntl.flock(stream, fcntl.LOCK_EX)
            say(f"(waited {time.monotonic() - started:.1f} s)")
        yield
