# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Visitors with a browser's habits, several at once, and how long each step took."""

import http.client
import json
import queue
import threading
import time
import urllib.parse
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

PATIENCE_SECONDS = 60


class Visitor:
    """One person: keeps cookies, follows redirects, notes the time of each step.

    A step that is not answered with a status below 400 is an error; so is what a
    visit's own code raises.
    """

    def __init__(self, host: str, port: int) -> None:
        self._address = (host, port)
        self._cookies: dict[str, str] = {}
        self.steps: list[tuple[str, float]] = []

    def get(self, path: str, *, step: str) -> str:
        return self._timed(step, "GET", path)

    def post(
        self,
        path: str,
        fields: Mapping[str, object],
        *,
        step: str,
    ) -> str:
        """A form as browsers send it."""
        body = urllib.parse.urlencode(
            {name: str(value) for name, value in fields.items()}
        )
        kind = "application/x-www-form-urlencoded"
        return self._timed(step, "POST", path, body, kind)

    def call(self, path: str, params: Mapping[str, object], *, step: str) -> Any:
        """JSON-RPC; its result."""
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params})
        text = self._timed(step, "POST", path, body, "application/json")
        reply = json.loads(text)
        if "error" in reply:
            raise RuntimeError(f"{path}: {reply['error'].get('data', reply['error'])}")
        return reply["result"]

    def _timed(
        self,
        step: str,
        method: str,
        path: str,
        body: str = "",
        kind: str = "",
    ) -> str:
        started = time.perf_counter()
        text = self._send(method, path, body, kind)
        self.steps.append((step, time.perf_counter() - started))
        return text

    def _send(self, method: str, path: str, body: str, kind: str) -> str:
        for _redirect in range(5):
            connection = http.client.HTTPConnection(
                *self._address, timeout=PATIENCE_SECONDS
            )
            headers = {"Accept-Language": "en-US,en", "User-Agent": "Mozilla/5.0"}
            if kind:
                headers["Content-Type"] = kind
            if self._cookies:
                headers["Cookie"] = "; ".join(
                    f"{name}={value}" for name, value in self._cookies.items()
                )
            try:
                connection.request(method, path, body.encode(), headers)
                response = connection.getresponse()
                text = response.read().decode()
            finally:
                connection.close()
            for cookie in response.headers.get_all("Set-Cookie", []):
                name, _, value = cookie.partition(";")[0].partition("=")
                self._cookies[name] = value
            if response.status >= 400:
                raise RuntimeError(f"{method} {path}: {response.status}")
            if response.status not in (301, 302, 303):
                return text
            method, body, kind = "GET", "", ""
            place = urllib.parse.urlsplit(response.headers["Location"])
            path = urllib.parse.urlunsplit(("", "", place.path, place.query, ""))
        raise RuntimeError(f"{path}: redirected without end")


Visit = Callable[[Visitor], None]


@dataclass
class Load:
    """What came out of a number of visits."""

    seconds: float = 0.0
    done: int = 0
    errors: list[str] = field(default_factory=list)
    steps: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    @property
    def per_second(self) -> float:
        return self.done / self.seconds


def run_visits(
    host: str, port: int, visits: Iterable[Visit], *, clients: int = 4
) -> Load:
    """Let ``clients`` threads make the visits, each by a new visitor."""
    waiting: queue.SimpleQueue[Visit] = queue.SimpleQueue()
    for visit in visits:
        waiting.put(visit)
    load = Load()
    lock = threading.Lock()

    def work() -> None:
        while True:
            try:
                visit = waiting.get_nowait()
            except queue.Empty:
                return
            visitor = Visitor(host, port)
            error = ""
            try:
                visit(visitor)
            except Exception as problem:  # noqa: BLE001
                error = f"{type(problem).__name__}: {problem}"
            with lock:
                if error:
                    load.errors.append(error)
                else:
                    load.done += 1
                for step, seconds in visitor.steps:
                    load.steps[step].append(seconds)

    threads = [threading.Thread(target=work) for _number in range(clients)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    load.seconds = time.perf_counter() - started
    return load
