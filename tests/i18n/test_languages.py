# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What is computed or put together reaches each reader in the reader's language."""

from lxml import etree

from odoo.tests.common import TransactionCase


class TestLanguages(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.env["ir.module.module"]._load_module_terms(
            ["client_satisfaction"], ["zh_CN"]
        )

    def test_path_of_a_root_cause(self):
        """R125: a Chinese client does not read English causes in the review report."""
        child = self.env.ref("client_satisfaction.root_cause_communication").search(
            [("parent_id", "!=", False)], limit=1
        )
        self.assertEqual(child.complete_name, f"{child.parent_id.name} / {child.name}")
        chinese = child.with_context(lang="zh_CN")
        self.assertEqual(
            chinese.complete_name, f"{chinese.parent_id.name} / {chinese.name}"
        )
        self.assertNotEqual(chinese.complete_name, child.complete_name)

    def test_no_text_beside_a_doctype(self):
        """Odoo translates nothing in a template that begins with a DOCTYPE."""
        views = self.env["ir.ui.view"].search(
            [("key", "=like", "client_satisfaction.%"), ("type", "=", "qweb")]
        )
        documents = views.filtered(lambda view: "!DOCTYPE" in view.arch_db)
        self.assertTrue(documents)
        for view in documents:
            root = etree.fromstring(view.arch_db)
            etree.strip_elements(root, "style", with_tail=False)
            texts = " ".join(root.itertext()).replace("<!DOCTYPE html>", "")
            self.assertFalse(
                [text for text in texts.split() if text.isalpha()], view.key
            )

    def test_page_around_the_questions(self):
        """A client sees the whole answer page in its own language."""
        frame = self.env.ref("client_satisfaction.answer_frame")
        self.assertIn("Open for answers until", frame.arch_db)
        chinese = frame.with_context(lang="zh_CN").arch_db
        self.assertIn("回答截止日期", chinese)
        self.assertNotIn("Open for answers until", chinese)

    def test_names_instead_of_codes(self):
        """Kinds of data, processes, languages and hours are read, not their codes."""
        chinese = self.env["satisfaction.retention"].with_context(lang="zh_CN")
        line = chinese.new({"kind": "words"})
        labels = dict(line._fields["kind"]._description_selection(chinese.env))
        self.assertRegex(labels["words"], "[\u4e00-\u9fff]")
        self.assertEqual(line.display_name, labels["words"])
        process = self.env["satisfaction.program.process"].new({})
        names = dict(process._fields["code"]._description_selection(self.env))
        process.code = next(iter(names))
        self.assertEqual(process.display_name, names[process.code])
        for model in ("satisfaction.request", "satisfaction.remark"):
            record = self.env[model].new({"lang": "zh_CN"})
            self.assertEqual(
                record.lang_name, self.env["res.lang"]._get_data(code="zh_CN").name
            )
            record.lang = "xx_XX"
            self.assertEqual(record.lang_name, "xx_XX")
        hours = chinese.env["satisfaction.score"]._get_hours_form()
        self.assertEqual(hours % "24.6", "24.6 小时")
