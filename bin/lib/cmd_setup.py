# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""bin/setup: everything that the other commands need, and the developer's tools."""

import argparse
import shlex
import signal
import subprocess

from databases import Databases, Odoo
from places import find_places
from postgres import stop
from progress import say
from session import main, odoo_session, prepare

VARIABLES = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "ODOO_RC", "PATH")


def setup(arguments: list[str]) -> int:
    options = _parse(arguments)
    if options.stop:
        places = find_places()
        _source, environment = prepare(places)
        running = stop(places, environment)
        say("PostgreSQL is stopped." if running else "PostgreSQL was not running.")
        return 0
    # A person at work wants the server to stay up between commands.
    stay = bool(options.env or options.db or options.update or options.list)
    with odoo_session(stay=stay) as odoo:
        databases = Databases(odoo)
        if options.env:
            _print_environment(odoo)
        elif options.list:
            print("\n".join(databases.names()))
        elif options.drop:
            databases.drop(options.drop)
        elif options.db:
            databases.create(options.db, demo=options.demo)
            databases.check_install(demo=options.demo)
        elif options.update:
            databases.update(options.update)
        elif options.serve:
            return _serve(odoo, databases, options.serve, options.port)
        elif options.shell:
            return _shell(odoo, databases, options.shell)
        else:
            databases.ensure_seed()
            say("Everything is in place.")
    return 0


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/setup",
        description="Fetch and prepare everything; can be run again at any time.",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--env",
        action="store_true",
        help='print shell exports: eval "$(bin/setup --env)"; PostgreSQL stays up',
    )
    what.add_argument(
        "--db", metavar="NAME", help="make the database NAME anew with the addon"
    )
    what.add_argument(
        "--update", metavar="NAME", help="load the addon's files into NAME again"
    )
    what.add_argument("--serve", metavar="NAME", help="serve NAME until Ctrl-C")
    what.add_argument(
        "--shell", metavar="NAME", help="Odoo's Python shell on NAME (reads stdin)"
    )
    what.add_argument("--drop", metavar="NAME", help="drop the database NAME")
    what.add_argument("--list", action="store_true", help="list the databases")
    what.add_argument(
        "--stop", action="store_true", help="stop the checkout's PostgreSQL"
    )
    parser.add_argument("--demo", action="store_true", help="--db: with demo data")
    parser.add_argument(
        "--port", type=int, default=8069, help="--serve: first port to try"
    )
    options = parser.parse_args(arguments)
    if options.demo and not options.db:
        parser.error("--demo goes with --db NAME")
    return options


def _print_environment(odoo: Odoo) -> None:
    variables = odoo.variables()
    for name in VARIABLES:
        if name in variables:
            print(f"export {name}={shlex.quote(variables[name])}")


def _serve(odoo: Odoo, databases: Databases, name: str, port: int) -> int:
    """Serve one database in one process: the developer's server."""
    from server import free_port

    real = databases.real_name(name)
    if not databases.exists(name):
        databases.create(name, demo=False)
    port = free_port(port)
    say(f"{name}: http://localhost:{port}/ (login admin, password admin); Ctrl-C ends")
    command = odoo.command(f"--database={real}", f"--http-port={port}")
    process = subprocess.Popen(command, env=odoo.variables())
    try:
        return process.wait()
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)


def _shell(odoo: Odoo, databases: Databases, name: str) -> int:
    launcher, script, *options = odoo.command(
        f"--database={databases.real_name(name)}", "--no-http", "--log-level=warn"
    )
    command = [launcher, script, "shell", *options]
    return subprocess.run(command, env=odoo.variables(), check=False).returncode


if __name__ == "__main__":
    main(setup)
