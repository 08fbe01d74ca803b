# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What every command does first: everything in place and PostgreSQL running."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from databases import Odoo
from environment import Environment, ensure_environment
from odoo_source import OdooSource, ensure_odoo
from places import Places, find_places
from postgres import postgres
from progress import SetupError, say
from system_packages import ensure_system_packages


def prepare(places: Places) -> tuple[OdooSource, Environment]:
    """Odoo and its Python environment, fetched the first time."""
    places.make()
    source = ensure_odoo(places)
    return source, ensure_environment(places, source)


@contextmanager
def odoo_session(*, stay: bool = False) -> Iterator[Odoo]:
    """A ready Odoo with a running database server, for as long as it is needed."""
    places = find_places()
    places.make()
    ensure_system_packages(places)
    source, environment = prepare(places)
    with postgres(places, environment, stay=stay) as server:
        odoo = Odoo(places, source, environment, server)
        odoo.write_configuration()
        yield odoo


def main(command: Callable[[list[str]], int]) -> None:
    """Run a command: a problem is told in one sentence, without a traceback."""
    # Whoever ends us expects our servers to be ended too: unwind as for Ctrl-C.
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        status = command(sys.argv[1:])
    except SetupError as error:
        say(f"\n{error}")
        status = 1
    except KeyboardInterrupt:
        say("\nInterrupted.")
        status = 130
    sys.exit(status)


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt
