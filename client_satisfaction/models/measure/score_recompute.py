# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import gc
from collections import defaultdict
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL, split_every

from ...scoring import Moments, add_months, change_of_estimates
from .score_calculate import PeriodTable
from .score_store import ScoreRow, estimate_of, stored_number

#: Clients whose answers are summed by one query.
CLIENTS_A_QUERY = 500
#: From so many on it pays to read the others between them, too.
MANY_CLIENTS = 50


class Period(NamedTuple):
    """A programme's period: what a client can have one score of."""

    program_id: int
    start: date
    end: date


class SatisfactionScore(models.Model):
    """From the ledger to the score: one query for the answers of many clients.

    Everything here runs as superuser, because a score is made of all answers of a
    client, whoever may read them; who may read the score is for the record rules.
    """

    _inherit = "satisfaction.score"

    @api.model
    def _recompute(self, client_ids, company, periods, *, create_unmeasured=False):
        """Compute the scores of clients in periods anew.

        Batch: about the same number of queries for one client as for 500. Frozen
        periods, and dates without a programme, are left alone.

        :param client_ids: ids of commercial partners (D8)
        :param company: ``res.company`` record
        :param periods: (first day, last day) pairs
        :param create_unmeasured: also make rows where nothing was answered
        :return: the scores that exist now
        """
        rules = self._fetch_rules(company)
        wanted = defaultdict(set)
        for start, end in periods:
            if one := rules.get(start.year):
                period = Period(one.program_id, start, end)
                for client_id in client_ids:
                    wanted[client_id].add(period)
        return self._recompute_wanted(
            company, wanted, rules, create_unmeasured=create_unmeasured
        )

    @api.model
    def _recompute_wanted(
        self, company, wanted, rules=None, *, create_unmeasured=False
    ):
        """
        :param wanted: ``{client_id: {Period, …}}`` of one company
        :param rules: as from ``_fetch_rules``
        """
        rules = {
            one.program_id: one
            for one in (rules or self._fetch_rules(company)).values()
        }
        # Thousands of clients have the same few periods.
        open_periods = {
            period
            for period in set().union(*wanted.values())
            if not rules[period.program_id].is_frozen(period.end)
        }
        clients = sorted(
            client_id
            for client_id, periods in wanted.items()
            if not open_periods.isdisjoint(periods)
        )
        scores = self.sudo().browse()
        for client_ids in split_every(CLIENTS_A_QUERY, clients):
            batch = {
                client_id: sorted(wanted[client_id] & open_periods)
                for client_id in client_ids
            }
            # Hundreds of thousands of rows, none of them garbage: looking through
            # them again and again took a seventh of the time.
            with _no_garbage():
                scores += self.sudo()._recompute_batch(
                    company, batch, rules, create_unmeasured
                )
        return scores

    def _recompute_batch(self, company, batch, rules, create_unmeasured):
        """
        :param batch: ``{client_id: [Period, …]}``, none of them frozen
        :param rules: ``{program id: ScoreRules}``
        """
        chains = self._fetch_chains(company, batch)
        stored = {
            (row.client_id, row.start, row.end): row
            for rows in chains.values()
            for row in rows
        }
        wanted = [
            row
            for client_id, periods in batch.items()
            for period in periods
            if (row := stored.get((client_id, period.start, period.end)))
        ]
        self._fetch_lines(_find_neighbours(chains, wanted))
        answers = self._fetch_answers(company, batch, rules)
        get_label = self.env["satisfaction.program"]._get_period_label
        tables = {}
        new = []
        for client_id, periods in batch.items():
            for period in periods:
                table = tables.get(period)
                if not table:
                    table = tables[period] = PeriodTable(
                        rules[period.program_id],
                        period,
                        get_label(period.start, period.end),
                    )
                result = table.calculate(answers.get(client_id, {}))
                row = stored.get((client_id, period.start, period.end))
                if row:
                    row.set(*result)
                elif result[0]["is_measured"] or create_unmeasured:
                    row = ScoreRow(
                        client_id, period.program_id, period.start, period.end
                    )
                    row.set(*result)
                    new.append(row)
        for row in self._leave_out_former(new):
            chains[row.client_id].append(row)
            wanted.append(row)
        self._compare_chains(chains)
        self._store_rows(company, [row for rows in chains.values() for row in rows])
        return self.browse(row.id for row in wanted)

    @api.model
    def _leave_out_former(self, rows):
        """Those rows that aren't of clients who had left before their period began.

        Answers given in the period itself count whenever a client left.
        """
        carried = [row for row in rows if _only_carried(row)]
        if not carried:
            return rows
        self.env["res.partner"].flush_model(["client_until"])
        ends = dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT id, client_until FROM res_partner
                     WHERE id = ANY(%s) AND client_until IS NOT NULL
                    """,
                    list({row.client_id for row in carried}),
                )
            )
        )
        former = {
            id(row) for row in carried if row.start > ends.get(row.client_id, row.start)
        }
        return [row for row in rows if id(row) not in former]

    def _fetch_answers(self, company, batch, rules):
        """Sums of the clients' answers by channel and month, in one query.

        :param rules: ``{program id: ScoreRules}``
        :return: ``{client_id: {channel_code: {first day of month: Moments}}}``
        """
        requests = self.env["satisfaction.request"]
        requests.flush_model(
            [
                "company_id",
                "client_id",
                "event_date",
                "channel_code",
                "points",
                "state",
                "is_scored",
            ]
        )
        query = SQL(
            # Answered only by _score_idx: (company, client, day) with channel and
            # points inside, so that the table itself isn't touched.
            """
            SELECT client_id, channel_code,
                   date_trunc('month', event_date::timestamp)::date,
                   count(*), sum(points::float8), sum(points::float8 * points::float8)
              FROM satisfaction_request
             WHERE company_id = %s AND %s AND %s
               AND state = 'answered' AND is_scored
          GROUP BY 1, 2, 3
            """,
            company.id,
            _match_clients(batch),
            _match_days(set().union(*batch.values()), rules),
        )
        answers = defaultdict(lambda: defaultdict(dict))
        for (
            client_id,
            channel_code,
            month,
            count,
            total,
            squares,
        ) in self.env.execute_query(query):
            answers[client_id][channel_code][month] = Moments(count, total, squares)
        return answers

    # ------------------------------------------------------------------
    # Against the score before
    # ------------------------------------------------------------------
    def _compare_chains(self, chains):
        """Previous score, change, trend and "latest" of the clients' scores.

        A score that follows one that was computed is compared anew too, unless frozen.

        :param chains: ``{client_id: [ScoreRow, …]}``, also new ones
        """
        pairs = []
        for rows in chains.values():
            rows.sort(key=lambda row: (row.start, row.end))
            pairs += _find_pairs(rows)
        # Those not computed now are compared by what is stored.
        self._fetch_lines(
            row
            for pair in pairs
            for row in pair
            if row and row.lines is None and row["is_measured"]
        )
        for row, previous in pairs:
            row.values.update(_compare(row, previous))


@contextmanager
def _no_garbage():
    """No garbage collection meanwhile, and again whatever is raised.

    Odoo's own ``disabling_gc`` leaves it off after an error.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _match_clients(client_ids):
    """Condition on the ledger's rows: those of these clients.

    Ids that lie close together are a range, which PostgreSQL reads with several
    processes; what others gave in between is summed up and not looked at.
    """
    low, high = min(client_ids), max(client_ids)
    if len(client_ids) >= MANY_CLIENTS and high - low < 2 * len(client_ids):
        return SQL("client_id BETWEEN %s AND %s", low, high)
    return SQL("client_id = ANY(%s)", list(client_ids))


