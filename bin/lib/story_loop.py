# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The second half of the live story: from a case to a client who is won back.

The client manager documents the call and the cause, promises an action, and the client
gets the report as PDF; the client rates what was done on the page of the case, and the
case is closed. Last, the result of one client in the present wave, line by line.
"""

from collections.abc import Callable
from datetime import date, timedelta
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

from story_browser import (
    Browser,
    StoryError,
    mail_html,
    mail_links,
    mail_words,
    main_part,
    read_forms,
    read_lines,
)
from story_office import ADMIN, PROGRAMME_MANAGER, Office
from story_tables import text_table

if TYPE_CHECKING:
    from demo_config import DemoConfig

CASE = "satisfaction.case"
RATING_OF_FIX = "4"
CASE_PAGES = "/my/satisfaction/cases/"
# What the table may be off by: points are rounded when they are shown.
ROUNDING = 0.1


class Loop:
    """Tells how a low answer is turned into an improvement."""

    def __init__(
        self, config: "DemoConfig", office: Office, tell: Callable[..., None]
    ) -> None:
        self._config = config
        self._office = office
        self._tell = tell
        self._visitor = Browser(config.url)
        self.case_id = 0
        self._manager = ""
        self._link = ""

    def steps(self) -> list[tuple[str, Callable[[], None]]]:
        return [
            ("The client manager calls and finds the cause", self._document_call),
            ("An action is promised, the client gets the report", self._promise),
            ("The action is done and the client hears of it", self._finish),
            (f"The client rates what was done with {RATING_OF_FIX}", self._rate_fix),
            ("The case is closed, the effect is measured", self._close_case),
            ("One client's result in the present wave", self._look_at_wave),
        ]

    # ------------------------------------------------------------------
    # The case
    # ------------------------------------------------------------------
    def _document_call(self) -> None:
        case = self._read("client_manager_id", "name", "state")
        self._manager = self._find_login(case["client_manager_id"])
        cause = self._office.resolve(
            "client_satisfaction.root_cause_company_first_metric"
        )
        whys = (
            "The same fault came back the next morning.",
            "The ticket was closed before anybody knew the reason.",
            "Engineers are measured by how fast they close.",
        )
        self._write(
            call_notes="<p>Called within the hour. The label service stops at night"
            " and was only restarted, never repaired.</p>",
            why_ids=[
                [
                    0,
                    0,
                    {
                        "name": why,
                        "sequence": 10 * number,
                        "root_cause_id": number == len(whys) and cause,
                    },
                ]
                for number, why in enumerate(whys, 1)
            ],
            decision="accepted",
            decision_note="You are right: it must hold, not only run again.",
        )
        self._press("action_contacted", "action_analysed")
        case = self._read("state", "contacted_at", "root_cause_ids")
        if case["state"] != "analysed" or case["root_cause_ids"] != [cause]:
            raise StoryError(f"the case is {case['state']}, its cause was not kept")
        self._tell(
            f"Call documented at {case['contacted_at']} UTC; five whys, so far as they"
            " lead:",
            *(f"  {number}. {why}" for number, why in enumerate(whys, 1)),
            f"  Root cause: {self._read_name('satisfaction.root.cause', cause)}",
        )

    def _promise(self) -> None:
        due = str(date.today() + timedelta(days=5))
        action = self._office.as_user(self._manager).call(
            "satisfaction.action",
            "create",
            {
                "name": "Repair the label service and watch it for a week",
                "date_due": due,
                "case_ids": [[4, self.case_id]],
            },
        )
        self._write(
            planned_actions="<p>We repair the label service and watch it for a"
            " week.</p>",
            commitment_date=due,
        )
        self._press("action_committed")
        mail = self._receive("committed")
        reports = [
            part
            for part in mail.iter_attachments()
            if part.get_content_type() == "application/pdf"
        ]
        if not reports:
            raise StoryError("the mail has no PDF with the promised action")
        content = reports[0].get_content()
        if not content.startswith(b"%PDF"):
            raise StoryError("the attached report is no PDF")
        file = self._config.outputs / "case-actions.pdf"
        file.write_bytes(content)
        self._tell(
            f"Action {action}, promised until {due}",
            f"Subject: {mail['Subject']}",
            f"Attached: {reports[0].get_filename()} ({len(content):,} bytes): {file}",
        )

    def _finish(self) -> None:
        (action,) = self._office.find(
            self._manager, "satisfaction.action", [["case_ids", "=", self.case_id]], []
        )
        client = self._office.as_user(self._manager)
        ids = [action["id"]]
        words = {"result": "The label service is repaired and has run for a week."}
        client.call("satisfaction.action", "write", ids, words)
        client.call("satisfaction.action", "action_done", ids)
        if self._read("state")["state"] != "done":
            raise StoryError("the case did not follow its last action")
        mail = self._receive("done")
        links = [link for link in mail_links(mail) if CASE_PAGES in link]
        if not links:
            raise StoryError("the mail has no link to the case")
        self._link = links[0]
        self._tell(
            "The last action is done, and the case with it",
            f"Subject: {mail['Subject']}",
            *(f"  {line}" for line in read_lines(mail_html(mail))[:8]),
        )

    def _rate_fix(self) -> None:
        page = self._visitor.get(self._link)
        forms = [form for form in read_forms(page) if form.action.endswith("/rate")]
        if page.status != 200 or not forms:
            raise StoryError(f"status {page.status}: nothing to rate on the page")
        form = forms[0]
        for one in form.of_kind("radio"):
            one.is_checked = one.value == RATING_OF_FIX
        for one in form.of_kind("textarea"):
            one.value = "It has held for a week now. Please keep watching it."
        answer = self._visitor.post(
            form.action, [*form.values(), ("decision", "accept")]
        )
        case = self._read("state", "fix_rating", "client_verdict", "fix_rated_name")
        if answer.status != 200 or case["fix_rating"] != RATING_OF_FIX:
            words = " · ".join(read_lines(main_part(answer.text))[:6])
            raise StoryError(f"status {answer.status}, rating not kept: {words}")
        self._tell(
            f"GET {hide_case(self._link)}: status {page.status}, without a login",
            f"POST with the page's own CSRF token: status {answer.status}",
            f"{case['fix_rated_name']}: {case['fix_rating']} of 5,"
            f" {case['client_verdict']}; the case is {case['state']}",
        )

    def _close_case(self) -> None:
        self._press("action_close")
        case = self._read(
            *("name", "state", "recovery_before", "recovery_after"),
            *("recovery_change", "recovery_due_on"),
        )
        before, after = case["recovery_before"], case["recovery_after"]
        expected = 20.0 * int(RATING_OF_FIX)
        if case["state"] != "closed" or after != expected:
            raise StoryError(f"the case is {case['state']}, points after: {after}")
        if abs(case["recovery_change"] - (after - before)) > ROUNDING:
            raise StoryError(f"the effect is {case['recovery_change']}")
        self._tell(
            f"{case['name']} is closed. Recovery effect: {before:.1f} points before,"
            f" {after:.1f} after, {case['recovery_change']:+.1f}",
            f"The client is asked once more on {case['recovery_due_on']}",
        )

    # ------------------------------------------------------------------
    # The wave
    # ------------------------------------------------------------------
    def _look_at_wave(self) -> None:
        client = self._office.resolve("client_satisfaction.client_aurora_demo")
        assessments = self._office.find(
            PROGRAMME_MANAGER,
            "satisfaction.assessment",
            [["client_id", "=", client], ["points", "!=", False]],
            [
                *("client_id", "wave_id", "points", "response_count", "trend"),
                *("interval_low", "interval_high"),
            ],
            order="date desc, id desc",
            limit=1,
        )
        if not assessments:
            raise StoryError("the client has no result in any wave")
        found = assessments[0]
        lines = self._office.find(
            PROGRAMME_MANAGER,
            "satisfaction.assessment.line",
            [["assessment_id", "=", found["id"]]],
            [
                *("kind", "name", "weight", "weight_used", "points", "contribution"),
                *("response_count", "weight_is_own"),
            ],
            order="sequence, id",
        )
        levels = [line for line in lines if line["kind"] == "level"]
        total = sum(line["contribution"] for line in levels)
        if not levels or abs(total - found["points"]) > ROUNDING:
            raise StoryError(
                f"the levels add up to {total:.2f}, the result is {found['points']}"
            )
        rows = [
            (
                ("" if line["kind"] == "level" else "  ")
                + line["name"]
                + (" *" if line["weight_is_own"] else ""),
                f"{line['weight']:g}",
                f"{line['weight_used']:.1f}",
                f"{line['points']:.1f}" if line["points"] is not False else "–",
                f"{line['contribution']:.2f}",
                str(line["response_count"]),
            )
            for line in lines
        ]
        head = ("level, indicator", "weight", "used %", "points", "adds", "n")
        self._tell(
            f"{found['client_id'][1]}, {found['wave_id'][1]}: {found['points']:.1f}"
            f" ({found['interval_low']:.1f}–{found['interval_high']:.1f},"
            f" n = {found['response_count']})",
            "",
            *text_table(head, rows, right=(1, 2, 3, 4, 5)),
            "",
            f"The levels add up to {total:.2f}. * the client's own weight",
        )

    # ------------------------------------------------------------------
    # Helpers
    # ------------------------------------------------------------------
    def _read(self, *names: str) -> dict[str, Any]:
        domain = [["id", "=", self.case_id]]
        return self._office.find(PROGRAMME_MANAGER, CASE, domain, list(names))[0]

    def _read_name(self, model: str, record_id: int) -> str:
        (record,) = self._office.find(
            PROGRAMME_MANAGER, model, [["id", "=", record_id]], ["display_name"]
        )
        return str(record["display_name"])

    def _write(self, **values: Any) -> None:
        manager = self._office.as_user(self._manager)
        manager.call(CASE, "write", [self.case_id], values)

    def _press(self, *buttons: str) -> None:
        for button in buttons:
            self._office.as_user(self._manager).call(CASE, button, [self.case_id])

    def _find_login(self, pair: Any) -> str:
        """The login of one of the demo's people, by the name of the user."""
        for login, person in self._config.logins.items():
            if pair and person.name == pair[1]:
                return login
        raise StoryError(f"nobody of the demo is the client manager {pair}")

    def _receive(self, stage: str) -> EmailMessage:
        """The mail about a stage. Nobody waits a quarter of an hour in a show."""
        case = self._read("name", "inform_after", "inform_stage")
        if case["inform_stage"] != stage:
            raise StoryError(f"the client is not to be told of “{stage}”")
        known = {str(mail["Message-Id"]) for mail in self._config.mailbox.mails()}
        self._tell(
            f"The client is told at {case['inform_after']} UTC; the administrator"
            " cuts the pause for second thoughts short"
        )
        admin = self._office.as_user(ADMIN)
        past = {"inform_after": "2000-01-01 00:00:00"}
        admin.call(CASE, "write", [self.case_id], past)
        self._office.wake("client_satisfaction.ir_cron_cases_client")
        (mail, *_more) = self._office.wait(
            "the mail about the case",
            lambda: [
                mail
                for mail in self._config.mailbox.mails()
                if str(mail["Message-Id"]) not in known
                and case["name"] in mail_words(mail)
                and CASE_PAGES in mail_html(mail)
            ],
            "client_satisfaction.ir_cron_cases_client",
            "mail.ir_cron_mail_scheduler_action",
        )
        found: EmailMessage = mail
        return found


def hide_case(url: str) -> str:
    """The address of a case that may be printed: its token is a key."""
    return url.partition("?")[0]
