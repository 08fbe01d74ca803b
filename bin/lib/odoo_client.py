# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A user of the web interface, in Python: what the browser can do, this can."""

import json
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from typing import Any


class OdooError(Exception):
    """The server refused; the text is what a person would see."""


class OdooClient:
    """One logged-in user with cookies of their own."""

    def __init__(self, url: str, database: str, login: str, password: str) -> None:
        self.url = url
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(CookieJar())
        )
        session = self._json(
            "/web/session/authenticate",
            {"db": database, "login": login, "password": password},
        )
        self.user_id = int(session["uid"])

    def call(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        """Call a public method of a model, as the user."""
        return self._json(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": list(args), "kwargs": kwargs},
        )

    def get(self, path: str) -> bytes:
        """Fetch a page or a file, as the user."""
        try:
            with self._opener.open(self.url + path, timeout=120) as response:
                content: bytes = response.read()
        except urllib.error.HTTPError as error:
            raise OdooError(f"GET {path}: {error.code} {error.reason}") from error
        return content

    def _json(self, path: str, parameters: dict[str, Any]) -> Any:
        body = {"jsonrpc": "2.0", "method": "call", "params": parameters}
        request = urllib.request.Request(
            self.url + path,
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        with self._opener.open(request, timeout=120) as response:
            answer = json.load(response)
        if "error" in answer:
            data = answer["error"].get("data") or {}
            raise OdooError(data.get("message") or answer["error"].get("message"))
        # A method that returns nothing leaves the result out.
        return answer.get("result")
