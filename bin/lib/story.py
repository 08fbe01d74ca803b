# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The main job told live, on a served demo database and by real means only.

An agent closes a ticket as the web client does, the server's own jobs send a mail to a
local mail server, a visitor follows its link, chooses 2 and sends the form; then the
story looks at everything that should have happened, and fails where it did not. How
the case goes on until the client is won back stands in ``story_loop.py``. It can be
told again and again on the same database.
"""

import sys
import time
from collections.abc import Callable
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

from odoo_client import OdooError
from story_browser import (
    Browser,
    Page,
    StoryError,
    hide_token,
    mail_html,
    main_part,
    read_forms,
    read_lines,
)
from story_loop import Loop
from story_office import ADMIN, AGENT, PROGRAMME_MANAGER, Office, rating_link
from story_tables import calculation_table, text_table

if TYPE_CHECKING:
    from demo_config import DemoConfig

RATING = "2"
READING_SECONDS = 4
OTHER_RATINGS = ("4", "3")
COMMENTS = {
    "zh_CN": "处理很快，但是第二天早上同样的问题又出现了。",
    "ru_RU": "Быстро, но на следующее утро всё повторилось.",
}
ENGLISH_COMMENT = "Fast, but the same fault was back the next morning."


def run(config: "DemoConfig") -> int:
    """Tell the story; 0 when all of it happened, otherwise 1 after naming the step."""
    story = _Story(config)
    for number, (name, tell) in enumerate(story.steps(), 1):
        print(f"\n{number}. {name}", flush=True)
        started = time.monotonic()
        try:
            tell()
        except (StoryError, OdooError, OSError) as error:
            _tell_failure(f"{number}. {name}", str(error))
            return 1
        except Exception:
            _tell_failure(f"{number}. {name}", "an error of the story itself")
            raise
        print(f"   {time.monotonic() - started:.1f} s", flush=True)
    return 0


def _tell_failure(step: str, reason: str) -> None:
    text = f"\nThe story failed at step “{step}”: {reason}"
    print(text, file=sys.stderr, flush=True)


class _Story:
    def __init__(self, config: "DemoConfig") -> None:
        self._config = config
        self._office = Office(config)
        self._visitor = Browser(config.url)
        self._loop = Loop(config, self._office, _tell)
        # What one step hands to the next
        self._ticket: dict[str, Any] = {}
        self._client_id = 0
        self._asked: EmailMessage
        self._page: Page
        self._mails_before: list[EmailMessage] = []
        self._before: dict[str, Any] | None = None
        self._after: dict[str, Any] = {}

    def steps(self) -> list[tuple[str, Callable[[], None]]]:
        return [
            ("The client's score before", self._look_before),
            ("The agent closes a ticket", self._close_ticket),
            ("The server's job mails the client", self._receive_mail),
            (f"The client follows the link “{RATING}”", self._follow_link),
            ("The client sends the form", self._send_form),
            ("The answer is in the ledger", self._look_at_answer),
            ("A case is open and people know what to do", self._look_at_case),
            ("The client is thanked at once", self._look_at_thanks),
            ("The client's score after", self._look_after),
            ("The review report as PDF", self._print_report),
            ("The period as a workbook", self._export_workbook),
            *self._loop.steps(),
        ]

    # ------------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------------
    def _look_before(self) -> None:
        self._ticket = self._office.find_ticket() or self._office.create_ticket()
        (partner,) = self._office.find(
            PROGRAMME_MANAGER,
            "res.partner",
            [["id", "=", self._ticket["partner_id"][0]]],
            ["name", "commercial_partner_id"],
        )
        self._client_id, client_name = partner["commercial_partner_id"]
        self._before = self._office.read_score(self._client_id)
        _tell(f"{client_name}: {_word_score(self._before)}", "")
        if self._before:
            _tell(*_table(self._before))

    def _close_ticket(self) -> None:
        done = self._office.resolve("helpdesk_mgmt.helpdesk_ticket_stage_done")
        # What the web client sends when the stage is clicked
        self._office.as_user(AGENT).call(
            "helpdesk.ticket",
            "web_save",
            [self._ticket["id"]],
            {"stage_id": done},
            specification={},
        )
        self._office.await_request(self._ticket["id"])
        request = self._read_request()
        if request["state"] not in ("planned", "sent"):
            reason = request["skip_reason"] or request["state"]
            raise StoryError(f"the client is not asked: {reason}")
        _tell(
            f"The agent {_name(request['user_id'])} closes {self._ticket['number']}"
            f" “{self._ticket['name']}”",
            f"The ledger has ask {request['id']} to {request['email']}:"
            f" {request['state']}, counts on {request['event_date']},",
            f"credited to {_name(request['user_id'])} of {_name(request['team_id'])},"
            f" {_name(request['category_id'])}",
        )

    def _receive_mail(self) -> None:
        request = self._read_request()
        (self._asked, *_more) = self._office.wait(
            "the mail to the client",
            lambda: [one for one in self._find_mails() if rating_link(one, RATING)],
            "client_satisfaction.ir_cron_send_requests",
            "mail.ir_cron_mail_scheduler_action",
        )
        request = self._office.wait("the state “sent”", self._read_if_sent)
        _tell(
            *_word_mail(self._asked),
            f"Language: {request['lang']}; open until {request['expires_at']} UTC",
        )

    def _follow_link(self) -> None:
        before = self._read_request()
        link = rating_link(self._asked, RATING) or ""
        self._page = self._visitor.get(link)
        if self._page.status != 200:
            raise StoryError(f"the page answered with status {self._page.status}")
        if self._ticket["number"] not in self._page.text:
            raise StoryError("the page does not name the ticket")
        radios = [
            one for form in read_forms(self._page) for one in form.of_kind("radio")
        ]
        chosen = [one.value for one in radios if one.is_checked]
        if chosen != [RATING]:
            raise StoryError(f"chosen on the page is {chosen}, not only {RATING}")
        if self._read_request() != before:
            raise StoryError("following the link wrote something")
        _tell(
            f"GET {hide_token(link)}: status 200, {len(self._page.body):,} bytes;"
            f" the first question shows {RATING}, the others nothing",
            "Nothing was written: still sent, no answer, not touched since"
            f" {before['write_date']}",
        )

    def _send_form(self) -> None:
        forms = [form for form in read_forms(self._page) if form.radios()]
        if not forms:
            raise StoryError("the page has no form")
        form = forms[0]
        others = list(OTHER_RATINGS)
        for group in form.radios().values():
            if not any(one.is_checked for one in group):
                wanted = others.pop(0) if others else OTHER_RATINGS[-1]
                for one in group:
                    one.is_checked = one.value == wanted
        for one in form.of_kind("checkbox")[:1]:
            one.is_checked = True
        for one in form.of_kind("textarea")[:1]:
            language = self._read_request()["lang"]
            one.value = COMMENTS.get(language, ENGLISH_COMMENT)
        self._mails_before = self._find_mails()
        # Quicker than a person can be, the answer would be held back as a machine's.
        time.sleep(READING_SECONDS)
        answer = self._visitor.post(form.action or self._page.url, form.values())
        if answer.status != 200 or "/thanks" not in answer.text:
            words = " · ".join(read_lines(answer.text)[:8])
            raise StoryError(f"POST: status {answer.status}: {words}")
        _tell(
            "POST with the page's own CSRF token, answered by the page of thanks:",
            *(f"  {line}" for line in read_lines(main_part(answer.text))),
        )

    # ------------------------------------------------------------------
    # What came of it
    # ------------------------------------------------------------------
    def _look_at_answer(self) -> None:
        request = self._read_request()
        if request["state"] != "answered" or request["worst_points"] != 40:
            raise StoryError(
                f"the ask is {request['state']}, its worst question"
                f" {request['worst_points']}"
            )
        lines = self._office.find(
            PROGRAMME_MANAGER,
            "survey.user_input.line",
            [["user_input_id", "=", request["user_input_id"][0]]],
            [
                *("question_id", "display_name", "satisfaction_is_scored"),
                "satisfaction_points",
            ],
            order="id",
        )
        rows = [
            (
                _name(line["question_id"]),
                line["display_name"],
                f"{line['satisfaction_points']:.1f}"
                if line["satisfaction_is_scored"]
                else "",
            )
            for line in lines
        ]
        _tell(
            *text_table(("question", "answer", "points"), rows, right=(2,)),
            "",
            f"Mean {request['points']:.1f} points of 100; the worst question has"
            f" {request['worst_points']:.1f} and decides who calls",
        )

    def _look_at_case(self) -> None:
        self._loop.case_id, _case_name = self._office.wait(
            "the case",
            lambda: self._read_request()["case_id"],
            "client_satisfaction.ir_cron_open_cases",
        )
        roles = {
            "client_manager_id": "client manager",
            "service_manager_id": "service manager",
            "senior_manager_id": "senior management",
        }
        names = ["name", "follow_up_level", "contact_deadline", "report_deadline"]
        (case,) = self._office.find(
            PROGRAMME_MANAGER,
            "satisfaction.case",
            [["id", "=", self._loop.case_id]],
            [*names, *roles],
        )
        activities = self._office.find(
            PROGRAMME_MANAGER,
            "mail.activity",
            [
                ["res_model", "=", "satisfaction.case"],
                ["res_id", "=", self._loop.case_id],
            ],
            ["summary", "activity_type_id", "user_id", "date_deadline"],
            order="date_deadline, id",
        )
        busy = {activity["user_id"][0] for activity in activities}
        for name, role in roles.items():
            if not case[name]:
                raise StoryError(f"the case has no {role}")
            if case[name][0] not in busy:
                raise StoryError(f"{role} {case[name][1]} has nothing to do")
        _tell(
            f"{case['name']} ({case['follow_up_level']}): call until"
            f" {case['contact_deadline']} UTC, report until {case['report_deadline']}",
            *(f"  {role:<18} {_name(case[name])}" for name, role in roles.items()),
            "",
            *text_table(
                ("activity", "who", "due"),
                [
                    (
                        activity["summary"] or _name(activity["activity_type_id"]),
                        _name(activity["user_id"]),
                        activity["date_deadline"],
                    )
                    for activity in activities
                ],
            ),
        )

    def _look_at_thanks(self) -> None:
        known = {str(mail["Message-Id"]) for mail in self._mails_before}
        (thanks, *_more) = self._office.wait(
            "the thank-you mail",
            lambda: [
                mail
                for mail in self._find_mails()
                if str(mail["Message-Id"]) not in known
            ],
            "client_satisfaction.ir_cron_send_thanks",
            "mail.ir_cron_mail_scheduler_action",
        )
        _tell(
            *_word_mail(thanks),
            *(f"  {line}" for line in read_lines(mail_html(thanks))),
        )

    def _look_after(self) -> None:
        self._office.wait(
            "the new score",
            lambda: not self._read_request()["score_pending"],
            "client_satisfaction.ir_cron_recompute_scores",
        )
        after = self._office.read_score(self._client_id)
        if after is None:
            raise StoryError("the client has no score")
        before = self._before
        if before and before["period_start"] == after["period_start"]:
            expected = before["response_count"] + 1
            if after["response_count"] != expected:
                raise StoryError(
                    f"{after['response_count']} answers count, {expected} should"
                )
        self._after = after
        _tell(
            f"{_word_score(after)} (before: {_word_score(before)})", "", *_table(after)
        )

    def _print_report(self) -> None:
        action = self._office.resolve("client_satisfaction.action_report_client_review")
        (report,) = self._office.find(
            ADMIN, "ir.actions.report", [["id", "=", action]], ["report_name"]
        )
        self._keep(
            f"/report/pdf/{report['report_name']}/{self._after['id']}",
            "client-review.pdf",
            b"%PDF",
        )

    def _export_workbook(self) -> None:
        score = self._after
        self._keep(
            f"/satisfaction/export/xlsx?program_id={score['program_id'][0]}"
            f"&period={score['period_label']}",
            "client-satisfaction.xlsx",
            b"PK\x03\x04",
        )

    # ------------------------------------------------------------------
    # Helpers
    # ------------------------------------------------------------------
    def _read_request(self) -> dict[str, Any]:
        return self._office.read_request(self._ticket["id"])

    def _read_if_sent(self) -> dict[str, Any] | None:
        request = self._read_request()
        return request if request["state"] == "sent" else None

    def _find_mails(self) -> list[EmailMessage]:
        address = self._read_request()["email"]
        return self._office.find_mails(address, self._ticket["number"])

    def _keep(self, path: str, name: str, magic: bytes) -> None:
        """Fetch a file as the programme manager and look whether it is one."""
        content = self._office.as_user(PROGRAMME_MANAGER).get(path)
        if not content.startswith(magic):
            words = " · ".join(read_lines(content.decode("utf-8", "replace"))[:6])
            raise StoryError(f"{path} is no such file: {words}")
        file = self._config.outputs / name
        file.write_bytes(content)
        _tell(f"{file} ({len(content):,} bytes)")


def _tell(*lines: str) -> None:
    for line in lines:
        print(f"   {line}".rstrip(), flush=True)


def _name(pair: Any) -> str:
    """The name of a many2one as read over RPC."""
    return str(pair[1]) if pair else "nobody"


def _word_mail(mail: EmailMessage) -> list[str]:
    return [f"{name}: {mail[name]}" for name in ("Subject", "From", "To")]


def _word_score(score: dict[str, Any] | None) -> str:
    if not score:
        return "not measured yet"
    words = f"{score['points']:.1f} in {score['period_label']}"
    if score["has_interval"]:
        low, high = score["interval_low"], score["interval_high"]
        words += f" ({low:.1f}–{high:.1f}, n = {score['response_count']})"
    else:
        words += f" (n = {score['response_count']})"
    words += f", {_name(score['band_id']).lower()}"
    return words + (", provisional" if score["is_provisional"] else "")


def _table(score: dict[str, Any]) -> list[str]:
    return calculation_table(score["lines"], score["channel_names"])
