# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import secrets

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

# What must not change once clients were drawn: the sample could not be repeated.
FROZEN_FIELDS = frozenset(
    {"program_id", "target_group_id", "seed", "is_panel", "date_start"}
)
# Who takes part in an earlier wave was in a sample, whether or not it has ended.
SAMPLED_STATES = ("drawn", "running", "closed")


class SatisfactionWave(models.Model):
    """One round of assessments of a sample of clients (R65–R69).

    The clients are those of its assessments: carried on from earlier waves, drawn by
    chance from a stored seed, or added by hand with a reason. How they are drawn
    stands in ``wave_draw.py``, how they are asked in ``wave_send.py``, what came out
    in ``wave_result.py`` and how it compares in ``wave_compare.py``.
    """

    _name = "satisfaction.wave"
    _description = "Wave of Assessments"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_start desc, number desc, id desc"
    _check_company_auto = True

    name = fields.Char(
        compute="_compute_name",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        copy=False,
        tracking=True,
    )
    number = fields.Integer(
        required=True,
        readonly=True,
        copy=False,
        aggregator=None,
        help="Position among all waves of the company.",
    )
    program_id = fields.Many2one(
        "satisfaction.program",
        "Programme",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        default=lambda self: self._default_program_id(),
    )
    company_id = fields.Many2one(
        "res.company",
        related="program_id.company_id",
        store=True,
        index=True,
        precompute=True,
    )
    manager_id = fields.Many2one(
        "res.users",
        "Responsible",
        compute="_compute_manager_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        tracking=True,
        help="Is reminded when the wave is due and when it ends.",
    )
    target_group_id = fields.Many2one(
        "satisfaction.target.group",
        required=True,
        ondelete="restrict",
        domain="[('company_id', 'in', [False, company_id])]",
        tracking=True,
        help="Which clients the sample is drawn from.",
    )
    survey_id = fields.Many2one(
        "survey.survey",
        "Questionnaire",
        domain="[('survey_type', '=', 'satisfaction')]",
        compute="_compute_survey_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
        help="A client's own questionnaire and the wording for a contact's role come"
        " first.",
    )
    date_start = fields.Date(
        "From",
        required=True,
        tracking=True,
        default=fields.Date.context_today,
        help="From this day on clients are asked, once the wave is started.",
    )
    date_end = fields.Date(
        "To",
        required=True,
        tracking=True,
        compute="_compute_date_end",
        store=True,
        readonly=False,
        precompute=True,
        help="The last day planned for answers.",
    )
    mode = fields.Selection(
        lambda self: (
            self.env["satisfaction.assessment"]
            ._fields["mode"]
            ._description_selection(self.env)
        ),
        "How",
        required=True,
        default="online",
        help="How clients are asked, unless an assessment says otherwise.",
    )
    state = fields.Selection(
        [
            ("draft", "Planned"),
            ("drawn", "Drawn"),
            ("running", "Running"),
            ("closed", "Closed"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    seed = fields.Char(
        required=True,
        copy=False,
        default=lambda self: secrets.token_hex(8),
        help="The same seed draws the same clients.",
    )
    is_panel = fields.Boolean(
        "Track earlier clients onwards",
        default=True,
        help="Every client that was ever in a wave takes part again, unless it left or"
        " is excluded with a reason.",
    )
    previous_id = fields.Many2one(
        "satisfaction.wave",
        "Previous wave",
        compute="_compute_previous_id",
        store=True,
        index="btree_not_null",
        ondelete="set null",
    )
    repeat_months = fields.Integer(
        "Repeat after (months)",
        default=12,
        aggregator=None,
        help="When the next wave is planned to start, counted from this one's start.",
    )

    _number_unique = models.UniqueIndex(
        "(company_id, number)", "A company has each wave number only once."
    )
    _repeat_range = models.Constraint(
        "CHECK (repeat_months BETWEEN 1 AND 60)",
        "The next wave starts 1 to 60 months later.",
    )

    # ------------------------------------------------------------------
    # Defaults, computed fields, checks
    # ------------------------------------------------------------------
    @api.model
    def _default_program_id(self):
        company = self.env.company
        return self.env["satisfaction.program"]._find(
            company, company._satisfaction_today()
        )

    @api.depends("number", "date_start")
    def _compute_name(self):
        for wave in self:
            if not wave.number or (wave.name and wave._origin.id):
                wave.name = wave.name or self.env._("New wave")
                continue
            wave.name = self.env._(
                "Wave %(number)s (%(year)s)",
                number=wave.number,
                year=wave.date_start.year,
            )

    @api.depends("program_id")
    def _compute_manager_id(self):
        for wave in self:
            wave.manager_id = wave.manager_id or wave.program_id.manager_id

    @api.depends("program_id")
    def _compute_survey_id(self):
        for wave in self:
            if wave.survey_id:
                continue
            channel = wave._get_channel()
            relationship = self.env.ref(
                "client_satisfaction.survey_relationship", False
            )
            wave.survey_id = channel.survey_id or relationship

    @api.depends("date_start")
    def _compute_date_end(self):
        for wave in self:
            if wave.date_start and not (
                wave.date_end and wave.date_end >= wave.date_start
            ):
                wave.date_end = wave.date_start + relativedelta(months=1, days=-1)

    @api.depends("number", "company_id")
    def _compute_previous_id(self):
        for wave in self:
            wave.previous_id = self.search(
                Domain("company_id", "=", wave.company_id.id)
                & Domain("number", "<", wave.number)
                & Domain("id", "!=", wave._origin.id),
                order="number desc",
                limit=1,
            )

    @api.constrains("date_start", "date_end")
    def _check_dates(self):
        for wave in self:
            if wave.date_end < wave.date_start:
                raise ValidationError(
                    self.env._(
                        "%(wave)s would end on %(end)s, before it starts on %(start)s."
                        " Choose a later end.",
                        wave=wave.name,
                        end=wave.date_end,
                        start=wave.date_start,
                    )
                )

    @api.constrains("survey_id")
    def _check_survey(self):
        """Nobody could tell whose an anonymous answer is, so no client has a result."""
        for wave in self:
            if wave.survey_id.satisfaction_is_anonymous:
                raise ValidationError(
                    self.env._(
                        "“%(survey)s” is anonymous: its answers can't be counted for"
                        " a client. Choose another questionnaire for %(wave)s.",
                        survey=wave.survey_id.title,
                        wave=wave.name,
                    )
                )

    def _get_channel(self):
        """The channel that answers of this wave count in (kind questionnaire)."""
        return self.program_id.channel_ids.filtered(
            lambda channel: channel.kind == "questionnaire"
        )[:1]

    # ------------------------------------------------------------------
    # Create and write
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        # Numbered beforehand, as names are made of numbers. Of two transactions that
        # take the same one, the unique index lets one win.
        last = {}
        programs = self.env["satisfaction.program"]
        for vals in vals_list:
            program = (
                programs.browse(vals["program_id"])
                if vals.get("program_id")
                else self._default_program_id()
            )
            company = program.company_id
            if company not in last:
                last[company] = self._find_last(company).number
            last[company] += 1
            vals["number"] = last[company]
        return super().create(vals_list)

    @api.model
    def _find_last(self, company):
        """The wave of a company with the highest number."""
        # sudo: numbers go on whoever may see the earlier waves
        return self.sudo().search(
            Domain("company_id", "=", company.id), order="number desc", limit=1
        )

    def write(self, vals):
        changed = self._find_changed(vals, FROZEN_FIELDS)
        for wave in changed.filtered(lambda one: one.state in ("running", "closed")):
            raise UserError(
                self.env._(
                    "%s has started: what its clients were drawn by can't change any"
                    " more.",
                    wave.name,
                )
            )
        followers = self._find_followers(vals)
        result = super().write(vals)
        # What was drawn by other conditions is no sample of this wave any more.
        outdated = changed.filtered(lambda one: one.state == "drawn")
        if outdated and "state" not in vals:
            super(SatisfactionWave, outdated).write({"state": "draft"})
        for name, assessments in followers.items():
            assessments.write({name: vals[name]})
        return result

    def _find_changed(self, vals, names):
        """Waves of which one of these fields is about to get another value."""
        return self.filtered(
            lambda wave: any(
                wave._fields[name].convert_to_cache(vals[name], wave)
                != wave._fields[name].convert_to_cache(wave[name], wave)
                for name in names.intersection(vals)
            )
        )

    def _find_followers(self, vals):
        """``{field: assessments}`` not asked yet that follow the wave's own choice.

        An assessment for which somebody chose something else keeps it.
        """
        return {
            name: self.assessment_ids.filtered(
                lambda one, name=name: (
                    one.state == "planned" and one[name] == one.wave_id[name]
                )
            )
            for name in ("mode", "survey_id")
            if name in vals
        }

    def unlink(self):
        followers = self.search([("previous_id", "in", self.ids)]) - self
        result = super().unlink()
        followers._compute_previous_id()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        for wave in self:
            if wave.state in ("running", "closed"):
                raise UserError(
                    self.env._(
                        "%s has started: its clients' answers stay. Close it instead.",
                        wave.name,
                    )
                )
