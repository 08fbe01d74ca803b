# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""bin/demo: the demo data in a real Odoo, the main job live, then served."""

import argparse
import fcntl
import hashlib
import json
import os
import secrets
import string
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from databases import Databases, Odoo, find_warnings
from places import ADDON, Places, find_places
from progress import SetupError, say, step
from server import serve
from session import main, odoo_session, prepare

if TYPE_CHECKING:
    from demo_config import DemoConfig

DATABASE = "demo"
STARTED = "CS_DEMO_STARTED"
PEOPLE = Path(__file__).with_name("demo_people.py")


def demo(arguments: list[str]) -> int:
    options = _parse(arguments)
    places = find_places()
    # Counted from the first start, before the change of Python below.
    started = float(os.environ.pop(STARTED, time.monotonic()))
    _source, environment = prepare(places)
    if Path(sys.prefix).resolve() != environment.folder.resolve():
        # The rest needs packages of the environment.
        sys.stdout.flush()
        command = [str(environment.python), "-B", __file__, *arguments]
        variables = environment.variables() | {STARTED: str(started)}
        os.execve(command[0], command, variables)
    with _alone(places), odoo_session() as odoo, ExitStack() as stack:
        return _run(odoo, stack, options, started)


def _run(
    odoo: Odoo, stack: ExitStack, options: argparse.Namespace, started: float
) -> int:
    from demo_config import DemoConfig, Login
    from mailbox_server import catch_mails

    places = odoo.places
    database = _ensure_database(odoo, fresh=options.fresh)
    mailbox = stack.enter_context(catch_mails(places.outputs / "mails"))
    smtp = ("--smtp=127.0.0.1", f"--smtp-port={mailbox.port}")
    server = stack.enter_context(
        serve(odoo, database, port=options.port, name="demo", extra=smtp)
    )
    if server.port != options.port:
        say(f"(port {options.port} is taken)")
    say(f"Serving {server.url} after {time.monotonic() - started:.1f} s\n")
    config = DemoConfig(
        url=server.url,
        database=database,
        logins={
            person["login"]: Login(**person)
            for person in _read(_state_file(places))["logins"]
        },
        mailbox=mailbox,
        outputs=places.outputs,
        log=server.log,
    )
    _set_address(config)
    status = _tell_story(config)
    if status:
        return status
    if options.pictures:
        from screenshots import shoot

        shoot(config, places.checkout)
    _print_logins(config, serving=not options.once)
    if options.once:
        return 0
    try:
        return server.process.wait()
    except KeyboardInterrupt:
        say("\nThe demo ends.")
        return 0


def _set_address(config: "DemoConfig") -> None:
    """Tell Odoo the address it is served at today: links in mails, styles of PDFs."""
    admin = config.client()
    addresses = {"web.base.url": config.url, "report.url": config.url}
    # Otherwise whoever logs in under another name of this machine would change it.
    for name, value in (addresses | {"web.base.url.freeze": "True"}).items():
        admin.call("ir.config_parameter", "set_param", name, value)


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/demo",
        description="Set everything up, show the main job on demo data, serve it.",
    )
    parser.add_argument(
        "--once", action="store_true", help="end after the story, do not go on serving"
    )
    parser.add_argument(
        "--fresh", action="store_true", help="make the demo database anew"
    )
    parser.add_argument(
        "--pictures", action="store_true", help="take the pictures of docs/images anew"
    )
    parser.add_argument(
        "--port", type=int, default=8069, metavar="N", help="first port to try"
    )
    return parser.parse_args(arguments)


@contextmanager
def _alone(places: Places) -> Iterator[None]:
    """One demo for each checkout: two would share the database."""
    places.make()
    with (places.run / "demo.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SetupError(
                "bin/demo is running in this checkout already; end it with Ctrl-C."
            ) from None
        yield


def _ensure_database(odoo: Odoo, *, fresh: bool) -> str:
    """The demo database, made anew when the addon or the month has changed.

    Returns its real name.
    """
    databases = Databases(odoo)
    state_file = _state_file(odoo.places)
    people = hashlib.sha256(PEOPLE.read_bytes()).hexdigest()[:6]
    key = f"{databases.demo_key()}-{people}"
    state = _read(state_file)
    if fresh or state.get("addon") != key or not databases.exists(DATABASE):
        state_file.unlink(missing_ok=True)
        databases.create(DATABASE, demo=True)
        databases.check_install(demo=True)
        with step("People of the demo: passwords"):
            logins = _set_passwords(odoo, databases)
        new = state_file.with_suffix(".new")
        new.touch(mode=0o600)
        new.write_text(json.dumps({"addon": key, "logins": logins}))
        new.replace(state_file)
    return databases.real_name(DATABASE)


def _state_file(places: Places) -> Path:
    return places.run / "demo.json"


def _read(file: Path) -> dict[str, Any]:
    try:
        state: dict[str, Any] = json.loads(file.read_text())
    except (OSError, ValueError):
        return {}
    return state


def _set_passwords(odoo: Odoo, databases: Databases) -> list[dict[str, Any]]:
    """Random passwords for admin and the demo's people; returns their logins."""
    logins = odoo.places.run / "demo-logins.json"
    logins.touch(mode=0o600)
    wish = {
        "file": str(logins),
        "admin": _random_password(12),
        "people": _random_password(8),
    }
    databases.shell(DATABASE, PEOPLE.read_text(), {"CS_DEMO_PEOPLE": json.dumps(wish)})
    people: list[dict[str, Any]] = json.loads(logins.read_text())
    logins.unlink()
    return people


def _random_password(length: int) -> str:
    """Letters and digits only: to be typed by people."""
    characters = string.ascii_letters + string.digits
    return "".join(secrets.choice(characters) for _ in range(length))


def _tell_story(config: "DemoConfig") -> int:
    """Run the live story, then look for warnings of ours in the server's log."""
    import story

    try:
        status = story.run(config)
    except Exception as error:  # noqa: BLE001 - told in one sentence, whatever it is
        traceback.print_exc()
        say(f"\nThe demo failed: {type(error).__name__}: {error}")
        return 1
    ours = [text for text in find_warnings(config.log.read_text()) if ADDON in text]
    if ours:
        say("\nThe demo failed: the server's log holds\n" + "\n".join(ours))
        return 1
    return status


def _print_logins(config: "DemoConfig", *, serving: bool) -> None:
    width = max(len(login) for login in config.logins)
    print(f"\n{config.url}\n" if serving else "\nbin/demo serves this with:\n")
    for login in config.logins.values():
        who = f"{login.name}, {login.role}" if login.role else login.name
        print(f"  {login.login:{width}}  {login.password:12}  {who}")
    print(f"\nMails: {config.mailbox.folder}")
    print("Ctrl-C ends." if serving else "", flush=True)


if __name__ == "__main__":
    main(demo)
