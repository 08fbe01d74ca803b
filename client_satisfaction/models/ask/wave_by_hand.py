# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, models
from odoo.exceptions import UserError

from .wave_draw import Membership


class SatisfactionWave(models.Model):
    """Clients taken in or left out by hand, each with a reason (R67)."""

    _inherit = "satisfaction.wave"

    def _add_clients(self, clients, reason):
        """Take clients in whom nobody drew; the log says who did it and why.

        In a running wave they are asked by the same job as all others.

        :param clients: ``res.partner``, commercial partners
        :param reason: text, required
        :raises UserError: before the draw, after the end, or for clients who take
            part already
        """
        self.ensure_one()
        self.check_access("write")
        if self.state not in ("drawn", "running"):
            raise UserError(
                self.env._(
                    "Draw %s first; clients can be added from then on until it is"
                    " closed.",
                    self.name,
                )
            )
        present = self.assessment_ids.filtered(lambda one: one.client_id in clients)
        taking_part = present.filtered(lambda one: not one.wave_out)
        if taking_part:
            raise UserError(
                self.env._(
                    "%(client)s takes part in %(wave)s already.",
                    client=taking_part[0].client_id.name,
                    wave=self.name,
                )
            )
        if self.state == "drawn":
            # Whoever was left out by hand is taken back. Once a wave runs, that
            # somebody was left out first stays on record.
            self.exclusion_ids.filtered(lambda one: one.client_id in clients).unlink()
        present.with_context(tracking_disable=True).write(
            self._prepare_membership(Membership("added", reason=reason))
        )
        fresh = clients - present.client_id
        contacts = self._find_respondents(fresh)
        self.env["satisfaction.assessment"].with_context(tracking_disable=True).create(
            [
                {
                    **self._prepare_assessment(client),
                    **self._prepare_membership(Membership("added", reason=reason)),
                    "respondent_ids": [Command.set(contacts.get(client, []))],
                }
                for client in fresh
            ]
        )
        self._after_change(
            self.env._(
                "Added by hand: %(clients)s. %(reason)s",
                clients=", ".join(clients.mapped("name")),
                reason=reason,
            )
        )

    def _remove_clients(self, clients, reason, is_lasting=False):
        """Take clients out before the start; the log says who did it and why (R67).

        :param clients: ``res.partner``, commercial partners
        :param reason: text, required
        :param is_lasting: also in later waves
        :raises UserError: after the start, or for clients who don't take part
        """
        self.ensure_one()
        self.check_access("write")
        self._check_not_started()
        taking_part = self.assessment_ids.filtered(
            lambda one: one.client_id in clients and not one.wave_out
        )
        strangers = clients - taking_part.client_id
        if strangers:
            raise UserError(
                self.env._(
                    "%(client)s doesn't take part in %(wave)s.",
                    client=strangers[0].name,
                    wave=self.name,
                )
            )
        self.env["satisfaction.wave.exclusion"].create(
            [
                {
                    "wave_id": self.id,
                    "client_id": client.id,
                    "reason": reason,
                    "is_lasting": is_lasting,
                }
                for client in clients
            ]
        )
        for assessment in taking_part.with_context(tracking_disable=True):
            assessment.write(
                self._prepare_membership(
                    Membership(assessment.wave_origin, "excluded", reason)
                )
            )
        self._after_change(
            self.env._(
                "Left out: %(clients)s. %(reason)s",
                clients=", ".join(clients.mapped("name")),
                reason=reason,
            )
        )

    def _after_change(self, message):
        """Coverage and log follow what was changed by hand."""
        self._store_coverage(
            self.target_group_id._find_clients(self.date_start, self.company_id)
        )
        self.message_post(body=message)
        if self.state == "running":
            self.opened_at = False
            self._trigger_opening()
