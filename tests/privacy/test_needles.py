# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What tells of a person is found in any spelling, and nothing else is."""

import io
import unittest
import zipfile

from odoo.addons.client_satisfaction.models.privacy.file_text import read_text
from odoo.addons.client_satisfaction.models.privacy.needles import (
    Needles,
    is_distinctive,
    name_parts,
)
from odoo.addons.client_satisfaction.report.person_archive import write_archive


class TestNeedles(unittest.TestCase):
    def test_names(self):
        needles = Needles(["Zoë O'Quartz", "zoe@acme.example"])
        for text, left in (
            ("Zoë O'Quartz called", "* called"),
            ("ZOË  O'QUARTZ", "*"),
            ("<b>Zoë&nbsp;O&#x27;Quartz</b>", "<b>*</b>"),
            ("Mail Zoe@Acme.example!", "Mail *!"),
            ("mailto:zoe@acme.example.", "mailto:*."),
            # Another one
            ("chloezoe@acme.example", "chloezoe@acme.example"),
            ("Zoë O'Quartzheim", "Zoë O'Quartzheim"),
        ):
            with self.subTest(text=text):
                self.assertEqual(needles.take_out(text, "*"), left)
                self.assertEqual(needles.found_in(text), "*" in left)

    def test_phones(self):
        needles = Needles(phones=["+44 20 7946-0958", "112"])
        for text in ("+442079460958", "44 (20) 7946 0958", "Tel. 44-20-7946-0958."):
            self.assertTrue(needles.found_in(text), text)
        for text in ("112", "4420794609581", "+44 20 7946 0959"):
            self.assertFalse(needles.found_in(text), text)

    def test_words(self):
        needles = Needles(words=["ok\nNobody  called <back> & I waited\nbye"])
        for text in (
            "Nobody called <back> & I waited",
            "<p>Nobody called &lt;back&gt; &amp; I waited</p>",
        ):
            self.assertTrue(needles.found_in(text), text)
        self.assertFalse(needles.found_in("ok"), "Short words are anybody's.")

    def test_words_for_the_database(self):
        """What LIKE looks for is wide enough for HTML, JSON and blanks."""
        needles = Needles(words=["It's 5_% slower, Écoutez \\ bien", "%%%%%%%%%%%%%%"])
        self.assertEqual(
            needles.sql_likes,
            ["%" + 14 * "\\%" + "%", "%it%s%5%slower%_coutez%bien%"],
        )
        self.assertFalse(needles.sql_pattern)

    def test_languages(self):
        self.assertTrue(Needles(["张伟"]).found_in("客户张伟说打印机坏了"))
        self.assertTrue(Needles(["Иван Петров"]).found_in("Звонил ИВАН ПЕТРОВ."))
        self.assertTrue(is_distinctive("张伟"))
        self.assertTrue(is_distinctive("Ada Lovelace"))
        self.assertFalse(is_distinctive("Ada"))
        self.assertEqual(name_parts("Dr Ada, Lovelace"), ["Ada", "Lovelace"])

    def test_nothing_to_look_for(self):
        needles = Needles(["", None], [None], [""])
        self.assertFalse(needles)
        self.assertEqual(needles.take_out("All of it", "*"), "All of it")
        self.assertFalse(needles.found_in("All of it"))

    def test_json(self):
        needles = Needles(["Ada Lovelace"])
        self.assertEqual(
            needles.take_out({"1": ["Ada Lovelace", 4], "2": {"a": None}}, "*"),
            {"1": ["*", 4], "2": {"a": None}},
        )


class TestFiles(unittest.TestCase):
    def test_archive(self):
        """The file to hand out can be read again, by people and by our own search;
        a formula stays text."""
        file = io.BytesIO()
        write_archive(
            file,
            {
                "Contact": (["Name", "Said"], [("Ada Lovelace", "=1+1")]),
                "Empty": ([], []),
            },
            [("001-scan.txt", b"By hand")],
        )
        text = read_text(file.getvalue())
        for words in ("Ada Lovelace", "By hand", "=1+1"):
            self.assertIn(words, text)
        with zipfile.ZipFile(file) as archive:
            workbook = archive.read("data.xlsx")
        with zipfile.ZipFile(io.BytesIO(workbook)) as book:
            sheet = book.read("xl/worksheets/sheet1.xml").decode()
        self.assertNotIn("<f>", sheet)

    def test_what_cannot_be_read(self):
        for content in (b"", b"%PDF-broken", b"PK\x03\x04broken", b"\x89PNG\0\0"):
            self.assertNotIn("Ada", read_text(content))
        self.assertEqual(read_text("Müller".encode("latin-1")), "Müller")
