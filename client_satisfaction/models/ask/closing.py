# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

# Set by the wizard that closes tickets without a survey; see _find_close_note.
CLOSE_NOTE = "satisfaction_close_note"
DECIDE_BATCH = 500
# The advisory lock of the one job that decides (any number that others don't use).
LOCK = 0x5A72
RETRY_MINUTES = 5
LONGEST_RETRY_MINUTES = 24 * 60


class SatisfactionClosing(models.Model):
    """A ticket that was just closed, until a job decides whether to ask about it.

    Closing tickets is what agents do all day, so it must cost next to nothing: one
    statement in their transaction writes down what is frozen at that moment (D16),
    together with the closing or not at all. The job, every minute, reads programme,
    rules, cool-down and holidays once for hundreds of closings and makes their rows
    of the ledger. Whatever needs those rows sooner calls ``_decide_about``.
    """

    _name = "satisfaction.closing"
    _description = "Ticket Just Closed"
    _order = "id"
    _log_access = False

    ticket_id = fields.Many2one(
        "helpdesk.ticket", required=True, ondelete="cascade", index=True
    )
    closed_at = fields.Datetime(required=True)
    closed_by_id = fields.Many2one("res.users", ondelete="set null")
    close_note = fields.Char(help="Why the ticket was closed without a survey.")
    # Frozen at close (D16)
    stage_id = fields.Many2one("helpdesk.ticket.stage", ondelete="set null")
    partner_id = fields.Many2one("res.partner", "Contact", ondelete="set null")
    team_id = fields.Many2one("helpdesk.ticket.team", ondelete="set null")
    user_id = fields.Many2one("res.users", "Assignee", ondelete="set null")
    category_id = fields.Many2one("helpdesk.ticket.category", ondelete="set null")
    ticket_number = fields.Char()
    ticket_title = fields.Char()
    # What went wrong
    attempts = fields.Integer(default=0, aggregator=None)
    retry_after = fields.Datetime()
    error = fields.Char()

    # ------------------------------------------------------------------
    # Writing it down, in the transaction of whoever closes
    # ------------------------------------------------------------------
    @api.model
    def _note(self, tickets, is_history=False):
        """Write down that these tickets were just closed: one statement, no more.

        :param tickets: ``helpdesk.ticket``, in any number
        :param is_history: created closed, so each may bring its own date of closing
        """
        # The statement reads the table, not what is still to be written to it.
        tickets.flush_recordset()
        now = fields.Datetime.now()
        closed_at = SQL("%s", now)
        if is_history:
            closed_at = SQL("LEAST(COALESCE(closed_date, %s), %s)", now, now)
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO satisfaction_closing (
                    ticket_id, closed_at, closed_by_id, close_note, stage_id,
                    partner_id, team_id, user_id, category_id, ticket_number,
                    ticket_title, attempts
                )
                SELECT id, %(closed_at)s, %(user)s, %(note)s, stage_id, partner_id,
                       team_id, user_id, category_id, number, name, 0
                  FROM helpdesk_ticket
                 WHERE id = ANY(%(tickets)s)
                 ORDER BY id
                """,
                closed_at=closed_at,
                user=self.env.uid,
                note=self._find_close_note() or None,
                tickets=list(tickets.ids),
            )
        )

    @api.model
    def _find_close_note(self):
        """Why the tickets are closed without a survey; empty if they are not.

        Anybody can set a context, so the right to do it is checked here.
        """
        note = self.env.context.get(CLOSE_NOTE)
        may = "client_satisfaction.group_close_without_survey"
        return note if note and self.env.user.has_group(may) else ""

    # ------------------------------------------------------------------
    # Deciding
    # ------------------------------------------------------------------
    @api.model
    def _cron_decide(self, batch_size=DECIDE_BATCH):
        """Make the ledger's rows of what was closed, each batch one transaction.

        One job at a time: of a contact's tickets the one that was closed first is
        asked about, and two jobs would not keep that order.
        """
        cron = self.env["ir.cron"]
        due = Domain("retry_after", "=", False) | Domain(
            "retry_after", "<=", fields.Datetime.now()
        )
        cron._commit_progress(remaining=self.search_count(due))
        while self._is_only_job() and (closings := self._lock_first(due, batch_size)):
            closings._decide()
            if not cron._commit_progress(len(closings)):
                break

    @api.model
    def _is_only_job(self):
        """Whether no other job decides until the end of this transaction."""
        [[is_locked]] = self.env.execute_query(
            SQL("SELECT pg_try_advisory_xact_lock(%s, 0)", LOCK)
        )
        return is_locked

    @api.model
    def _lock_first(self, domain, limit):
        """The oldest closings that nobody else decides about, locked.

        Two of one ticket (reopened in between) are decided about one after the other:
        the second has to find the row of the first.
        """
        query = self._search(domain, order="id", limit=limit)
        rows = self.env.execute_query(
            SQL("%s FOR NO KEY UPDATE SKIP LOCKED", query.select())
        )
        closings = self.browse(row_id for (row_id,) in rows)
        return closings._get_first_of_tickets()

    def _get_first_of_tickets(self):
        return self.union(*(group[0] for group in self.grouped("ticket_id").values()))

    @api.model
    def _decide_about(self, tickets):
        """Decide now about what was closed of these tickets.

        For what needs the ledger's rows at once: reopening, deleting, typing an answer.
        """
        # sudo: nobody has rights on this table; whoever acts on the ticket may
        closings = self.sudo().search([("ticket_id", "in", tickets.ids)])
        if not closings:
            return
        # The job may be at it: wait for it, and let Odoo repeat us then.
        self.env.execute_query(
            SQL(
                "SELECT id FROM satisfaction_closing WHERE id IN %s FOR NO KEY UPDATE",
                tuple(closings.ids),
            )
        )
        while closings:
            group = closings._get_first_of_tickets()
            group._decide()
            closings -= group

    def _decide(self):
        """One ledger row for each of these locked closings, of different tickets."""
        # What waits to be written is not ours: it must not fail in our savepoint. A
        # flushing savepoint would also run (and, failing, forget) the hooks that
        # post the tickets' own tracking messages at the end of the transaction.
        self.env.flush_all()
        try:
            with self.env.cr.savepoint(flush=False):
                self.env["satisfaction.rule"]._plan_closings(self)
                self.unlink()
                self.env.flush_all()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise  # Odoo repeats the whole transaction
        # Rules have conditions that customers write: they can raise anything.
        except Exception as error:  # noqa: BLE001
            self.env.clear()
            if len(self) > 1:
                for closing in self:
                    closing._decide()
            elif isinstance(error, UniqueViolation):
                # Somebody else made an ask about this ticket at the same time. That
                # one stands, ours is not needed.
                self.unlink()
            else:
                self._note_failure(error)

    def _note_failure(self, error):
        """Try again later: the closing is not lost, and holds nobody up."""
        self.ensure_one()
        attempts = self.attempts + 1
        minutes = min(RETRY_MINUTES * 2 ** min(attempts - 1, 10), LONGEST_RETRY_MINUTES)
        _logger.error(
            "No satisfaction ask planned for ticket %s, next try in %s minutes",
            self.ticket_id.id,
            minutes,
            exc_info=error,
        )
        self.write(
            {
                "attempts": attempts,
                "retry_after": fields.Datetime.now() + timedelta(minutes=minutes),
                "error": str(error).strip().split("\n")[0][:300],
            }
        )
