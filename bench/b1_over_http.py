# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""B1: a whole event survey over HTTP, from the link in the mail to the stored answer.

Two workers, four clients at a time. The peers: Odoo's survey app (link, page, begin,
submit) and the OCA's helpdesk rating (link, submit; one question). Ours are the link
and the form; as with the peers, what answers the form is the page of thanks.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import TYPE_CHECKING, Any

from surveys import COMMENT, answer_ours, make_asks, make_native
from world import make_world

from bench_results import percentile

if TYPE_CHECKING:
    from bench_frame import Bench
    from bench_http import Load, Visit, Visitor
    from bench_results import Comparison

ID = "B1"
TITLE = "a survey over HTTP, 2 workers, 4 clients"
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
FLOWS = ("ours", "survey", "rating")
WHERE_TIME_GOES = (
    "By samples of a worker, our two controllers take three tenths of its time; the"
    " rest is Odoo's: reading the request, connection, signalling, public user, commit."
    " Opening, locking and the look for a machine are one statement."
)


def measure(bench: "Bench") -> "Iterator[Comparison]":
    count = bench.scaled(150)
    with bench.database("http", modules=["helpdesk_mgmt_rating"]) as name:
        with bench.environment(name, commit=True) as env:
            Flows(env).prepare()
        with bench.serve(name) as server:
            loads: dict[str, list[Load]] = {flow: [] for flow in FLOWS}
            for number in range(bench.rounds + 1):
                order = FLOWS if number % 2 else FLOWS[::-1]
                with bench.environment(name, commit=True) as env:
                    visits = Flows(env).make_visits(count)
                for flow in order:
                    load = bench.load(server, visits[flow])
                    if number:  # the first round warms both workers up
                        loads[flow].append(load)
            with bench.environment(name) as env:
                lost = Flows(env).count_lost()
    yield from _compare(bench, loads, lost)


def _compare(
    bench: "Bench", loads: "dict[str, list[Load]]", lost: int
) -> "Iterator[Comparison]":
    speed = {flow: [load.per_second for load in many] for flow, many in loads.items()}
    for peer, goal in (("survey", 5.0), ("rating", 1.5)):
        yield bench.compare_samples(
            f"responses, with the page of thanks / {peer}'s flow",
            speed["ours"],
            speed[peer],
            goal=goal,
            unit="responses/s",
            at_least=True,
            note=WHERE_TIME_GOES if peer == "survey" else "",
        )
    yield bench.compare_samples(
        "p95 of the POST / survey's submit",
        [1000 * percentile(load.steps["post"], 95) for load in loads["ours"]],
        [1000 * percentile(load.steps["submit"], 95) for load in loads["survey"]],
        goal=0.5,
        unit="ms",
    )
    errors = [error for load in loads["ours"] for error in load.errors]
    yield bench.limit(
        "errors, ours", [len(errors)], 0, unit="errors", note=" ".join(errors[:1])
    )
    yield bench.limit("answers not stored, ours", [lost], 0, unit="answers")


class Flows:
    """The world, and one visit a flow and ask."""

    def __init__(self, env: Any) -> None:
        self.env = env

    def prepare(self) -> None:
        """Everything that both sides find there: programme, contacts, surveys."""
        world = make_world(self.env, clients=200)
        channel = world.program.channel_ids.filtered(lambda one: one.kind == "ticket")
        native = make_native(self.env, channel.survey_id)
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("bench.survey", native.id)
        parameters.set_param("bench.program", world.program.id)
        parameters.set_param("bench.ticket", world.make_tickets(1).id)

    def _read(self, model: str, name: str) -> Any:
        value = self.env["ir.config_parameter"].get_param(f"bench.{name}")
        return self.env[model].browse(int(value))

    def make_visits(self, count: int) -> "dict[str, list[Visit]]":
        """As many visits of each flow, each to an ask of its own."""
        env = self.env
        world = Prepared(env, self._read("satisfaction.program", "program"))
        asks = make_asks(world, count)
        raw = answer_ours(asks.survey_id)
        native = self._read("survey.survey", "survey")
        ticket = self._read("helpdesk.ticket", "ticket")
        values = {
            question.id: "5" if question.question_type == "scale" else COMMENT
            for question in native.question_ids
            if question.question_type in ("scale", "text_box")
        }
        inputs = [
            native._create_answer(partner=world.contacts[number % 100])
            for number in range(count)
        ]
        ratings = env["rating.rating"].create(
            [
                {
                    "res_model_id": env["ir.model"]._get_id("helpdesk.ticket"),
                    "res_id": ticket.id,
                    "partner_id": ticket.partner_id.id,
                }
                for _number in range(count)
            ]
        )
        return {
            "ours": [visit_ours(ask.access_token, raw) for ask in asks],
            "survey": [
                visit_survey(native.access_token, one.access_token, values)
                for one in inputs
            ],
            "rating": [visit_rating(one.access_token) for one in ratings],
        }

    def count_lost(self) -> int:
        """Asks of ours that were visited and have no answer with its score."""
        program = self._read("satisfaction.program", "program")
        asks = self.env["satisfaction.request"].search(
            [("program_id", "=", program.id), ("sent_at", "!=", False)]
        )
        answered = asks.filtered(
            lambda ask: ask.state == "answered" and ask.points == 100
        )
        return len(asks) - len(answered)


class Prepared:
    """What ``make_asks`` needs of a world that stands already."""

    def __init__(self, env: Any, program: Any) -> None:
        self.env = env
        self.program = program
        self.contacts = env["res.partner"].search(
            [("email", "=like", "contact.%@client.example")], limit=200
        )


def visit_ours(token: str, raw: dict[int, str]) -> "Visit":
    def visit(visitor: "Visitor") -> None:
        page = visitor.get(f"/satisfaction/{token}?value=5", step="link")
        form = {name: unescape(value) for name, value in HIDDEN.findall(page)}
        form |= {f"q{question}": answer for question, answer in raw.items()}
        # A finger touched the page; see static/src/answer/answer.js
        thanks = visitor.post(
            f"/satisfaction/{token}", form | {"touch": "pointerdown"}, step="post"
        )
        if f"/satisfaction/{token}/thanks" not in thanks:
            raise RuntimeError("the answer was not taken")

    return visit


def visit_survey(survey: str, answer: str, values: dict[int, str]) -> "Visit":
    def visit(visitor: "Visitor") -> None:
        # Redirects to the page: two requests
        visitor.get(f"/survey/start/{survey}?answer_token={answer}", step="start")
        visitor.call(f"/survey/begin/{survey}/{answer}", {}, step="begin")
        result = visitor.call(
            f"/survey/submit/{survey}/{answer}",
            {str(question): value for question, value in values.items()},
            step="submit",
        )
        if "error" in result[1]:
            raise RuntimeError(str(result))

    return visit


def visit_rating(token: str) -> "Visit":
    def visit(visitor: "Visitor") -> None:
        page = visitor.get(f"/rate/{token}/5", step="link")
        found = CSRF.search(page)
        if not found:
            raise RuntimeError("the page has no form")
        visitor.post(
            f"/rate/{token}/submit_feedback",
            {"rate": 5, "feedback": COMMENT, "csrf_token": found[1]},
            step="submit",
        )

    return visit
