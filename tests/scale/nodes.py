# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Several Odoo nodes on one database: real processes, ports and workers.

    python tests/scale/nodes.py --database NAME [--tokens 100] [--json FILE]

``NAME`` is a database with the addon; it is copied, and the copy is dropped. Two nodes
of two workers each serve the copy, each with a job runner:

* eight clients press the button of each of so many asks at the same instant, half of
  them on each node: one answer is stored, nobody gets an error;
* the jobs run on both nodes while more answers come in: every mail is queued once,
  every answer is in its score;
* a setting of the programme is changed on one node: the other one follows.
"""

import argparse
import json
import statistics
import sys
import threading
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bin" / "lib"))

from lxml import html

from bench_http import Visitor
from databases import Databases
from odoo_client import OdooClient
from server import serve
from session import odoo_session

CLIENTS = 8
FIRST_PORT = 8288
PATIENCE = 90
#: Before anybody comes: asks that wait, asks to send, closed tickets to decide about.
PREPARE = """
from datetime import timedelta
from odoo import fields
now = fields.Datetime.now()
program = env["satisfaction.program"].search([], order="id desc", limit=1)
if program.state != "running":
    program.strategy = "<p>We ask.</p>"
    program.action_approve_strategy()
    program.action_start()
client = env["res.partner"].create({"name": "Nodes Ltd", "is_company": True})
contacts = env["res.partner"].create(
    [{"name": f"Node {n}", "parent_id": client.id, "lang": "en_US",
      "email": f"n{n}@nodes.example"} for n in range(2 * TOKENS)])
channels = {one.kind: one for one in program.channel_ids}
asks = env["satisfaction.request"]._create_entry(
    [{"channel_id": channels["ticket" if n < TOKENS else "questionnaire"].id,
      "partner_id": one.id,
      "survey_id": env.ref("client_satisfaction.survey_event").id}
     for n, one in enumerate(contacts)])
asks[:TOKENS].write({"state": "sent", "sent_at": now - timedelta(hours=1),
    "expires_at": now + timedelta(days=9), "email": "n@nodes.example"})
asks[TOKENS:].write({"state": "planned", "send_after": now - timedelta(hours=1)})
env["ir.cron"].search([]).active = False
env.cr.commit()
with open(FILE, "w") as file:
    file.write("\\n".join(asks[:TOKENS].mapped("access_token")))
"""
# Who looks afterwards: all from the database.
LOOK = """
import json
client = env["res.partner"].search([("name", "=", "Nodes Ltd")])
asks = env["satisfaction.request"].search([("client_id", "=", client.id)], order="id")
answers = env["survey.user_input"].search([("satisfaction_request_id", "in", asks.ids)])
mails = env["mail.mail"].search([("model", "=", "satisfaction.request"),
                                 ("res_id", "in", asks.ids)])
outgoing = mails.filtered(lambda one: one.id in asks.invitation_mail_id.ids)
score = env["satisfaction.score"].search([("client_id", "=", client.id)])
result = {
    "answered": len(asks.filtered(lambda one: one.state == "answered")),
    "answers": len(answers),
    "lines": len(answers.user_input_line_ids),
    "attempts": len(asks.attempt_ids),
    "sent": len(asks.filtered(lambda one: one.state == "sent")),
    "invitations": len(outgoing),
    "mails": len(mails),
    "counted": sum(score.line_ids.filtered(
        lambda line: line.channel_code == "ticket").mapped("response_count")),
    "waiting": len(asks.filtered("score_pending")),
}
with open(FILE, "w") as file:
    json.dump(result, file)
