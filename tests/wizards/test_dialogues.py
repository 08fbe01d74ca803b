# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Dialogues, opened with what their forms carry.

The web client asks for defaults of the fields of the form and of no others, also when
the button hands one over. A figure computed of a field that the form lacks is then
computed of nothing: an empty dialogue, or none at all. In Python nobody notices.
"""

from lxml import etree

from odoo.tests import Form

from ..common import SatisfactionCommon


class TestDialogues(SatisfactionCommon):
    """As people of a single company: some fields are for several ones only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        several = cls.env.ref("base.group_multi_company")
        cls.program_manager.group_ids -= several
        cls.client_manager.group_ids -= several

    def _get_dialogues(self):
        """Own forms of transient models, as the manager gets them."""
        views = self.env["ir.ui.view"].search(
            [("type", "=", "form"), ("mode", "=", "primary")]
        )
        names = views.get_external_id()
        for view in views:
            is_own = names[view.id].startswith("client_satisfaction.")
            if is_own and self.env[view.model]._transient:
                yield view, self.env[view.model].with_user(self.program_manager)

    def test_forms_carry_what_their_figures_need(self):
        """All that a figure of the form is made of stands in the form."""
        lacking, seen = {}, 0
        for view, model in self._get_dialogues():
            arch = etree.fromstring(model.get_view(view.id, "form")["arch"])
            shown = {
                node.get("name")
                for node in arch.iter("field")
                if next(node.iterancestors("field"), None) is None
            }
            needed = set().union(*(self._list_sources(model, name) for name in shown))
            if needed - shown:
                lacking[view.name] = sorted(needed - shown)
            seen += 1
        self.assertGreater(seen, 15)
        self.assertEqual(lacking, {})

    def _list_sources(self, model, name, seen=None):
        """Fields somebody fills in that a computed one is made of."""
        seen = set() if seen is None else seen
        if name in seen:
            return set()
        seen.add(name)
        field = model._fields[name]
        if field.related:
            before = [field.related.split(".")[0]]
        elif field.compute:
            before = [path.split(".")[0] for path in model.pool.field_depends[field]]
        else:
            return {name}
        return set().union(
            *(self._list_sources(model, source, seen) for source in before)
        )

    def test_freezing_opens_with_the_period_that_is_over(self):
        """R77, D7: the dialogue names the period and offers to freeze it."""
        today = self.company._satisfaction_today()
        program = self._make_program(self.company, today.year - 1)
        program = program.with_user(self.program_manager)
        action = program.action_freeze_period()
        dialogue = Form(self._get_wizards(action, self.program_manager))
        self.assertEqual(dialogue.program_id, program)
        self.assertTrue(dialogue.is_over)
        self.assertLess(dialogue.period_end, today)
        dialogue.is_confirmed = True
        dialogue.save().action_freeze()
        self.assertEqual(program.frozen_until.month, 3)

    def test_recovery_opens_with_the_own_company(self):
        """R96: what one company's people look at are that company's cases."""
        low = self._answered(1)
        cause = self.env.ref("client_satisfaction.root_cause_communication")
        self.env["satisfaction.case"]._open_from_requests(low).write(
            {
                "call_notes": "<p>Said.</p>",
                "root_cause_ids": cause.ids,
                "decision": "accepted",
                "client_word": "We will see",
                "state": "closed",
            }
        )
        wizards = self.env["satisfaction.recovery.analysis"]
        dialogue = Form(wizards.with_user(self.program_manager))
        self.assertEqual(dialogue.company_id, self.company)
        self.assertEqual(dialogue.case_count, 1)

    def _get_wizards(self, action, user):
        return (
            self.env[action["res_model"]]
            .with_user(user)
            .with_context(**action["context"])
        )
