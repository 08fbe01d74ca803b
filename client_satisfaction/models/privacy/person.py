# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import html2plaintext

from .needles import Needles, is_distinctive, name_parts
from .person_data import PARTS, TICKET_PARTS

GROUPS = "client_satisfaction.group_program_manager,base.group_system"


class SatisfactionPerson(models.AbstractModel):
    """Where the product tells of one person: the base of erasing and of telling them.

    ``PARTS`` names the records that are about a contact. Beside those a person may be
    named in anybody's text; there it is found by name, address and number.
    """

    _name = "satisfaction.person"
    _description = "Data about a Person"

    # ------------------------------------------------------------------
    # Who may
    # ------------------------------------------------------------------
    @api.model
    def _get_groups(self):
        """Who may collect or erase, as `has_groups` takes it."""
        return GROUPS

    @api.model
    def _check_rights(self, partner):
        """:raises AccessError: for anybody but programme managers and administrators,
            and where a company is concerned that isn't theirs
        :raises UserError: when the contact is no person whose data this is about
        """
        user = self.env.user
        if not user.has_groups(self._get_groups()):
            raise AccessError(
                self.env._(
                    "Only the programme manager and administrators may collect or erase"
                    " what is stored about a person."
                )
            )
        partner.ensure_one()
        partner.check_access("read")
        # sudo: whether other companies know the person must not depend on the rights
        # of who asks; only a yes or no leaves here.
        person = partner.sudo().with_context(active_test=False)
        if person.is_company or person.child_ids:
            raise UserError(
                self.env._(
                    "%s is a company. Choose one of its contacts: only people's data"
                    " are erased or handed out.",
                    person.name,
                )
            )
        if person.user_ids.filtered(lambda one: one._is_internal()):
            raise UserError(
                self.env._(
                    "%s is a colleague with a login of their own. Take the login away"
                    " first (Settings, Users).",
                    person.name,
                )
            )
        if not user.has_group("base.group_system"):
            companies = self._find_companies(person)
            if companies - user.company_ids:
                raise AccessError(
                    self.env._(
                        "Other companies hold data about %s as well. Ask an"
                        " administrator to do this for all of them.",
                        person.name,
                    )
                )

    @api.model
    def _find_companies(self, partner):
        companies = self.env["res.company"].sudo()
        for _part, records in self._find_records(partner):
            if "company_id" in records:
                companies |= records.company_id
        return companies

    # ------------------------------------------------------------------
    # What there is
    # ------------------------------------------------------------------
    @api.model
    def _find_records(self, partner, with_tickets=False):
        """``[(part, records)]`` about a contact, as superuser, without empty ones."""
        found = []
        for part in PARTS + (TICKET_PARTS if with_tickets else ()):
            if part.model not in self.env:
                continue
            # sudo: callers have seen _check_rights; nothing may be passed over
            # because a rule hides it
            model = self.env[part.model].sudo().with_context(active_test=False)
            domain = Domain(part.person, "in", partner.ids) & Domain(list(part.domain))
            if records := model.search(domain, order="id"):
                found.append((part, records))
        return found

    @api.model
    def _find_messages(self, partner, found):
        """Messages the person wrote, in threads of ours and in those about them.

        :param found: as from `_find_records`
        """
        messages = self.env["mail.message"].sudo()
        domain = Domain("author_id", "=", partner.id) & (
            Domain("model", "=like", "satisfaction.%")
            | Domain("model", "=", "res.partner") & Domain("res_id", "=", partner.id)
        )
        for part, records in found:
            if part.model == "helpdesk.ticket":
                domain |= (
                    Domain("author_id", "=", partner.id)
                    & Domain("model", "=", part.model)
                    & Domain("res_id", "in", records.ids)
                )
        return messages.search(domain)

    @api.model
    def _find_files(self, found, messages):
        """Files that belong to the person's records, or came with their messages."""
        attachments = self.env["ir.attachment"].sudo()
        files = messages.attachment_ids
        for part, records in found:
            if part.model == "satisfaction.request" or part.words:
                files |= attachments.search(
                    [
                        ("res_model", "=", part.model),
                        ("res_id", "in", records.ids),
                        ("res_field", "=", False),
                    ]
                )
        return files

    @api.model
    def _get_words(self, found, messages):
        """Everything the person said, as plain texts."""
        texts = []
        for part, records in found:
            for name in part.words:
                field = records._fields[name]
                for value in records.mapped(name):
                    if field.type == "html":
                        texts.append(html2plaintext(value or ""))
                    elif field.type == "json":
                        texts += [
                            one
                            for one in (value or {}).values()
                            if isinstance(one, str)
                        ]
                    elif value:
                        # A name taken from the beginning of a text ends in dots.
                        texts.append(value.removesuffix("…"))
        texts += [html2plaintext(body) for body in messages.mapped("body") if body]
        return texts

    @api.model
    def _get_needles(self, partner, words=()):
        """What tells of the person anywhere, and what does so in records about them.

        :param words: texts of the person, to be found where they were copied to
        :return: ``(needles, needles for records of the person)``
        """
        person = partner.sudo()
        addresses = {person.email, person.email_normalized}
        addresses |= set(person.user_ids.mapped("login"))
        for _part, records in self._find_records(partner):
            for name in ("email", "email_from"):
                if name in records:
                    addresses |= set(records.mapped(name))
        addresses = {one for one in addresses if one}
        phones = {one for one in (person.phone, person.phone_sanitized) if one}
        names = {person.complete_name} if person.parent_id else set()
        if is_distinctive(person.name):
            names.add(person.name)
        own = self._leave_out_shared(person, addresses, phones)
        every = [*names, *addresses, person.name, *name_parts(person.name)]
        return (
            Needles([*names, *own[0]], [*own[1]], words),
            Needles(every, [*phones], words),
        )

    @api.model
    def _leave_out_shared(self, person, addresses, phones):
        """Without what others are reached by as well, e.g. a switchboard's number.

        :return: addresses and telephone numbers of this person alone
        """
        others = (
            self.env["res.partner"]
            .sudo()
            .with_context(active_test=False)
            .search(
                Domain("id", "!=", person.id)
                & (
                    Domain("email_normalized", "in", [one.lower() for one in addresses])
                    | Domain("phone", "in", list(phones))
                    | Domain("phone_sanitized", "in", list(phones))
                )
            )
        )
        theirs = set(others.mapped("email_normalized")) | set(others.mapped("email"))
        numbers = set(others.mapped("phone")) | set(others.mapped("phone_sanitized"))
        # The same number is written in several ways.
        is_shared = bool(phones & numbers)
        return (
            {
                one
                for one in addresses
                if one not in theirs and one.lower() not in theirs
            },
            set() if is_shared else phones,
        )
