# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user
from odoo.tools import SQL, mute_logger

from odoo.addons.client_satisfaction.models.privacy.person_data import (
    PARTS,
    TICKET_PARTS,
)

from tests.privacy.person_case import (
    COMPLAINT,
    EMAIL,
    NAME,
    PHONE,
    WORDS,
    PersonCase,
)

ALL = (NAME, "Quartz", EMAIL, PHONE, "442079460958", WORDS, COMPLAINT, "203.0.113.7")


class TestErasure(PersonCase):
    maxDiff = None

    def _erase(self, **options):
        return (
            self.env["satisfaction.erasure"]
            .with_user(self.program_manager)
            ._erase(self.person.with_user(self.program_manager), **options)
        )

    def test_nothing_is_left(self):
        """A dump of the whole database has no name, address, number or word any more,
        and every figure is what it was."""
        before = self._get_figures()
        planted = self._find_everywhere(*ALL)
        self.assertGreater(len(planted), 25, "The search finds what is there.")
        self.assertTrue(self._find_in_files(WORDS, COMPLAINT))

        erasure = self._erase()

        self.assertEqual(self._find_everywhere(*ALL), {})
        self.assertFalse(self._find_in_files(*ALL))
        self.assertEqual(self._get_figures(), before)
        self.assertFalse(erasure.leftovers)
        self.assertGreater(erasure.record_count, 5)
        self.assertGreaterEqual(erasure.file_count, 4)

    def test_scores_counted_again(self):
        """Counting again after the erasure gives the same scores."""
        points = self.score.points
        self._erase()
        self.answered.score_pending = True
        self.env["satisfaction.score"]._recompute_pending()
        self.assertEqual(self.score.points, points)

    def test_identity_only(self):
        """The words stay, without what tells whose they are."""
        self._erase(mode="anonymise")
        identity = (NAME, "Quartz", EMAIL, PHONE, "442079460958")
        self.assertEqual(self._find_everywhere(*identity), {})
        self.assertEqual(self.answered.comment, WORDS)
        self.assertIn(COMPLAINT, self.case.complaint)
        self.assertIn("(erased) said", self.case.call_notes)

    def test_contact_kept(self):
        """Other apps keep the contact; the programme's records lead to nobody."""
        erasure = self._erase(keep_contact=True)
        self.assertEqual(self.person.name, NAME)
        self.assertTrue(self.person.active)
        self.assertTrue(self.person.satisfaction_opt_out)
        self.assertTrue(erasure.is_contact_kept)
        ours = {
            place: rows
            for place, rows in self._find_everywhere(NAME, EMAIL, PHONE, WORDS).items()
            if place[0].startswith(("satisfaction_", "survey_"))
        }
        self.assertEqual(ours, {})
        shell = self.answered.partner_id
        self.assertNotEqual(shell, self.person)
        self.assertEqual(shell.commercial_partner_id, self.client)
        self.assertFalse(self.answered.ticket_id)
        self.assertEqual(self.case.partner_id, shell)

    def test_signature_kept(self):
        """What has to be kept is kept, with the reason in the log."""
        erasure = self._erase(keep_reason="Six years by contract")
        self.assertEqual(self.case.signed_name, NAME)
        self.assertTrue(self.case.signature)
        self.assertTrue(erasure.is_signed_kept)
        self.assertEqual(erasure.keep_reason, "Six years by contract")
        left = self._find_everywhere(NAME, EMAIL, PHONE, WORDS)
        self.assertEqual(set(left), {("satisfaction_case", NAME)})

    def test_open_ask(self):
        """Nobody is asked any more, and the link that is out is dead."""
        self.assertEqual(self.waiting.state, "sent")
        self._erase()
        self.assertEqual(self.waiting.state, "cancelled")
        self.assertFalse(self.env["mail.mail"].search([("email_to", "ilike", EMAIL)]))

    def test_portal_user(self):
        """The person can't sign in any more."""
        self._erase()
        self.assertFalse(self.portal_user.active)
        self.assertEqual(self.portal_user.login, f"erased-{self.portal_user.id}")

    def test_report_withdrawn(self):
        """A printed report with the person's words can't be opened any more."""
        self._erase()
        self.assertEqual(self.report.state, "withdrawn")
        self.assertFalse(self.report.document)

    def test_others_untouched(self):
        """What colleagues of the person said stays."""
        self.other.comment = "All went well with the plotter"
        self._erase()
        self.assertEqual(self.other.comment, "All went well with the plotter")
        self.assertEqual(self.other.partner_id, self.contact)
        self.assertIn("(erased)", self.foreign.text)
        self.assertIn("how it went", self.foreign.text)

    def test_same_words_of_somebody_else(self):
        """A sentence that others wrote as well is theirs; a name in it goes."""
        self.other.write({"comment": WORDS, "skip_note": f"Ask {NAME} instead"})
        self._erase()
        self.assertEqual(self.other.comment, WORDS)
        self.assertEqual(self.other.skip_note, "Ask (erased) instead")
        self.assertFalse(self.answered.comment)

    def test_words_quoted_by_staff(self):
        """P: in another's remark: the quotation goes, what that person said stays."""
        said = 'No "printer" prints, even at 100 % effort'
        remarks = self.env["satisfaction.remark"]
        own, other = remarks.create(
            [
                {"text": said, "client_id": self.client.id, "partner_id": one.id}
                for one in (self.person, self.contact)
            ]
        )
        other.decision_note = f"As we heard before: No  &quot;printer&quot;{said[12:]}"
        self._erase()
        self.assertNotIn("100", own.text)
        self.assertEqual(other.text, said)
        self.assertNotIn("100", other.decision_note)
        self.assertIn("As we heard before", other.decision_note)

    def test_search_passes_over_figures(self):
        """P: tables that jobs fill hold no words; searching them would take minutes."""
        queries = []
        execute = type(self.cr).execute

        def listen(cr, query, *args, **kwargs):
            queries.append(query.code if isinstance(query, SQL) else query)
            return execute(cr, query, *args, **kwargs)

        with patch.object(type(self.cr), "execute", listen):
            self._erase()
        searched = " ".join(query for query in queries if "~*" in query)
        self.assertIn("satisfaction_case", searched)
        for table in ("satisfaction_score_line", "satisfaction_kpi_value"):
            self.assertNotIn(table, searched)
        ledger = [q for q in queries if "~*" in q and '"satisfaction_request"' in q]
        # All of it once, and the person's own rows
        self.assertEqual(len(ledger), 2)

    def test_shared_address(self):
        """The switchboard's number and the office's address belong to others, too."""
        self.contact.write({"email": EMAIL, "phone": PHONE})
        self.other.email = EMAIL
        self.foreign.sudo().text = f"Call {PHONE} or write to {EMAIL}"
        self._erase()
        self.assertEqual(self.contact.phone, PHONE)
        self.assertEqual(self.other.email, EMAIL)
        self.assertEqual(self.foreign.text, f"Call {PHONE} or write to {EMAIL}")
        self.assertFalse(self.answered.email)
        self.assertEqual(self._find_everywhere(NAME, WORDS), {})

    def test_log(self):
        """The log says who erased and how much, not whom."""
        erasure = self._erase()
        self.assertEqual(erasure.user_id, self.program_manager)
        self.assertEqual(erasure.mode, "erase")
        log = self.env["privacy.log"].search([], order="id desc", limit=1)
        self.assertEqual(log.user_id, self.program_manager)
        self.assertEqual(log.anonymized_name, "Z****** Q*****")

    def test_twice(self):
        """Erasing an erased contact finds nothing that names anybody."""
        self._erase()
        before = self._get_figures()
        again = self._erase()
        self.assertEqual(self._get_figures(), before)
        self.assertEqual(again.file_count, 0)

    # ------------------------------------------------------------------
    # Who may, and whom
    # ------------------------------------------------------------------
    def test_rights(self):
        """Programme managers and administrators only."""
        for user in (
            self.agent,
            self.interviewer,
            self.client_manager,
            self.senior_manager,
            self.plain_user,
            self.portal_user,
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["satisfaction.erasure"].with_user(user)._erase(
                    self.person.with_user(user)
                )
        with self.assertRaises(AccessError), mute_logger("odoo.models.unlink"):
            self.env["satisfaction.person.erasure"].with_user(
                self.client_manager
            ).create({"partner_id": self.person.id})
        self.assertEqual(self.person.name, NAME)

    def test_other_companies(self):
        """A programme manager doesn't erase what is another company's."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.case.sudo().copy({"company_id": company.id, "partner_id": self.person.id})
        with self.assertRaises(AccessError):
            self._erase()
        admin = new_test_user(
            self.env, login="satisfaction_system", groups="base.group_system"
        )
        erasures = self.env["satisfaction.erasure"].with_user(admin)
        self.assertTrue(erasures._erase(self.person.with_user(admin)))

    def test_no_person(self):
        """Companies and colleagues are not erased."""
        for partner in (self.client, self.agent.partner_id):
            with self.subTest(partner=partner.name), self.assertRaises(UserError):
                self.env["satisfaction.erasure"].with_user(self.program_manager)._erase(
                    partner.with_user(self.program_manager)
                )

    # ------------------------------------------------------------------
    # The wizard
    # ------------------------------------------------------------------
    def _open(self, **values):
        return (
            self.env["satisfaction.person.erasure"]
            .with_user(self.program_manager)
            .create({"partner_id": self.person.id, **values})
        )

    def test_wizard(self):
        """It shows what there is, wants the name to confirm, and opens the log."""
        wizard = self._open()
        shown = dict(
            wizard.line_ids.mapped(lambda line: (line.name, line.record_count))
        )
        self.assertEqual(shown["Satisfaction Request"], 2)
        self.assertEqual(shown["Satisfaction Case"], 1)
        self.assertTrue(wizard.has_signed)
        self.assertEqual(wizard.open_case_count, 1)
        for confirmation in (False, "Zenobia"):
            wizard.confirmation = confirmation
            with self.assertRaises(UserError):
                wizard.action_erase()
        self.assertEqual(self.person.name, NAME)
        wizard.write({"confirmation": NAME, "keep_signed": True})
        with self.assertRaises(UserError):
            wizard.action_erase()
        wizard.keep_signed = False
        action = wizard.action_erase()
        self.assertEqual(action["res_model"], "satisfaction.erasure")
        self.assertFalse(wizard.exists())
        self.assertEqual(self._find_everywhere(*ALL), {})

    def test_from_the_contact(self):
        action = self.person.with_user(
            self.program_manager
        ).action_satisfaction_privacy()
        self.assertEqual(action["context"], {"default_partner_id": self.person.id})

    # ------------------------------------------------------------------
    # Odoo's own search for people
    # ------------------------------------------------------------------
    def test_privacy_lookup(self):
        """Its list deletes no row of ours: the person is taken out, figures stay."""
        wizard = self.env["privacy.lookup.wizard"].create(
            {"name": NAME, "email": EMAIL}
        )
        wizard.action_lookup()
        ours = wizard.line_ids.filtered(lambda line: line._is_of_satisfaction())
        self.assertIn("satisfaction.request", ours.mapped("res_model"))
        self.assertIn("survey.user_input", ours.mapped("res_model"))
        before = self._get_figures()
        for line in ours:
            line.action_unlink()
        self.assertEqual(self._get_figures(), before)
        self.assertFalse(self.answered.email)
        self.assertFalse(self.answered.comment)
        self.assertFalse(self.answered.partner_id)
        self.assertIn("Anonymised", ours[0].execution_details)
        with self.assertRaises(UserError):
            ours[0].action_unlink()

    def test_privacy_lookup_leads_here(self):
        wizard = self.env["privacy.lookup.wizard"].create(
            {"name": NAME, "email": EMAIL}
        )
        with self.assertRaises(UserError):
            wizard.action_erase_from_satisfaction()
        wizard.action_lookup()
        action = wizard.action_erase_from_satisfaction()
        self.assertEqual(action["context"], {"default_partner_id": self.person.id})

    # ------------------------------------------------------------------
    # Nothing is forgotten
    # ------------------------------------------------------------------
    def test_every_model_with_a_contact_is_known(self):
        """A model with a contact stands in the list of what is about a person."""
        known = {part.model for part in PARTS + TICKET_PARTS}
        unknown = {
            name
            for name in self.env.registry
            if name.startswith("satisfaction.")
            and self.env[name]._auto
            and not self.env[name]._transient
            and "partner_id" in self.env[name]
            and self.env[name]._fields["partner_id"].store
            and self.env[name]._fields["partner_id"].comodel_name == "res.partner"
        } - known
        self.assertEqual(unknown, set())

    def test_fields_exist(self):
        for part in PARTS + TICKET_PARTS:
            for name in part.identity + part.words + part.signature:
                self.assertIn(name, self.env[part.model]._fields, part.model)
