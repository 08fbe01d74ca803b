# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The means of the live story: forms as a browser sends them, tables, failures."""

from email.message import EmailMessage

import pytest

import story
from odoo_client import OdooError
from story_browser import (
    Page,
    StoryError,
    hide_token,
    mail_links,
    mail_words,
    read_forms,
    read_lines,
    wait_for,
)
from story_office import rating_link
from story_tables import calculation_table, text_table, width

FORM = """
<main><form action="/satisfaction/abc" method="post">
  <input type="hidden" name="csrf_token" value="t0ken"/>
  <label><input type="radio" name="q1" value="1"/>1</label>
  <label><input type="radio" name="q1" value="2" checked="checked"/>2</label>
  <input type="radio" name="q2" value="1"/><input type="radio" name="q2" value="5"/>
  <input type="checkbox" name="tags" value="7"/>
  <input type="checkbox" name="tags" value="8" checked=""/>
  <input type="text" name="off" value="x" disabled="disabled"/>
  <textarea name="comment">a &lt; b</textarea>
  <input type="submit" name="go" value="Send"/><button>Send</button>
</form></main>
"""


def make_page(html):
    return Page("http://localhost/", 200, html.encode())


def test_form_sends_what_a_browser_would():
    """A browser leaves out what isn't chosen, what is disabled, and the button."""
    (form,) = read_forms(make_page(FORM))
    assert form.action == "/satisfaction/abc"
    assert form.values() == [
        ("csrf_token", "t0ken"),
        ("q1", "2"),
        ("tags", "8"),
        ("comment", "a < b"),
    ]
    assert {name: len(group) for name, group in form.radios().items()} == {
        "q1": 2,
        "q2": 2,
    }


def test_lines_of_a_page():
    """Text as a person reads it: without style, white space of the source folded."""
    html = "<style>p {}</style><p>One\n   <b>two</b></p><p> </p><script>x</script>three"
    assert read_lines(html) == ["One two", "three"]


def make_mail(html, subject="How did we do? HT00007"):
    mail = EmailMessage()
    mail["Subject"] = subject
    mail.set_content("plain words")
    mail.add_alternative(html, subtype="html")
    return mail


def test_rating_link_of_a_mail():
    """R27: the link of one rating is found, in a mail of ours only."""
    href = "http://localhost/satisfaction/abc?lang=en&amp;value=2"
    mail = make_mail(
        f'<a href="{href}">2</a><a href="http://localhost/x?value=2">x</a>'
    )
    assert len(mail_links(mail)) == 2
    assert rating_link(mail, "2") == "http://localhost/satisfaction/abc?lang=en&value=2"
    assert rating_link(mail, "3") is None
    words = mail_words(mail)
    assert "HT00007" in words
    assert "plain words" in words


def test_token_is_hidden():
    """A printed address doesn't let anybody answer."""
    url = "http://localhost/satisfaction/0a1b2c/thanks"
    assert hide_token(url) == "http://localhost/satisfaction/…/thanks"


def test_waiting_ends():
    """What never comes is said, after the time is over and not before a look."""
    looks = []
    with pytest.raises(StoryError, match="the mail did not come"):
        wait_for("the mail", lambda: looks.append(1), 0)
    assert looks
    assert wait_for("the mail", lambda: "here", 0) == "here"


def test_table_of_wide_letters():
    """Chinese letters take two columns, so the next column starts below itself."""
    assert width("云a") == 3
    lines = text_table(("name", "n"), [("云川", 3), ("abc", 12)], right=(1,))
    assert lines == ["name   n", "----  --", "云川   3", "abc   12"]


def test_calculation_table_shows_missing_channels():
    """R62, D5: a channel without answers stays in the table, without points."""
    empty = {
        "channel_code": "callback",
        "is_measured": False,
        "points": False,
        "weight": 20.0,
        "effective_weight": 0.0,
        "weighted_points": False,
        "response_count": 0,
        "source_start": False,
        "source_end": False,
    }
    measured = empty | {
        "channel_code": "ticket",
        "is_measured": True,
        "points": 92.5,
        "effective_weight": 40.0,
        "weighted_points": 37.0,
        "response_count": 4,
        "source_start": "2026-10-01",
        "source_end": "2026-12-31",
    }
    lines = calculation_table([measured, empty], {"ticket": "Ticket rating"})
    assert lines[2].split() == [
        *("Ticket", "rating", "20", "40", "92.5", "37.00", "4"),
        *("2026-10-01", "–", "2026-12-31"),
    ]
    assert lines[3].split() == ["callback", "20", "0", "–", "–"]


class BrokenConfig:
    """A demo whose server is down."""

    url = "http://localhost:1"
    logins = {"agent": None}

    def client(self, login):
        raise OdooError(f"{login}: the server is down")


def test_failing_step_is_named(capsys):
    """A step that fails ends the story with a status and says which and why."""
    assert story.run(BrokenConfig()) == 1
    told = capsys.readouterr()
    assert "1. The client's score before" in told.out
    assert "failed at step “1. The client's score before”" in told.err
    assert "the server is down" in told.err
    assert "2. " not in told.out
