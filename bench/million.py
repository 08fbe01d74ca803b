# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The big world: 1,000,000 answered asks of 500 clients, 4 channels and 24 months.

Smaller ones have the same clients, channels and months with fewer answers in each, so
that only the history beneath differs. Scores and KPIs of all periods are stored in it,
as they would be. A world is kept as a database of its own between runs, until the
addon's tables, its data or the arithmetic change.

The ledger's rows are made by the database itself: Odoo would take hours.
"""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from progress import say

if TYPE_CHECKING:
    from bench_frame import Bench

CLIENTS, MONTHS = 500, 24
CONTACTS_EACH = 4
MANAGERS, TEAMS, AGENTS = 10, 5, 20
REFERENCE = "million"
ROWS_A_STATEMENT = 250_000

#: What decides what stands in the world, besides the tables and data of the addon.
SOURCES = ("scoring/*.py", "models/kpi_catalogue.py")


def ensure(bench: "Bench", rows: int) -> str:
    """Name of a database with ``rows`` answered asks; made when there is none."""
    name = f"million_{rows}_{_key(bench)}"
    if bench.databases.exists(name):
        return name
    new = f"million_{rows}.new"
    started = time.monotonic()
    bench.databases.create(new, demo=False)
    with bench.environment(new, commit=True) as env:
        seconds = fill(env, rows)
    vacuum(bench, new)
    _forget(bench.databases.real_name(new))
    for other in bench.databases.names():
        if other.startswith(f"million_{rows}_"):
            bench.databases.drop(other)
    bench.databases.rename(new, name)
    parts = ", ".join(f"{part} {value:.0f} s" for part, value in seconds.items())
    say(f"World of {rows:,} answers: {time.monotonic() - started:.0f} s ({parts})")
    return name


@contextmanager
def copied(bench: "Bench", rows: int, purpose: str) -> "Iterator[str]":
    """A copy of the world that may be written to; dropped afterwards."""
    name = f"{bench.name}_{purpose}_{rows}"
    bench.databases.copy(ensure(bench, rows), name)
    try:
        yield name
    finally:
        _forget(bench.databases.real_name(name))
        bench.databases.drop(name)


def vacuum(bench: "Bench", name: str) -> None:
    """What autovacuum does sooner or later: index-only scans need it."""
    real = bench.databases.real_name(name)
    bench.odoo.psql.query("VACUUM ANALYZE", database=real)


def fill(env: Any, rows: int) -> "dict[str, float]":
    """Make the world in an empty database; commits. Seconds by part."""
    seconds = {}
    started = time.monotonic()

    def done(part: str) -> None:
        nonlocal started
        env.cr.commit()
        seconds[part], started = time.monotonic() - started, time.monotonic()

    programs = _make_programs(env)
    _make_people(env)
    done("people")
    _insert_answers(env, rows)
    done("answers")
    # Otherwise the planner knows nothing about a million new rows.
    env.cr.execute("ANALYZE satisfaction_request")
    scores = env["satisfaction.score"]
    scores._recompute(
        clients(env).ids,
        env.company,
        [period for program in programs for period in periods(env, program)],
    )
    done("scores")
    programs._compute_kpis()
    done("KPIs")
    return seconds


def clients(env: Any) -> Any:
    return env["res.partner"].search(
        [("ref", "=", REFERENCE), ("is_company", "=", True)], order="id"
    )


def months(env: Any) -> list[Any]:
    """First days of the 24 months up to the present one."""
    from odoo.addons.client_satisfaction.scoring import add_months

    today = env.company._satisfaction_today()
    return [add_months(today, -back) for back in reversed(range(MONTHS))]


def periods(env: Any, program: Any) -> list[Any]:
    """First and last days of a programme's months among the 24."""
    return [
        program._get_period(month)
        for month in months(env)
        if month.year == program.year
    ]


def _make_programs(env: Any) -> Any:
    """A programme for each year; only this year's is running."""
    company = env.company
    this_year = company._satisfaction_today().year
    programs = env["satisfaction.program"].search([("company_id", "=", company.id)])
    for year in {month.year for month in months(env)} - set(programs.mapped("year")):
        programs += programs.create(
            {"name": f"Measured {year}", "company_id": company.id, "year": year}
        )
    programs.period_length = "month"
    running = programs.filtered(lambda program: program.year == this_year)
    running.strategy = "<p>We ask after every ticket.</p>"
    running.action_approve_strategy()
    running.action_start()
    return programs.sorted("year")


