# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Three yearly waves of the demo story: two are closed, the third is running.

Drawn, started, asked, answered, counted and closed by the product's own methods. Only
the days are moved to where they lie in the story: a wave can't be started in the past.
"""

import random
from collections import defaultdict
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta

from odoo import Command

from .story_history import SEED
from .story_panel import COMMENTS, PANEL, TONES, UNHEARD, get_tone

WAVES = 3
RUNNING = WAVES - 1
_SINCE = timedelta(days=18)
_LASTS = timedelta(days=34)
# How much of a wave's time has gone by when the last ones are heard.
_LATEST = 0.9
# client: level or indicator, weight, why
WEIGHTS = {
    "aurora": (
        (
            *("level", "requests", 40),
            "The warehouse stands still until a request is carried out.",
        ),
        (
            *("indicator", "speed", 30),
            "Emma Brandt in the yearly meeting: fast first, then friendly.",
        ),
    ),
    "hualing": (
        (
            *("level", "engineers", 45),
            "每次停线都要罚款：最重要的是工程师的水平。",
        ),
    ),
}


def create_panel(cast):
    """The small clients, their people and the telephone numbers of everybody."""
    env = cast.env
    industries = env["satisfaction.service"].search([]).grouped("name")
    services = {
        "workplace": industries.get("Workplace support"),
        "network": industries.get("Managed network"),
        "cloud": industries.get("Cloud hosting"),
    }
    partners = env["res.partner"].create(
        [
            {
                "name": client.name,
                "is_company": True,
                "lang": client.lang,
                "city": client.city,
                "country_id": env.ref(client.country).id,
                "email": f"office@{client.domain}",
                "client_manager_id": cast.users[client.manager].id,
                "client_senior_manager_id": cast.users["seniormanager"].id,
                "client_since": cast.timing.today
                - relativedelta(months=client.since_months),
                "agreement_level_id": env.ref(
                    f"client_satisfaction.agreement_level_{client.agreement.lower()}"
                ).id,
                "satisfaction_is_vip": client.is_vip,
                "client_service_ids": [
                    Command.set((services[client.service] or ()).ids)
                ]
                if services.get(client.service)
                else [],
            }
            for client in PANEL
        ]
    )
    for client, partner in zip(PANEL, partners, strict=True):
        cast.clients[client.key] = cast.name(partner, f"client_{client.key}")
    people = [
        (client, number, name, role)
        for client in PANEL
        for number, (name, role) in enumerate(client.people)
    ]
    contacts = env["res.partner"].create(
        [
            {
                "name": name,
                "parent_id": cast.clients[client.key].id,
                "type": "contact",
                "lang": client.lang,
                "email": f"{role.replace('_', '.')}.{number}@{client.domain}",
                "satisfaction_role": role,
            }
            for client, number, name, role in people
        ]
    )
    for (client, _number, name, _role), partner in zip(people, contacts, strict=True):
        cast.contacts[client.key, name] = partner
    # Without a number nobody can be called back.
    for number, partner in enumerate(cast.contacts.values()):
        code = partner.commercial_partner_id.country_id.phone_code or 65
        partner.phone = f"+{code} 5550 {number:04}"


def set_weights(cast):
    """What two clients weigh differently, as their managers wrote it down (R45)."""
    env = cast.env
    indicators = env["satisfaction.indicator"].search([]).grouped("code")
    for key, lines in WEIGHTS.items():
        client = cast.clients[key]
        env["satisfaction.client.weight"].with_user(client.client_manager_id).create(
            [
                {
                    "client_id": client.id,
                    "company_id": cast.company.id,
                    **(
                        {"level_code": code}
                        if kind == "level"
                        else {"indicator_id": indicators[code].id}
                    ),
                    "weight": weight,
                    "reason": reason,
                }
                for kind, code, weight, reason in lines
            ]
        )


# ----------------------------------------------------------------------
# The waves
# ----------------------------------------------------------------------
def get_start(timing, number: int) -> date:
    """First day of wave 0, 1 or 2; all in the same quarter of their years."""
    start = max(timing.today - _SINCE, timing.quarter(4)[0])
    return start - relativedelta(years=RUNNING - number)


def tell_waves(cast):
    """Draw, ask and answer all three waves.

    :return: waves, and ``{request id: (moment, kind of answer)}`` of what was heard
    """
    group = _create_groups(cast)
    waves = cast.env["satisfaction.wave"].with_user(cast.users["programmemanager"])
    heard = {}
    for number in range(WAVES):
        wave = _create_wave(cast, group, number)
        wave.action_draw()
        if number == 1:
            # Its only contact never wanted to be asked: left alone for good.
            wave._remove_clients(
                cast.clients["orchard"],
                "Dr Goh asked us not to interview her clinics.",
                is_lasting=True,
            )
        wave.action_start()
        requests = wave.sudo().assessment_ids._open_requests()
        _move_days(cast, wave, requests, number)
        heard |= _answer(cast, requests, number)
        waves |= wave
    # The job that asks has nothing left to do: all is asked and answered above.
    job = cast.env.ref("client_satisfaction.ir_cron_open_waves")
    cast.env["ir.cron.trigger"].search([("cron_id", "=", job.id)]).unlink()
    return waves, heard


def _create_groups(cast):
    groups = cast.env["satisfaction.target.group"].create(
        [
            {
                "name": "All clients with an agreement",
                "company_id": cast.company.id,
                "client_domain": "[('agreement_level_id', '!=', False)]",
                "size_kind": "all",
                "note": "We have few enough to hear every one of them once a year.",
            },
            {
                "name": "Clients with a managed network",
                "company_id": cast.company.id,
                "client_domain": (
                    "[('client_service_ids.name', '=', 'Managed network')]"
                ),
                "size_kind": "share",
                "share": 50,
                "note": "After changes of the network half of them are asked.",
            },
        ]
    )
    return groups[0]


def _create_wave(cast, group, number):
    start = get_start(cast.timing, number)
    survey = cast.env.ref("client_satisfaction.survey_relationship")
    return cast.name(
        cast.env["satisfaction.wave"]
        .with_user(cast.users["programmemanager"])
        .create(
            {
                "program_id": cast.programs[start.year].id,
                "target_group_id": group.id,
                "survey_id": survey.id,
                "date_start": start,
                # Its real end is written once it has started, see _move_days.
                "date_end": cast.timing.today + _LASTS,
                "seed": f"{SEED} {number + 1}",
                "mode": "meeting",
            }
        ),
        f"wave_{number + 1}",
    )


def _move_days(cast, wave, requests, number):
    """Put a wave and its asks where they lie in the story."""
    timing = cast.timing
    start = get_start(timing, number)
    began = min(timing.utc(start, 9), timing.now)
    wave.sudo().write(
        {
            "date_end": start + _LASTS,
            "drawn_at": began - timedelta(days=10),
            "started_at": began,
            "opened_at": began,
        }
    )
    # Today isn't in the year of an earlier wave; on its own days nothing was amiss.
    requests.filtered(lambda one: one.skip_reason == "program_not_running").write(
        {"state": "planned", "skip_reason": False}
    )
    for request in requests:
        moment = get_moment(timing, number, request.client_id.id + request.id)
        request.write(
            {"event_at": moment, "event_date": timing.local_date(moment)}
            if request.partner_id
            else {"event_at": began, "event_date": start}
        )


def get_moment(timing, number: int, salt: int) -> datetime:
    """When somebody is interviewed in a wave: in its past part, never after now."""
    start = timing.utc(get_start(timing, number), 9)
    end = start + _LASTS if number < RUNNING else timing.now
    if end <= start:
        return timing.now
    share = random.Random(f"{SEED}/{number}/{salt}").uniform(0.05, _LATEST)
    return min((start + (end - start) * share).replace(microsecond=0), timing.now)


# ----------------------------------------------------------------------
# Answers
# ----------------------------------------------------------------------
def _answer(cast, requests, number):
    """Store what was said in the interviews; returns what was heard and when."""
    keys = {partner: key for key, partner in cast.clients.items()}
    words = _get_words(cast, number)
    answers, moments, heard = {}, {}, {}
    by_interviewer = defaultdict(list)
    for request in requests.filtered(lambda one: one.state == "planned"):
        tone = get_tone(keys[request.client_id], number)
        if tone.name == UNHEARD:
            continue
        raw, worst = _to_answers(request, tone, number, words.get(request.partner_id))
        answers[request.id] = raw
        moments[request.id] = request.event_at
        by_interviewer[request.interviewer_id].append(request.id)
        kind = "low" if worst < 3 else "mixed" if worst < 4 else "good"
        heard[request.id] = (request.event_at, kind)
    ledger = cast.env["satisfaction.request"]
    for interviewer, ids in by_interviewer.items():
        ledger._record_answers(
            {request_id: answers[request_id] for request_id in ids},
            mode="meeting",
            typed_by=interviewer or cast.users["caller"],
            answered_at={request_id: moments[request_id] for request_id in ids},
        )
    return heard


def _get_words(cast, number):
    """``{contact: comment}`` of one wave."""
    people = defaultdict(list)
    for (key, _name), partner in cast.contacts.items():
        people[key].append(partner)
    return {
        people[key][index]: text
        for wave, key, index, text in COMMENTS
        if wave == number
    }


def _to_answers(request, tone, number, words):
    """Raw answers of one respondent, and the worst rating among them."""
    chance = random.Random(f"{SEED}/{number}/{request.partner_id.email}")
    usual, recommends = TONES[tone.name]
    raw, worst = {}, 5
    for question in request.survey_id.question_ids:
        if question.satisfaction_is_recommendation:
            raw[question.id] = str(chance.choice(recommends))
        elif question.satisfaction_is_scored:
            code = question.satisfaction_indicator_id.code
            rating = chance.choice(tone.more.get(code, usual))
            if question.satisfaction_allow_na and chance.random() < 0.06:
                raw[question.id] = "na"
            else:
                raw[question.id] = str(rating)
                worst = min(worst, rating)
        elif question.question_type == "text_box" and words:
            raw[question.id] = words
            words = None
    return raw, worst


def close_waves(cast, waves):
    """Close the waves of the past, in their order; the running one has figures."""
    for number, wave in enumerate(waves):
        if number < RUNNING:
            wave.action_close()
            last_day = cast.timing.utc(wave.date_end, 18)
            wave.sudo().write({"closed_at": last_day, "results_at": last_day})
        else:
            wave.action_update_results()
