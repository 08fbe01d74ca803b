# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import is_html_empty

# S4 §3.4.1.1: 20 to 30 % of the ticket volume is checked by telephone.
LOWEST_SHARE = 20.0
HIGHEST_SHARE = 30.0


class SatisfactionProgram(models.Model):
    """How a programme calls back (R15, R16)."""

    _inherit = "satisfaction.program"

    callback_is_automatic = fields.Boolean(
        "Draw callbacks every week",
        default=True,
        help="Every week calls are drawn from the tickets closed so far, so that"
        " together they make the share of the period.",
    )
    callback_share = fields.Float(
        "Share called back %",
        default=25.0,
        required=True,
        digits=(4, 1),
        help="Share of the period's closed tickets whose clients are called: 20 to"
        " 30 %.",
    )
    callback_contact_cap = fields.Integer(
        "Calls per contact",
        default=3,
        required=True,
        help="Nobody is called more often than this in one period.",
    )
    callback_within_days = fields.Integer(
        "Call within (working days)", default=5, required=True
    )
    callback_attempts = fields.Integer(
        "Attempts",
        default=3,
        required=True,
        help="Not reached so often, the mail survey is offered instead.",
    )
    callback_interviewer_ids = fields.Many2many(
        "res.users",
        "satisfaction_program_interviewer_rel",
        string="Interviewers",
        check_company=True,
        help="Who gets the calls, evenly. Empty: everyone with the role Interviewer.",
    )
    call_script = fields.Html(
        translate=True,
        help="What the interviewer says. Empty: the script that comes with the"
        " product.",
    )

    _callback_ranges = models.Constraint(
        "CHECK (callback_share BETWEEN 20 AND 30 AND callback_contact_cap >= 1"
        " AND callback_within_days BETWEEN 1 AND 60"
        " AND callback_attempts BETWEEN 1 AND 20)",
        "Callbacks: 20 to 30 % of the tickets, at least one call per contact, within"
        " 1 to 60 working days, 1 to 20 attempts.",
    )

    @api.constrains("callback_share")
    def _check_callback_share(self):
        for program in self:
            program._check_share(program.callback_share)

    @api.model
    def _check_share(self, share):
        """:raises ValidationError: for a share of callbacks outside 20–30 % (R16)"""
        if not LOWEST_SHARE <= share <= HIGHEST_SHARE:
            raise ValidationError(
                self.env._(
                    "%(share)g %% of the tickets can't be called back: write a share"
                    " between 20 and 30 %%.",
                    share=share,
                )
            )

    def _get_callback_channel(self):
        """The channel callbacks count in; empty when the programme has none."""
        return self.channel_ids.filtered(lambda channel: channel.kind == "callback")[:1]

    def _get_interviewers(self):
        """Who may get calls of this programme.

        People who have the role only because a higher one includes it are left out:
        a programme manager calls whom they choose.
        """
        self.ensure_one()
        group = self.env.ref("client_satisfaction.group_interviewer")
        users = self.callback_interviewer_ids or group.user_ids
        return users.filtered(
            lambda user: (
                user.active
                and self.company_id in user.company_ids
                and group in user.all_group_ids
            )
        ).sorted("id")

    def _get_call_script(self, call):
        """What the interviewer says, as markup, in the language of the context."""
        if not is_html_empty(self.call_script):
            return self.call_script
        return self.env["ir.qweb"]._render(
            "client_satisfaction.callback_script",
            {"call": call, "user": self.env.user},
        )
