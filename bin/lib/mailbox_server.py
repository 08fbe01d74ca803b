# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A mail server on this machine that keeps every mail in a folder and sends none.

Needs aiosmtpd, so it runs under the Python of the environment.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from postgres import free_local_port


class Mailbox:
    """The mails that have arrived since the start, oldest first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = 0
        self._mails: list[EmailMessage] = []
        self._arrived = threading.Condition()

    def mails(self) -> list[EmailMessage]:
        with self._arrived:
            return list(self._mails)

    def wait_for(
        self, wanted: Callable[[EmailMessage], bool], seconds: float = 30
    ) -> EmailMessage:
        """The first mail for which ``wanted`` is true; TimeoutError when none comes."""
        deadline = time.monotonic() + seconds
        with self._arrived:
            while True:
                found = next((mail for mail in self._mails if wanted(mail)), None)
                if found is not None:
                    return found
                left = deadline - time.monotonic()
                if left <= 0:
                    raise TimeoutError(
                        f"No such mail within {seconds:.0f} s; "
                        f"{len(self._mails)} others arrived."
                    )
                self._arrived.wait(left)

    # Called by aiosmtpd, by this name
    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        content: bytes = envelope.content
        mail = message_from_bytes(content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        with self._arrived:
            self._mails.append(mail)
            name = f"{len(self._mails):03}.eml"
            (self.folder / name).write_bytes(content)
            self._arrived.notify_all()
        return "250 kept"


@contextmanager
def catch_mails(folder: Path) -> Iterator[Mailbox]:
    """Run the mail server on a free port; earlier mails in the folder are removed."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.eml"):
        old.unlink()
    mailbox = Mailbox(folder)
    mailbox.port = free_local_port()
    controller = Controller(mailbox, hostname="127.0.0.1", port=mailbox.port)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()