def _make_people(env: Any) -> None:
    users = env["res.users"].with_context(no_reset_password=True)
    manager_group = env.ref("client_satisfaction.group_client_manager").id
    agent_group = env.ref("client_satisfaction.group_agent").id
    managers, agents = (
        users.create(
            [
                {
                    "name": f"{word} {number}",
                    "login": f"{REFERENCE}_{word.lower()}_{number}",
                    "email": f"{word.lower()}.{number}@provider.example",
                    "group_ids": [(4, group), (4, env.ref("base.group_user").id)],
                }
                for number in range(count)
            ]
        )
        for word, group, count in (
            ("Manager", manager_group, MANAGERS),
            ("Agent", agent_group, AGENTS),
        )
    )
    env["helpdesk.ticket.team"].create(
        [
            {
                "name": f"Service desk {number}",
                "user_ids": [(6, 0, agents[number::TEAMS].ids)],
            }
            for number in range(TEAMS)
        ]
    )
    companies = env["res.partner"].create(
        [
            {
                "name": f"Client {number:03}",
                "ref": REFERENCE,
                "is_company": True,
                "client_manager_id": managers[number % MANAGERS].id,
            }
            for number in range(CLIENTS)
        ]
    )
    env["res.partner"].create(
        [
            {
                "name": f"Contact {number}",
                "ref": REFERENCE,
                "parent_id": client.id,
                "email": f"contact.{client.id}.{number}@client.example",
            }
            for client in companies
            for number in range(CONTACTS_EACH)
        ]
    )
    env.flush_all()


def _insert_answers(env: Any, rows: int) -> None:
    """Without indexes and foreign keys, which are made anew afterwards.

    Row number n belongs to client n mod 500, and so on through channels and months,
    the present month first: each client has answers of each channel in each month, as
    far as there are enough.
    A client has a level of its own that its answers spread around.
    """
    cr = env.cr
    _make_number_tables(env)
    constraints = _fetch(
        cr,
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = 'satisfaction_request'::regclass AND contype = 'f'",
    )
    indexes = _fetch(
        cr,
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE indrelid = 'satisfaction_request'::regclass AND NOT indisprimary",
    )
    for name, _definition in constraints:
        cr.execute(f'ALTER TABLE satisfaction_request DROP CONSTRAINT "{name}"')
    for name, _definition in indexes:
        cr.execute(f"DROP INDEX {name}")
    cr.execute("SELECT setseed(0.19)")
    for first in range(0, rows, ROWS_A_STATEMENT):
        cr.execute(
            INSERT_ANSWERS,
            {
                "first": first,
                "last": min(rows, first + ROWS_A_STATEMENT) - 1,
                "company": env.company.id,
                "clients": CLIENTS,
                "contacts": CONTACTS_EACH,
                "months": MONTHS,
            },
        )
    cr.execute("SET LOCAL maintenance_work_mem = '256MB'")
    for _name, definition in indexes:
        cr.execute(definition)
    for name, definition in constraints:
        cr.execute(
            f'ALTER TABLE satisfaction_request ADD CONSTRAINT "{name}" {definition}'
        )


def _make_number_tables(env: Any) -> None:
    """Clients, contacts, channels, months and staff by consecutive numbers."""
    cr = env.cr
    today = env.company._satisfaction_today()
    cr.execute(
        """
        CREATE TEMP TABLE the_client ON COMMIT DROP AS
            SELECT row_number() OVER (ORDER BY id) - 1 AS number, id,
                   60 + 35 * random() AS level
              FROM res_partner WHERE ref = %(reference)s AND is_company;
        CREATE TEMP TABLE the_contact ON COMMIT DROP AS
            SELECT parent_id, id,
                   row_number() OVER (PARTITION BY parent_id ORDER BY id) - 1 AS number
              FROM res_partner WHERE ref = %(reference)s AND NOT is_company;
        CREATE TEMP TABLE the_month ON COMMIT DROP AS
            SELECT number, month::date AS start,
                   least(date_trunc('month', month) + interval '27 days',
                         %(today)s::date)::date - month::date + 1 AS days
              FROM generate_series(0, %(months)s - 1) number,
                   LATERAL (SELECT %(first)s::date + make_interval(months => number)
                            AS month) one;
        CREATE TEMP TABLE the_channel ON COMMIT DROP AS
            SELECT row_number() OVER (PARTITION BY program.id ORDER BY channel.sequence)
                       - 1 AS number,
                   program.year, program.id AS program_id, channel.id, channel.code,
                   channel.kind, channel.survey_id
              FROM satisfaction_channel channel
              JOIN satisfaction_program program ON program.id = channel.program_id
             WHERE program.company_id = %(company)s;
        CREATE TEMP TABLE the_agent ON COMMIT DROP AS
            SELECT row_number() OVER (ORDER BY team.id, member.res_users_id) - 1
                       AS number,
                   team.id AS team_id, member.res_users_id AS user_id
              FROM helpdesk_ticket_team team
              JOIN helpdesk_ticket_team_res_users_rel member
                ON member.helpdesk_ticket_team_id = team.id
             WHERE team.name->>'en_US' LIKE 'Service desk %%';
        ANALYZE the_client; ANALYZE the_contact; ANALYZE the_month;
        ANALYZE the_channel; ANALYZE the_agent;
        """,
        {
            "reference": REFERENCE,
            "today": today,
            "first": months(env)[0],
            "months": MONTHS,
            "company": env.company.id,
        },
    )


