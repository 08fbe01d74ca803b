# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.misc import format_date

from ...report.figures import format_points

PAGE = 20
#: Longer ones are cut on the page; the whole stands on the answer.
LONGEST = 600
TONES = ("all", "low", "good")


class SatisfactionSurveyResults(models.AbstractModel):
    """What clients wrote: the newest first, a page at a time.

    The next page begins behind the last row shown (not at a count of rows), so the
    hundredth page costs what the first one does, and nothing is shown twice or left
    out when answers come in meanwhile.
    """

    _inherit = "satisfaction.survey.results"

    @api.model
    @api.readonly
    def get_comments(self, params, search="", tone="all", after=None):
        """A page of comments.

        :param search: words to be found in the comment
        :param tone: "all", "low" (below 80 points) or "good"
        :param after: ``next`` of the page before
        :return: ``rows``, and ``next`` (None on the last page)
        """
        view = self._open(params)
        if tone not in TONES or not isinstance(search, str):
            raise self._unknown_filter()
        domain = self._get_answer_domain() & Domain("comment", "!=", False)
        if words := search.strip()[:200]:
            domain &= Domain("comment", "ilike", words)
        if tone != "all":
            domain &= Domain("is_scored", "=", True) & Domain(
                "points", "<" if tone == "low" else ">=", 80
            )
        if after:
            domain &= self._get_behind_domain(after)
        requests = self._fetch_comments(view.domain & domain)
        if any(requests.mapped("is_anonymous")):
            # Only where one would be shown, it matters how many there are.
            guarded, hidden = self._guard_anonymous(view.domain)
            if hidden:
                requests = self._fetch_comments(guarded & domain)
        shown = requests[:PAGE]
        point = self._decimal_point()
        roles = dict(
            self.env["res.partner"]
            ._fields["satisfaction_role"]
            ._description_selection(self.env)
        )
        # sudo: the name of the client of an answer the reader may read
        clients = shown.sudo().client_id
        names = {client.id: client.name for client in clients}
        last = shown[-1:]
        return {
            "rows": [
                {
                    "id": request.id,
                    "date": format_date(self.env, request.event_date),
                    "client": names.get(request.sudo().client_id.id)
                    or self.env._("anonymous"),
                    "role": roles.get(request.respondent_role, ""),
                    "about": request.ticket_number or "",
                    "points": (
                        format_points(request.points, point)
                        if request.is_scored
                        else ""
                    ),
                    "tone": _tone(request),
                    "text": _cut(request.comment),
                }
                for request in shown
            ],
            "next": (
                [fields.Date.to_string(last.event_date), last.id]
                if len(requests) > PAGE
                else None
            ),
        }

    @api.model
    def _fetch_comments(self, domain):
        """The rows of a page, and one more if there is another page."""
        return self.env["satisfaction.request"].search_fetch(
            domain,
            [
                "event_date",
                "comment",
                "points",
                "is_scored",
                "worst_points",
                "is_anonymous",
                "client_id",
                "respondent_role",
                "ticket_number",
                "program_id",
            ],
            order="event_date desc, id desc",
            limit=PAGE + 1,
        )

    @api.model
    def _get_behind_domain(self, after):
        """Rows behind the last one shown, in the order of the list."""
        try:
            day, last_id = after
            day = fields.Date.to_date(day)
            last_id = int(last_id)
        except (TypeError, ValueError):
            raise UserError(
                self.env._("This page of comments doesn't exist. Start from the first.")
            ) from None
        return Domain("event_date", "<", day) | (
            Domain("event_date", "=", day) & Domain("id", "<", last_id)
        )


def _tone(request):
    if not request.is_scored:
        return ""
    return (
        "good" if request.points >= 80 else "middle" if request.points >= 60 else "bad"
    )


def _cut(text):
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()}…"
