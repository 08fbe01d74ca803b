# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

# Whom a programme needs to know at each client: who talks for it, who decides (R72)
KEY_ROLES = ("interface", "decision_leader")

# Everybody in the programme; others who see contacts don't see these.
PROFILE_READERS = (
    "client_satisfaction.group_agent,client_satisfaction.group_interviewer,"
    "client_satisfaction.group_senior_management"
)


class ResPartner(models.Model):
    """The client profile: who a client is, what it has, what it expects (R73).

    Conditions of rules, waves and samples ask for it (R66), so everything that may
    be a condition is a plain stored field of the client.
    """

    _inherit = "res.partner"

    satisfaction_is_vip = fields.Boolean(
        "VIP",
        compute="_compute_satisfaction_is_vip",
        store=True,
        readonly=False,
        help="A client or person to be treated with particular care. Contacts with the"
        " role “VIP user” are.",
    )
    agreement_level_id = fields.Many2one(
        "satisfaction.agreement.level",
        "Agreement level",
        ondelete="restrict",
        index="btree_not_null",
        help="What the client bought. Clients hear “agreement”.",
    )
    client_service_ids = fields.Many2many(
        "satisfaction.service",
        "satisfaction_client_service_rel",
        string="Services",
        help="What the client uses.",
    )
    client_equipment_class_ids = fields.Many2many(
        "satisfaction.equipment.class",
        "satisfaction_client_equipment_rel",
        string="Equipment classes",
        help="What the client has that we look after.",
    )
    client_service_manager_line_ids = fields.One2many(
        "satisfaction.client.service.manager",
        "client_id",
        "Service managers by type of service",
        groups=PROFILE_READERS,
    )
    client_industry_notes = fields.Text(
        "What moves the industry",
        help="What happens in the client's industry that changes its needs.",
        groups=PROFILE_READERS,
    )
    client_business_notes = fields.Text(
        "Business and needs",
        help="What the client lives on, and what of it depends on our services.",
        groups=PROFILE_READERS,
    )
    client_composition = fields.Text(
        "Composition",
        help="Sites, departments, kinds and numbers of users.",
        groups=PROFILE_READERS,
    )
    client_expectation_ids = fields.One2many(
        "satisfaction.client.expectation",
        "client_id",
        "Agreed expectations",
        groups=PROFILE_READERS,
    )
    client_expectations = fields.Text(
        "Expectations",
        compute="_compute_client_expectations",
        help="What was agreed with the client, a line each.",
        groups=PROFILE_READERS,
    )
    client_contacts_by_role = fields.Text(
        "Contacts by role",
        compute="_compute_client_contacts_by_role",
        groups=PROFILE_READERS,
        help="Who answers for the client, a line for each role.",
    )
    client_profile_gaps = fields.Text(
        "Missing in the profile",
        compute="_compute_client_profile_gaps",
        help="What the programme needs to know about this client and doesn't.",
        groups=PROFILE_READERS,
    )
    client_profile_complete = fields.Boolean(
        "Profile complete",
        compute="_compute_client_profile_gaps",
        search="_search_client_profile_complete",
        groups=PROFILE_READERS,
    )

    @api.depends("satisfaction_role")
    def _compute_satisfaction_is_vip(self):
        for partner in self:
            partner.satisfaction_is_vip = (
                partner.satisfaction_role == "vip" or partner.satisfaction_is_vip
            )

    @api.depends_context("lang", "uid")
    @api.depends(
        "commercial_partner_id.client_expectation_ids.topic",
        "commercial_partner_id.client_expectation_ids.expectation",
        "commercial_partner_id.client_expectation_ids.target",
        "commercial_partner_id.client_expectation_ids.agreed_on",
    )
    def _compute_client_expectations(self):
        """A contact shows what was agreed with its company."""
        lines = self.env["satisfaction.client.expectation"].search(
            [("client_id", "in", self.commercial_partner_id.ids)]
        )
        by_client = lines.grouped("client_id")
        for partner in self:
            partner.client_expectations = "\n".join(
                line._describe()
                for line in by_client.get(partner.commercial_partner_id._origin, ())
            )

    @api.depends_context("lang")
    @api.depends(
        "child_ids.satisfaction_role",
        "child_ids.name",
        "child_ids.satisfaction_opt_out",
    )
    def _compute_client_contacts_by_role(self):
        labels = self._fields["satisfaction_role"]._description_selection(self.env)
        contacts = self.search(
            Domain("commercial_partner_id", "in", self.commercial_partner_id.ids)
            & Domain("satisfaction_role", "!=", False),
            order="name, id",
        )
        by_client = contacts.grouped("commercial_partner_id")
        for partner in self:
            people = by_client.get(partner.commercial_partner_id._origin, self.browse())
            lines = []
            for code, label in labels:
                names = [
                    self.env._("%s (not asked)", one.name)
                    if one.satisfaction_opt_out
                    else one.name
                    for one in people
                    if one.satisfaction_role == code
                ]
                if names:
                    lines.append(f"{label}: {', '.join(names)}")
            partner.client_contacts_by_role = "\n".join(lines)

    # ------------------------------------------------------------------
    # What is missing
    # ------------------------------------------------------------------
    @api.model
    def _askable_contacts_domain(self):
        """Contacts with a key role who can be asked."""
        return (
            Domain("satisfaction_role", "in", KEY_ROLES)
            & Domain("email", "!=", False)
            & Domain("satisfaction_opt_out", "=", False)
        )

    @api.depends_context("lang")
    @api.depends(
        "client_manager_id",
        "client_since",
        "agreement_level_id",
        "client_expectation_ids",
        "child_ids.satisfaction_role",
        "child_ids.email",
        "child_ids.satisfaction_opt_out",
    )
    def _compute_client_profile_gaps(self):
        """Only clients have a profile; their contacts show nothing."""
        clients = self.filtered(
            lambda partner: partner == partner.commercial_partner_id
        )
        with_contact = {
            client.id
            for (client,) in self._read_group(
                Domain("commercial_partner_id", "in", clients.ids)
                & self._askable_contacts_domain(),
                ["commercial_partner_id"],
            )
        }
        with_expectation = {
            client.id
            for (client,) in self.env["satisfaction.client.expectation"]._read_group(
                [("client_id", "in", clients.ids)], ["client_id"]
            )
        }
        (self - clients).client_profile_gaps = False
        (self - clients).client_profile_complete = False
        for client in clients:
            gaps = client._list_profile_gaps(
                client._origin.id in with_contact, client._origin.id in with_expectation
            )
            client.client_profile_gaps = ", ".join(gaps)
            client.client_profile_complete = not gaps

    def _list_profile_gaps(self, has_contact, has_expectation):
        """What is missing, the most urgent first, each as a short text."""
        self.ensure_one()
        gaps = []
        if not self.client_manager_id:
            gaps.append(self.env._("a client manager"))
        if not has_contact:
            gaps.append(
                self.env._("a decision leader or interface person who can be asked")
            )
        if not self.client_since:
            gaps.append(self.env._("the day it became a client"))
        if not self.agreement_level_id:
            gaps.append(self.env._("its agreement level"))
        if not has_expectation:
            gaps.append(self.env._("what it expects"))
        return gaps

    @api.model
    def _search_client_profile_complete(self, operator, value):
        """The same conditions as _list_profile_gaps, for the database."""
        if operator != "in":
            return NotImplemented
        contacts = self._search(self._askable_contacts_domain())
        complete = (
            Domain("client_manager_id", "!=", False)
            & Domain("client_since", "!=", False)
            & Domain("agreement_level_id", "!=", False)
            & Domain("client_expectation_ids", "!=", False)
            & Domain("id", "in", contacts.subselect("commercial_partner_id"))
        )
        return complete if True in value else ~complete
