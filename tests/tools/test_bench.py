# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What bin/bench makes of its figures, and how its visitors behave."""

import http.server
import json
import threading
from xml.etree import ElementTree

import pytest

from bench_docs import CHART, write_docs
from bench_http import run_visits
from bench_results import compare_samples, limit, percentile
from cmd_bench import registered_rows


def test_time_and_throughput():
    slow = compare_samples("a", [2.0, 9.0, 3.0], [1.0, 2.0, 2.0], goal=1.4, unit="s")
    assert (slow.ours, slow.peer, slow.ratio, slow.met) == (3.0, 2.0, 1.5, False)
    many = compare_samples(
        "b", [50.0], [10.0], goal=5, unit="responses/s", at_least=True
    )
    assert many.met
    assert many.as_dict()["ratio"] == 5


def test_limits():
    assert limit("q", [1.0, 2.0, 1.4], 1.5, unit="queries").met
    assert not limit("q", [1.6], 1.5, unit="queries").met
    errors = limit("errors", [0, 2, 0], 0, unit="errors")
    assert (errors.ratio, errors.goal, errors.met) == (2, 0, False)
    assert limit("errors", [0], 0, unit="errors").met


def test_percentile():
    assert percentile(range(1, 101), 95) == 95
    assert percentile([3.0], 95) == 3.0
    assert percentile([1, 2, 3, 4], 50) == 2
    with pytest.raises(ValueError):
        percentile([], 95)


def test_rows_are_found_by_their_files(tmp_path):
    for name in ("b3_closing.py", "b11_a.py", "b9_a.py", "b9_b.py", "big_cases.py"):
        (tmp_path / name).touch()
    assert registered_rows(tmp_path) == ["B3", "B9", "B11"]


class _Site(http.server.BaseHTTPRequestHandler):
    """Gives a cookie and leads on; whoever comes back with it is welcome."""

    def do_GET(self):
        if self.path == "/gone":
            self.send_error(404)
            return
        if self.path == "/start":
            self.send_response(303)
            self.send_header("Set-Cookie", "who=me; Path=/")
            self.send_header("Location", "/next")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        body = self.headers.get("Cookie", "nobody").encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        pass


def test_visitors_keep_cookies_and_errors_are_counted():
    site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    seen = []

    def visit(visitor):
        seen.append(visitor.get("/start", step="start"))
        seen.append(visitor.post("/x", {"a": "b c"}, step="post"))

    def stray(visitor):
        visitor.get("/gone", step="gone")

    try:
        load = run_visits("127.0.0.1", site.server_port, [visit, visit, stray])
    finally:
        site.shutdown()
        site.server_close()
    assert sorted(seen) == ["a=b+c", "a=b+c", "who=me", "who=me"]
    assert (load.done, len(load.errors)) == (2, 1)
    assert "404" in load.errors[0]
    assert len(load.steps["start"]) == 2
    assert load.per_second > 0


def test_the_page_says_what_was_met_and_missed(tmp_path):
    (tmp_path / "docs" / "images").mkdir(parents=True)
    rows = [
        compare_samples("closing <fast>", [1.0], [1.0], goal=1.3, unit="s"),
        compare_samples("slow", [2.0], [1.0], goal=1.3, unit="s", note="Tried: x."),
    ]
    points = [[10_000, 0.1], [100_000, 0.9], [1_000_000, 9.5]]
    result = {
        "environment": {
            "command": "bin/bench",
            "quick": False,
            "date": "2026-11-23",
            "commit": "abc",
            "processor": "P",
            "cores": 2,
            "memory_gb": 4,
            "load_before": 0.1,
            "python": "3.11",
            "odoo": "odoo-19",
            "postgresql": dict.fromkeys(
                ("server_version", "fsync", "shared_buffers", "work_mem"), "x"
            ),
        },
        "B3": [one.as_dict() for one in rows],
        "growth": {"B5": [{"name": "a < b", "unit": "s", "points": points}]},
    }
    write_docs(json.loads(json.dumps(result)), tmp_path)
    page = (tmp_path / "docs" / "benchmarks.md").read_text()
    assert "Goals met: **1 of 2**" in page
    assert "| slow | 2 | 1 | s | **2.000** | ≤ 1.3 | **no** | 1 |" in page
    assert "* slow: Tried: x." in page
    chart = ElementTree.parse(tmp_path / "docs" / "images" / CHART)
    assert len(chart.findall(".//{http://www.w3.org/2000/svg}circle")) == len(points)
