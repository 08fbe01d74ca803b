# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What became of what the clients said: remarks, actions, reviews, targets, alerts.

Decided, done, rated and measured by the product's own methods; only the days on which
that happened are moved into the past.
"""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import Command

from .story_loop_words import (
    ACTIONS,
    COMPLAINTS,
    MEETING,
    REMARKS,
    SUPPLIER,
    TARGETS,
    THEMES,
)
from .story_waves import RUNNING

# Older remarks that nobody decided on were read when they came in.
_READ_AFTER = timedelta(days=30)


def tell_loop(cast, waves):
    """Everything between an answer and the improvement it led to."""
    actions = _create_actions(cast)
    _tell_complaints(cast)
    remarks = _collect_remarks(cast)
    _decide(cast, waves, remarks, actions)
    _finish_actions(cast, actions)
    _ask_supplier(cast, actions)
    _rate_fixes(cast)
    _hold_meeting(cast)
    _set_targets(cast)


def watch(cast):
    """Figures of the programmes, then what deviates in this year's (R101)."""
    program = cast.programs[cast.timing.today.year]
    program._compute_kpis()
    alerts = cast.env["satisfaction.alert"]
    for batch in program._find_alert_batches():
        alerts._keep(program, batch)


# ----------------------------------------------------------------------
# Remarks
# ----------------------------------------------------------------------
def _collect_remarks(cast):
    """The job that makes remarks of comments, and what it does after that."""
    env = cast.env
    owner = cast.users["programmemanager"]
    themes = env["satisfaction.theme"].create(
        [
            {
                "name": name,
                "description": words,
                "company_id": cast.company.id,
                "user_id": owner.id,
            }
            for name, words in THEMES
        ]
    )
    remarks = env["satisfaction.remark"]
    pending = env["satisfaction.request"].search([("remarks_pending", "=", True)])
    created = remarks._collect(pending)
    while remarks._collect_cases() or remarks._follow_cases():
        pass
    while remarks._suggest_themes():
        pass
    for theme, fitting in created.grouped("suggested_theme_id").items():
        if theme in themes:
            fitting.theme_id = theme
    return created


def _decide(cast, waves, remarks, actions):
    """Decisions of the client managers, and ratings at the next interview (R88–R90)."""
    for line in REMARKS:
        remark = remarks.filtered(
            lambda one, line=line: one.text.startswith(line.text)
        )[:1]
        if not remark:
            continue
        manager = remark.client_id.client_manager_id
        decided_at = min(
            cast.timing.utc(remark.said_on + timedelta(days=line.days), 15),
            cast.timing.now,
        )
        remark = remark.with_user(manager)
        remark.write({"state": line.state, "decision_note": line.note})
        for key in line.actions:
            actions[key].sudo().remark_ids |= remark.sudo()
        _told(remark, decided_at)
        if line.rating:
            _rate(cast, waves[RUNNING], remark, line)
    read_by = cast.timing.today - _READ_AFTER
    old = remarks.filtered(lambda one: one.state == "new" and one.said_on < read_by)
    old.state = "noted"


def _told(remarks, moment):
    """The client was told when it was decided, not while this was loaded."""
    for remark in remarks.sudo():
        remark.write(
            {
                "decided_at": moment,
                "told_key": remark._get_decision_key(),
                "informed_at": moment + timedelta(hours=2),
            }
        )


def _rate(cast, wave, remark, line):
    """The client rates in the present wave what was done about it (R89)."""
    assessment = wave.sudo().assessment_ids.filtered(
        lambda one: one.client_id == remark.sudo().client_id
    )
    heard = assessment.request_ids.filtered(lambda one: one.state == "answered")[:1]
    if not heard:
        return
    interviewer = heard.interviewer_id or cast.users["caller"]
    rating = (
        cast.env["satisfaction.remark"]
        .browse(remark.id)
        .with_user(interviewer)
        ._rate(line.rating, line.rating_words, heard.partner_id, assessment)
    )
    rating.sudo().rated_at = heard.answered_at