def _fetch(cr: Any, query: str) -> list[Any]:
    cr.execute(query)
    return list(cr.fetchall())


INSERT_ANSWERS = """
    INSERT INTO satisfaction_request (
        company_id, program_id, channel_id, channel_kind, channel_code, survey_id,
        client_id, partner_id, team_id, user_id, respondent_role, delivery, state,
        access_token, answer_mode, event_date, event_at, sent_at, answered_at,
        points, worst_points, is_scored, score_pending, is_closing, resolution_hours,
        ticket_number, ticket_title, create_uid, write_uid, create_date, write_date
    )
    SELECT %(company)s, channel.program_id, channel.id, channel.kind, channel.code,
           channel.survey_id, client.id, contact.id, agent.team_id, agent.user_id,
           (ARRAY['interface', 'decision_leader', 'vip', 'end_user'])
               [1 + contact.number],
           CASE WHEN channel.kind = 'callback' THEN 'call' ELSE 'mail' END, 'answered',
           md5(row.n::text || random()::text),
           CASE WHEN channel.kind = 'callback' THEN 'phone' ELSE 'mail' END,
           moment.day, moment.at, moment.at + interval '2 hours',
           moment.at + interval '1 day', given.points,
           greatest(20, 20 * floor(given.points / 20)), TRUE, FALSE,
           channel.kind = 'ticket', CASE WHEN channel.kind = 'ticket'
           THEN round((48 * random())::numeric, 2) END,
           CASE WHEN channel.kind = 'ticket' THEN 'HT' || row.n END,
           CASE WHEN channel.kind = 'ticket' THEN 'Printer is out of order' END,
           1, 1, moment.at, moment.at + interval '1 day'
      FROM generate_series(%(first)s, %(last)s) row(n)
      JOIN the_client client ON client.number = row.n %% %(clients)s
      JOIN the_contact contact
        ON contact.parent_id = client.id
       AND contact.number
           = (row.n / %(clients)s + row.n / (%(clients)s * 4)) %% %(contacts)s
      JOIN the_month month
        ON month.number
           = %(months)s - 1 - row.n / (%(clients)s * 4) %% %(months)s
      JOIN the_channel channel
        ON channel.year = extract(year FROM month.start)
       AND channel.number = row.n / %(clients)s %% 4
      JOIN the_agent agent
        ON agent.number = (row.n * 7) %% (SELECT count(*) FROM the_agent),
           LATERAL (
               SELECT at::date AS day, at
                 FROM (SELECT month.start + (row.n * 5 %% month.days)::int
                              + make_interval(secs => 28800 + 36000 * random()) AS at
                      ) one
           ) moment,
           LATERAL (
               -- The mean of five questions: multiples of 4 points.
               SELECT least(100, greatest(20, 4 * round(
                          (client.level + 30 * (random() - 0.5) + 0 * row.n) / 4
                      ))) AS points
           ) given
"""


def _key(bench: "Bench") -> str:
    """Changes with the addon's tables, its data records and what SOURCES name."""
    rows = bench.odoo.psql.query(
        """
        SELECT table_name, column_name, data_type FROM information_schema.columns
         WHERE table_schema = 'public' ORDER BY 1, 2;
        SELECT indexdef FROM pg_indexes WHERE tablename LIKE 'satisfaction%' ORDER BY 1;
        SELECT model, name FROM ir_model_data
         WHERE module = 'client_satisfaction' ORDER BY 1, 2;
        """,
        database=bench.databases.real_name(bench.name),
    )
    digest = hashlib.sha256(repr(rows).encode())
    digest.update(Path(__file__).read_bytes())
    for pattern in SOURCES:
        for file in sorted(bench.odoo.places.addon.glob(pattern)):
            digest.update(file.read_bytes())
    digest.update(time.strftime("%Y-%m").encode())  # the months end with this one
    return digest.hexdigest()[:10]


def _forget(real: str) -> None:
    """Close what this process holds open of a database."""
    from odoo.modules.registry import Registry
    from odoo.sql_db import close_db

    Registry.delete(real)
    close_db(real)
