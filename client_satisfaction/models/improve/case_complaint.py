# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
import logging

import psycopg2
from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import ConcurrencyError, ValidationError
from odoo.tools import html2plaintext, is_html_empty, plaintext2html

_logger = logging.getLogger(__name__)

WAYS = [
    ("portal", "Portal"),
    ("mail", "E-mail"),
    ("phone", "Telephone"),
    ("meeting", "Meeting"),
    ("other", "Other"),
]
CAN_WORK = [
    ("yes", "Yes"),
    ("limited", "With restrictions"),
    ("no", "No, work stands still"),
]
# The severity a complaint starts with, by what the client can still do (R99)
SEVERITY_OF_WORK = {"yes": "1", "limited": "2", "no": "3"}


class SatisfactionCase(models.Model):
    """How a direct complaint comes in: one door for portal, mail and telephone."""

    _inherit = "satisfaction.case"

    complaint_way = fields.Selection(
        WAYS,
        "Came by",
        copy=False,
        help="How the client told us.",
    )
    subject = fields.Char(
        copy=False, help="What the complaint is about, in a few words."
    )
    can_work = fields.Selection(
        CAN_WORK,
        "Can the client work?",
        copy=False,
        tracking=True,
        help="The client's own word: it says how severe the matter is to them.",
    )
    email_from = fields.Char(
        "Sender",
        readonly=True,
        copy=False,
        help="Whoever wrote, where that is no contact we know.",
    )
    acknowledged_at = fields.Datetime(
        "Acknowledged",
        readonly=True,
        copy=False,
        help="When the client was told that the complaint arrived.",
    )
    acknowledge_pending = fields.Boolean(
        readonly=True,
        copy=False,
        help="The mail could not be written and is tried again.",
    )
    intake_key = fields.Char(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="Who complained about what, while the case is open: a second complaint"
        " about the same joins the first.",
    )

    _intake_unique = models.UniqueIndex(
        "(intake_key) WHERE intake_key IS NOT NULL AND state != 'closed'",
        "This complaint is already on an open case.",
    )
    _acknowledge_pending_idx = models.Index("(id) WHERE acknowledge_pending")

    # ------------------------------------------------------------------
    # Severity (R99)
    # ------------------------------------------------------------------
    @api.onchange("can_work")
    def _onchange_can_work(self):
        if self.can_work:
            self.severity = SEVERITY_OF_WORK[self.can_work]

    @api.onchange("severity")
    def _onchange_severity(self):
        if self.severity == "3":
            self.follow_up_level = "senior"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("can_work") and "severity" not in vals:
                vals["severity"] = SEVERITY_OF_WORK[vals["can_work"]]
            if vals.get("severity") == "3" and "follow_up_level" not in vals:
                vals["follow_up_level"] = "senior"
        return super().create(vals_list)

    def write(self, vals):
        """What is critical to the client brings senior management, with its plan."""
        result = super().write(vals)
        if vals.get("severity") == "3" and "follow_up_level" not in vals:
            manager_only = self.filtered(
                lambda case: (
                    case.follow_up_level == "manager" and case.state != "closed"
                )
            )
            if manager_only:
                manager_only.follow_up_level = "senior"
        return result

    # ------------------------------------------------------------------
    # The one door (R84)
    # ------------------------------------------------------------------
    @api.model
    def _record_complaint(self, values):
        """Take a complaint in, whichever way it came; it is acknowledged at once.

        A complaint of the same contact about the same ticket joins the case that is
        still open, as a message that its people get; so does the same text sent
        twice. Whoever calls has checked who may complain in whose name: everything
        here runs as superuser, and the person who complains needs no rights.

        :param values: dict with

            * ``text``: what the client said, plain text or ``Markup`` (required)
            * ``partner_id``: id of the contact; none for an unknown sender
            * ``client_id``: id of the client, where it isn't the contact's own
            * ``ticket_id``, ``company_id``: ids; the company is otherwise that of the
              ticket, the contact or the user
            * ``subject``: a few words
            * ``way``: one of ``WAYS``, default "other"
            * ``can_work``: one of ``CAN_WORK``; decides the severity
            * ``severity``: "1" to "3", where nobody asked whether they can work
            * ``email_from``: the sender's address as it stood in the mail
            * ``received_at``: naive UTC datetime, default now
            * ``attachments``: list of (file name, bytes)
            * ``posted``: whether the caller puts the message on the case itself
        :return: the case, new or joined
        :raise ValidationError: when there is no text
        """
        text = values.get("text")
        html = text if isinstance(text, Markup) else plaintext2html(text or "")
        if is_html_empty(html):
            raise ValidationError(
                self.env._("Please write what happened: the complaint has no text.")
            )
        # sudo: see above
        Case = self.with_user(SUPERUSER_ID).sudo()
        prepared = Case._prepare_complaint({**values, "text": html})
        case = Case._find_open_complaint(prepared)
        if case:
            case._join_complaint(prepared, values)
            return case.with_env(self.env)
        lang = Case._get_complaint_lang(prepared)
        Case = Case.with_context(lang=lang)
        case = Case._create_safely([prepared]).with_env(Case.env)
        if not case:
            # Another worker takes in the same complaint at this moment. This
            # transaction can't see its case: tried again, it joins that one.
            raise ConcurrencyError("The same complaint came twice at once.")
        # What we write on the case goes to whoever complained.
        case.message_subscribe(case.partner_id.ids)
        case._start_plans()
        if not values.get("posted"):
            case._post_attachments(values.get("attachments"))
        case._acknowledge()
        return case.with_env(self.env)

    @api.model
    def _prepare_complaint(self, values):
        """Values of the case of a complaint."""
        env = self.env
        ticket = env["helpdesk.ticket"].browse(values.get("ticket_id") or ())
        partner = env["res.partner"].browse(values.get("partner_id") or ())
        partner = partner or ticket.partner_id
        client = env["res.partner"].browse(values.get("client_id") or ())
        company = (
            env["res.company"].browse(values.get("company_id") or ())
            or ticket.company_id
            or partner.company_id
            or env.company
        )
        can_work = values.get("can_work") or False
        severity = values.get("severity") or SEVERITY_OF_WORK.get(can_work, "2")
        prepared = {
            "origin": "complaint",
            "company_id": company.id,
            "ticket_id": ticket.id,
            "partner_id": partner.id,
            "client_id": (
                client.commercial_partner_id or partner.commercial_partner_id
            ).id,
            "complaint": values["text"],
            "subject": values.get("subject") or False,
            "complaint_way": values.get("way") or "other",
            "can_work": can_work,
            "email_from": values.get("email_from") or False,
            "received_at": values.get("received_at") or fields.Datetime.now(),
            "severity": severity,
            "follow_up_level": "senior" if severity == "3" else "manager",
        }
        prepared["intake_key"] = self._get_intake_key(prepared)
        return prepared

    @api.model
    def _get_intake_key(self, prepared):
        """What makes two complaints the same: contact and ticket, else the words."""
        who = prepared["partner_id"] or (prepared["email_from"] or "").lower()
        if prepared["partner_id"] and prepared["ticket_id"]:
            what = f"ticket-{prepared['ticket_id']}"
        else:
            words = " ".join(html2plaintext(prepared["complaint"]).split()).lower()
            what = hashlib.sha256(words.encode()).hexdigest()
        return f"{prepared['company_id']}:{who}:{what}"

    @api.model
    def _find_open_complaint(self, prepared):
        """The open case that a complaint belongs to, if there is one."""
        case = self.search(
            [
                ("intake_key", "=", prepared["intake_key"]),
                ("state", "!=", "closed"),
            ],
            limit=1,
        )
        if not case and prepared["partner_id"] and prepared["ticket_id"]:
            # Opened by a low answer, or recorded by hand
            case = self.search(
                [
                    ("partner_id", "=", prepared["partner_id"]),
                    ("ticket_id", "=", prepared["ticket_id"]),
                    ("company_id", "=", prepared["company_id"]),
                    ("state", "!=", "closed"),
                ],
                order="id desc",
                limit=1,
            )
        return case

    def _join_complaint(self, prepared, values):
        """Add what the client said again; the people of the case are told."""
        self.ensure_one()
        self.severity = max(self.severity, prepared["severity"])
        if prepared["can_work"] and prepared["can_work"] != self.can_work:
            self.can_work = prepared["can_work"]
        if values.get("posted"):
            return
        if self.intake_key == prepared["intake_key"] and _same_words(
            self.complaint, prepared["complaint"]
        ):
            return  # a double click, or sent again as the answer was slow
        self.message_post(
            body=prepared["complaint"],
            author_id=prepared["partner_id"] or None,
            email_from=prepared["email_from"] or None,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachments=values.get("attachments") or [],
        )

    def _post_attachments(self, attachments):
        """Files a client sent with the complaint, as a message of theirs."""
        self.ensure_one()
        if attachments:
            self.with_context(mail_post_autofollow_author_skip=True).message_post(
                body=self.env._("Sent with the complaint"),
                author_id=self.partner_id.id or None,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                attachments=attachments,
            )

    @api.model
    def _get_complaint_lang(self, prepared):
        """Messages on a case speak the programme manager's language."""
        company = self.env["res.company"].browse(prepared["company_id"])
        program = self.env["satisfaction.program"]._find(
            company, company._satisfaction_today(), running=False
        )
        return program.manager_id.lang or self.env.lang

    # ------------------------------------------------------------------
    # "It arrived" (R74, R99)
    # ------------------------------------------------------------------
    def _acknowledge(self):
        """Queue the mail that says: it arrived, who takes care, until when. Once.

        A template that can't be rendered never loses a complaint: the mail is tried
        again by the scheduled action.
        """
        to_tell = self.sudo().filtered(  # sudo: mails and addresses of the client
            lambda case: (
                case.origin == "complaint"
                and not case.acknowledged_at
                and case._get_client_address()
            )
        )
        template = self.env.ref(
            "client_satisfaction.mail_template_complaint", raise_if_not_found=False
        )
        if not to_tell or not template:
            return
        for case in to_tell:
            try:
                with self.env.cr.savepoint():
                    case._send_client_mail(template)
                    case.write(
                        {
                            "acknowledged_at": fields.Datetime.now(),
                            "acknowledge_pending": False,
                        }
                    )
            except psycopg2.OperationalError:
                raise  # the database's business: the whole transaction is tried again
            except Exception:
                _logger.exception("%s could not be acknowledged.", case)
                case.acknowledge_pending = True

    @api.model
    def _retry_acknowledge(self, limit=100):
        """Try the mails again that could not be written, e.g. a template was mended."""
        pending = self.sudo().search([("acknowledge_pending", "=", True)], limit=limit)
        pending.try_lock_for_update(allow_referencing=True)._acknowledge()

    def _get_client_address(self):
        """Where mails to the client go: the contact's address, else the sender's."""
        self.ensure_one()
        return self.partner_id.email or self.email_from

    def _get_client_lang(self):
        """The contact's language, where it is installed."""
        self.ensure_one()
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        for lang in (self.partner_id.lang, self.company_id.partner_id.lang):
            if lang in installed:
                return lang
        return self.env.lang or "en_US"

    def _send_client_mail(self, template):
        """Queue a mail of the programme to the client of each case.

        It hangs on no record: its link lets the client decide, and who reads the
        case must not find it there. What was sent stands on the case as a note.
        """
        # sudo: staff may not write mails freely
        mails = template.sudo().send_mail_batch(
            self.ids,
            email_values={
                "model": False,
                "res_id": False,
                "headers": repr(
                    {
                        "Auto-Submitted": "auto-generated",
                        "X-Auto-Response-Suppress": "OOF, AutoReply",
                    }
                ),
            },
        )
        for case, mail in zip(self, mails, strict=True):
            mail.satisfaction_about = f"{case._name},{case.id}"
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()


def _same_words(left, right):
    """Whether two pieces of HTML say the same."""
    texts = [" ".join(html2plaintext(html or "").split()) for html in (left, right)]
    return texts[0].lower() == texts[1].lower()