# ----------------------------------------------------------------------
# Actions
# ----------------------------------------------------------------------
def _create_actions(cast):
    """``{key: action}``, planned by their owners."""
    env = cast.env
    today = cast.timing.today
    actions = {}
    for line in ACTIONS:
        owner = cast.users[line.owner]
        clients = [cast.clients[key].id for key in line.clients]
        actions[line.key] = (
            env["satisfaction.action"]
            .with_user(cast.users["programmemanager"])
            .create(
                {
                    "name": line.name,
                    "client_text": line.client_text,
                    "action_type": line.kind,
                    "company_id": cast.company.id,
                    "user_id": owner.id,
                    "scope": "client" if len(clients) == 1 else "overall",
                    "client_ids": [Command.set(clients)],
                    "date_due": today + timedelta(days=line.due),
                    # Indicators are asked about once a year, tickets all the time.
                    "effect_months": 12 if line.indicators else 6,
                    "indicator_ids": [
                        Command.set(
                            env["satisfaction.indicator"]
                            .search([("code", "in", line.indicators)])
                            .ids
                        )
                    ],
                }
            )
        )
    return actions


def _finish_actions(cast, actions):
    """Actions that were begun and done; what they brought is measured (R82)."""
    today = cast.timing.today
    done = cast.env["satisfaction.action"]
    for line in ACTIONS:
        action = actions[line.key]
        if line.state == "planned":
            continue
        if line.state == "cancelled":
            action.write({"cancel_reason": line.result})
            action.action_cancel()
            continue
        action.action_start()
        days = {"started_on": today + timedelta(days=line.started)}
        if line.state != "in_progress":
            action.write({"result": line.result, "client_verdict": line.verdict})
            action.action_done()
            days["done_on"] = today + timedelta(days=line.done)
            done |= action
        if line.state == "reviewed":
            action.action_reviewed()
            days["reviewed_on"] = days["done_on"] + timedelta(days=14)
        action.sudo().write(days)
        # Its remarks are settled by it; their clients know.
        settled = action.sudo().remark_ids.filtered(lambda one: one.state == "done")
        if settled:
            _told(settled, cast.timing.utc(days["done_on"], 15))
    done.sudo()._measure_effects()


def _ask_supplier(cast, actions):
    """A demand on a supplier, handed over in a meeting and answered (R95)."""
    supplier = cast.name(
        cast.env["res.partner"].create(
            {
                "name": SUPPLIER["name"],
                "is_company": True,
                "email": SUPPLIER["email"],
                "lang": "en_US",
            }
        ),
        "supplier",
    )
    today = cast.timing.today
    action = actions[SUPPLIER["action"]]
    action.supplier_id = supplier
    demands = (
        cast.env["satisfaction.supplier.request"]
        .with_user(cast.users["clientmanager2"])
        .create(
            [
                {
                    "name": name,
                    "action_id": action.id,
                    "supplier_id": supplier.id,
                    "demand": demand,
                    "text": text,
                    "date_due": today + timedelta(days=due),
                }
                for name, demand, text, due in SUPPLIER["demands"]
            ]
        )
    )
    demands.action_handed_over()
    demands[0].write(
        {
            "answer": SUPPLIER["answer"],
            "promised_until": today + relativedelta(months=1),
        }
    )
    demands[0].action_answered()
    demands.sudo().asked_on = today - timedelta(days=9)
    demands[0].sudo().answered_on = today - timedelta(days=2)


# ----------------------------------------------------------------------
# Complaints
# ----------------------------------------------------------------------
def _tell_complaints(cast):
    """Clients that complained by themselves, in several stages (R84, R85)."""
    env = cast.env
    for line in COMPLAINTS:
        client = cast.clients[line.client]
        received_at = cast.timing.now - timedelta(days=line.days_ago)
        case = (
            env["satisfaction.case"]
            .with_user(client.client_manager_id)
            .create(
                {
                    "origin": "complaint",
                    "partner_id": cast.contacts[line.client, line.contact].id,
                    "company_id": cast.company.id,
                    "team_id": cast.teams[line.team].id,
                    "category_id": cast.categories[line.category].id,
                    "received_at": received_at,
                    "opened_at": received_at,
                    "complaint": f"<p>{line.text}</p>",
                }
            )
        )
        case = case.sudo()
        cause = env.ref(f"client_satisfaction.root_cause_{line.cause}")
        case.write(
            {
                "call_notes": f"<p>{line.notes}</p>",
                "decision": "accepted",
                "decision_note": line.decision,
                "why_ids": [
                    Command.create(
                        {
                            "name": why,
                            "sequence": 10 * number,
                            "root_cause_id": cause.id
                            if number == len(line.whys)
                            else False,
                        }
                    )
                    for number, why in enumerate(line.whys, 1)
                ],
            }
        )
        values = {"state": line.stage}
        if line.stage in ("committed", "done"):
            values |= {
                "planned_actions": f"<p>{line.plan}</p>",
                "commitment_date": cast.timing.today + timedelta(days=5),
            }
        if line.stage == "done":
            values["result"] = f"<p>{line.plan}</p>"
        case.write(values)
        case.write(
            {
                f"{stage}_at": received_at + timedelta(days=number * line.days_ago / 5)
                for number, stage in enumerate(
                    ("contacted", "analysed", "committed", "done"), 1
                )
                if case[f"{stage}_at"]
            }
        )


