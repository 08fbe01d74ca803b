# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""B9: review reports of one client, and of 50 clients in one PDF.

The peer of one is the least a report of Odoo's can be: one page of the standard layout
with a table of 24 rows and no query of its own, with a server at hand that delivers
its styles. The peer of 50 in one document are 50 documents; ten of them are printed
one by one in each round, and counted five times.
"""

import base64
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from million import copied

if TYPE_CHECKING:
    from bench_frame import Bench, Sample
    from bench_results import Comparison

ID = "B9"
TITLE = "review reports as PDF / the plainest PDF of Odoo's; 50 in one / 50 single"
REVIEW = "client_satisfaction.action_report_client_review"
TRIVIAL = "bench_trivial.page"
CLIENTS = 50
SINGLES = 10
TEMPLATE = """
<t t-name="bench_trivial.page">
    <t t-call="web.html_container">
        <t t-foreach="docs" t-as="doc">
            <t t-call="web.external_layout">
                <div class="page">
                    <h2 t-out="doc.name" />
                    <table class="table">
                        <tr t-foreach="range(24)" t-as="row">
                            <td t-out="row" /><td>A line of text</td><td>12.00</td>
                        </tr>
                    </table>
                </div>
            </t>
        </t>
    </t>
</t>
"""


def measure(bench: "Bench") -> "Iterator[Comparison]":
    with copied(bench, 10_000, "b9") as name:
        with bench.environment(name, commit=True) as env:
            _prepare(env)
        with bench.serve(name) as server, bench.environment(name) as env:
            env["ir.config_parameter"].set_param("report.url", server.url)
            env["ir.config_parameter"].set_param("web.base.url", server.url)
            scores = env["satisfaction.score"].search(
                [("is_measured", "=", True), ("is_latest", "=", True)],
                order="client_id",
                limit=CLIENTS,
            )
            assert len(scores) == CLIENTS, len(scores)
            reports = env["ir.actions.report"].with_context(force_report_rendering=True)

            def printed(report: str, ids: list[int]) -> Callable[[], None]:
                def run() -> None:
                    content, kind = reports._render_qweb_pdf(report, ids)
                    assert kind == "pdf"
                    assert content.startswith(b"%PDF")

                return run

            def one_by_one() -> None:
                for score in scores[:SINGLES]:
                    printed(REVIEW, score.ids)()

            def work(run: Callable[[], None], times: int = 1) -> "Callable[[], Sample]":
                def timed() -> "Sample":
                    env.invalidate_all()
                    sample = bench.timed(run, env)
                    return type(sample)(sample.value * times, sample.queries * times)

                return timed

            company = env.company.partner_id
            yield bench.compare(
                "review report of one client / a trivial page",
                work(printed(REVIEW, scores[:1].ids)),
                work(printed(TRIVIAL, company.ids)),
                goal=1.05,
            )
            yield bench.compare(
                f"{CLIENTS} clients in one PDF / {CLIENTS} single PDFs",
                work(printed(REVIEW, scores.ids)),
                work(one_by_one, CLIENTS // SINGLES),
                goal=0.3,
                note=f"Of the single ones {SINGLES} are printed, counted"
                f" {CLIENTS // SINGLES} times.",
            )


def _prepare(env: Any) -> None:
    """The peer's report, and a company as real ones are: with a logo."""
    env["ir.ui.view"].create(
        {
            "name": "A page",
            "type": "qweb",
            "key": TRIVIAL,
            "arch": TEMPLATE,
        }
    )
    env["ir.actions.report"].create(
        {
            "name": "A page",
            "model": "res.partner",
            "report_type": "qweb-pdf",
            "report_name": TRIVIAL,
            "paperformat_id": env.ref("base.paperformat_euro").id,
        }
    )
    pixel = (
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
        "awAAAABJRU5ErkJggg=="
    )
    assert base64.b64decode(pixel)
    env.company.logo = pixel
