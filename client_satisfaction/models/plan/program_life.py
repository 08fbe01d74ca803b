# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import is_html_empty


class SatisfactionProgram(models.Model):
    """How a programme is born, copied into next year, approved, run and closed."""

    _inherit = "satisfaction.program"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get("channel_ids"):
                vals["channel_ids"] = [
                    Command.create(values)
                    for values in self.env["satisfaction.channel"]._default_values()
                ]
            if not vals.get("band_ids"):
                vals["band_ids"] = [
                    Command.create(values)
                    for values in self.env["satisfaction.band"]._default_values()
                ]
            if not vals.get("rule_ids"):
                vals["rule_ids"] = [
                    Command.create(values)
                    for values in self.env["satisfaction.rule"]._default_values()
                ]
        programs = super().create(vals_list)
        programs._link_default_rules()
        programs._translate_default_names()
        return programs

    def _link_default_rules(self):
        """Default rules are written before the channels they use have an id."""
        for program in self:
            for rule in program.rule_ids.filtered(lambda rule: not rule.channel_id):
                rule.channel_id = program.channel_ids.filtered(
                    lambda channel: channel.kind == "ticket"
                )[:1]

    def _translate_default_names(self, langs=None):
        """Write default names of channels, bands and rules in other languages.

        Records made in Python get no terms from the translation files, so they are
        written here: for every installed language when a programme is made, and
        for a new one when it is installed. A name somebody changed is kept.

        :param langs: language codes, e.g. ["ru_RU"]; all installed ones if omitted
        """
        source_lang = self.env.lang or "en_US"
        if langs is None:
            langs = [code for code, _name in self.env["res.lang"].get_installed()]
        for lines, key in (
            (self.channel_ids, "code"),
            (self.band_ids, "code"),
            (self.rule_ids, "trigger"),
        ):
            source = self._default_names(lines, key)
            for lang in langs:
                if lang == source_lang:
                    continue
                translated = lines.with_context(lang=lang)
                names = self._default_names(translated, key)
                for line in translated:
                    default = source.get(line[key])
                    # Still the source language's default: nobody named it.
                    if default and line.name == default:
                        line.name = names[line[key]]

    @api.model
    def _default_names(self, lines, key):
        """Names of default lines in the language of ``lines``, by ``key``."""
        return {values[key]: values["name"] for values in lines._default_values()}

    def copy_data(self, default=None):
        """A copy is next year's programme: same strategy, channels, bands, rules."""
        # Rules that are switched off come along, switched off.
        everything = self.with_context(active_test=False)
        values_list = super(SatisfactionProgram, everything).copy_data(default)
        for program, values in zip(self, values_list, strict=True):
            for _command, _id, rule in values.get("rule_ids", ()):
                rule["channel_id"] = False  # the copy's own, see copy()
            if "year" in (default or {}):
                continue
            # The year after the last one, as each year has one programme.
            last = self.search(
                [("company_id", "=", program.company_id.id)], order="year desc", limit=1
            ).year
            values["year"] = max(last, program.year) + 1
            if "name" not in (default or {}):
                values["name"] = program.name.replace(
                    str(program.year), str(values["year"])
                )
        return values_list

    def copy(self, default=None):
        """Rules of the copy use the copy's own channels."""
        copies = super().copy(default)
        everything = self.with_context(active_test=False)
        for program, copy in zip(everything, copies, strict=True):
            by_code = {channel.code: channel for channel in copy.channel_ids}
            # Lines are copied in their order; those switched off as well.
            new_rules = copy.with_context(active_test=False).rule_ids
            for rule, new in zip(program.rule_ids, new_rules, strict=True):
                new.channel_id = by_code.get(rule.channel_id.code)
        return copies

    def write(self, vals):
        if "strategy" in vals and "strategy_approved_on" not in vals:
            # The gate approves a text; another text has not been approved (R3).
            # Running programmes may mend wording: they are past the gate.
            changed = self.filtered(
                lambda program: (
                    program.state == "draft"
                    and program.strategy_approved_on
                    and (program.strategy or "") != (vals["strategy"] or "")
                )
            )
            if changed:
                super(SatisfactionProgram, changed).write(
                    {"strategy_approved_by_id": False, "strategy_approved_on": False}
                )
        if {"channel_ids", "band_ids"}.isdisjoint(vals):
            return super().write(vals)
        # A deleted line makes Odoo write everything else first, so the table is
        # judged when all its lines are there.
        saving = self.with_context(satisfaction_saving_tables=True)
        result = super(SatisfactionProgram, saving).write(vals)
        self._check_channels()
        self._check_bands()
        return result

    @api.model
    def _create_missing_programs(self, companies):
        """A draft programme for the current year where a company has none."""
        year = fields.Date.context_today(self).year
        existing = self.search(
            Domain("company_id", "in", companies.ids) & Domain("year", "=", year)
        ).company_id
        return self.create(
            [
                {
                    "name": self.env._("Client satisfaction %(year)s", year=year),
                    "company_id": company.id,
                    "year": year,
                    "manager_id": manager.id,
                }
                for company in companies - existing
                # A company without users has nobody who could look at it.
                if (manager := self._find_first_manager(company))
            ]
        )

    @api.model
    def _find_first_manager(self, company):
        """Who looks after a programme that nobody made: a user of its company."""
        users = company.sudo().user_ids
        managers = self.env.ref("client_satisfaction.group_program_manager")
        admin = self.env.ref("base.user_admin", raise_if_not_found=False)
        return (
            (users & managers.sudo().all_user_ids)[:1]
            or (admin and users & admin)
            or users[:1]
        )

    # ------------------------------------------------------------------
    # Gate (R3)
    # ------------------------------------------------------------------
    def action_approve_strategy(self):
        """Approve the written strategy; a programme can only start afterwards."""
        self.check_access("write")
        for program in self:
            if is_html_empty(program.strategy):
                raise UserError(
                    self.env._(
                        "Write the client feedback strategy of %(program)s before you"
                        " approve it.",
                        program=program.name,
                    )
                )
        self.write(
            {
                "strategy_approved_by_id": self.env.uid,
                "strategy_approved_on": fields.Datetime.now(),
            }
        )

    @api.constrains("state", "strategy_approved_on")
    def _check_gate(self):
        """Nobody gets past the gate by writing the state (R3)."""
        for program in self:
            if program.state == "running" and not program.strategy_approved_on:
                raise ValidationError(program._word_gate())

    def _word_gate(self):
        return self.env._(
            "%(program)s can't start: its client feedback strategy is not approved"
            " yet.",
            program=self.name,
        )

    def action_start(self):
        """Open the gate: from now on rules and waves may ask clients."""
        self.check_access("write")
        programs = self.filtered(lambda program: program.state == "draft")
        for program in programs:
            if not program.strategy_approved_on:
                raise UserError(program._word_gate())
            surveys = program.channel_ids.survey_id | program.rule_ids.survey_id
            surveys._refuse_errors()
        programs.state = "running"

    def action_close(self, reason=None):
        """Close the year. Its scores stay readable and no longer change.

        :param reason: see the exit checklist, which may ask for one
        """
        self.check_access("write")
        self.filtered(lambda program: program.state == "running").state = "closed"

    def action_reopen(self):
        """Back to running, e.g. closed by mistake."""
        self.check_access("write")
        self.filtered(lambda program: program.state == "closed").state = "running"

    def action_plan_next_year(self):
        """Open a draft of next year's programme, made from this one."""
        self.ensure_one()
        next_program = self.search(
            Domain("company_id", "=", self.company_id.id)
            & Domain("year", "=", self.year + 1)
        )
        return (next_program or self.copy())._get_records_action()
