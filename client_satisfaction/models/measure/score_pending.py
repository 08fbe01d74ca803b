# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from collections import defaultdict

from psycopg2 import errors

from odoo import api, models
from odoo.tools import SQL

from ...scoring import add_months, is_valid_in
from .score_recompute import Period

_logger = logging.getLogger(__name__)

#: Clients counted in one transaction of the cron.
CLIENTS_A_BATCH = 200
#: First key of the advisory locks on clients (any number that others don't use).
LOCK_CLASS = 0x5A71
#: How often one run tries again after others wrote the same rows.
MAX_COLLISIONS = 10
CONCURRENCY_ERRORS = (
    errors.SerializationFailure,
    errors.DeadlockDetected,
    errors.LockNotAvailable,
)


class SatisfactionScore(models.Model):
    """What has to be counted: new answers, dirty scores, periods without a row.

    The transaction that stores an answer writes nothing but its own ledger row
    (``score_pending``), so answers never wait for each other. This side works
    client by client under an advisory lock: two crons share the clients between
    them and never count one at the same time.
    """

    _inherit = "satisfaction.score"

    # ------------------------------------------------------------------
    # Crons
    # ------------------------------------------------------------------
    @api.model
    def _cron_recompute(self):
        """Count all new answers and compute dirty scores, a batch a transaction.

        Killed at any instant it loses at most the batch at work, which is then
        still pending. A client that can't be computed is logged and left pending;
        the others go on.
        """
        cron = self.env["ir.cron"]
        time_left = cron._commit_progress(remaining=len(self._find_due_clients()))
        failed = set()
        collisions = 0
        while time_left and collisions < MAX_COLLISIONS:
            # First statement after a commit: it sees everything committed so far.
            client_ids = self._claim_clients(CLIENTS_A_BATCH, failed)
            if not client_ids:
                break
            try:
                failed |= self._recompute_or_log(client_ids)
            except CONCURRENCY_ERRORS:
                # Somebody wrote these scores after our snapshot was taken. They are
                # still pending; the next transaction sees the other's work.
                self.env.cr.rollback()
                collisions += 1
                continue
            time_left = cron._commit_progress(len(client_ids))

    @api.model
    def _recompute_or_log(self, client_ids):
        """Compute what is due; one client's failure doesn't hold up the others.

        :return: ids of the clients that can't be computed
        """
        try:
            with self.env.cr.savepoint():
                self._recompute_claimed(client_ids)
        except CONCURRENCY_ERRORS:
            raise
        except Exception:
            if len(client_ids) == 1:
                _logger.exception(
                    "The satisfaction score of client %s can't be computed",
                    client_ids[0],
                )
                return set(client_ids)
            return set().union(
                *(self._recompute_or_log([client_id]) for client_id in client_ids)
            )
        return set()

    @api.model
    def _cron_open_scores(self):
        """Make the rows nobody's answer makes: asked but silent, and still valid.

        A period that has just begun has no answers yet; clients whose yearly
        questionnaire still counts get their score there, and clients who were
        asked get a row that says "not measured" (D9).
        """
        programs = self.env["satisfaction.program"].search([("state", "=", "running")])
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(programs))
        for program in programs:
            program._open_scores()
            if not cron._commit_progress(1):
                break

    @api.model
    def _trigger_recompute(self):
        """Have the cron run as soon as this transaction is committed."""
        self.env.ref("client_satisfaction.ir_cron_recompute_scores")._trigger()

    # ------------------------------------------------------------------
    # What is due
    # ------------------------------------------------------------------
    @api.model
    def _recompute_pending(self, limit=None):
        """Count new answers and compute dirty scores; does not commit.

        Clients another transaction is just counting are left to it.

        :param limit: how many clients at most
        :return: the scores computed
        """
        return self._recompute_claimed(self._claim_clients(limit))

    @api.model
    def _due_clients_query(self):
        self.env["satisfaction.request"].flush_model(["client_id", "score_pending"])
        self.flush_model(["client_id", "is_dirty"])
        return SQL(
            """
            SELECT client_id FROM satisfaction_request
             WHERE score_pending AND client_id IS NOT NULL
             UNION
            SELECT client_id FROM satisfaction_score
             WHERE is_dirty AND NOT COALESCE(is_frozen, FALSE)
            """
        )

    @api.model
    def _find_due_clients(self):
        """Ids of all clients that have something to be counted."""
        return [
            client_id
            for (client_id,) in self.env.execute_query(self._due_clients_query())
        ]

    @api.model
    def _claim_clients(self, limit=None, skip=()):
        """Lock due clients until the end of this transaction, skipping locked ones.

        An advisory lock, not a row lock: a client's record is written by many
        others, and the scores to be made don't exist yet.
        """
        rows = self.env.execute_query(
            SQL(
                # Materialized, so that no more than the clients returned are locked.
                """
                WITH due AS MATERIALIZED (%(due)s)
                SELECT client_id FROM due
                 WHERE client_id != ALL(%(skip)s)
                   AND pg_try_advisory_xact_lock(%(lock)s, client_id)
                 LIMIT %(limit)s
                """,
                due=self._due_clients_query(),
                skip=list(skip),
                lock=LOCK_CLASS,
                limit=limit,
            )
        )
        return [client_id for (client_id,) in rows]

    @api.model
    def _recompute_claimed(self, client_ids):
        """Compute what is due of clients this transaction has locked."""
        if not client_ids:
            return self.sudo().browse()
        wanted = self._take_dirty(client_ids)
        rules = {}
        for company_id, clients in self._take_answers(client_ids, rules).items():
            for client_id, periods in clients.items():
                wanted[company_id][client_id] |= periods
        scores = self.sudo().browse()
        for company_id, clients in wanted.items():
            company = self.env["res.company"].browse(company_id)
            scores += self._recompute_wanted(company, clients, rules.get(company_id))
        return scores

    @api.model
    def _take_dirty(self, client_ids):
        """``{company_id: {client_id: {Period, …}}}`` of the scores marked dirty."""
        self.flush_model()
        wanted = defaultdict(lambda: defaultdict(set))
        for company_id, client_id, *period in self.env.execute_query(
            SQL(
                """
                SELECT company_id, client_id, program_id, period_start, period_end
                  FROM satisfaction_score
                 WHERE is_dirty AND client_id = ANY(%s)
                   AND NOT COALESCE(is_frozen, FALSE)
                """,
                client_ids,
            )
        ):
            wanted[company_id][client_id].add(Period(*period))
        return wanted

    @api.model
    def _take_answers(self, client_ids, rules):
        """The periods that new answers count in; the answers are pending no more.

        :param rules: ``{company_id: {year: ScoreRules}}``, filled as they are needed
        :return: ``{company_id: {client_id: {Period, …}}}``
        """
        requests = self.env["satisfaction.request"]
        requests.flush_model()
        rows = self.env.execute_query(
            SQL(
                # An answer that is just being corrected stays pending. The flag is
                # ours; nothing else of the ledger row is touched, nor who wrote it.
                """
                WITH taken AS (
                    SELECT id FROM satisfaction_request
                     WHERE score_pending AND client_id = ANY(%s)
                       FOR NO KEY UPDATE SKIP LOCKED
                ), counted AS (
                       UPDATE satisfaction_request AS request
                          SET score_pending = FALSE
                         FROM taken
                        WHERE request.id = taken.id
                    RETURNING company_id, client_id, channel_code, event_date
                )
                SELECT DISTINCT company_id, client_id, channel_code,
                       date_trunc('month', event_date::timestamp)::date
                  FROM counted
                """,
                client_ids,
            )
        )
        requests.invalidate_model(["score_pending"], flush=False)
        wanted = defaultdict(lambda: defaultdict(set))
        todays = {}
        periods_of = {}
        for company_id, client_id, channel_code, month in rows:
            if not month:
                continue
            if company_id not in todays:
                company = self.env["res.company"].browse(company_id)
                rules[company_id] = self._fetch_rules(company)
                todays[company_id] = company._satisfaction_today
            key = (company_id, channel_code, month)
            if key not in periods_of:
                periods_of[key] = self._get_counting_periods(
                    rules[company_id], todays[company_id], channel_code, month
                )
            wanted[company_id][client_id] |= periods_of[key]
        return wanted

    @api.model
    def _get_counting_periods(self, rules, today, channel_code, month):
        """The periods in which answers of a month count (D7).

        Their own one, and those after it up to today while they are valid.

        :param rules: ``{year: ScoreRules}`` of one company
        :param today: function that gives the day in the company's time zone
        :param month: first day of a month, in the company's time zone
        :return: set of ``Period``
        """
        validity_of = {
            year: one.get_validity(channel_code) for year, one in rules.items()
        }
        validity = max(validity_of.values(), default=0)
        # Most answers count in their own period only: then no day is asked for.
        last = min(today(), add_months(month, validity)) if validity else month
        periods = set()
        start = month
        while True:
            if one := rules.get(start.year):
                first, end = one.get_period(start)
                if first <= month or is_valid_in(
                    month, first, validity_of.get(start.year, 0)
                ):
                    periods.add(Period(one.program_id, first, end))
                start = add_months(end, 1)
            else:
                # A year without a programme: look on at the next one.
                start = add_months(start.replace(month=1), 12)
            if start > last:
                return periods
