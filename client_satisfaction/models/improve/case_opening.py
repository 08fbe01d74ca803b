# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

import psycopg2
from psycopg2.errors import SerializationFailure, UniqueViolation

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

# Worst points by level of follow-up and the severity a case starts with (R99)
SEVERITY_OF_LEVEL = {"manager": "2", "senior": "3"}


class SatisfactionCase(models.Model):
    """Opening cases from low answers: in code, once per answer."""

    _inherit = "satisfaction.case"

    @api.model
    def _open_from_requests(self, requests):
        """Open the cases that these answers call for (R75–R78).

        A case is opened for each answer whose *worst* question lies below the
        programme's follow-up threshold (D4). Can be called again and by two workers
        at once for the same answers: a request has one case, whoever comes second
        goes on quietly. All cases are created in one batch.

        :param requests: ``satisfaction.request`` records; those not answered, not
            scored or not low only lose their follow-up mark
        :return: the cases of these requests, new and older ones
        """
        # sudo: cases are opened by the programme, whoever's answer it was, e.g. the
        # public visitor of the answer page. No value of theirs decides anything here.
        env = self.with_user(SUPERUSER_ID).env
        requests = requests.with_env(env)
        older = env[self._name].search([("request_id", "in", requests.ids)])
        cases = older
        waiting = (requests - older.request_id)._lock_for_follow_up()
        for language, group in waiting.grouped(
            lambda request: request._get_follow_up_program().manager_id.lang
        ).items():
            # Messages on a case speak the programme manager's language, not that
            # of the visitor who happens to have answered.
            opener = env[self._name].with_context(lang=language or env.lang)
            cases += opener._create_from_requests(group)
        for case in cases:
            if case.request_id.case_id != case:
                case.request_id.case_id = case
        (waiting | older.request_id).filtered("follow_up_after").follow_up_after = False
        return cases.with_env(self.env)

    @api.model
    def _create_from_requests(self, requests):
        """Create the cases of locked requests and start their plans."""
        vals_list = []
        for request in requests:
            level = request._get_follow_up_level()
            if level != "none":
                vals_list.append(self._prepare_case_values(request, level))
        if not vals_list:
            return self.browse()
        cases = self._create_safely(vals_list).with_env(self.env)
        cases.with_context(satisfaction_people_follow=True)._start_plans()
        return cases

    @api.model
    def _prepare_case_values(self, request, level):
        """Values of a case opened by a low answer; people and dates are computed.

        :param level: "manager" or "senior"
        """
        return {
            "origin": "answer",
            "request_id": request.id,
            "company_id": request.company_id.id,
            "ticket_id": request.ticket_id.id,
            "team_id": request.team_id.id,
            "category_id": request.category_id.id,
            "client_id": (
                request.client_id or request.partner_id.commercial_partner_id
            ).id,
            "partner_id": request.partner_id.id,
            "received_at": request._get_heard_at(),
            "worst_points": request.worst_points,
            "follow_up_level": level,
            "severity": SEVERITY_OF_LEVEL[level],
        }

    @api.model
    def _create_safely(self, vals_list):
        """Create cases whatever automation rules or other workers do.

        Rules are the customer's to edit; a broken one must not lose a case. Then the
        cases are created without rules and say so.
        """
        creator = self.with_context(
            # The plans of all cases start together, after all are there.
            satisfaction_defer_plans=True,
            mail_create_nosubscribe=True,
            satisfaction_no_followers_yet=True,
            # There is no change to be told of yet.
            tracking_disable=True,
        )
        try:
            with self.env.cr.savepoint():
                return creator.create([dict(vals) for vals in vals_list])
        except UniqueViolation:
            return self._create_one_by_one(creator, vals_list)
        except psycopg2.OperationalError:
            raise  # the database's business: the whole transaction is tried again
        except Exception:
            _logger.exception(
                "An automation rule on satisfaction cases failed; %s cases are opened"
                " without rules.",
                len(vals_list),
            )
        cases = creator.with_context(satisfaction_without_rules=True).create(vals_list)
        cases._message_log_batch(
            bodies={
                case.id: self.env._(
                    "An automation rule failed, so nobody got an activity. Plan the"
                    " call by hand and have the rule mended."
                )
                for case in cases
            }
        )
        return cases

    @api.model
    def _create_one_by_one(self, creator, vals_list):
        """Another worker was faster for some of these requests: leave those out."""
        cases = self.browse()
        for vals in vals_list:
            try:
                with self.env.cr.savepoint():
                    cases += creator.create([dict(vals)])
            except UniqueViolation:
                _logger.info(
                    "Request %s (complaint %s) already has its case, opened meanwhile.",
                    vals.get("request_id"),
                    vals.get("intake_key"),
                )
        return cases

    @api.model
    def _cron_open_due(self, limit=100):
        """Open the cases whose correction window is over (D17).

        Safe to kill at any moment and to run twice at once: each batch is one
        transaction, and rows another worker holds are left to it.

        :param limit: answers per transaction
        """
        Request = self.env["satisfaction.request"]
        cron = self.env["ir.cron"]
        domain = Domain("follow_up_after", "<=", fields.Datetime.now()) & Domain(
            "state", "=", "answered"
        )
        cron._commit_progress(remaining=Request.search_count(domain))
        seen = set()
        while due := Request.search(
            domain & Domain("id", "not in", list(seen)),
            order="follow_up_after, id",
            limit=limit,
        ):
            seen.update(due.ids)
            self._open_batch(due)
            if not cron._commit_progress(len(due)):
                break

    @api.model
    def _open_batch(self, requests):
        """Open a batch; where it fails, one by one, so that one holds up no other."""
        try:
            with self.env.cr.savepoint():
                self._open_from_requests(requests)
                self.env.flush_all()
        except SerializationFailure:
            # Another worker took some of these since we looked: it opens them.
            _logger.info("Another worker is opening the same cases.")
            self.env.invalidate_all(flush=False)
        except psycopg2.OperationalError:
            raise
        except Exception:
            if len(requests) == 1:
                _logger.exception("No case could be opened for %s.", requests)
                self.env.invalidate_all(flush=False)
                return
            self.env.invalidate_all(flush=False)
            for request in requests:
                self._open_batch(request)
