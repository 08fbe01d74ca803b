# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.tools import SQL

from .workbook import Column, Sheet, Table
from .workbook_model import Names


class SatisfactionWorkbook(models.AbstractModel):
    _inherit = "satisfaction.workbook"

    def _get_answer_sheet(self, domain, _programs):
        columns = [
            Column(self.env._("Day"), "date"),
            Column(self.env._("Client"), width=32),
            Column(self.env._("Contact")),
            Column(self.env._("Role")),
            Column(self.env._("Channel"), width=20),
            Column(self.env._("Ticket"), width=14),
            Column(self.env._("Title"), width=40),
            Column(self.env._("Team")),
            Column(self.env._("Assignee")),
            Column(self.env._("Category")),
            Column(self.env._("Points"), "points"),
            Column(self.env._("Lowest rating"), "points"),
            Column(self.env._("Comment"), "long"),
            Column(self.env._("Reasons"), width=30),
            Column(self.env._("Answered at"), "datetime"),
            Column(self.env._("Way of answering"), width=16),
            Column(self.env._("Case"), width=14),
            Column(self.env._("State"), width=14),
        ]
        return Sheet(
            self._get_part_names()["answers"],
            [Table(columns, self._iterate_answers(domain))],
        )

    def _iterate_answers(self, domain):
        """One row for each answer, straight from the columns.

        Going through records would take longer than writing the file. The ids come
        from an ordinary search, so record rules hold; names behind them are those that
        any list of these rows shows.
        """
        Request = self.env["satisfaction.request"]
        names = {
            "channel": Names(self.env["satisfaction.channel"]),
            "team": Names(self.env["helpdesk.ticket.team"]),
            "user": Names(self.env["res.users"]),
            "category": Names(self.env["helpdesk.ticket.category"]),
        }
        kinds, modes, states, roles = (
            dict(self.env[model]._fields[name]._description_selection(self.env))
            for model, name in (
                ("satisfaction.request", "channel_kind"),
                ("satisfaction.request", "answer_mode"),
                ("satisfaction.request", "state"),
                ("res.partner", "satisfaction_role"),
            )
        )
        to_local = self._get_localizer()
        found = Request._search(domain, order="event_date, id")
        for rows in self._stream(self._query_answers(found)):
            for row in rows:
                (
                    day,
                    client,
                    contact,
                    role,
                    channel_id,
                    channel_kind,
                    number,
                    title,
                    team_id,
                    user_id,
                    category_id,
                    is_scored,
                    points,
                    worst_points,
                    comment,
                    reasons,
                    answered_at,
                    mode,
                    case,
                    state,
                ) = row
                yield [
                    day,
                    client,
                    contact,
                    roles.get(role, role),
                    names["channel"].get(channel_id) or kinds.get(channel_kind),
                    number,
                    title,
                    names["team"].get(team_id),
                    names["user"].get(user_id),
                    names["category"].get(category_id),
                    float(points) if is_scored and points is not None else None,
                    float(worst_points)
                    if is_scored and worst_points is not None
                    else None,
                    comment,
                    reasons,
                    to_local(answered_at) if answered_at else None,
                    modes.get(mode),
                    case,
                    states.get(state),
                ]

    def _query_answers(self, found):
        """:param found: query of a search"""
        return SQL(
            """
            SELECT request.event_date, client.name, contact.name,
                   request.respondent_role, request.channel_id, request.channel_kind,
                   request.ticket_number, request.ticket_title, request.team_id,
                   request.user_id, request.category_id, request.is_scored,
                   request.points, request.worst_points, request.comment,
                   request.reasons, request.answered_at, request.answer_mode,
                   opened.name, request.state
            FROM satisfaction_request request
            LEFT JOIN res_partner client ON client.id = request.client_id
            LEFT JOIN res_partner contact ON contact.id = request.partner_id
            LEFT JOIN satisfaction_case opened ON opened.id = request.case_id
            WHERE request.id IN %s ORDER BY request.event_date, request.id
            """,
            found.subselect(),
        )
