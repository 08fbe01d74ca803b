# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the demo's story is handed: a running server and everything around it."""

from dataclasses import dataclass
from pathlib import Path

from mailbox_server import Mailbox
from odoo_client import OdooClient


@dataclass(frozen=True)
class Login:
    """Somebody who can log in to the demo."""

    login: str
    password: str
    name: str
    role: str


@dataclass(frozen=True)
class DemoConfig:
    """The running demo.

    ``logins`` are admin and the people of the demo data, by login. ``mailbox`` holds
    every mail the server has sent. Files for the visitor go to ``outputs``.
    """

    url: str
    database: str
    logins: dict[str, Login]
    mailbox: Mailbox
    outputs: Path
    log: Path

    def client(self, login: str = "admin") -> OdooClient:
        """Log somebody in."""
        person = self.logins[login]
        return OdooClient(self.url, self.database, person.login, person.password)