"""


class Nodes:
    """Two servers on one database."""

    def __init__(self, odoo, database, stack, folder):
        self.databases = Databases(odoo)
        self.database = database
        self.folder = folder
        self.servers = [
            stack.enter_context(
                serve(
                    odoo,
                    self.databases.real_name(database),
                    port=FIRST_PORT + 20 * number,
                    name=f"node-{number}",
                    extra=(
                        f"--data-dir={folder / f'node-{number}'}",
                        "--log-level=warn",
                        "--limit-time-real=300",
                        "--max-cron-threads=1",
                    ),
                )
            )
            for number in range(2)
        ]

    def client(self, number):
        return OdooClient(
            self.servers[number].url,
            self.databases.real_name(self.database),
            "admin",
            "admin",
        )

    def visitor(self, number):
        return Visitor("localhost", self.servers[number].port)


def press_together(nodes, tokens):
    """Eight clients for each ask, four on each node.

    :return: (Counter of what they were told, seconds of the second ones)
    """
    told, waits, lock = Counter(), [], threading.Lock()
    for token in tokens:
        barrier = threading.Barrier(CLIENTS)
        threads = [
            threading.Thread(
                target=_press,
                args=(nodes.visitor(number % 2), token, barrier, told, waits, lock),
            )
            for number in range(CLIENTS)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
    return told, waits


def _press(visitor, token, barrier, told, waits, lock):
    path = f"/satisfaction/{token}"
    said = "no answer"
    try:
        page = html.fromstring(visitor.get(path, step="page"))
        form = {
            field.get("name"): field.get("value") or ""
            for field in page.xpath("//form//input[@type='hidden']")
        }
        rating = page.xpath("//input[@type='radio']")[4]
        form |= {rating.get("name"): rating.get("value"), "touch": "pointerdown"}
    except Exception as error:  # noqa: BLE001
        said = f"page: {error}"
        form = None
    barrier.wait(PATIENCE)
    started = time.perf_counter()
    if form:
        try:
            visitor.post(path, form, step="post")
            said = "stored"
        except RuntimeError as error:
            said = str(error).rpartition(" ")[2]
        except Exception as error:  # noqa: BLE001
            said = type(error).__name__
    with lock:
        told[said] += 1
        if said == "409":
            waits.append(time.perf_counter() - started)


def run_jobs_on_both(nodes, names):
    """Start the jobs on both nodes at the same time, as two job runners would."""
    crons = [nodes.client(number) for number in range(2)]
    errors = []

    def start(client):
        for name in names:
            ids = client.call(
                "ir.model.data", "search_read", [["name", "=", name]], ["res_id"]
            )
            try:
                client.call("ir.cron", "method_direct_trigger", [ids[0]["res_id"]])
            except Exception as error:  # noqa: BLE001
                # The other node holds it just now: Odoo says so in words.
                errors.append(str(error))

    for _turn in range(3):
        threads = [threading.Thread(target=start, args=(one,)) for one in crons]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
    return errors


def follow_setting(nodes):
    """Change what is read from caches on one node; read it on the other.

    :return: {what: seconds until the other node said the same}
    """
    writer, reader = nodes.client(0), nodes.client(1)
    [program] = writer.call(
        "satisfaction.program", "search", [], order="id desc", limit=1
    )
    found = {}
    for name, value in (("correction_minutes", 17), ("reopen_days", 21)):
        reader.call("satisfaction.program", "read", [program], [name])
        writer.call("satisfaction.program", "write", [program], {name: value})
        found[name] = _wait(
            lambda name=name, value=value: (
                reader.call("satisfaction.program", "read", [program], [name])[0][name]
                == value
            )
        )
    # What Odoo itself caches per process: parameters and views
    writer.call("ir.config_parameter", "set_param", "client_satisfaction.x", "17")
    found["parameter"] = _wait(
        lambda: (
            reader.call("ir.config_parameter", "get_param", "client_satisfaction.x")
            == "17"
        )
    )
    return found


def _wait(condition):
    started = time.perf_counter()
    while time.perf_counter() - started < 10:
        if condition():
            return round(time.perf_counter() - started, 3)
        time.sleep(0.05)
    return None


def run(database, tokens):
    """All of it; what came out as a dictionary."""
    with odoo_session() as odoo, ExitStack() as stack:
        databases = Databases(odoo)
        folder = odoo.places.run / "nodes"
        folder.mkdir(exist_ok=True)
        copy = f"{database}_nodes"
        databases.drop(copy)
        databases.copy(database, copy)
        stack.callback(databases.drop, copy)
        file = folder / "tokens"
        script = f"TOKENS = {tokens}\nFILE = {str(file)!r}\n"
        databases.shell(copy, script + PREPARE, {})
        words = file.read_text().split()
        nodes = Nodes(odoo, copy, stack, folder)
        told, waits = press_together(nodes, words)
        errors = run_jobs_on_both(
            nodes,
            (
                "ir_cron_send_requests",
                "ir_cron_recompute_scores",
                "ir_cron_open_cases",
                "ir_cron_collect_remarks",
            ),
        )
        settings = follow_setting(nodes)
        logs = sum(
            server.log.read_text(errors="replace").count(" ERROR ")
            for server in nodes.servers
        )
        databases.shell(copy, f"FILE = {str(file)!r}\n" + LOOK, {})
        return {
            "tokens": tokens,
            "told": dict(told),
            "second_p95_ms": round(
                1000 * (statistics.quantiles(waits, n=20)[-1] if len(waits) > 1 else 0)
            ),
            "job_errors": errors[:5],
            "log_errors": logs,
            "settings": settings,
            "database": json.loads(file.read_text()),
        }


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--database", required=True)
    parser.add_argument("--tokens", type=int, default=100)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    result = run(options.database, options.tokens)
    print(json.dumps(result, indent=1))
    if options.json:
        options.json.write_text(json.dumps(result))


if __name__ == "__main__":
    main()
