# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Where things lie: the checkout, its ``.run`` folder and the user's cache folder.

What is expensive to fetch and the same for every checkout (Odoo, the virtual
environment, seed databases) lies in the cache folder, keyed by its contents, so that
checkouts share it and never disturb each other. What belongs to one checkout (the
database cluster, the filestore, configuration, logs, outputs) lies in ``.run``.
"""

import os
from dataclasses import dataclass
from pathlib import Path

ADDON = "client_satisfaction"
# Installed by itself where helpdesk_type is
#: Our bridge: the addon it leads to.
BRIDGES = {
    "client_satisfaction_sla": "helpdesk_mgmt_sla",
    "client_satisfaction_type": "helpdesk_type",
}


@dataclass(frozen=True)
class Places:
    """The folders of one checkout; nothing is written anywhere else."""

    checkout: Path
    cache: Path

    @property
    def addon(self) -> Path:
        return self.checkout / ADDON

    @property
    def run(self) -> Path:
        return self.checkout / ".run"

    @property
    def logs(self) -> Path:
        return self.run / "logs"

    @property
    def outputs(self) -> Path:
        return self.run / "outputs"

    @property
    def cluster(self) -> Path:
        return self.run / "postgres"

    @property
    def data(self) -> Path:
        """Odoo's data folder: filestores, sessions."""
        return self.run / "data"

    @property
    def configuration(self) -> Path:
        return self.run / "odoo.conf"

    def filestore(self, database: str) -> Path:
        return self.data / "filestore" / database

    def make(self) -> None:
        """Create the folders that every command needs."""
        self.cache.mkdir(parents=True, exist_ok=True)
        for folder in (self.run, self.logs, self.outputs, self.data):
            folder.mkdir(parents=True, exist_ok=True)


def find_places() -> Places:
    """The places of the checkout this file lies in."""
    checkout = Path(__file__).resolve().parent.parent.parent
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Places(checkout, Path(base).expanduser().resolve() / ADDON)
