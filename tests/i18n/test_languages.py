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
