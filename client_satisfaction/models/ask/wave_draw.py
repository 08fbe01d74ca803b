# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import secrets
from typing import NamedTuple

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...scoring import representative_sample
from .wave import SAMPLED_STATES


class Membership(NamedTuple):
    """A client's place in a wave: values of its assessment."""

    origin: str
    out: str | bool = False
    #: Why it is out, or was added.
    reason: str | bool = False


class SatisfactionWave(models.Model):
    """Who takes part: tracked onwards, drawn, added, left out (R65–R67, D14).

    The draw depends on the stored seed, the target group's clients of the first day
    and the clients of earlier waves, on nothing else. So it can be repeated, and
    nobody chooses whom to ask.
    """

    _inherit = "satisfaction.wave"

    scorecard_id = fields.Many2one(
        "satisfaction.scorecard",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Levels, indicators and weights of all its assessments: the programme's"
        " when the wave was drawn.",
    )
    assessment_ids = fields.One2many(
        "satisfaction.assessment", "wave_id", "Clients", readonly=True
    )
    drawn_at = fields.Datetime("Last drawn", readonly=True, copy=False)
    population_count = fields.Integer(
        "Matching clients",
        readonly=True,
        copy=False,
        aggregator=None,
        help="Clients of the target group when it was drawn.",
    )
    client_count = fields.Integer("Taking part", compute="_compute_member_counts")
    panel_count = fields.Integer("Tracked onwards", compute="_compute_member_counts")
    new_count = fields.Integer("Drawn anew", compute="_compute_member_counts")
    added_count = fields.Integer("Added by hand", compute="_compute_member_counts")
    left_count = fields.Integer("Left since", compute="_compute_member_counts")
    excluded_count = fields.Integer("Excluded", compute="_compute_member_counts")

    @api.depends("assessment_ids.wave_origin", "assessment_ids.wave_out")
    def _compute_member_counts(self):
        counts = {
            (wave.id, out or origin): count
            for wave, origin, out, count in self._read_members(
                ["wave_id", "wave_origin", "wave_out"], ["__count"]
            )
        }
        summed = {}
        for (wave_id, kind), count in counts.items():
            summed[wave_id, kind] = summed.get((wave_id, kind), 0) + count
        for wave in self:

            def count(kind, wave_id=wave._origin.id):
                return summed.get((wave_id, kind), 0)

            wave.panel_count = count("panel")
            wave.new_count = count("drawn")
            # Assessments somebody made by hand in the wave have no origin.
            wave.added_count = count("added") + count(False)
            wave.left_count = count("left")
            wave.excluded_count = count("excluded")
            wave.client_count = wave.panel_count + wave.new_count + wave.added_count

    def _read_members(self, groupby, aggregates, domain=Domain.TRUE):
        """``_read_group`` over the assessments of these waves.

        Whoever may read a wave knows how many clients take part, also those of
        others; which ones they are is up to the record rules of assessments.
        """
        # sudo: only counts leave here
        return (
            self.env["satisfaction.assessment"]
            .sudo()
            ._read_group(
                Domain("wave_id", "in", self.ids) & domain, groupby, aggregates
            )
        )

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_draw(self):
        """Draw the clients; drawing again with the same seed draws the same ones."""
        self.check_access("write")
        for wave in self:
            wave._draw()

    def action_new_seed(self):
        """Throw the dice anew; the log keeps that somebody did, and the old seed."""
        self.check_access("write")
        self._check_not_started()
        for wave in self:
            old, was_drawn = wave.seed, wave.state == "drawn"
            wave.seed = secrets.token_hex(8)
            wave.message_post(
                body=self.env._(
                    "New seed %(new)s instead of %(old)s.", new=wave.seed, old=old
                )
            )
            if was_drawn:
                wave._draw()

    # ------------------------------------------------------------------
    # Drawing
    # ------------------------------------------------------------------
    def _draw(self):
        """Settle who takes part; see the class. Any number of times before the start.

        :raises UserError: the wave has started, its strategy is not approved, or
            there is nobody to ask
        """
        self.ensure_one()
        self._check_may_draw()
        # Two draws at once would both make the same assessments.
        self.lock_for_update(allow_referencing=True)
        population = self.target_group_id._find_clients(
            self.date_start, self.company_id
        )
        members = self._find_members(population)
        if not any(not member.out for member in members.values()):
            raise UserError(
                self.env._(
                    "Nobody takes part in %(wave)s: no client matches the target group"
                    " “%(group)s” on its first day. Change the group's conditions.",
                    wave=self.name,
                    group=self.target_group_id.name,
                )
            )
        if self.program_id.scorecard_id:
            self.scorecard_id = self.program_id.scorecard_id
        self._store_members(members)
        self.write(
            {
                "state": "drawn",
                "drawn_at": fields.Datetime.now(),
                "population_count": len(population),
            }
        )
        self._store_coverage(population)
        self.message_post(body=self._word_draw())

    def _check_may_draw(self):
        self._check_not_started()
        if not self.program_id.strategy_approved_on:
            raise UserError(
                self.env._(
                    "%(wave)s can't be drawn: the client feedback strategy of"
                    " %(program)s is not approved yet.",
                    wave=self.name,
                    program=self.program_id.name,
                )
            )

    def _find_members(self, population):
        """``{client: Membership}`` of all who take part or would have.

        :param population: clients of the target group
        """
        excluded = self._find_excluded()
        panel, left_before = self._find_panel()
        members = {}
        for client in panel:
            reason = self._find_leaving(client)
            if reason and client not in left_before:
                members[client] = Membership("panel", "left", reason)
            elif not reason and client in excluded:
                members[client] = Membership("panel", "excluded", excluded[client])
            elif not reason:
                members[client] = Membership("panel")
        tracked = {client for client, member in members.items() if not member.out}
        types = self._get_types(
            population.filtered(lambda client: client not in excluded)
        )
        drawn = representative_sample(
            types,
            # The share is one of all who match, also of those left out.
            self.target_group_id._get_size(len(population)),
            seed=self.seed,
            already=[str(client.id) for client in tracked],
        )
        partners = self.env["res.partner"]
        for key in drawn:
            members[partners.browse(int(key))] = Membership("drawn")
        # A client drawn, then left out with a reason, stays visible as such.
        for assessment in self.assessment_ids:
            client = assessment.client_id
            if client in members:
                continue
            if client in excluded:
                members[client] = Membership("drawn", "excluded", excluded[client])
            elif assessment.wave_origin == "added":
                members[client] = Membership("added", reason=assessment.wave_note)
        return members

    def _find_panel(self):
        """Clients ever sampled, and those whose leaving was told before (R67).

        :return: ``res.partner`` in the order of their ids, ``res.partner``
        """
        partners = self.env["res.partner"]
        if not self.is_panel:
            return partners, partners
        earlier = (
            Domain("company_id", "=", self.company_id.id)
            & Domain("wave_id.number", "<", self.number)
            & Domain("wave_id.state", "in", SAMPLED_STATES)
        )
        groups = self.env["satisfaction.assessment"]._read_group(
            earlier, ["client_id", "wave_out"], ["id:max"]
        )
        last = {(client, out): last_id for client, out, last_id in groups}
        panel = [client for client, out in last if not out]
        told = [
            client
            for client in panel
            if last.get((client, "left"), 0) > last[client, False]
        ]
        ordered = sorted({client.id for client in panel})
        return partners.browse(ordered), partners.browse(client.id for client in told)

    def _find_leaving(self, client):
        """Why a tracked client can't be asked any more; False while it is there."""
        if client.client_until and client.client_until < self.date_start:
            return self.env._(
                "Client until %s", fields.Date.to_string(client.client_until)
            )
        if not client.active:
            return self.env._("Archived")
        if client.commercial_partner_id != client:
            return self.env._("Belongs to %s now", client.commercial_partner_id.name)
        return False

    def _find_excluded(self):
        """``{client: reason}`` left out of this wave, or of an earlier one for good."""
        found = self.env["satisfaction.wave.exclusion"].search(
            Domain("wave_id", "=", self.id)
            | Domain("is_lasting", "=", True)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("wave_id.number", "<", self.number),
            order="id",
        )
        return {exclusion.client_id: exclusion.reason for exclusion in found}

    def _get_types(self, clients):
        """``{client id as text: its types}`` for ``scoring.representative_sample``."""
        names = self._get_type_fields()
        return {
            str(client.id): tuple(str(_get_value(client, name)) for name in names)
            for client in clients
        }

    def _get_type_fields(self):
        """Names of the profile fields by which clients are told apart."""
        chosen = self.target_group_id.client_type_ids.mapped("field_name")
        # An addon that brought a field may be gone.
        return [name for name in chosen if name in self.env["res.partner"]._fields]

    # ------------------------------------------------------------------
    # Storing
    # ------------------------------------------------------------------
    def _store_members(self, members):
        """Make the assessments match the members; what still holds stays as it is.

        So an interviewer or a day somebody arranged survives drawing again. The
        number of queries doesn't depend on the number of clients.
        """
        # Two thousand "assessment created" messages tell nobody anything.
        present = self.assessment_ids.with_context(tracking_disable=True)
        gone = present.filtered(lambda assessment: assessment.client_id not in members)
        gone.unlink()
        present -= gone
        known = present.client_id
        groups = {}
        for assessment in present:
            values = self._prepare_membership(members[assessment.client_id])
            if any(assessment[name] != value for name, value in values.items()):
                groups.setdefault(tuple(values.items()), present.browse())
                groups[tuple(values.items())] |= assessment
        for items, assessments in groups.items():
            assessments.write(dict(items))
        missing = self.env["res.partner"].browse(
            client.id for client in members if client not in known
        )
        contacts = self._find_respondents(missing)
        present.create(
            [
                {
                    **self._prepare_assessment(client),
                    **self._prepare_membership(members[client]),
                    "respondent_ids": [Command.set(contacts.get(client, []))],
                }
                for client in missing
            ]
        )

    def _prepare_membership(self, member):
        return {
            "wave_origin": member.origin,
            "wave_out": member.out,
            "wave_note": member.reason if member.origin == "added" else False,
            "left": member.reason if member.out else False,
            "is_panel": member.origin == "panel",
            "state": "cancelled" if member.out else "planned",
        }

    def _prepare_assessment(self, client):
        """Values of the assessment of a client of this wave."""
        return {
            "wave_id": self.id,
            "client_id": client.id,
            "company_id": self.company_id.id,
            "program_id": self.program_id.id,
            "survey_id": self.survey_id.id,
            "scorecard_id": self.scorecard_id.id,
            "mode": self.mode,
        }

    def _find_respondents(self, clients):
        """``{client: ids of its contacts with a role}`` (R71)."""
        # Fetched together: otherwise each assessment reads its own contacts.
        contacts = self.env["res.partner"].search_fetch(
            Domain("commercial_partner_id", "in", clients.ids)
            & Domain("satisfaction_role", "!=", False)
            & Domain("parent_id", "!=", False),
            ["active", "commercial_partner_id"],
            order="id",
        )
        return {
            client: people.ids
            for client, people in contacts.grouped("commercial_partner_id").items()
        }

    def _word_draw(self):
        """What was drawn, in a sentence for the log."""
        return self.env._(
            "Drawn with seed %(seed)s: %(panel)d clients tracked onwards, %(new)d drawn"
            " from %(population)d, %(added)d added by hand, %(left)d left, %(excluded)d"
            " excluded.",
            seed=self.seed,
            panel=self.panel_count,
            new=self.new_count,
            population=self.population_count,
            added=self.added_count,
            left=self.left_count,
            excluded=self.excluded_count,
        )


def _get_value(client, name):
    """A profile field's value as it can be stored: an id, a text or a yes."""
    value = client[name]
    return value.id if isinstance(value, models.BaseModel) else value
