# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a row of an import means: which client, which programme, which answers.

A batch is read with a fixed number of queries; deciding about a row costs none.
"""

import hashlib
import json
import re
from datetime import date, datetime, time

from odoo import fields, tools
from odoo.fields import Domain

from .import_answers import MAX_KEY, AnswersReader, RowError, is_plain, to_text

# Every key a row may have, apart from the questions of a file.
ROW_KEYS = (
    "external_id",
    "company",
    "channel",
    "date",
    "client_ref",
    "client_vat",
    "client_email",
    "client",
    "contact_email",
    "ticket",
    "mode",
    "comment",
    "answers",
)
CLIENT_KEYS = {
    "client_ref": "ref",
    "client_vat": "vat",
    "client_email": "email_normalized",
    "client": "name",
}
MODES = ("import", "phone", "meeting", "paper")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2})?)?")
EARLIEST = date(2000, 1, 1)


class RowReader(AnswersReader):
    """All that must be known about a batch of rows, read once.

    :param ledger: ``satisfaction.request`` as superuser, with the importer's language
    :param companies: ``res.company`` the importer may write answers for
    """

    def __init__(self, ledger, companies, default_company, rows):
        super().__init__(ledger)
        self.companies = companies
        self.default_company = default_company
        self.programs = self.env["satisfaction.program"].search(
            [("company_id", "in", companies.ids), ("state", "=", "running")]
        )
        self.own = self.env["res.company"].search([]).partner_id
        rows = [row for row in rows if isinstance(row, dict)]
        self.clients = self._fetch_clients(rows)
        self.contacts = self._fetch_contacts(rows)
        self.tickets = self._fetch_tickets(rows)

    # ------------------------------------------------------------------
    # Reading, once per batch
    # ------------------------------------------------------------------
    def _texts(self, rows, key):
        values = {to_text(row.get(key)) for row in rows if is_plain(row.get(key))}
        return values - {""}

    def _fetch_clients(self, rows):
        found = {}
        for key, field in CLIENT_KEYS.items():
            values = self._texts(rows, key)
            if key == "client_email":
                values = {tools.email_normalize(value) for value in values} - {False}
            found[key] = {}
            if not values:
                continue
            for partner in self.env["res.partner"].search(
                Domain("parent_id", "=", False)
                & Domain(field, "in", list(values))
                & Domain("company_id", "in", (*self.companies.ids, False)),
                order="id",
            ):
                found[key].setdefault(partner[field], []).append(partner)
        return found

    def _fetch_contacts(self, rows):
        addresses = {
            tools.email_normalize(value) for value in self._texts(rows, "contact_email")
        } - {False}
        found = {}
        if addresses:
            for partner in self.env["res.partner"].search(
                Domain("email_normalized", "in", list(addresses))
                & Domain("company_id", "in", (*self.companies.ids, False)),
                order="id",
            ):
                found.setdefault(partner.email_normalized, []).append(partner)
        return found

    def _fetch_tickets(self, rows):
        numbers = self._texts(rows, "ticket")
        tickets = {}
        if numbers:
            for ticket in self.env["helpdesk.ticket"].search(
                [
                    ("number", "in", list(numbers)),
                    ("company_id", "in", self.companies.ids),
                ]
            ):
                tickets[ticket.number, ticket.company_id] = ticket
        return tickets

    # ------------------------------------------------------------------
    # One row
    # ------------------------------------------------------------------
    def get_key(self, row):
        """What a row is called: its external id, otherwise a hash of its contents."""
        if not isinstance(row, dict):
            raise RowError(self.env._("A row must be an object with named values."))
        key = self.get_text(row, "external_id", MAX_KEY)
        if key:
            return key
        try:
            canonical = json.dumps(row, sort_keys=True, ensure_ascii=True)
        except (TypeError, ValueError, RecursionError) as error:
            raise RowError(self.env._("The row holds values of unknown kind.")) from (
                error
            )
        return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()

    def read_row(self, row):
        """Values of the ledger row, and raw answers by question id.

        :return: (values for ``_create_entry``, answers, mode, moment of the answer)
        :raises RowError: the first thing that is wrong
        """
        self._check_keys(row)
        company = self._find_company(row)
        day, moment = self._read_date(row, company)
        channel = self._find_channel(row, company, day)
        ticket = self._find_ticket(row, company)
        contact = self._find_contact(row, ticket)
        if channel.kind in ("ticket", "callback") and not ticket:
            raise RowError(
                self.env._(
                    "The channel %s is about tickets: give the number of the ticket.",
                    channel.code,
                )
            )
        mode = self.get_text(row, "mode", MAX_KEY) or "import"
        if mode not in MODES:
            raise RowError(self.env._("mode must be one of %s.", self._list(MODES)))
        survey = channel._get_survey(contact=contact)
        if not survey:
            raise RowError(
                self.env._("The channel %s has no questionnaire.", channel.code)
            )
        answers = self._read_answers(row, survey)
        self._check_answers(survey, channel.program_id, answers)
        values = {
            "channel_id": channel.id,
            "partner_id": contact.id,
            "ticket_id": ticket.id,
            "survey_id": survey.id,
            "event_at": moment,
            "event_date": day,
        }
        return values, answers, mode, moment

    def _check_keys(self, row):
        if unknown := [str(key)[:MAX_KEY] for key in row if key not in ROW_KEYS]:
            raise RowError(
                self.env._("Nobody knows what this is: %s.", self._list(unknown[:5]))
            )

    def _list(self, words):
        return ", ".join(words)

    def _find_company(self, row):
        name = self.get_text(row, "company")
        if not name:
            return self.default_company
        company = self.companies.filtered(
            lambda company: name in (company.name, str(company.id))
        )
        if len(company) != 1:
            raise RowError(self.env._("%s is not one of your companies.", name))
        return company

    def _read_date(self, row, company):
        text = self.get_text(row, "date")
        moment = None
        if DATE.fullmatch(text):
            try:
                moment = datetime.fromisoformat(text)
            except ValueError:
                moment = None
        if moment is None:
            raise RowError(
                self.env._("date must be a day like 2026-03-01, when it was answered.")
            )
        now = fields.Datetime.now()
        # A day alone is the company's day; a moment is one in UTC, as in all of Odoo
        has_time = len(text) > 10
        day = company._satisfaction_date(moment) if has_time else moment.date()
        if not has_time:
            moment = min(datetime.combine(day, time(12)), now)
        if day > company._satisfaction_today() or moment > now:
            raise RowError(self.env._("The date lies in the future."))
        if day < EARLIEST:
            raise RowError(self.env._("The date is too long ago."))
        return day, moment

    def _find_channel(self, row, company, day):
        program = self.programs.filtered(
            lambda program: (
                program.company_id == company
                and program.date_start <= day <= program.date_end
            )
        )[:1]
        if not program:
            raise RowError(
                self.env._(
                    "%(company)s has no running programme on %(date)s.",
                    company=company.name,
                    date=day,
                )
            )
        if program._is_frozen(program._get_period(day)[1]):
            raise RowError(
                self.env._("The period of %s is frozen: its scores stay.", day)
            )
        code = self.get_text(row, "channel", MAX_KEY)
        channel = program.channel_ids.filtered(lambda channel: channel.code == code)
        if not channel:
            codes = self._list(program.channel_ids.mapped("code"))
            raise RowError(self.env._("channel must be one of %s.", codes))
        return channel

    def _find_ticket(self, row, company):
        number = self.get_text(row, "ticket", MAX_KEY)
        if not number:
            return self.env["helpdesk.ticket"]
        ticket = self.tickets.get((number, company))
        if not ticket:
            raise RowError(self.env._("There is no ticket %s.", number))
        return ticket

    def _find_contact(self, row, ticket):
        """The contact who answered; the client itself where no person is named."""
        client = self._find_client(row)
        address = self.get_text(row, "contact_email")
        if address:
            people = self.contacts.get(tools.email_normalize(address) or "", [])
            if client:
                people = [one for one in people if one.commercial_partner_id == client]
            if not people:
                raise RowError(self.env._("Nobody has the address %s.", address))
            if len({one.commercial_partner_id for one in people}) > 1:
                raise RowError(
                    self.env._(
                        "Several clients have the address %s: name the client, too.",
                        address,
                    )
                )
            contact = people[0]
        else:
            contact = client or ticket.partner_id
        if not contact:
            raise RowError(
                self.env._(
                    "Whose answer is it? Give contact_email, client_ref, client_vat,"
                    " client_email or client."
                )
            )
        client = contact.commercial_partner_id
        if client in self.own or not contact.partner_share:
            raise RowError(self.env._("Your own company is not a client."))
        if ticket and ticket.commercial_partner_id != client:
            raise RowError(
                self.env._(
                    "Ticket %(ticket)s is not one of %(client)s.",
                    ticket=ticket.number,
                    client=client.name,
                )
            )
        return contact

    def _find_client(self, row):
        """The client all given names agree on; empty when none is given."""
        candidates = None
        for key in CLIENT_KEYS:
            text = self.get_text(row, key)
            if not text:
                continue
            wanted = tools.email_normalize(text) if key == "client_email" else text
            found = self.clients[key].get(wanted, [])
            if not found:
                raise RowError(
                    self.env._("No client has %(key)s %(text)s.", key=key, text=text)
                )
            ids = {partner.id for partner in found}
            candidates = ids if candidates is None else candidates & ids
        if candidates is None:
            return self.env["res.partner"]
        if not candidates:
            raise RowError(self.env._("The names of the client don't agree."))
        if len(candidates) > 1:
            raise RowError(
                self.env._("Several clients are called so: give client_ref, too.")
            )
        return self.env["res.partner"].browse(candidates)
