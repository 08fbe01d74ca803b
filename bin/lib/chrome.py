# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A browser without a window, driven over its debugging protocol.

Needs websocket-client, so it runs under the Python of the environment.
"""

import base64
import json
import shutil
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import websocket

from progress import SetupError
from system_packages import find_browser

START_SECONDS = 30


class ChromeError(Exception):
    """A page did not come as it should."""


class Tab:
    """One page of the browser."""

    def __init__(self, address: str) -> None:
        # Chromium refuses an origin it was not told of; none at all is fine.
        self._socket = websocket.create_connection(
            address, timeout=90, suppress_origin=True
        )
        self._last = 0
        self.command("Page.enable")
        self.command("Runtime.enable")

    def command(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command of the protocol and return its result."""
        self._last += 1
        message = {"id": self._last, "method": method, "params": parameters}
        self._socket.send(json.dumps(message))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") == self._last:
                if "error" in answer:
                    raise ChromeError(f"{method}: {answer['error']['message']}")
                result: dict[str, Any] = answer["result"]
                return result

    def run(self, script: str) -> Any:
        """The value of an expression in the page."""
        answer = self.command(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in answer:
            raise ChromeError(answer["exceptionDetails"]["text"])
        return answer["result"].get("value")

    def size(self, width: int, height: int, *, scale: float = 1) -> None:
        """Set the window's inner size in pixels; below 600 it is a phone."""
        self.command(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=scale,
            mobile=width < 600,
        )

    def open(self, url: str, ready: str = "body", seconds: float = 60) -> None:
        """Go to a page and wait until there is an element ``ready`` in it."""
        self.command("Page.navigate", url=url)
        self.wait(
            f"document.readyState === 'complete' && location.href !== 'about:blank'"
            f" && document.querySelector({json.dumps(ready)}) !== null",
            seconds,
        )

    def wait(self, condition: str, seconds: float = 60) -> None:
        """Wait until an expression is true."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                if self.run(f"Boolean({condition})"):
                    return
            except ChromeError:
                pass  # the page was changing under the question
            if time.monotonic() > deadline:
                raise ChromeError(f"not within {seconds:.0f} s: {condition}")
            time.sleep(0.2)

    def shoot(self, *, whole: bool = False) -> bytes:
        """A picture of the window, or of the whole page, as PNG."""
        more: dict[str, Any] = {"captureBeyondViewport": True} if whole else {}
        if whole:
            size = self.command("Page.getLayoutMetrics")["cssContentSize"]
            area = {name: size[name] for name in ("width", "height")}
            more["clip"] = {"x": 0, "y": 0, "scale": 1, **area}
        answer = self.command("Page.captureScreenshot", format="png", **more)
        return base64.b64decode(answer["data"])

    def close(self) -> None:
        self._socket.close()


@contextmanager
def chrome() -> Iterator[Tab]:
    """A tab of a fresh browser, which ends with the block."""
    program = find_browser()
    if program is None:
        raise SetupError("Pictures need chromium: apt-get install chromium.")
    folder = Path(tempfile.mkdtemp(prefix="chrome-"))
    process = subprocess.Popen(
        [
            program,
            *("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
            *("--disable-dev-shm-usage", "--force-color-profile=srgb", "--mute-audio"),
            *("--no-first-run", "--lang=en-US", "--remote-debugging-port=0"),
            *(f"--user-data-dir={folder}", "about:blank"),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        tab = Tab(_find_tab(folder))
        try:
            yield tab
        finally:
            tab.close()
    finally:
        process.terminate()
        process.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def _find_tab(folder: Path) -> str:
    """The debugging address of the browser's first tab."""
    deadline = time.monotonic() + START_SECONDS
    file = folder / "DevToolsActivePort"
    while time.monotonic() < deadline:
        if file.exists() and file.read_text().strip():
            port = file.read_text().split()[0]
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/json") as answer:
                tabs = json.load(answer)
            pages = [tab for tab in tabs if tab["type"] == "page"]
            if pages:
                return str(pages[0]["webSocketDebuggerUrl"])
        time.sleep(0.1)
    raise ChromeError("the browser did not start")