def _match_days(periods, rules):
    """Condition on the ledger's rows: answers that can count in these periods.

    :param rules: ``{program id: ScoreRules}``
    """
    start = min(period.start for period in periods)
    lasting = {}
    for program_id in {period.program_id for period in periods}:
        one = rules[program_id]
        for channel, validity in zip(one.inputs, one.validities, strict=True):
            lasting[channel.code] = max(lasting.get(channel.code, 0), validity)
    earliest = add_months(start, -max(lasting.values(), default=0))
    if earliest <= date(min(one.year for one in rules.values()), 1, 1):
        # Hardly anything is older than the first programme, and it would not count. A
        # condition that leaves out nothing still keeps PostgreSQL from reading in the
        # order of its index.
        return SQL("TRUE")
    return SQL(
        """
        event_date BETWEEN %(earliest)s AND %(end)s
        AND (event_date >= %(start)s OR channel_code = ANY(%(lasting)s))
        """,
        start=start,
        earliest=earliest,
        # Of the others nothing older than the periods themselves can count.
        lasting=[code for code, validity in lasting.items() if validity],
        end=max(period.end for period in periods),
    )


def _find_neighbours(chains, wanted):
    """These rows, and the measured ones they are most likely compared with."""
    ids = {row.id for row in wanted}
    found = []
    for rows in chains.values():
        before, is_next = None, False
        for row in rows:
            if row.id in ids:
                found += [before, row] if before else [row]
                is_next = True
            elif row.old["is_measured"] and is_next:
                found.append(row)
                is_next = False
            if row.old["is_measured"]:
                before = row
    return found


def _find_pairs(rows):
    """Mark the latest of a client's scores; (score, the one before) to be compared.

    :param rows: the client's ``ScoreRow`` objects in order
    """
    pairs = []
    previous, is_other = None, False
    latest = None
    for row in rows:
        measured = row["is_measured"]
        if not row.is_frozen and (row.is_computed or is_other):
            pairs.append((row, previous))
        if measured:
            previous = latest = row
            is_other = row.is_computed
        elif row.is_computed and row.old.get("is_measured"):
            # The next one was compared with this score, which is none any more.
            is_other = True
    for row in rows:
        is_latest = row is latest
        if row["is_latest"] != is_latest:
            row.values["is_latest"] = is_latest
    return pairs


def _compare(row, previous):
    """Values of a score against the client's latest earlier measured one.

    :param previous: ``ScoreRow`` or None
    """
    if not row["is_measured"]:
        return {"previous_id": None, "change": None, "trend": None}
    if not previous:
        return {"previous_id": None, "change": None, "trend": "first"}
    before, after = previous.get_basis(), row.get_basis()
    # What is the same in both (a questionnaire that still counts, with the same
    # weight) can't have changed and would only blur the comparison.
    same = [part for part in after.parts if part in before.parts]
    if same:
        estimates = [
            estimate_of([part for part in basis.parts if part not in same])
            for basis in (before, after)
        ]
    else:
        estimates = [before.estimate, after.estimate]
    return {
        "previous_id": previous.id or previous,
        "change": stored_number(row["points"] - previous["points"], 1),
        "trend": change_of_estimates(*estimates),
    }


def _only_carried(row):
    """Whether all answers of a score are older than its period."""
    return all(
        line.values.source_end < row.start
        for line in row.lines.values()
        if line.values.is_measured
    )


def _differing(record, values):
    """Those values that a write would really change, in the fields' own precision.

    "Not measured" (False) and 0 are equal in Python, but not here.
    """
    changed = {}
    for name, value in values.items():
        field = record._fields[name]
        new = field.convert_to_record(field.convert_to_cache(value, record), record)
        old = record[name]
        if new != old or (new is False) != (old is False):
            changed[name] = value
    return changed
