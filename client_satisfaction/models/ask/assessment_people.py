# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

# Whoever served the client within this time is not independent.
SERVED_MONTHS = 12


class SatisfactionAssessment(models.Model):
    """Who interviews: somebody who did not serve the client (R70).

    Not independent is whoever looks after the client, or had a hand in one of its
    tickets within the last twelve months: as assignee, now or before, by writing on
    it, or as a member of the team that worked on it.
    """

    _inherit = "satisfaction.assessment"

    interviewer_id = fields.Many2one(
        "res.users",
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
        copy=False,
        domain=lambda self: [
            (
                "all_group_ids",
                "in",
                self.env.ref("client_satisfaction.group_interviewer").ids,
            )
        ],
        help="Somebody who has not served this client.",
    )
    independence = fields.Selection(
        [
            ("none", "No interviewer"),
            ("independent", "Independent"),
            ("overridden", "Not independent, allowed"),
        ],
        required=True,
        default="none",
        readonly=True,
        copy=False,
    )
    independence_note = fields.Char(
        readonly=True, copy=False, help="What ties the interviewer to the client."
    )
    override_reason = fields.Char(
        "Why nevertheless",
        copy=False,
        tracking=True,
        help="A programme manager may let somebody interview who served the client."
        " It is marked on the assessment and reported in the wave.",
    )
    able_interviewer_ids = fields.Many2many(
        "res.users",
        string="Independent interviewers",
        compute="_compute_able_interviewers",
        help="Interviewers who have not served this client, those with the fewest"
        " open interviews first.",
    )
    able_interviewer_text = fields.Char(
        "Who may interview", compute="_compute_able_interviewers"
    )

    # ------------------------------------------------------------------
    # Who has served a client
    # ------------------------------------------------------------------
    @api.model
    def _find_client_ties(self, clients, users=None):
        """What ties users to clients, in words that name the ticket.

        Two queries, whatever the number of clients and tickets.

        :param clients: ``res.partner``, commercial partners
        :param users: ``res.users`` to look at; default: all internal ones
        :return: ``{(client id, user id): sentence}``
        """
        ties = {
            (client_id, user_id): self.env._(
                "worked on ticket %(ticket)s", ticket=number
            )
            for client_id, user_id, number in self._query_ticket_ties(clients, users)
        }
        for client, user, words in self._list_people_ties(clients):
            if user and (users is None or user in users):
                ties[client.id, user.id] = words
        return ties

    @api.model
    def _query_ticket_ties(self, clients, users=None):
        """(client, user, number of the latest ticket) of the last twelve months."""
        if not clients or (users is not None and not users):
            return []
        for model in ("helpdesk.ticket", "mail.message", "mail.tracking.value"):
            self.env[model].flush_model()
        field = self.env["ir.model.fields"]._get("helpdesk.ticket", "user_id")
        chosen = SQL("TRUE") if users is None else SQL("u.id = ANY(%s)", users.ids)
        return self.env.execute_query(
            SQL(
                """
                WITH served AS (
                    SELECT id, number, commercial_partner_id AS client_id,
                           user_id, create_uid, team_id
                      FROM helpdesk_ticket
                     WHERE commercial_partner_id = ANY(%(clients)s)
                       AND (closed_date IS NULL
                            OR GREATEST(create_date, assigned_date, closed_date,
                                        last_stage_update) >= %(since)s)
                ), hands AS (
                    SELECT id, user_id AS uid FROM served
                    UNION
                    SELECT id, create_uid FROM served
                    UNION
                    SELECT served.id, member.res_users_id
                      FROM served
                      JOIN helpdesk_ticket_team_res_users_rel member
                        ON member.helpdesk_ticket_team_id = served.team_id
                    UNION
                    SELECT served.id, author.id
                      FROM served
                      JOIN mail_message message
                        ON message.model = 'helpdesk.ticket'
                       AND message.res_id = served.id
                      JOIN res_users author
                        ON author.partner_id = message.author_id
                    UNION
                    SELECT served.id, unnest(ARRAY[
                               value.old_value_integer, value.new_value_integer])
                      FROM served
                      JOIN mail_message message
                        ON message.model = 'helpdesk.ticket'
                       AND message.res_id = served.id
                      JOIN mail_tracking_value value
                        ON value.mail_message_id = message.id
                       AND value.field_id = %(field)s
                )
                SELECT DISTINCT ON (served.client_id, u.id)
                       served.client_id, u.id, served.number
                  FROM hands
                  JOIN served ON served.id = hands.id
                  JOIN res_users u ON u.id = hands.uid
                 WHERE NOT u.share AND %(chosen)s
              ORDER BY served.client_id, u.id, served.id DESC
                """,
                clients=clients.ids,
                since=fields.Datetime.now() - relativedelta(months=SERVED_MONTHS),
                field=field.id,
                chosen=chosen,
            )
        )

    @api.model
    def _list_people_ties(self, clients):
        """(client, user, sentence) of those who look after the client itself."""
        words = {
            "client_manager_id": self.env._("is the client's manager"),
            "client_service_manager_id": self.env._("is the client's service manager"),
        }
        # sudo: only who must not interview comes out of this
        clients = clients.sudo()
        return [
            (client, client[name].sudo(False), sentence)
            for client in clients
            for name, sentence in words.items()
        ] + [
            (
                client,
                line.user_id.sudo(False),
                words["client_service_manager_id"],
            )
            for client in clients
            for line in client.client_service_manager_line_ids
        ]

    # ------------------------------------------------------------------
    # Who may
    # ------------------------------------------------------------------
    def _find_able_interviewers(self):
        """``{assessment: [(user, open interviews)]}``, the least busy first."""
        users = self.env["res.users"].search(
            Domain(
                "all_group_ids",
                "in",
                self.env.ref("client_satisfaction.group_interviewer").ids,
            )
            & Domain("share", "=", False),
            order="id",
        )
        # sudo: of others' interviews only their number is told
        load = dict.fromkeys(users, 0)
        for user, count in (
            self.env["satisfaction.assessment"]
            .sudo()
            ._read_group(
                [
                    ("interviewer_id", "in", users.ids),
                    ("state", "in", ("planned", "running")),
                ],
                ["interviewer_id"],
                ["__count"],
            )
        ):
            load[user.sudo(False)] = count
        clients = self.client_id._origin or self.client_id
        ties = self._find_client_ties(clients, users)
        by_load = sorted(users, key=lambda user: (load[user], user.id))
        return {
            assessment: [
                (user, load[user])
                for user in by_load
                if (assessment.client_id._origin.id, user.id) not in ties
                and assessment.company_id in user.company_ids
            ]
            for assessment in self
        }

    @api.depends("client_id", "company_id", "mode")
    @api.depends_context("lang")
    def _compute_able_interviewers(self):
        able = self._find_able_interviewers()
        for assessment in self:
            users = able[assessment]
            assessment.able_interviewer_ids = self.env["res.users"].union(
                *(user for user, _load in users)
            )
            assessment.able_interviewer_text = ", ".join(
                self.env._("%(user)s (%(count)s open)", user=user.name, count=load)
                for user, load in users[:5]
            ) or self.env._("Nobody: every interviewer has served this client.")

    def _assign_interviewers(self):
        """Give assessments without an interviewer an independent one, evenly.

        Those for whom nobody is independent stay without.
        """
        todo = self.filtered(
            lambda assessment: (
                not assessment.interviewer_id and assessment.mode != "online"
            )
        )
        extra = {}
        shares = {}
        for assessment, users in todo._find_able_interviewers().items():
            if not users:
                continue
            chosen = min(
                users, key=lambda pair: (pair[1] + extra.get(pair[0], 0), pair[0].id)
            )[0]
            extra[chosen] = extra.get(chosen, 0) + 1
            shares[chosen] = shares.get(chosen, self.browse()) | assessment
        for user, assessments in shares.items():
            assessments.interviewer_id = user

    def action_assign_interviewers(self):
        """Button: independent interviewers for all that have none."""
        self.check_access("write")
        self._assign_interviewers()

    # ------------------------------------------------------------------
    # Checked whenever it is written
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_may_override(vals)
        assessments = super().create(vals_list)
        interviews = assessments.filtered("interviewer_id")
        interviews._update_independence()
        interviews._update_activities()
        return assessments

    def write(self, vals):
        self._check_may_override(vals)
        result = super().write(vals)
        if not {"interviewer_id", "client_id", "override_reason"}.isdisjoint(vals):
            self._update_independence()
        if "interviewer_id" in vals:
            for one in self.sudo():  # the ledger is written by the product only
                one.request_ids.filtered(
                    lambda ask: ask.state in ("planned", "sent")
                ).interviewer_id = one.interviewer_id
        if not {"interviewer_id", "scheduled_on", "mode", "state"}.isdisjoint(vals):
            self._update_activities()
        return result

    @api.model
    def _check_may_override(self, vals):
        if (
            vals.get("override_reason")
            and not self.env.su
            and not self.env.user.has_group("client_satisfaction.group_program_manager")
        ):
            raise AccessError(
                self.env._(
                    "Only programme managers may let somebody interview who has served"
                    " the client."
                )
            )

    def _update_independence(self):
        """Refuse an interviewer who served the client, or mark that it is allowed.

        :raises UserError: with the ticket that ties the interviewer to the client
        """
        ties = self._find_client_ties(self.client_id, self.interviewer_id)
        for assessment in self:
            user = assessment.interviewer_id
            tie = ties.get((assessment.client_id.id, user.id))
            if tie and not (assessment.override_reason or "").strip():
                raise UserError(
                    self.env._(
                        "%(user)s %(tie)s and is not independent of %(client)s."
                        " Choose another interviewer, or have a programme manager"
                        " write down why this one.",
                        user=user.name,
                        tie=tie,
                        client=assessment.client_id.name,
                    )
                )
            status = "overridden" if tie else "independent" if user else "none"
            note = f"{user.name} {tie}" if tie else False
            if (assessment.independence, assessment.independence_note) != (
                status,
                note,
            ):
                assessment.write({"independence": status, "independence_note": note})

    # ------------------------------------------------------------------
    # The interviewer's day
    # ------------------------------------------------------------------
    def _update_activities(self):
        """One activity for the interviewer of each open interview, on its day."""
        kind = self.env.ref(
            "client_satisfaction.activity_type_interview", raise_if_not_found=False
        )
        if not kind:
            return
        # sudo: whoever steers the assessment need not be the activity's owner
        for assessment in self.sudo():
            activities = assessment.activity_ids.filtered(
                lambda activity: activity.activity_type_id == kind
            )
            wanted = (
                assessment.interviewer_id
                and assessment.scheduled_on
                and assessment.state in ("planned", "running")
            )
            if not wanted:
                activities.unlink()
            elif not activities:
                assessment.activity_schedule(
                    activity_type_id=kind.id,
                    date_deadline=assessment.scheduled_on,
                    user_id=assessment.interviewer_id.id,
                )
            else:
                changes = {
                    "date_deadline": assessment.scheduled_on,
                    "user_id": assessment.interviewer_id.id,
                }
                if any(
                    activities[0][name] != value
                    for name, value in (
                        ("date_deadline", assessment.scheduled_on),
                        ("user_id", assessment.interviewer_id),
                    )
                ):
                    activities[0].write(changes)
