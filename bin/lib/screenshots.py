# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""bin/demo --pictures: the pictures of README and documents, from the running demo.

Which ones they are is written in ``shots.py``.
"""

import io
import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageChops

from chrome import ChromeError, Tab, chrome
from progress import SetupError, say, step
from shots import CLIENT_MANAGER, DESKTOP, PHONE, SHOTS, Shot
from story_browser import StoryError, mail_html
from story_office import AGENT, PROGRAMME_MANAGER, Office, rating_link

if TYPE_CHECKING:
    from demo_config import DemoConfig

FOLDER = Path("docs") / "images"
LARGEST = 150_000
RIM = 24
PATIENCE = 90
ZONE = "Asia/Singapore"


def shoot(config: "DemoConfig", checkout: Path) -> None:
    """Make all pictures anew."""
    folder = checkout / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    failed = []
    with tempfile.TemporaryDirectory() as scratch, chrome() as tab:
        gallery = _Gallery(config, tab, Path(scratch))
        for shot in SHOTS:
            try:
                with step(f"Picture {shot.name}"):
                    _keep(gallery.shoot(shot), folder / f"{shot.name}.webp")
            except (ChromeError, StoryError) as error:
                failed.append(f"{shot.name}: {error}")
        for name, make in (
            ("review-report", gallery.print_report),
            ("programme-report", gallery.print_program_report),
            ("workbook", gallery.print_workbook),
        ):
            picture = make()
            if picture is not None:
                _keep(picture, folder / f"{name}.webp")
    if failed:
        raise SetupError("\n".join(["Some pictures failed:", *failed]))


class _Gallery:
    def __init__(self, config: "DemoConfig", tab: Tab, scratch: Path) -> None:
        self._config = config
        self._tab = tab
        self._scratch = scratch
        self._office = Office(config)
        self._login: str | None = None
        self._places: dict[str, str] = {}
        tab.command("Emulation.setTimezoneOverride", timezoneId=ZONE)

    def shoot(self, shot: Shot) -> bytes:
        self._tab.size(*DESKTOP)
        if shot.login != self._login:
            self._log_in(shot.login)
        self._tab.size(*shot.size, scale=1.5 if shot.size == PHONE else 1)
        address = shot.address.format_map(self.places)
        url = address if "://" in address else self._config.url + address
        self._tab.open(url, shot.ready, PATIENCE)
        if shot.press:
            button, ready = (json.dumps(one) for one in shot.press)
            self._tab.run(f"document.querySelector({button}).click()")
            self._tab.wait(f"document.querySelector({ready})", PATIENCE)
        # Pictures and letters are loaded, menus have unfolded.
        self._tab.wait(
            "document.fonts.ready.then(() => Array.from(document.images)"
            ".every((image) => image.complete))"
        )
        self._tab.run("new Promise((done) => setTimeout(done, 1500))")
        return self._tab.shoot(whole=shot.whole)

    def _log_in(self, login: str | None) -> None:
        self._tab.command("Network.clearBrowserCookies")
        self._login = login
        if login is None:
            return
        person = self._config.logins[login]
        self._tab.open(f"{self._config.url}/web/login", "input[name=login]")
        request = {
            "jsonrpc": "2.0",
            "params": {
                "db": self._config.database,
                "login": login,
                "password": person.password,
            },
        }
        answer = self._tab.run(
            "fetch('/web/session/authenticate', {method: 'POST', headers:"
            " {'Content-Type': 'application/json'}, body: JSON.stringify("
            f"{json.dumps(request)})}}).then((answer) => answer.json())"
        )
        if not (answer.get("result") or {}).get("uid"):
            raise ChromeError(f"{login} could not log in")

    # ------------------------------------------------------------------
    # What the addresses need
    # ------------------------------------------------------------------
    @property
    def places(self) -> dict[str, str]:
        if not self._places:
            self._places = self._find_places()
        return self._places

    def _find_places(self) -> dict[str, str]:
        office = self._office
        client = office.resolve("client_satisfaction.client_aurora_demo")
        score = office.read_score(client)
        if score is None:
            raise StoryError("the demo client has no score")
        (case,) = office.find(
            CLIENT_MANAGER,
            "satisfaction.case",
            [["state", "!=", "closed"], ["origin", "=", "answer"]],
            ["name"],
            order="follow_up_level desc, id desc",
            limit=1,
        )
        (answered,) = office.find(
            AGENT,
            "satisfaction.request",
            [
                ["state", "=", "answered"],
                ["user_id", "=", office.as_user(AGENT).user_id],
            ],
            ["ticket_id"],
            order="answered_at desc",
            limit=1,
        )
        (rule,) = office.find(
            PROGRAMME_MANAGER,
            "satisfaction.rule",
            [["program_id", "=", score["program_id"][0]]],
            ["name"],
            order="sequence, id",
            limit=1,
        )
        (fallen,) = office.find(
            PROGRAMME_MANAGER,
            "satisfaction.assessment",
            [["points", "!=", False], ["line_ids.trend", "=", "fall"]],
            ["display_name"],
            order="date desc, id desc",
            limit=1,
        )
        (wave,) = office.find(
            PROGRAMME_MANAGER,
            "satisfaction.wave",
            [["state", "=", "closed"]],
            ["name"],
            order="number desc",
            limit=1,
        )
        link, mail = self._ask_again()
        return {
            "program": str(score["program_id"][0]),
            "client": str(client),
            "score": str(score["id"]),
            "case": str(case["id"]),
            "rule": str(rule["id"]),
            "ticket": str(answered["ticket_id"][0]),
            "wave": str(wave["id"]),
            "assessment": str(fallen["id"]),
            "dashboard": str(office.resolve("client_satisfaction.dashboard_overview")),
            "answer": link,
            "mail": mail,
        }

    def _ask_again(self) -> tuple[str, str]:
        """Close a ticket for an unanswered ask: its link, and its mail as a file."""
        office = self._office
        ticket = office.find_ticket() or office.create_ticket()
        done = office.resolve("helpdesk_mgmt.helpdesk_ticket_stage_done")
        ids = [ticket["id"]]
        office.as_user(AGENT).call("helpdesk.ticket", "write", ids, {"stage_id": done})
        office.await_request(ticket["id"])
        address = office.read_request(ticket["id"])["email"]
        (mail, *_more) = office.wait(
            "the mail to the client",
            lambda: [
                mail
                for mail in office.find_mails(address, ticket["number"])
                if rating_link(mail, "3")
            ],
            "client_satisfaction.ir_cron_send_requests",
            "mail.ir_cron_mail_scheduler_action",
        )
        file = self._scratch / "mail.html"
        file.write_text(f'<meta charset="utf-8">{mail_html(mail)}', encoding="utf-8")
        return rating_link(mail, "3") or "", file.as_uri()

    # ------------------------------------------------------------------
    # Files
    # ------------------------------------------------------------------
    def print_report(self) -> bytes | None:
        """The first page of the review report the story has written."""
        file = self._config.outputs / "client-review.pdf"
        return self._render(file) if file.exists() else None

    def print_program_report(self) -> bytes | None:
        """The first page of this year's report for management, as a draft."""
        office = self._office.as_user(PROGRAMME_MANAGER)
        values = {
            "program_id": int(self.places["program"]),
            "period_kind": "year",
            "trend_note": "The two clients who fell in spring are back.",
        }
        (report,) = office.call("satisfaction.program.report", "create", [values])
        file = self._scratch / "programme-report.pdf"
        file.write_bytes(
            office.get(f"/report/pdf/client_satisfaction.program_report/{report}")
        )
        return self._render(file)

    def print_workbook(self) -> bytes | None:
        """The first sheet of the workbook, where LibreOffice is installed."""
        file = self._config.outputs / "client-satisfaction.xlsx"
        office = shutil.which("soffice")
        if not file.exists() or not office:
            say("Picture workbook: left out, it needs LibreOffice")
            return None
        subprocess.run(
            [
                *(office, f"-env:UserInstallation=file://{self._scratch}/office"),
                *("--headless", "--convert-to", "pdf", "--outdir", self._scratch, file),
            ],
            check=True,
            capture_output=True,
        )
        return self._render(self._scratch / f"{file.stem}.pdf")

    def _render(self, pdf: Path) -> bytes | None:
        program = shutil.which("pdftoppm")
        if not program:
            say(f"Picture of {pdf.name}: left out, it needs poppler-utils")
            return None
        target = self._scratch / pdf.stem
        subprocess.run(
            [
                program,
                "-r",
                "80",
                "-f",
                "1",
                "-l",
                "1",
                "-singlefile",
                "-png",
                pdf,
                target,
            ],
            check=True,
        )
        return target.with_suffix(".png").read_bytes()


def _keep(png: bytes, file: Path) -> None:
    """Write a picture as WebP, small enough for a repository."""
    picture = _trim(Image.open(io.BytesIO(png)).convert("RGB"))
    for quality in (85, 75, 60, 45, 30):
        content = io.BytesIO()
        picture.save(content, "WEBP", quality=quality, method=6)
        if content.tell() <= LARGEST:
            file.write_bytes(content.getvalue())
            return
    raise SetupError(f"{file.name} stays above {LARGEST:,} bytes; make it smaller.")


def _trim(picture: Image.Image) -> Image.Image:
    """Cut off a white border, as paper has, but for a narrow rim."""
    white = Image.new("RGB", picture.size, "white")
    box = ImageChops.difference(picture, white).getbbox()
    if box is None:
        return picture
    left, top, right, bottom = box
    return picture.crop(
        (
            max(left - RIM, 0),
            max(top - RIM, 0),
            min(right + RIM, picture.width),
            min(bottom + RIM, picture.height),
        )
    )
