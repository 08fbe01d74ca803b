# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .file_text import read_text
from .person_data import OWN_WORDS_COLUMNS, OWN_WORDS_MODELS

#: Files are looked into only where they may name a person of this client.
CLIENT_FIELD = "client_id"


class SatisfactionErasure(models.Model):
    """Erasing a person: asks, mails, files, records and everybody's texts."""

    _inherit = "satisfaction.erasure"

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
                waiting = records.filtered("remarks_pending")
                self._set_columns(records, waiting.ids, {"remarks_pending": False})
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
        with_tickets,
        instead,
        kept,
        with_card,
    ):
        """Take the person out of everybody's texts; the number of texts changed.

        :param needles: ``Needles`` for texts ``anywhere``, for ``close`` records, and
            ``names`` for tables in which others' words are their own
        """
        close = needles["close"]
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
            kind = "names" if model._name in OWN_WORDS_MODELS else "anywhere"
            columns = set(self._get_text_columns(model))
            theirs = columns & OWN_WORDS_COLUMNS.get(model._name, frozenset())
            for some, looked_for in (
                (columns - theirs, needles[kind]),
                (theirs, needles["names"]),
            ):
                changed += self._take_out(
                    model, condition, looked_for, instead, sorted(some)
                )
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