def _rate_fixes(cast):
    """Clients won back, and some who were not: as they rated it on their page (R96)."""
    cases = cast.env["satisfaction.case"].search(
        [
            ("state", "=", "closed"),
            ("origin", "=", "answer"),
            ("client_verdict", "!=", False),
        ],
        order="id",
    )
    ratings = {
        "satisfied": ("5", "4", "4", "5", "3"),
        "partly": ("3", "2", "4"),
    }
    for number, case in enumerate(cases):
        if number % 3 == 2:
            continue  # A third says nothing.
        deck = ratings.get(case.client_verdict, ("3",))
        case.write(
            {
                "fix_rating": deck[number % len(deck)],
                "fix_rated_at": case.reviewed_at or case.closed_at,
                "fix_rated_name": case.partner_id.name,
            }
        )
    cases.filtered("fix_rating")._store_recovery()


# ----------------------------------------------------------------------
# Meetings and targets
# ----------------------------------------------------------------------
def _hold_meeting(cast):
    """A service review with minutes and decisions, and one to come (R24, R87)."""
    today = cast.timing.today
    client = cast.clients[MEETING["client"]]
    manager = client.client_manager_id
    reviews = cast.env["satisfaction.review"].with_user(manager)
    review = reviews.create(
        {
            "kind": "service",
            "company_id": cast.company.id,
            "client_id": client.id,
            "date": today - timedelta(days=min(9, (today - _year_start(today)).days)),
            "hour": 10.0,
            "location": MEETING["location"],
            "user_id": manager.id,
            "our_user_ids": [Command.set((manager | cast.users["servicemanager"]).ids)],
            "partner_ids": [
                Command.set(
                    [
                        cast.contacts[MEETING["client"], name].id
                        for name in MEETING["people"]
                    ]
                )
            ],
        }
    )
    for line, words in zip(review.line_ids, MEETING["minutes"], strict=False):
        line.minutes = words
    cast.env["satisfaction.review.line"].with_user(manager).create(
        [
            {
                "review_id": review.id,
                "sequence": 200 + number,
                "name": name,
                "minutes": minutes,
                "decision": decision,
                "decision_user_id": cast.users[owner].id,
                "decision_due": today + timedelta(days=due),
            }
            for number, (name, minutes, decision, owner, due) in enumerate(
                MEETING["decisions"]
            )
        ]
    )
    review.write(
        {
            "summary": MEETING["summary"],
            "next_date": today + relativedelta(months=3),
        }
    )
    review.action_held()
    review.action_close()


def _year_start(day):
    return day.replace(month=1, day=1)


def _set_targets(cast):
    """Goals with somebody who answers for them, besides the programme's own (R4)."""
    program = cast.programs[cast.timing.today.year]
    boss = cast.users["seniormanager"]
    program.sudo().target_ids.accountable_id = cast.users["programmemanager"]
    cast.env["satisfaction.target"].create(
        [
            {
                "program_id": program.id,
                "kpi": kpi,
                "goal": goal,
                "scope": scope,
                "team_id": cast.teams[key].id if scope == "team" else False,
                "client_id": cast.clients[key].id if scope == "client" else False,
                "period_kind": period,
                "accountable_id": (cast.users[owner] if owner else boss).id,
            }
            for kpi, goal, scope, key, period, owner in TARGETS
        ]
    )
