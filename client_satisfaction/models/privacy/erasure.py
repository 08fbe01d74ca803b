# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from .file_text import read_text
from .needles import Needles, name_parts
from .person_data import PARTS

#: Files are looked into only where they may name a person of this client.
CLIENT_FIELD = "client_id"


class SatisfactionErasure(models.Model):
    """That a person was erased: when, by whom, what was kept and why.

    The row says nothing about who it was. What is erased is every identity and, where
    asked for, every word; ratings, dates and stages stay, so that each score is what
    it was.
    """

    _name = "satisfaction.erasure"
    _inherit = ["satisfaction.person"]
    _description = "Erasure of a Person"
    _order = "id desc"
    _rec_name = "create_date"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        "res.users",
        "Done by",
        readonly=True,
        required=True,
        default=lambda self: self.env.user,
    )
    mode = fields.Selection(
        [
            ("anonymise", "Identity"),
            ("erase", "Identity and words"),
        ],
        "What was erased",
        required=True,
        readonly=True,
    )
    is_contact_kept = fields.Boolean("Contact kept for other uses", readonly=True)
    is_signed_kept = fields.Boolean("Signatures kept", readonly=True)
    keep_reason = fields.Char("Why signatures were kept", readonly=True)
    record_count = fields.Integer("Records", readonly=True)
    mention_count = fields.Integer(
        "Mentions", readonly=True, help="Other texts that named the person."
    )
    file_count = fields.Integer("Files", readonly=True)
    details = fields.Text(
        readonly=True, help="How many records of which kind; nothing of their content."
    )
    leftovers = fields.Text(
        "Named elsewhere",
        readonly=True,
        help="Tables of other apps that still name the person. They are not ours to"
        " change.",
    )

    # ------------------------------------------------------------------
    # The whole of it
    # ------------------------------------------------------------------
    @api.model
    def _erase(
        self,
        partner,
        mode="erase",
        keep_contact=False,
        with_tickets=True,
        keep_reason=False,
    ):
        """Erase a person everywhere in the product.

        :param partner: the contact
        :param mode: ``erase``: the words go as well; ``anonymise``: they stay, without
            what tells who said them
        :param keep_contact: the contact's card stays as it is, for other apps; the
            records of the programme lead to an empty one instead
        :param with_tickets: also what the contact's tickets say of them
        :param keep_reason: why signatures on cases have to be kept; empty: they go
        :return: the row of the log, `satisfaction.erasure`
        """
        self._check_rights(partner)
        # sudo: checked; no record may be left out because a rule hides it
        return self.sudo()._erase_checked(
            partner.sudo().with_context(active_test=False),
            mode == "erase",
            keep_contact,
            with_tickets and not keep_contact,
            keep_reason,
        )

    @api.model
    def _erase_checked(
        self, partner, is_erased, keep_contact, with_tickets, keep_reason
    ):
        partner.lock_for_update(allow_referencing=True)
        self.env.flush_all()
        instead = self.env._("(erased)")

        found = self._find_records(partner, with_tickets)
        messages = self._find_messages(partner, found)
        words = self._get_words(found, messages) if is_erased else []
        needles, close_needles = self._get_needles(partner, words)
        masked = self._mask(partner)
        kept = {"signature", "signed_name", "signed_ip"} if keep_reason else set()

        self._cancel_open_asks(found)
        self._delete_mails(partner, needles)
        files = self._find_files(found, messages) | self._find_naming_files(
            partner, close_needles, with_tickets
        )
        if kept:
            # The picture stays in the conversation it was signed in, too.
            files = files.filtered(lambda file: file.name != "signature.png")
        file_count = len(files)
        self._delete_files(files)
        counts = self._clear_records(found, is_erased, kept, instead)
        if is_erased:
            self._clear_messages(messages, instead)
        mentions = self._sweep(
            partner,
            found,
            needles,
            close_needles,
            with_tickets,
            instead,
            kept,
            with_card=not keep_contact,
        )
        self.env.invalidate_all(flush=False)
        leftovers = ""
        if keep_contact:
            self._hand_over(partner, found)
        else:
            self._clear_contact(partner, is_erased)
        self._forget(partner, needles)
        self.env.invalidate_all(flush=False)
        if not keep_contact:
            leftovers = self._find_leftovers(needles)
        return self._log(
            masked,
            {
                "company_id": self.env.company.id,
                "user_id": self.env.user.id,
                "mode": "erase" if is_erased else "anonymise",
                "is_contact_kept": keep_contact,
                "is_signed_kept": bool(kept),
                "keep_reason": keep_reason,
                "record_count": sum(counts.values()),
                "mention_count": mentions,
                "file_count": file_count,
                "details": "\n".join(
                    f"{self.env['ir.model']._get(name).name}: {count}"
                    for name, count in sorted(counts.items())
                ),
                "leftovers": leftovers,
            },
        )

    @api.model
    def _erase_record(self, model_name, record_id, name, email):
        """Take a person out of one record, e.g. for Odoo's own search for people.

        :param name: the person's name
        :param email: the person's address
        """
        if not self.env.user.has_groups(self._get_groups()):
            raise AccessError(
                self.env._(
                    "Only the programme manager and administrators may collect or erase"
                    " what is stored about a person."
                )
            )
        # sudo: checked
        self.sudo()._take_out_of_record(model_name, record_id, name, email)

    @api.model
    def _take_out_of_record(self, model_name, record_id, name, email):
        record = self.env[model_name].browse(record_id).exists()
        instead = self.env._("(erased)")
        self.env.flush_all()
        found = []
        for part in PARTS:
            if part.model == model_name:
                found.append((part, record))
            elif model_name == "survey.user_input" and part.model.endswith(
                "input.line"
            ):
                found.append((part, record.user_input_line_ids))
        self._clear_records([one for one in found if one[1]], True, set(), instead)
        needles = Needles([name, *name_parts(name), email])
        self._take_out(record, SQL("id = %s", record_id), needles, instead)
        if "partner_id" in record and not record._fields["partner_id"].required:
            self._set_columns(record, record.ids, {"partner_id": None})
        messages = SQL("model = %s AND res_id = %s", model_name, record_id)
        self._take_out(self.env["mail.message"], messages, needles, instead)
        self.env.invalidate_all(flush=False)

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------
    @api.model
    def _cancel_open_asks(self, found):
        """Nobody is asked any more; a link that is out leads nowhere."""
        for part, requests in found:
            if part.model == "satisfaction.request" and part.identity:
                waiting = requests.filtered(
                    lambda one: one.state in ("planned", "sent")
                )
                waiting.write({"state": "cancelled", "remind_after": False})

    @api.model
    def _delete_mails(self, partner, needles):
        """Mails to the person, sent or waiting, with the texts they carry."""
        mails = self.env["mail.mail"].search(
            Domain("recipient_ids", "in", partner.ids)
            & (
                Domain("model", "=like", "satisfaction.%")
                | Domain("model", "=like", "survey.%")
                | Domain("model", "=", False)
            )
        )
        rows = self._find_texts(
            self.env["mail.mail"], SQL("email_to IS NOT NULL"), needles
        )
        mails |= (
            self.env["mail.mail"]
            .browse(
                row_id
                for row_id, values in rows
                if needles.found_in(values.get("email_to"))
            )
            .filtered(lambda mail: not mail.model or self._is_ours(mail.model))
        )
        # A mail that is no copy of a conversation takes its text along.
        mails.unlink()

    @api.model
    def _is_ours(self, model_name):
        return model_name.startswith(("satisfaction.", "survey."))

    @api.model
    def _find_naming_files(self, partner, needles, with_tickets):
        """Printed and imported files in whose text the person is named."""
        attachments = self.env["ir.attachment"]
        client = partner.commercial_partner_id
        domain = Domain("res_model", "=like", "satisfaction.%")
        if with_tickets:
            tickets = self.env["helpdesk.ticket"].search(
                [("partner_id", "=", partner.id)]
            )
            domain |= Domain("res_model", "=", "helpdesk.ticket") & Domain(
                "res_id", "in", tickets.ids
            )
        # Fields that are kept as files are as much a file as others.
        domain &= Domain("res_field", "=", False) | Domain("res_field", "!=", False)
        found = attachments
        for model_name, group in (
            attachments.search(domain).grouped("res_model").items()
        ):
            records = self.env.get(model_name)
            if records is not None and CLIENT_FIELD in records:
                # sudo: see _erase; files about other clients needn't be read
                own = records.with_context(active_test=False).search(
                    [
                        ("id", "in", group.mapped("res_id")),
                        (CLIENT_FIELD, "in", [client.id, False]),
                    ]
                )
                ids = set(own.ids)
                group = group.filtered(lambda file, ids=ids: file.res_id in ids)
            for file in group:
                if needles.found_in(file.name) or needles.found_in(
                    read_text(file.raw or b"")
                ):
                    found |= file
        return found

    @api.model
    def _delete_files(self, files):
        """Delete files; a report that was one can't be downloaded any more."""
        reports = self.env["satisfaction.client.report"].browse(
            files.filtered(
                lambda file: file.res_model == "satisfaction.client.report"
            ).mapped("res_id")
        )
        reports.exists().write(
            {"state": "withdrawn", "link_token": False, "link_until": False}
        )
        files.exists().unlink()

    @api.model
    def _clear_records(self, found, is_erased, kept, instead):
        """Empty the fields of the records about the person.

        :return: ``{model: number of records}``
        """
        counts = {}
        for part, records in found:
            if part.identity or part.words or not counts.get(part.model):
                counts[part.model] = max(counts.get(part.model, 0), len(records))
            if part.is_dropped:
                records.unlink()
                continue
            names = part.identity + part.signature
            if is_erased:
                names += part.words
            self._clear_fields(records, [n for n in names if n not in kept], instead)
            if part.model == "satisfaction.request":
                self._set_columns(records, records.ids, {"remarks_pending": False})
        return counts

    @api.model
    def _clear_messages(self, messages, instead):
        self.env["mail.tracking.value"].search(
            [("mail_message_id", "in", messages.ids)]
        ).unlink()
        self._set_columns(
            messages,
            messages.ids,
            {"body": f"<p>{instead}</p>", "subject": None, "email_from": None},
        )

    @api.model
    def _sweep(
        self,
        partner,
        found,
        needles,
        close,
        with_tickets,
        instead,
        kept,
        with_card,
    ):
        """Take the person out of everybody's texts; the number of texts changed."""
        changed = 0
        own = {}
        for part, records in found:
            own.setdefault(part.model, records)
        for model, condition in self._get_sweeps(
            partner if with_card else partner.browse(), with_tickets
        ):
            if kept and model._name == "satisfaction.case":
                # What was signed stays as it was signed.
                signed = own.get(model._name, model).filtered("signed_at").ids
                condition = SQL("(%s) AND id != ALL(%s)", condition, signed)
            changed += self._take_out(model, condition, needles, instead)
            if model._name in own:
                mine = SQL("(%s) AND id = ANY(%s)", condition, own[model._name].ids)
                changed += self._take_out(model, mine, close, instead)
        for model_name, column in (
            ("mail.message", "model"),
            ("mail.activity", "res_model"),
        ):
            for owner, records in own.items():
                changed += self._take_out(
                    self.env[model_name],
                    SQL(
                        "%s = %s AND res_id = ANY(%s)",
                        SQL.identifier(column),
                        owner,
                        records.ids,
                    ),
                    close,
                    instead,
                )
        return changed

    # ------------------------------------------------------------------
    # The contact
    # ------------------------------------------------------------------
    @api.model
    def _clear_contact(self, partner, is_erased):
        """Empty the contact's card and archive it; records go on leading to it."""
        users = partner.user_ids
        for user in users:
            # sudo: an administrator's or programme manager's errand, see _check_rights
            self.env["res.users.apikeys"].search([("user_id", "=", user.id)]).unlink()
            user.write({"active": False, "login": f"erased-{user.id}"})
        if users:
            self.env.cr.execute(
                SQL(
                    "UPDATE res_users SET password = NULL WHERE id = ANY(%s)", users.ids
                )
            )
            # Where and with what they signed in
            self.env.cr.execute(
                SQL("DELETE FROM res_device_log WHERE user_id = ANY(%s)", users.ids)
            )
        messages = self.env["mail.message"].search(
            [("model", "=", "res.partner"), ("res_id", "=", partner.id)]
        )
        messages.unlink()
        empty = (
            "email",
            "phone",
            "function",
            "street",
            "street2",
            "city",
            "zip",
            "vat",
            "website",
            "comment",
            "ref",
            "barcode",
            "company_registry",
            "company_name",
            "image_1920",
            "client_industry_notes",
            "client_business_notes",
            "client_composition",
        )
        values = dict.fromkeys(
            (name for name in empty if name in partner._fields), False
        )
        if partner.commercial_partner_id != partner:
            # These follow the company.
            for name in ("vat", "company_registry"):
                values.pop(name, None)
        partner.with_context(tracking_disable=True, mail_create_nolog=True).write(
            {
                **values,
                "name": self.env._("Erased contact %s", partner.id),
                "active": False,
                "satisfaction_opt_out": True,
            }
        )
        partner.flush_recordset()

    @api.model
    def _hand_over(self, partner, found):
        """Let the programme's records lead to an empty contact instead.

        The ticket would tell who it was as well: the records forget it.
        """
        shell = self.env["res.partner"].create(
            {
                "name": self.env._("Erased contact"),
                "parent_id": partner.parent_id.id,
                "active": False,
                "satisfaction_role": partner.satisfaction_role,
                "satisfaction_opt_out": True,
            }
        )
        partner.satisfaction_opt_out = True
        self.env.flush_all()
        for part, records in found:
            if "." not in part.person:
                field = records._fields[part.person]
                self.env.cr.execute(
                    SQL(
                        "UPDATE %s SET %s = %s WHERE id = ANY(%s)",
                        SQL.identifier(records._table),
                        SQL.identifier(field.name),
                        shell.id,
                        records.ids,
                    )
                )
            for name in ("ticket_id", "ticket_number", "ticket_title"):
                field = records._fields.get(name)
                if field and field.store and part.model != "helpdesk.ticket":
                    self.env.cr.execute(
                        SQL(
                            "UPDATE %s SET %s = NULL WHERE id = ANY(%s)",
                            SQL.identifier(records._table),
                            SQL.identifier(name),
                            records.ids,
                        )
                    )
        messages = self._find_messages(partner, found).filtered(
            lambda message: message.model != "res.partner"
        )
        messages.author_id = shell

    @api.model
    def _forget(self, partner, needles):
        """What only served to reach the person."""
        self.env["mail.followers"].search(
            [
                ("partner_id", "=", partner.id),
                ("res_model", "=like", "satisfaction.%"),
            ]
        ).unlink()
        if needles:
            # Notices on their way to open pages
            self.env.cr.execute(
                SQL(
                    "DELETE FROM bus_bus WHERE message::text ~* %s", needles.sql_pattern
                )
            )
        if not partner.email:
            self.env["mail.notification"].search(
                [("res_partner_id", "=", partner.id)]
            ).unlink()
            for name in ("mail.blacklist", "mail.gateway.allowed"):
                rows = self._find_texts(
                    self.env[name].with_context(active_test=False), SQL("TRUE"), needles
                )
                self.env[name].browse(row_id for row_id, _values in rows).unlink()
        for name in ("privacy.lookup.wizard", "privacy.lookup.wizard.line"):
            # Lists of findings; Odoo keeps them for a day.
            if name in self.env:
                rows = self._find_texts(self.env[name], SQL("TRUE"), needles)
                self.env[name].browse(row_id for row_id, _values in rows).unlink()

    @api.model
    def _find_leftovers(self, needles):
        """What other apps still say of the person: a line for each model."""
        lines = []
        for name in sorted(self.env.registry):
            model = self.env[name]
            if not model._auto or model._abstract or model._transient:
                continue
            rows = self._find_texts(model, SQL("TRUE"), needles)
            count = sum(
                any(needles.found_in(_as_text(value)) for value in values.values())
                for _row_id, values in rows
            )
            if count:
                lines.append(f"{self.env['ir.model']._get(name).name}: {count}")
        return "\n".join(lines)

    # ------------------------------------------------------------------
    # The log
    # ------------------------------------------------------------------
    @api.model
    def _mask(self, partner):
        """Name and address for Odoo's own privacy log, which masks them."""
        return partner.name or "-", partner.email_normalized or "none@none.invalid"

    @api.model
    def _log(self, masked, values):
        erasure = self.create(values)
        name, email = masked
        self.env["privacy.log"].create(
            {
                "anonymized_name": name,
                "anonymized_email": email,
                "user_id": self.env.user.id,
                "execution_details": self.env._(
                    "Client Satisfaction: %s",
                    dict(self._fields["mode"]._description_selection(self.env))[
                        values["mode"]
                    ],
                ),
                "records_description": values["details"],
                "additional_note": values["keep_reason"] or False,
            }
        )
        return erasure


def _as_text(value):
    return value if isinstance(value, str) else str(value or "")
