# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Deciding on remarks and telling clients; nobody is told twice, nobody is left out."""

from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .remark_case import RemarkCommon

TELLING = "odoo.addons.client_satisfaction.models.improve.remark_telling"


@tagged("post_install", "-at_install")
class TestRemarkDecision(RemarkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.remark = cls._make_remark()
        cls.mine = cls.remark.with_user(cls.client_manager)

    def _decide(self, remarks, state, **values):
        action = self.env.ref("client_satisfaction.action_remark_decide")
        wizard = (
            self.env[action.res_model]
            .with_user(self.client_manager)
            .with_context(active_model="satisfaction.remark", active_ids=remarks.ids)
            .create({"state": state, **values})
        )
        self.assertEqual(wizard.remark_ids.ids, remarks.ids)
        return wizard.action_decide()

    # ------------------------------------------------------------------
    # Deciding
    # ------------------------------------------------------------------
    def test_refusal_needs_explanation(self):
        """R90: a remark can't be declined without words; nothing is changed."""
        for note in (False, "", "  \n"):
            with (
                self.subTest(note=note),
                self.assertRaises(ValidationError) as caught,
            ):
                self._decide(self.remark, "declined", decision_note=note)
            self.assertIn("can't be declined", caught.exception.args[0])
        self.assertEqual(self.remark.state, "new")
        self._decide(self.remark, "declined", decision_note="The law forbids it.")
        self.assertEqual(self.remark.state, "declined")
        self.assertEqual(self.remark.decided_by_id, self.client_manager)
        self.assertTrue(self.remark.decided_at)
        with self.assertRaises(ValidationError):
            self.mine.decision_note = False

    def test_stages(self):
        """R86, R90: new, in work, accepted, done; what is only read is noted."""
        self.mine.user_id = False
        self.mine.sudo().user_id = False
        self.mine.action_take()
        self.assertEqual(self.remark.user_id, self.client_manager)
        self.assertEqual(self.remark.telling_state, "none")
        self.mine.action_accept()
        self.assertEqual(self.remark.telling_state, "pending")
        self.assertFalse(self.remark.done_on)
        self.mine._finish("The name stands on the ticket.")
        self.assertEqual(self.remark.state, "done")
        self.assertEqual(self.remark.done_on, self.company._satisfaction_today())
        self.mine.action_reopen()
        self.assertFalse(self.remark.done_on)
        self.mine.action_note()
        self.assertEqual(self.remark.telling_state, "none")

    def test_finish_leaves_refusals(self):
        """R90: finishing an action doesn't turn a refusal into a promise kept."""
        refused = self._make_remark(state="declined", decision_note="No.")
        self.assertEqual((self.remark + refused)._finish("Done"), self.remark)
        self.assertEqual(refused.state, "declined")

    # ------------------------------------------------------------------
    # Telling
    # ------------------------------------------------------------------
    def test_one_mail_for_all(self):
        """R90: a contact gets one mail about several decisions, another contact
        another; the telling is recorded."""
        second = self._make_remark("Open on Saturdays")
        other = self._make_remark("Cheaper, please", contact=self.leader)
        self._decide(self.remark + second, "accepted", decision_note="From May on.")
        self._decide(other, "declined", decision_note="Prices are in the agreement.")
        remarks = self.remark + second + other
        remarks.with_user(self.client_manager).action_tell_clients()
        self.assertEqual(len(self._mails()), 2)
        mail = self._mails(self.contact)
        self.assertIn("Open on Saturdays", mail.body_html)
        self.assertIn("Tell us who works on it", mail.body_html)
        self.assertIn("From May on.", mail.body_html)
        self.assertNotIn("Cheaper", mail.body_html)
        self.assertIn("We can't do this", self._mails(self.leader).body_html)
        self.assertEqual(set(remarks.mapped("telling_state")), {"told"})
        self.assertTrue(all(remarks.mapped("informed_at")))
        self.assertEqual(self.remark.telling_ids, second.telling_ids)
        self.assertRecordValues(
            self.remark.telling_ids,
            [
                {
                    "means": "mail",
                    "partner_id": self.contact.id,
                    "client_id": self.client.id,
                    "told_by_id": self.client_manager.id,
                }
            ],
        )
        # again: nothing new
        remarks.with_user(self.client_manager).action_tell_clients()
        self.assertEqual(len(self._mails()), 2)

    def test_altered_is_told_again(self):
        """R90: another explanation, another decision or taking it back is told."""
        self._decide(self.remark, "accepted", decision_note="In May.")
        self.mine.action_tell_clients()
        self.mine.decision_note = "In June."
        self.assertEqual(self.remark.telling_state, "pending")
        self.mine.action_tell_clients()
        self.assertIn("In June.", self._mails()[1].body_html)
        self.mine.action_reopen()
        self.assertEqual(self.remark.telling_state, "pending")
        self.mine.action_tell_clients()
        self.assertIn("once more", self._mails()[2].body_html)
        self.assertNotIn("In June.", self._mails()[2].body_html)
        self.assertEqual(self.remark.telling_state, "none")
        self.mine.action_accept()
        self.assertEqual(self.remark.telling_state, "pending")
        self.assertEqual(len(self.remark.telling_ids), 3)

    def test_typing_it_back_tells_nothing(self):
        """R90: what is changed and changed back is what the client knows already."""
        self._decide(self.remark, "accepted", decision_note="In May.")
        self.mine.action_tell_clients()
        self.mine.decision_note = "In June."
        self.mine.decision_note = "In May."
        self.assertEqual(self.remark.telling_state, "told")

    def test_mail_is_escaped(self):
        """R90: neither the client's words nor ours can carry markup into the mail."""
        self.remark.text = "<script>alert(1)</script>"
        note = "<img src=x onerror=alert(2)>\nSecond line"
        self._decide(self.remark, "accepted", decision_note=note)
        self.mine.action_tell_clients()
        body = self._mails().body_html
        self.assertNotIn("<script", body)
        self.assertNotIn("<img", body)
        self.assertIn("&lt;script&gt;", body)

    def test_language(self):
        """R90: the mail speaks the contact's language."""
        self.env["res.lang"]._activate_lang("ru_RU")
        self.contact.lang = "ru_RU"
        template = self.env.ref("client_satisfaction.mail_template_remark_decisions")
        template.with_context(lang="ru_RU").subject = "Что стало с вашими замечаниями"
        self._decide(self.remark, "accepted", decision_note="В мае.")
        self.mine.action_tell_clients()
        self.assertEqual(self._mails().subject, "Что стало с вашими замечаниями")

    def test_unreachable(self):
        """R90: who has no address stands in the list and can be told in person."""
        self.contact.email = False
        self._decide(self.remark, "accepted")
        self.assertEqual(self.remark.telling_state, "unreachable")
        self.mine.action_tell_clients()
        self.assertFalse(self._mails())
        self.mine.action_told_in_person()
        self.assertEqual(self.remark.telling_state, "told")
        self.assertEqual(self.remark.telling_ids.means, "conversation")
        with self.assertRaisesRegex(UserError, "no decision to tell"):
            self.mine.action_told_in_person()

    @mute_logger(TELLING)
    def test_broken_template_loses_nothing(self):
        """R90: a template somebody broke for one contact holds up no other, and what
        wasn't told stays to be told."""
        other = self._make_remark("Cheaper, please", contact=self.leader)
        both = self.remark + other
        self._decide(both, "accepted")
        tell_groups = type(self.remarks)._create_tellings

        def fail(remarks, *args):
            if self.contact in remarks.partner_id:
                raise ValueError("broken")
            return tell_groups(remarks, *args)

        with patch.object(type(self.remarks), "_create_tellings", fail):
            both.with_user(self.client_manager).action_tell_clients()
        self.assertEqual(self.remark.telling_state, "pending")
        self.assertFalse(self.remark.informed_at)
        self.assertEqual(other.telling_state, "told")
        self.assertEqual(len(self._mails()), 1)
        both.with_user(self.client_manager).action_tell_clients()
        self.assertEqual(len(self._mails()), 2)

    # ------------------------------------------------------------------
    # The job
    # ------------------------------------------------------------------
    def _run(self, **limits):
        with self._without_commit():
            self.remarks._cron_tell(**limits)

    def _age(self, remarks, **delta):
        remarks.flush_recordset()
        self.env.cr.execute(
            "UPDATE satisfaction_remark SET decided_at = %s WHERE id = ANY(%s)",
            (fields.Datetime.now() - timedelta(**delta), remarks.ids),
        )
        remarks.invalidate_recordset(["decided_at"])

    def test_job_tells(self):
        """R90: every morning, one mail a contact; not what was decided just now, and
        once however often the job runs."""
        second = self._make_remark("Second")
        self._decide(self.remark + second, "accepted")
        self._run()
        self.assertFalse(self._mails())
        self._age(self.remark + second, hours=2)
        self._run(limit=1)
        self._run(limit=1)
        self.assertEqual(len(self._mails()), 1)
        self.assertEqual(second.telling_state, "told")

    def test_programme_tells_by_hand(self):
        """R90: a programme may leave telling to people."""
        self.program.remark_auto_tell = False
        self._decide(self.remark, "accepted")
        self._age(self.remark, hours=2)
        self._run()
        self.assertFalse(self._mails())

    def test_reminder(self):
        """R90: what nobody was told for days comes to the owner's list, once; told
        and altered it may come again."""
        self.program.remark_auto_tell = False
        self._decide(self.remark, "accepted")
        self._age(self.remark, days=4)
        self._run()
        self.assertFalse(self._activities(self.remark))
        self._age(self.remark, days=6)
        self._run()
        self._run()
        activity = self._activities(self.remark)
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.client_manager)
        self.mine.decision_note = "Differently"
        self._age(self.remark, days=6)
        self._run()
        self.assertEqual(len(self._activities(self.remark)), 2)

    # ------------------------------------------------------------------
    # Praise
    # ------------------------------------------------------------------
    def test_praise(self):
        """R86: praise reaches the colleague and the team, once, by the queue."""
        praise = self._make_remark(
            "Bob is <b>great</b>",
            kind="praise",
            praised_user_id=self.agent.id,
            team_id=self.team.id,
        ).with_user(self.client_manager)
        self.team.user_ids = [Command.link(self.other_agent.id)]
        praise.action_pass_on_praise()
        message = praise.sudo().message_ids.search(
            [("partner_ids", "in", self.agent.partner_id.ids)], limit=1, order="id desc"
        )
        self.assertIn(self.other_agent.partner_id, message.partner_ids)
        self.assertIn("&lt;b&gt;great", message.body)
        self.assertEqual(praise.state, "noted")
        with self.assertRaisesRegex(UserError, "passed on already"):
            praise.action_pass_on_praise()

    def test_praise_in_the_readers_language(self):
        """R86: each colleague reads it in their own language, each gets one mail."""
        self.env["res.lang"]._activate_lang("ru_RU")
        self.other_agent.lang = "ru_RU"
        praise = self._make_remark(
            "Great", kind="praise", praised_user_id=self.agent.id, team_id=self.team.id
        ).with_user(self.client_manager)
        self.team.user_ids = [Command.link(self.other_agent.id)]
        with patch.object(
            self.registry["satisfaction.remark"],
            "message_notify",
            autospec=True,
            return_value=self.env["mail.message"],
        ) as notify:
            praise.action_pass_on_praise()
        told = {
            call.args[0].env.lang: call.kwargs["partner_ids"]
            for call in notify.call_args_list
        }
        self.assertEqual(
            told,
            {
                "en_US": self.agent.partner_id.ids,
                "ru_RU": self.other_agent.partner_id.ids,
            },
        )

    def test_praise_refused(self):
        """R86: criticism isn't praise, confidential words stay, nobody is nobody."""
        with self.assertRaisesRegex(UserError, "isn't marked as praise"):
            self.mine.action_pass_on_praise()
        self.mine.kind = "praise"
        with self.assertRaisesRegex(UserError, "Name the colleague"):
            self.mine.action_pass_on_praise()
        self.mine.write({"praised_user_id": self.agent.id, "is_confidential": True})
        with self.assertRaisesRegex(UserError, "is confidential"):
            self.mine.action_pass_on_praise()
        self.assertFalse(self.remark.praised_at)

    # ------------------------------------------------------------------
    # Rights
    # ------------------------------------------------------------------
    def test_who_sees(self):
        """R86: owners, own clients, own teams' work; confidential ones not agents;
        another company nobody."""
        about = self._make_remark("Team", team_id=self.team.id)
        secret = self._make_remark("VIP", team_id=self.team.id, is_confidential=True)
        seen = {
            name: self.remarks.with_user(user).search([]).ids
            for name, user in self.users.items()
            if name not in ("plain_user", "service_manager")
        }
        everything = sorted((self.remark + about + secret).ids)
        for name in ("client_manager", "program_manager", "senior_manager"):
            self.assertEqual(sorted(seen[name]), everything, name)
        self.assertEqual(seen["agent"], about.ids)
        for name in ("other_agent", "other_client_manager", "interviewer"):
            self.assertEqual(seen[name], [], name)
        for name in ("plain_user", "service_manager"):
            with self.assertRaises(AccessError):
                self.remarks.with_user(self.users[name]).search([])
        everyone = self.remark + about + secret
        everyone.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        self.assertFalse(self.remarks.with_user(self.program_manager).search([]))

    def test_who_decides(self):
        """R90: agents read what is about them, managers of others' clients nothing;
        senior management reads; nobody deletes."""
        about = self._make_remark("Team", team_id=self.team.id)
        for user in (
            self.agent,
            self.other_agent,
            self.other_client_manager,
            self.interviewer,
            self.senior_manager,
        ):
            with self.subTest(user=user.login):
                mine = about.with_user(user)
                with self.assertRaises(AccessError):
                    mine.write({"state": "accepted"})
                with self.assertRaises(AccessError):
                    mine.action_tell_clients()
                with self.assertRaises(AccessError):
                    mine.action_told_in_person()
        about.user_id = self.agent
        about.with_user(self.agent).action_accept()
        self.assertEqual(about.state, "accepted")
        with self.assertRaises(AccessError):
            about.with_user(self.program_manager).unlink()

    def test_clients_words_stay(self):
        """R86: what a client wrote can't be rewritten, only shortened beside it."""
        written = self._make_remark("My words", source="portal")
        mine = written.with_user(self.program_manager)
        with self.assertRaisesRegex(UserError, "stay as they are"):
            mine.text = "Our words"
        mine.write({"text": "My words", "name": "Short"})
        self.assertEqual(written.name, "Short")
        heard = self.remark.with_user(self.program_manager)
        heard.text = "Heard more exactly"
        self.assertEqual(self.remark.text, "Heard more exactly")

    def test_record_of_telling_is_the_products(self):
        """R86, R90: nobody marks a client as told, or a remark as an answer's, by
        hand."""
        request = self._make_entry()
        for values in (
            {"informed_at": fields.Datetime.now()},
            {"told_key": "x"},
            {"request_id": request.id},
            {"is_anonymous": True},
            {"decided_by_id": self.agent.id},
        ):
            with self.subTest(values=values):
                with self.assertRaisesRegex(UserError, "by the programme only"):
                    self.remark.with_user(self.program_manager).write(values)
                with self.assertRaisesRegex(UserError, "by the programme only"):
                    self.remarks.with_user(self.program_manager).create(
                        {"text": "x", "partner_id": self.contact.id, **values}
                    )

    def test_without_programme(self):
        """R90: what was said before there was a programme is told all the same."""
        self.remark.said_on = "2019-01-01"
        self.assertFalse(self.remark.program_id)
        self._decide(self.remark, "accepted")
        self._age(self.remark, hours=2)
        self._run()
        self.assertEqual(self.remark.telling_state, "told")
        self.contact.email = False
        self.mine.decision_note = "Again"
        self._age(self.remark, days=6)
        self._run()
        self.assertEqual(len(self._activities(self.remark)), 1)

    def test_from_the_client(self):
        """R86: the client's form leads to its remarks, counting what the user sees."""
        self._make_remark("Over", state="noted")
        for user, count in ((self.client_manager, 1), (self.agent, 0)):
            for partner in (self.client, self.contact):
                mine = partner.with_user(user)
                mine.invalidate_recordset(["satisfaction_remark_count"])
                self.assertEqual(mine.satisfaction_remark_count, count)
        action = self.contact.with_user(
            self.client_manager
        ).action_open_satisfaction_remarks()
        self.assertEqual(action["domain"], [("client_id", "=", self.client.id)])

    def test_written_down(self):
        """R86: agents and interviewers write down what they hear, and see it."""
        for user in (self.agent, self.interviewer, self.client_manager):
            with self.subTest(user=user.login):
                remark = self.remarks.with_user(user).create(
                    {
                        "text": "Heard on the telephone",
                        "partner_id": self.leader.id,
                    }
                )
                remark.invalidate_recordset()
                self.assertEqual(remark.text, "Heard on the telephone")
                self.assertEqual(remark.sudo().user_id, self.client_manager)
