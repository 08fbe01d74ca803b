# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.tools import html2plaintext
from odoo.tools.misc import format_date

# Not imported from the models: screens import reports while models are still loading.
FINISHED_ACTION_STAGES = ("done", "reviewed")


class SatisfactionCommitmentPage(models.AbstractModel):
    """What we heard, why it happened, what we do until when: for the client (R80).

    Only what is written for the client goes out: names of actions or their words for
    the client, never how they are done, notes of calls or what others said.
    """

    _name = "satisfaction.commitment.page"
    _description = "Commitment to a Client"
    _inherit = ["satisfaction.client.document"]

    def _to_action(self, action):
        """One row of "What we do"."""
        stages = dict(action._fields["state"]._description_selection(self.env))
        return {
            "what": action.client_text or action.name,
            # sudo: the name of a colleague the client is told on purpose
            "who": action.sudo().user_id.name,
            "until": format_date(self.env, action.date_due),
            "stage": stages[action.state],
            "finished": action.state in FINISHED_ACTION_STAGES,
            "dropped": action.state == "cancelled",
            "done_on": format_date(self.env, action.done_on) if action.done_on else "",
            "words": action.result
            if action.state in FINISHED_ACTION_STAGES
            else action.cancel_reason or ""
            if action.state == "cancelled"
            else "",
        }

    def _to_heard(self, case):
        """One entry of "What we heard"."""
        return {
            "title": case._get_client_title(),
            "number": case.name,
            "day": format_date(
                self.env, case.company_id._satisfaction_date(case.received_at)
            )
            if case.received_at
            else "",
            "words": html2plaintext(case._get_client_words() or "").strip(),
            "reasons": case.answer_reasons or "",
        }

    def _list_causes(self, causes):
        return causes.mapped("complete_name")


class ReportActionCommitment(models.AbstractModel):
    """The commitment about one case."""

    _name = "report.client_satisfaction.action_commitment"
    _description = "Commitment about a Case"
    _inherit = ["satisfaction.commitment.page"]
    _document_model = "satisfaction.case"

    def _get_document_lang(self, record):
        return record._get_client_lang()

    def _get_page(self, case):
        day = case.commitment_date or case.report_deadline
        return {
            "company": self._get_company(case.company_id),
            "client": case.client_id.name,
            "contact": case.partner_id.name or "",
            "number": case.name,
            "heard": [self._to_heard(case)],
            "causes": self._list_causes(case.root_cause_ids),
            "decision_note": case.decision_note or "",
            "plan": html2plaintext(case.planned_actions or "").strip(),
            "actions": [
                self._to_action(action)
                for action in case.action_ids.sorted(
                    lambda action: (action.state == "cancelled", action.date_due)
                )
            ],
            "promise_day": format_date(self.env, day, date_format="long")
            if day
            else "",
            "is_done": case.state in ("done", "reviewed", "closed"),
            "people": case.sudo()._get_client_people(),
        }

    def _get_foot(self, case):
        return f"{case.client_id.name} · {case.name} · {case.company_id.name}"


class ReportClientCommitment(models.AbstractModel):
    """The commitment to a client: everything that is open, and what was done."""

    _name = "report.client_satisfaction.client_commitment"
    _description = "Commitment to a Client, All Actions"
    _inherit = ["satisfaction.commitment.page"]
    _document_model = "res.partner"

    def _get_document_lang(self, partner):
        installed = dict(self.env["res.lang"].get_installed())
        wishes = (partner.lang, self.env.company.partner_id.lang, self.env.lang)
        return next((lang for lang in wishes if lang in installed), "en_US")

    def _get_page(self, partner):
        client = partner.commercial_partner_id
        company = self.env.company
        scope = [("client_id", "=", client.id), ("company_id", "=", company.id)]
        cases = self.env["satisfaction.case"].search(
            [*scope, ("state", "!=", "closed")], order="received_at"
        )
        actions = self.env["satisfaction.action"].search(
            [
                ("client_ids", "in", client.ids),
                ("company_id", "=", company.id),
                ("state", "in", ("planned", "in_progress", "done")),
            ],
            order="date_due",
        )
        remarks = actions.remark_ids.filtered(
            lambda remark: (
                remark.client_id == client
                and not remark.is_confidential
                and not remark.is_anonymous
            )
        )
        manager = client.sudo().client_manager_id
        return {
            "company": self._get_company(company),
            "client": client.name,
            "contact": "",
            "number": "",
            "heard": [self._to_heard(case) for case in cases]
            + [
                {
                    "title": "",
                    "number": "",
                    "day": format_date(self.env, remark.said_on),
                    "words": remark.text,
                    "reasons": "",
                }
                for remark in remarks
            ],
            "causes": self._list_causes(cases.root_cause_ids),
            "decision_note": "",
            "plan": "",
            "actions": [self._to_action(action) for action in actions],
            "promise_day": "",
            "is_done": False,
            "people": [(manager.name, self.env._("your client manager"))]
            if manager
            else [],
        }

    def _get_foot(self, partner):
        return f"{partner.commercial_partner_id.name} · {self.env.company.name}"
