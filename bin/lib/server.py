# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""An Odoo server process: started on a free port, awaited, ended."""

import socket

from progress import SetupError


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
