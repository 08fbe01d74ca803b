# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Loads the demo story: an IT service provider and its clients over five quarters.

Answers, points, cases and scores come from the addon's own methods. Only what has to
lie in the past is written straight to its table, because those methods rightly say
"now".
"""

import logging
import time
from collections import defaultdict

from odoo import fields
from odoo.tools import SQL

from .story_cases import tell_cases
from .story_history import tell
from .story_loop import tell_loop, watch
from .story_people import COMPANY
from .story_setting import Cast, open_for_the_show, set_company, set_scene
from .story_timing import Timing
from .story_waves import close_waves, tell_waves
from .story_words import OPEN_TICKETS

_logger = logging.getLogger(__name__)

QUIET = {
    # No word to anybody about what happened in the past.
    "satisfaction_history": True,
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "mail_notify_author": False,
    "no_reset_password": True,
}


def load(env):
    """Load the story once; where it is loaded already, do nothing."""
    if env.ref("client_satisfaction.client_aurora_demo", raise_if_not_found=False):
        return
    started = time.monotonic()
    env = env(context={**env.context, **QUIET})
    company = set_company(env)
    cast = Cast(env, Timing(fields.Datetime.now(), COMPANY["tz"]), company)
    set_scene(cast)
    tickets, asks = tell(cast.timing)
    requests = _create_requests(cast, asks, _create_tickets(cast, tickets))
    _answer(cast, asks, requests)
    heard = {
        request.id: (ask.answered_at, ask.reply.kind)
        for ask, request in zip(asks, requests, strict=True)
        if ask.reply
    }
    waves, heard_in_waves = tell_waves(cast)
    tell_cases(cast, heard | heard_in_waves)
    env["satisfaction.score"]._recompute_pending()
    close_waves(cast, waves)
    tell_loop(cast, waves)
    _freeze_past(cast)
    watch(cast)
    _draw_calls(cast)
    _create_open_tickets(cast)
    open_for_the_show(cast)
    env.flush_all()
    _logger.info(
        "Demo story: %s asks of %s clients in %.1f s",
        len(requests) + sum(wave.sudo().asked_count for wave in waves),
        len(cast.clients),
        time.monotonic() - started,
    )


def _draw_calls(cast):
    """One call of each client waits in this period; one of them nobody answered yet.

    Not drawn by lot: with the calls the story has told, the share is reached.
    """
    sample = cast.env["satisfaction.callback.sample"].create(
        {"program_id": cast.programs[cast.timing.today.year].id}
    )
    closings = sample._find_closings()
    passed = {*sample._find_earlier_calls(closings)["called"]}
    passed |= {*sample._find_skip_reasons(closings)}
    by_client = {
        closing.client_id: closing
        for key, closing in closings.items()
        if key not in passed and closing.state == "answered"
    }
    values = {"state": "planned", "call_due": sample._get_call_due()}
    calls = cast.env["satisfaction.request"].create(
        [sample._prepare_call(closing, values) for closing in by_client.values()]
    )
    calls._assign_calls(sample.program_id._get_interviewers())
    for call in calls[:1]:
        call.with_user(call.interviewer_id)._record_call_unreachable()


# ----------------------------------------------------------------------
# Tickets
# ----------------------------------------------------------------------
def _create_tickets(cast, tickets):
    """Create the tickets of the past; returns them by ``id()`` of their value."""
    env = cast.env
    records = env["helpdesk.ticket"].create(
        [
            _ticket_values(cast, one.client, one.contact.name, one.title, one.category)
            | {"user_id": cast.users[one.agent].id}
            for one in tickets
        ]
    )
    by_value = {
        id(ticket): record for ticket, record in zip(tickets, records, strict=True)
    }
    env.flush_all()
    stages = {
        name: env.ref(f"helpdesk_mgmt.helpdesk_ticket_stage_{name}").id
        for name in ("done", "cancelled")
    }
    # Closed in the past: by their own write they would be closed now, and the running
    # programme would ask about each of them today.
    rows = SQL(", ").join(
        SQL(
            "(%s, %s, %s::timestamp, %s::timestamp)",
            by_value[id(ticket)].id,
            stages[ticket.stage],
            ticket.opened_at,
            ticket.closed_at,
        )
        for ticket in tickets
    )
    env.cr.execute(
        SQL(
            """
            UPDATE helpdesk_ticket AS ticket
               SET stage_id = past.stage_id,
                   unattended = FALSE,
                   create_date = past.opened_at,
                   assigned_date = past.opened_at,
                   closed_date = past.closed_at,
                   last_stage_update = past.closed_at
              FROM (VALUES %s) AS past(id, stage_id, opened_at, closed_at)
             WHERE ticket.id = past.id
            """,
            rows,
        )
    )
    env["helpdesk.ticket"].invalidate_model()
    for ticket in tickets:
        if ticket.duplicate_of:
            original = by_value[id(ticket.duplicate_of)]
            by_value[id(ticket)].duplicate_id = original
    return by_value


def _ticket_values(cast, client, contact_name, title, category):
    partner = cast.contacts[client.key, contact_name]
    category_record = cast.categories[category]
    team = cast.teams["field" if category == "network" else "desk"]
    return {
        "name": title,
        "description": f"<p>{title}</p>",
        "company_id": cast.company.id,
        "partner_id": partner.id,
        "partner_name": partner.name,
        "partner_email": partner.email,
        "category_id": category_record.id,
        "team_id": team.id,
    }


def _create_open_tickets(cast):
    """Tickets that wait for the agent, to be closed by whoever tries the demo."""
    from .story_people import CLIENTS

    clients = {client.key: client for client in CLIENTS}
    stage = cast.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_in_progress")
    tickets = cast.env["helpdesk.ticket"].create(
        [
            _ticket_values(cast, clients[key], contact, title, category)
            | {"user_id": cast.users["agent"].id, "stage_id": stage.id}
            for key, contact, title, category in OPEN_TICKETS
        ]
    )
    for (key, *_rest), ticket in zip(OPEN_TICKETS, tickets, strict=True):
        cast.name(ticket, f"ticket_open_{key}")


# ----------------------------------------------------------------------
# Asks and answers
# ----------------------------------------------------------------------
def _create_requests(cast, asks, tickets):
    """One ledger row for each ask, in the same order."""
    return cast.env["satisfaction.request"].create(
        [_request_values(cast, ask, tickets) for ask in asks]
    )


def _request_values(cast, ask, tickets):
    partner = cast.contacts[ask.client.key, ask.contact.name]
    event_date = cast.timing.local_date(ask.event_at)
    program = cast.programs[event_date.year]
    channel = program.channel_ids.filtered(lambda one: one.code == ask.channel)
    values = {
        "company_id": cast.company.id,
        "program_id": program.id,
        "channel_id": channel.id,
        "channel_kind": channel.kind,
        "channel_code": channel.code,
        "survey_id": channel.survey_id.id,
        "event_at": ask.event_at,
        "event_date": event_date,
        "partner_id": partner.id,
        "client_id": cast.clients[ask.client.key].id,
        "email": partner.email,
        "lang": partner.lang,
        "respondent_role": partner.satisfaction_role,
        "state": "planned" if ask.state == "answered" else ask.state,
        "skip_reason": ask.skip_reason,
        "sent_at": ask.sent_at,
        "send_after": ask.sent_at,
        # An answer of the past could not be given after its expiry: see _answer.
        "expires_at": False if ask.state == "answered" else ask.expires_at,
    }
    if ask.ticket:
        ticket = tickets[id(ask.ticket)]
        values |= {
            "rule_id": program.rule_ids[:1].id if ask.channel == "ticket" else False,
            "ticket_id": ticket.id,
            "ticket_number": ticket.number,
            "ticket_title": ticket.name,
            "team_id": cast.teams[ask.ticket.team].id,
            "user_id": cast.users[ask.ticket.agent].id,
            "category_id": cast.categories[ask.ticket.category].id,
        }
        if ask.channel == "ticket":
            spent = ask.ticket.closed_at - ask.ticket.opened_at
            values |= {
                "is_closing": True,
                "resolution_hours": spent.total_seconds() / 3600,
            }
    return values


def _answer(cast, asks, requests):
    """Answer through the method every channel answers with."""
    groups = defaultdict(list)
    for ask, request in zip(asks, requests, strict=True):
        if ask.reply:
            groups[ask.mode, ask.typed_by].append((ask, request))
    for (mode, typed_by), pairs in groups.items():
        answers = {request.id: _raw_answers(ask, request) for ask, request in pairs}
        cast.env["satisfaction.request"]._record_answers(
            answers,
            mode=mode,
            typed_by=cast.users[typed_by] if typed_by else None,
            answered_at={request.id: ask.answered_at for ask, request in pairs},
        )
    for ask, request in zip(asks, requests, strict=True):
        if ask.state == "answered" and ask.expires_at:
            request.expires_at = ask.expires_at


def _raw_answers(ask, request):
    """The reply as a form would send it: question id to raw value."""
    questions = request.survey_id.question_ids
    scored = questions.filtered("satisfaction_is_scored")
    raw = {
        question.id: str(rating)
        for question, rating in zip(scored, ask.reply.ratings, strict=True)
    }
    if ask.reply.reasons:
        tags = questions.suggested_answer_ids.browse(
            request.env.ref(f"client_satisfaction.survey_event_reason_{reason}").id
            for reason in ask.reply.reasons
        )
        raw[tags.question_id.id] = tags.ids
    if ask.reply.comment:
        box = questions.filtered(lambda question: question.question_type == "text_box")
        raw[box[:1].id] = ask.reply.comment
    return raw


def _freeze_past(cast):
    """Close the years that are over and freeze the quarters of this one (D7)."""
    today = cast.timing.today
    manager = cast.users["programmemanager"]
    for year in (today.year - 2, today.year - 1):
        cast.programs[year].with_user(manager).action_close(
            "Its checklist was kept on paper and signed by the director in January."
        )
    first, _last = cast.timing.quarter(4)
    this_year = cast.programs[today.year]
    if first > this_year.date_start:
        this_year._freeze_until(cast.timing.quarter(3)[1])
