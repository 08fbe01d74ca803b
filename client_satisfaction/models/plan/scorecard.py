# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

STATES = [("draft", "Draft"), ("in_use", "In use"), ("replaced", "Replaced")]
# Only this way: what was in use is never edited again.
NEXT_STATES = {("draft", "in_use"), ("in_use", "replaced")}
MEANING_FIELDS = ("code", "version", "company_id", "previous_version_id")
DEFAULT_CODE = "standard"
# More is a typing error; weights are proportions.
LARGEST_WEIGHT = 1000


class SatisfactionScorecard(models.Model):
    """What the integrated score of a client is made of (R42–R44, R50).

    Levels of interaction, each with its indicators, each with its weight. Versions
    share a code: what was in use is never edited, a new version takes its place.
    """

    _name = "satisfaction.scorecard"
    _description = "Satisfaction Scorecard"
    _inherit = ["mail.thread"]
    _order = "code, version desc, id desc"

    name = fields.Char(required=True, translate=True, tracking=True)
    code = fields.Char(
        required=True,
        copy=False,
        default=lambda self: self._default_code(),
        help="All versions of a scorecard share it.",
    )
    version = fields.Integer(
        default=1, required=True, readonly=True, copy=False, aggregator=None
    )
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: for all companies."
    )
    state = fields.Selection(
        STATES,
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    previous_version_id = fields.Many2one(
        "satisfaction.scorecard",
        "Made from",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    in_use_since = fields.Date(readonly=True, copy=False)
    note = fields.Text(
        "Why these weights",
        help="What was decided and why, e.g. what this version changes.",
    )
    level_ids = fields.One2many(
        "satisfaction.scorecard.level", "scorecard_id", "Levels", copy=True
    )
    line_ids = fields.One2many(
        "satisfaction.scorecard.line", "scorecard_id", "All indicators"
    )
    indicator_count = fields.Integer("Indicators", compute="_compute_indicator_count")

    _version_unique = models.UniqueIndex(
        "(code, version)",
        "Somebody has just made this version. Open the newest version of the"
        " scorecard instead.",
    )
    _in_use_unique = models.UniqueIndex(
        "(code) WHERE state = 'in_use'",
        "Another version of this scorecard has just been put in use. Read the page"
        " anew.",
    )

    @api.depends("line_ids")
    def _compute_indicator_count(self):
        for scorecard in self:
            scorecard.indicator_count = len(scorecard.level_ids.line_ids)

    @api.depends("name", "version")
    def _compute_display_name(self):
        for scorecard in self:
            scorecard.display_name = (
                self.env._(
                    "%(name)s (version %(version)s)",
                    name=scorecard.name,
                    version=scorecard.version,
                )
                if scorecard.version > 1
                else scorecard.name
            )

    @api.model
    def _default_code(self):
        """A code no other scorecard has: the number of the next free one."""
        # sudo: codes are unique among all companies
        scorecards = self.sudo()
        number = scorecards.search_count(Domain.TRUE) + 1
        while scorecards.search_count([("code", "=", f"scorecard_{number}")], limit=1):
            number += 1
        return f"scorecard_{number}"

    @api.model
    def _get_default(self, company=None):
        """The scorecard a new programme measures with: one in use, or none.

        The company's own comes before the one for all, the shipped one before
        others.

        :param company: ``res.company``; default: the current one
        """
        company = company or self.env.company
        scorecards = self.search(
            Domain("state", "=", "in_use")
            & Domain("company_id", "in", [company.id, False])
        )
        return scorecards.sorted(
            lambda one: (not one.company_id, one.code != DEFAULT_CODE, one.id)
        )[:1]

    def _get_newest(self):
        """The version of this scorecard that is in use now; itself if none is."""
        self.ensure_one()
        return (
            self.search(
                Domain("code", "=", self.code) & Domain("state", "=", "in_use"), limit=1
            )
            or self
        )

    # ------------------------------------------------------------------
    # What was in use stays as it was
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        # Levels come with it; it is put in use when it is complete.
        return super().create([{**vals, "state": "draft"} for vals in vals_list])

    def write(self, vals):
        if state := vals.get("state"):
            for scorecard in self.filtered(lambda one: one.state != state):
                if (scorecard.state, state) not in NEXT_STATES:
                    raise UserError(scorecard._word_frozen())
        for scorecard in self.filtered(lambda one: one.state != "draft"):
            for name in MEANING_FIELDS:
                if name in vals and vals[name] != scorecard._fields[
                    name
                ].convert_to_write(scorecard[name], scorecard):
                    raise UserError(scorecard._word_frozen())
        result = super().write(vals)
        if vals.get("state") == "in_use":
            self._check_complete()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for scorecard in self.filtered(lambda one: one.state != "draft"):
            raise UserError(
                self.env._(
                    "%(scorecard)s has been in use: results rest on it, so it can't be"
                    " deleted.",
                    scorecard=scorecard.display_name,
                )
            )

    def _check_draft(self):
        """Refuse to change what a scorecard in use measures."""
        for scorecard in self.filtered(lambda one: one.state != "draft"):
            raise UserError(scorecard._word_frozen())

    def _word_frozen(self):
        self.ensure_one()
        return self.env._(
            "%(scorecard)s is in use or was: results rest on its levels, indicators"
            " and weights. Names may be mended; for anything else click “New version”"
            " and change that one.",
            scorecard=self.display_name,
        )

    def _check_complete(self):
        """A scorecard in use measures something at every level that counts (R44).

        :raises ValidationError: with what is missing
        """
        for scorecard in self:
            levels = scorecard.level_ids.filtered("weight")
            if not levels:
                raise ValidationError(
                    self.env._(
                        "%(scorecard)s measures nothing: give it at least one level"
                        " with a weight above 0.",
                        scorecard=scorecard.display_name,
                    )
                )
            for level in levels:
                if not any(level.line_ids.mapped("weight")):
                    raise ValidationError(
                        self.env._(
                            "The level “%(level)s” counts but has nothing to count:"
                            " give it an indicator with a weight above 0, or give the"
                            " level the weight 0.",
                            level=level.name,
                        )
                    )
            indicators = scorecard.level_ids.line_ids.indicator_id
            counts = indicators._count_questions()
            unasked = indicators.filtered(
                lambda one, counts=counts: not counts.get(one)
            )
            if unasked:
                raise ValidationError(
                    self.env._(
                        "Nobody is asked about %(indicators)s. Choose the indicator on"
                        " at least one question of a questionnaire first, or take it"
                        " out of the scorecard.",
                        indicators=", ".join(f"“{one.name}”" for one in unasked),
                    )
                )

    # ------------------------------------------------------------------
    # Versions
    # ------------------------------------------------------------------
    def action_new_version(self):
        """Open an editable copy of this scorecard as its next version."""
        self.ensure_one()
        self.check_access("write")
        versions = self.search([("code", "=", self.code)], order="version desc")
        draft = versions.filtered(lambda one: one.state == "draft")[:1]
        if draft:
            # A second click, or a colleague was quicker
            return draft._get_records_action()
        new = self.copy(
            {
                "name": self.name,
                "code": self.code,
                "version": versions[:1].version + 1,
                "previous_version_id": self.id,
            }
        )
        for lang, _name in self.env["res.lang"].get_installed():
            new.with_context(lang=lang).name = self.with_context(lang=lang).name
        return new._get_records_action()

    def action_put_in_use(self):
        """Let programmes measure with this version from their next wave on.

        Planned and running programmes that had an older version get this one. What
        was drawn keeps the version it was drawn with.
        """
        self.check_access("write")
        for scorecard in self.filtered(lambda one: one.state == "draft"):
            older = self.search(
                Domain("code", "=", scorecard.code) & Domain("id", "!=", scorecard.id)
            )
            older.filtered(lambda one: one.state == "in_use").state = "replaced"
            # The database checks at once that only one version is in use.
            older.flush_recordset(["state"])
            scorecard.write(
                {"state": "in_use", "in_use_since": fields.Date.context_today(self)}
            )
            # sudo: a scorecard for all companies is measured with in all of them
            self.env["satisfaction.program"].sudo().search(
                Domain("scorecard_id", "in", older.ids)
                & Domain("state", "in", ("draft", "running"))
            ).scorecard_id = scorecard

    def action_retire(self):
        """Take a scorecard out of use that no programme needs any more."""
        self.check_access("write")
        for scorecard in self.filtered(lambda one: one.state == "in_use"):
            # sudo: programmes of all companies count
            program = (
                self.env["satisfaction.program"]
                .sudo()
                .search(
                    Domain("scorecard_id", "=", scorecard.id)
                    & Domain("state", "in", ("draft", "running")),
                    limit=1,
                )
            )
            if program:
                raise UserError(
                    self.env._(
                        "%(program)s measures with %(scorecard)s. Choose another"
                        " scorecard there first.",
                        program=program.name,
                        scorecard=scorecard.display_name,
                    )
                )
            scorecard.state = "replaced"

    def copy_data(self, default=None):
        values_list = super().copy_data(default)
        for scorecard, values in zip(self, values_list, strict=True):
            if "name" not in (default or {}):
                values["name"] = self.env._("%(name)s (copy)", name=scorecard.name)
        return values_list
