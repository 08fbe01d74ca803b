# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import consteq

#: How long a shared link opens a report
LINK_DAYS = 14
MANAGERS = "client_satisfaction.group_client_manager"
ALL_CLIENTS = "client_satisfaction.group_program_manager"


class SatisfactionClientReport(models.Model):
    """A review report a client may read, once somebody has approved it (R91, R110).

    It is printed by a job, looked at, and released: what the client downloads is the
    very document that was looked at, whatever is counted or written afterwards. The
    decision leaders of the client find released ones in their portal; a link with an
    end date opens one for whoever has no login. Everything is done with buttons,
    which check whose client it is; nobody writes these records by hand.
    """

    _name = "satisfaction.client.report"
    _description = "Report for a Client"
    _inherit = ["mail.thread", "satisfaction.printed.document"]
    _order = "period_start desc, id desc"
    _rec_names_search = ["client_id", "period_label"]
    _mail_post_access = "read"
    _print_report = "client_satisfaction.action_report_client_review"

    score_id = fields.Many2one(
        "satisfaction.score",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    client_id = fields.Many2one(related="score_id.client_id", store=True, index=True)
    client_manager_id = fields.Many2one(related="client_id.client_manager_id")
    company_id = fields.Many2one(related="score_id.company_id", store=True, index=True)
    period_label = fields.Char(related="score_id.period_label", store=True)
    period_start = fields.Date(related="score_id.period_start", store=True)
    state = fields.Selection(
        [
            ("printing", "Being printed"),
            ("ready", "To be looked at"),
            ("released", "Released to the client"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        default="printing",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    released_at = fields.Datetime("Released", readonly=True, copy=False)
    released_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    link_token = fields.Char(readonly=True, copy=False, groups="base.group_system")
    link_until = fields.Datetime("Link good until", readonly=True, copy=False)
    link_url = fields.Char(
        "Link",
        compute="_compute_link_url",
        compute_sudo=True,
        help="Opens this report without a login, for whoever has the link.",
    )

    _score_unique = models.UniqueIndex(
        "(score_id) WHERE state != 'withdrawn'",
        "There is a report of this period for this client already.",
    )

    @api.depends("client_id", "period_label")
    def _compute_display_name(self):
        for report in self:
            report.display_name = f"{report.client_id.name} · {report.period_label}"

    @api.depends("link_token", "link_until", "state")
    def _compute_link_url(self):
        for report in self:
            report.link_url = report._is_shared() and (
                f"{report.get_base_url()}/satisfaction/report/{report.id}"
                f"/{report.link_token}"
            )

    # ------------------------------------------------------------------
    # Printing, see satisfaction.printed.document
    # ------------------------------------------------------------------
    def _get_printed_ids(self):
        return self.score_id.ids

    def _get_document_title(self):
        return f"{self.client_id.name} {self.period_label}"

    def _prepare_printed(self):
        return {"state": "ready"}

    # ------------------------------------------------------------------
    # What people do
    # ------------------------------------------------------------------
    def action_print_again(self):
        """Print anew, e.g. after a mistake in it was mended."""
        self._check_may_decide()
        if self.filtered(lambda report: report.state not in ("printing", "ready")):
            raise UserError(
                self.env._(
                    "Withdraw the released report first; then prepare a new one."
                )
            )
        # sudo: checked above
        self.sudo().write(
            {"state": "printing", "print_attempts": 0, "print_error": False}
        )
        self._trigger_printing()

    def action_release(self):
        """From now on the client's decision leaders can read it."""
        self._check_may_decide()
        self.sudo().lock_for_update(allow_referencing=True)
        if self.filtered(lambda report: report.state not in ("ready", "released")):
            raise UserError(
                self.env._(
                    "Only a printed report can be released. Look at it first, please."
                )
            )
        # sudo: checked above
        self.sudo().filtered(lambda report: report.state == "ready").write(
            {
                "state": "released",
                "released_at": fields.Datetime.now(),
                "released_by_id": self.env.uid,
            }
        )

    def action_withdraw(self):
        """The client can't read it any more, and its link is dead."""
        self._check_may_decide()
        # sudo: checked above
        self.sudo().write(
            {"state": "withdrawn", "link_token": False, "link_until": False}
        )

    def action_share_link(self):
        """A new link to this report; an older one is dead."""
        self._check_may_decide()
        for report in self:
            if report.state != "released":
                raise UserError(
                    self.env._("Release the report first; then it can be shared.")
                )
            # sudo: checked above
            report.sudo().write(
                {
                    "link_token": secrets.token_hex(16),
                    "link_until": fields.Datetime.now() + timedelta(days=LINK_DAYS),
                }
            )

    def action_revoke_link(self):
        """From now on the link opens nothing."""
        self._check_may_decide()
        # sudo: checked above
        self.sudo().write({"link_token": False, "link_until": False})

    def _open(self):
        """These reports on the screen: the form of one, the list of several."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_satisfaction.action_client_reports"
        )
        if len(self) == 1:
            return {**action, "res_id": self.id, "views": [(False, "form")]}
        return {**action, "domain": [("id", "in", self.ids)], "context": {}}

    def _check_may_decide(self):
        """Client managers decide for their own clients, programme managers for all."""
        self.check_access("read")
        user = self.env.user
        if self.env.su or user.has_group(ALL_CLIENTS):
            return
        if not user.has_group(MANAGERS) or self.filtered(
            lambda report: report.client_manager_id != user
        ):
            raise AccessError(
                self.env._(
                    "Only the client's manager or the programme manager decides what"
                    " the client gets."
                )
            )

    def _trigger_printing(self):
        # sudo: wakes a job, no more
        self.env.ref("client_satisfaction.ir_cron_client_reports").sudo()._trigger()

    # ------------------------------------------------------------------
    # Who reads it
    # ------------------------------------------------------------------
    def _is_shared(self):
        """Whether a link opens this report now."""
        self.ensure_one()
        report = self.sudo()  # sudo: whether there is a link, not which
        return bool(
            report.state == "released"
            and report.link_token
            and report.link_until
            and fields.Datetime.now() < report.link_until
        )

    def _is_link_good(self, token):
        """Whether this secret opens this report now."""
        self.ensure_one()
        if not self._is_shared():
            return False
        # sudo: compared, not told
        return consteq(self.sudo().link_token.encode(), str(token or "").encode())


class SatisfactionScore(models.Model):
    _inherit = "satisfaction.score"

    client_report_ids = fields.One2many(
        "satisfaction.client.report", "score_id", "Reports for the client"
    )

    def action_prepare_client_report(self):
        """Have the review reports of these scores printed for their clients.

        Nobody outside reads them before they are released.
        """
        self.check_access("read")
        for score in self:
            if not score.is_measured:
                raise UserError(
                    self.env._(
                        "%(score)s has no score: there is nothing to report yet.",
                        score=score.display_name,
                    )
                )
            if score.period_end >= score.company_id._satisfaction_today():
                raise UserError(
                    self.env._(
                        "%(score)s is still running. Prepare the report when the"
                        " period is over.",
                        score=score.display_name,
                    )
                )
        reports = self.env["satisfaction.client.report"]
        found = reports.search(
            [("score_id", "in", self.ids), ("state", "!=", "withdrawn")]
        )
        missing = self - found.score_id
        # sudo: these records are made by this button and by rounds; the uid stays
        made = reports.sudo().create([{"score_id": score.id} for score in missing])
        made = made.sudo(self.env.su)
        made._check_may_decide()
        if made:
            made._trigger_printing()
        return (found | made)._open()

    def _why_no_report(self):
        """Code of the reason why a client gets no report of this score, or False."""
        self.ensure_one()
        if not self.is_measured:
            return "not_measured"
        if not self.client_id._wants_reports():
            return "unwanted"
        return False

    def _order_client_reports(self, user):
        """Reports of these scores, printed by the job with the rights of a person.

        :param user: ``res.users`` who prints
        :return: the reports that were there and those made now
        """
        reports = self.env["satisfaction.client.report"]
        found = reports.search(
            [("score_id", "in", self.ids), ("state", "!=", "withdrawn")]
        )
        # sudo: made for the round; the uid stays that of the one who prints
        made = (
            reports.with_user(user)
            .sudo()
            .create([{"score_id": score.id} for score in self - found.score_id])
        )
        if made:
            made._trigger_printing()
        return found | made.with_env(self.env)
