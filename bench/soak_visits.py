# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The visitors of soak.py, all at once: what they met, and what the workers needed."""

import collections
import itertools
import os
import random
import threading
import time
from pathlib import Path

from lxml import html

from bench_http import Visitor
from odoo_client import OdooClient, OdooError

SAMPLE_SECONDS = 10
#: Seconds between two visits of one client, about
PAUSE = 0.2


class Soak:
    """The visitors, what they met, and what the workers needed."""

    def __init__(self, server, database, tokens, deadline):
        self.server, self.database = server, database
        self.tokens = collections.deque(tokens)
        self.deadline = deadline
        self.times = collections.defaultdict(list)
        self.errors = collections.Counter()
        self.done = collections.Counter()
        self.memory = []
        self.lock = threading.Lock()

    # ------------------------------------------------------------------
    # Visitors
    # ------------------------------------------------------------------
    def visitor(self):
        return Visitor("localhost", self.server.port)

    def repeat(self, name, visit):
        """Visit again and again until the time is over."""
        chance = random.Random(name)
        while time.monotonic() < self.deadline:
            started = time.perf_counter()
            error = ""
            try:
                visit()
            except (RuntimeError, OdooError) as problem:
                error = str(problem)
            except Exception as problem:  # noqa: BLE001
                error = f"{type(problem).__name__}: {problem}"
            with self.lock:
                if error:
                    self.errors[f"{name}: {error[:160]}"] += 1
                else:
                    self.done[name] += 1
                    self.times[name].append(time.perf_counter() - started)
            time.sleep(chance.uniform(0, 2 * PAUSE))

    def answer(self):
        """Follow the link of a mail, read, choose, press the button."""
        with self.lock:
            token = self.tokens.popleft()
        visitor = self.visitor()
        page = html.fromstring(visitor.get(f"/satisfaction/{token}", step="page"))
        form = {
            field.get("name"): field.get("value") or ""
            for field in page.xpath("//form//input[@type='hidden']")
        }
        ratings = page.xpath("//input[@type='radio']")
        rating = random.choice(ratings[:5])
        form |= {rating.get("name"): rating.get("value"), "touch": "pointerdown"}
        visitor.post(f"/satisfaction/{token}", form, step="answer")

    def sign_in(self, login):
        return OdooClient(self.server.url, self.database, login, login)

    def make_closer(self):
        office = self.sign_in("soak_manager")
        [stage] = office.call(
            "helpdesk.ticket.stage", "search", [["name", "=", "Soaked"]]
        )
        [team] = office.call(
            "helpdesk.ticket.team", "search", [["name", "=", "Soak desk"]]
        )
        people = office.call(
            "res.partner", "search", [["email", "like", "@soak.example"]]
        )
        numbers = itertools.count()

        def close():
            ticket = office.call(
                "helpdesk.ticket",
                "create",
                {
                    "name": f"Soak {next(numbers)}",
                    "description": "<p>It does not print.</p>",
                    "partner_id": random.choice(people),
                    "team_id": team,
                    "user_id": office.user_id,
                },
            )
            office.call("helpdesk.ticket", "write", [ticket], {"stage_id": stage})

        return close

    def make_office(self):
        office = self.sign_in("soak_manager")
        looks = itertools.cycle(
            [
                lambda: office.call("satisfaction.start.page", "get_data"),
                lambda: office.call(
                    "satisfaction.request",
                    "web_search_read",
                    [],
                    {"summary": {}, "client_id": {}, "state": {}},
                    limit=80,
                ),
                lambda: office.call(
                    "satisfaction.case",
                    "web_search_read",
                    [],
                    {"name": {}, "client_id": {}, "state": {}},
                    limit=40,
                ),
                lambda: office.call(
                    "satisfaction.answer.report",
                    "formatted_read_group",
                    [],
                    ["client_id"],
                    ["points:avg", "__count"],
                ),
                lambda: office.call(
                    "satisfaction.ask.report",
                    "formatted_read_group",
                    [],
                    ["channel_code"],
                    ["__count"],
                ),
            ]
        )
        return lambda: next(looks)()

    def make_exporter(self):
        office = self.sign_in("soak_manager")
        [program] = office.call(
            "satisfaction.program", "search", [], order="year desc, id desc", limit=1
        )
        return lambda: office.get(f"/satisfaction/export/xlsx?program_id={program}")

    def make_portal(self):
        clients = itertools.cycle(
            [self.sign_in(f"person{number}@soak.example") for number in range(4)]
        )
        pages = itertools.cycle(
            [
                "/my/satisfaction",
                "/my/satisfaction/company",
                "/my/satisfaction/remarks",
                "/my/satisfaction/cases",
            ]
        )
        return lambda: next(clients).get(next(pages))

    # ------------------------------------------------------------------
    # Workers
    # ------------------------------------------------------------------
    def sample(self):
        """The memory of the server's processes, all along."""
        started = time.monotonic()
        while time.monotonic() < self.deadline:
            sizes = {pid: size for pid, size in _children(self.server.process.pid)}
            self.memory.append((round(time.monotonic() - started, 1), sizes))
            time.sleep(SAMPLE_SECONDS)

    def run(self):
        visits = [
            ("answer", self.answer),
            ("answer", self.answer),
            ("close a ticket", self.make_closer()),
            ("office", self.make_office()),
            ("workbook", self.make_exporter()),
            ("portal", self.make_portal()),
        ]
        threads = [threading.Thread(target=self.sample)]
        threads += [
            threading.Thread(target=self.repeat, args=visit) for visit in visits
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def _children(parent):
    """(process id, resident megabytes) of the processes a server has started."""
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal():
            continue
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(fields[1]) == parent:
                pages = int((folder / "statm").read_text().split()[1])
                yield (
                    int(folder.name),
                    round(pages * os.sysconf("SC_PAGE_SIZE") / 2**20),
                )
        except (OSError, IndexError):
            continue
