# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain


class SatisfactionRequest(models.Model):
    """Ledger rows made by hand, and what every row freezes of ticket and contact."""

    _inherit = "satisfaction.request"

    @api.model
    def _create_entry(self, values):
        """A ledger row for an answer typed in the backend; no mail goes out for it.

        An ask about the same ticket that is still open in the same channel is taken
        instead of a new row: the client answers it by another way.

        :param values: dict, or list of dicts, of field values; ``channel_id`` is
            required; programme, company, questionnaire, client and what a ticket
            says are filled in where they are missing
        :return: requests that wait for their answer, in the order of the values
        """
        values_list = [values] if isinstance(values, dict) else values
        full = [self._complete_entry(values) for values in values_list]
        open_asks = self._find_open_asks(full)
        keys = [(values.get("ticket_id"), values["channel_code"]) for values in full]
        created = iter(
            self.create(
                [
                    values
                    for values, key in zip(full, keys, strict=True)
                    if key not in open_asks
                ]
            )
        )
        ids = [open_asks.get(key) or next(created).id for key in keys]
        return self.browse(ids)

    def _find_open_asks(self, values_list):
        """``{(ticket id, channel code): id}`` of the open asks of these tickets."""
        ticket_ids = [v["ticket_id"] for v in values_list if v.get("ticket_id")]
        if not ticket_ids:
            return {}
        # Closed a moment ago, the ticket may be about to get its ask.
        tickets = self.env["helpdesk.ticket"].browse(ticket_ids)
        self.env["satisfaction.closing"]._decide_about(tickets)
        domain = Domain("ticket_id", "in", ticket_ids) & Domain(
            "state", "in", ("planned", "sent")
        )
        return {
            (ask.ticket_id.id, ask.channel_code): ask.id for ask in self.search(domain)
        }

    def _complete_entry(self, values):
        channel = self.env["satisfaction.channel"].browse(values["channel_id"])
        ticket = self.env["helpdesk.ticket"].browse(values.get("ticket_id") or ())
        partner = self.env["res.partner"].browse(
            values.get("partner_id") or ticket.partner_id.id or ()
        )
        company = channel.company_id
        event_at = values.get("event_at") or fields.Datetime.now()
        full = {
            "company_id": company.id,
            "program_id": channel.program_id.id,
            "channel_kind": channel.kind,
            "channel_code": channel.code,
            "survey_id": channel._get_survey(contact=partner).id,
            **(self._prepare_ticket_snapshot(ticket) if ticket else {}),
            **self._prepare_contact_snapshot(partner),
            "event_at": event_at,
            "event_date": company._satisfaction_date(
                fields.Datetime.to_datetime(event_at)
            ),
            "state": "planned",
        }
        full.update({key: value for key, value in values.items() if value})
        return full

    @api.model
    def _prepare_ticket_snapshot(self, ticket):
        """Whom a result is credited to, as it stands now (D16)."""
        return {
            "ticket_id": ticket.id,
            "ticket_number": ticket.number,
            "ticket_title": ticket.name,
            "team_id": ticket.team_id.id,
            "user_id": ticket.user_id.id,
            "category_id": ticket.category_id.id,
        }

    @api.model
    def _prepare_contact_snapshot(self, partner):
        """Who is asked, for whom, as what and in which language (D8, R72)."""
        return {
            "partner_id": partner.id,
            "client_id": partner.commercial_partner_id.id,
            "email": partner.email,
            "lang": partner.lang,
            "respondent_role": partner.satisfaction_role,
        }
