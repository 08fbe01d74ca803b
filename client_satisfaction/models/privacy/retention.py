# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: Rows of a kind that are dealt with in one transaction
BATCH = 500
#: What is kept how long where nobody said otherwise (months; 0: for good). What only
#: served the technology goes by itself, what people said stays until somebody decides.
KINDS = [
    ("words", "Words of answers and remarks"),
    ("contacts", "Who was asked"),
    ("scans", "Scans and files with answers"),
    ("attempts", "Attempts to answer, and links"),
    ("drafts", "Drafts of interviews"),
    ("cases", "Closed cases: words, people, files"),
    ("imports", "Imported files"),
    ("documents", "Printed reports for clients"),
]
DEFAULT_MONTHS = {"attempts": 12, "drafts": 3, "imports": 12}
#: Below it figures of the running and the last year would lose their people.
SHORTEST = {"contacts": 13, "cases": 3, "words": 3, "documents": 3}


class SatisfactionRetention(models.Model):
    """How long a company keeps one kind of data, and the job that clears what is older.

    What to clear and how stands in ``retention_kinds``; here is when.
    """

    _name = "satisfaction.retention"
    _description = "How Long Data Are Kept"
    _order = "company_id, sequence, id"
    _rec_name = "kind"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(KINDS, "Data", required=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    months = fields.Integer("Months kept", required=True, help="0 keeps them for good.")
    explanation = fields.Char(compute="_compute_explanation")
    due_count = fields.Integer(
        "Due now",
        compute="_compute_due_count",
        help="How many the next run of the nightly job would clear.",
    )
    cleared_count = fields.Integer("Cleared", readonly=True)
    last_cleared_at = fields.Datetime("Last cleared", readonly=True)

    _kind_unique = models.UniqueIndex(
        "(company_id, kind)", "This kind of data has its line already."
    )
    _months_range = models.Constraint(
        "CHECK (months BETWEEN 0 AND 600)",
        "Say 0 (for good) or a number of months up to 600.",
    )

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for line in self:
            line.display_name = kinds.get(line.kind)

    @api.depends("kind")
    def _compute_explanation(self):
        texts = {
            "words": self.env._(
                "Comments, and remarks that are settled, lose their text. Points stay."
            ),
            "contacts": self.env._(
                "Asks forget contact and address. The ticket keeps its own contact."
            ),
            "scans": self.env._("Paper questionnaires and minutes are deleted."),
            "attempts": self.env._(
                "What was sent too late or twice is deleted; old links lead nowhere."
            ),
            "drafts": self.env._("What an interviewer typed and never finished."),
            "cases": self.env._(
                "Counted from the closing. Cause, decision and figures stay."
            ),
            "imports": self.env._("The file is deleted; the imported answers stay."),
            "documents": self.env._(
                "The PDF is deleted and no longer open to the client; it can be printed"
                " again from the figures."
            ),
        }
        for rule in self:
            rule.explanation = texts.get(rule.kind)

    @api.depends("kind", "months", "company_id")
    def _compute_due_count(self):
        for rule in self:
            rule.due_count = rule.months and rule._count_due()

    @api.constrains("months", "kind")
    def _check_months(self):
        names = dict(self._fields["kind"]._description_selection(self.env))
        for rule in self:
            shortest = SHORTEST.get(rule.kind, 1)
            if 0 < rule.months < shortest:
                raise ValidationError(
                    self.env._(
                        "“%(kind)s” must be kept for at least %(months)s months, or for"
                        " good (0): figures that still change are made of them.",
                        kind=names[rule.kind],
                        months=shortest,
                    )
                )

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    @api.model
    def action_open(self):
        """The settings of the companies at work; missing lines are added."""
        # sudo: lines with the default values belong to every company
        self.sudo()._ensure_all(self.env.companies)
        return self.env["ir.actions.act_window"]._for_xml_id(
            "client_satisfaction.action_retention"
        )

    def action_preview(self):
        """What the next run would clear: a trial that changes nothing."""
        self.ensure_one()
        self.check_access("read")
        # sudo: the list opens with the rights of who looks at it
        due = self.sudo()._find_due(limit=1000) if self.months else None
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Would be cleared now"),
            "res_model": self._get_target(),
            "domain": [("id", "in", due.ids if due is not None else [])],
            "context": {"active_test": False, "create": False},
            "views": [(False, "list")],
            "target": "current",
        }

    # ------------------------------------------------------------------
    # The job
    # ------------------------------------------------------------------
    @api.model
    def _ensure_all(self, companies):
        """Give each company a line of each kind."""
        known = {
            (rule.company_id, rule.kind)
            for rule in self.search([("company_id", "in", companies.ids)])
        }
        return self.create(
            [
                {
                    "company_id": company.id,
                    "kind": kind,
                    "sequence": number,
                    "months": DEFAULT_MONTHS.get(kind, 0),
                }
                for company in companies
                for number, (kind, _label) in enumerate(KINDS)
                if (company, kind) not in known
            ]
        )

    @api.model
    def _cron_clear(self, limit=BATCH):
        """Clear what was kept long enough, a batch a transaction.

        What is cleared is found no more, so the job may be killed at any instant and
        two at once share the work.

        :param limit: rows a transaction
        """
        cron = self.env["ir.cron"]
        # sudo: the job of the system, for every company
        rules = self.sudo()
        rules._ensure_all(rules.env["res.company"].search([("active", "=", True)]))
        active = rules.search([("months", ">", 0)])
        cron._commit_progress(remaining=len(active))
        for rule in active:
            while True:
                due = rule._find_due(limit)
                locked = due.try_lock_for_update(allow_referencing=True)
                if not locked:
                    break
                rule._clear(locked)
                rule.write(
                    {
                        "cleared_count": rule.cleared_count + len(locked),
                        "last_cleared_at": fields.Datetime.now(),
                    }
                )
                if not cron._commit_progress():
                    return
            if not cron._commit_progress(1):
                return

    # ------------------------------------------------------------------
    # Dispatch
    # ------------------------------------------------------------------
    def _get_limit_date(self):
        """What happened before this day is due."""
        self.ensure_one()
        today = self.company_id._satisfaction_today()
        return today - relativedelta(months=self.months)

    def _get_due(self):
        """The model of this kind's records, and a domain of those kept long enough."""
        self.ensure_one()
        # sudo: how many there are is no secret, and the job clears all of them
        system = self.sudo()
        records = system.env[self._get_target()].with_context(active_test=False)
        return records, getattr(system, f"_due_{self.kind}")(self._get_limit_date())

    def _count_due(self):
        records, domain = self._get_due()
        return records.search_count(domain)

    def _find_due(self, limit):
        """Records of this kind that were kept long enough, at most so many."""
        records, domain = self._get_due()
        return records.search(domain, limit=limit, order="id")

    def _clear(self, records):
        self.ensure_one()
        getattr(self, f"_clear_{self.kind}")(records)
