# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Stored scores, answers and cases as the other wings leave them behind.

Plain functions on an environment: the tests use them, and so may a shell that wants
something to look at.
"""

from datetime import datetime, timedelta

from odoo.addons.client_satisfaction.scoring import (
    ChannelInput,
    Moments,
    calculation_table,
    combined_interval,
    mean_interval,
)

CHANNELS = ("ticket", "callback", "questionnaire", "monthly")


def make_program(env, company, year, state="running", **values):
    program = env["satisfaction.program"].search(
        [("company_id", "=", company.id), ("year", "=", year)]
    )
    if not program:
        program = env["satisfaction.program"].create(
            {"name": f"Programme {year}", "company_id": company.id, "year": year}
        )
    program.write(
        {
            "strategy": "<p>Ask after each ticket, improve every month.</p>",
            "manager_id": env.ref("base.user_admin").id,
            **values,
        }
    )
    if program.state == "draft" and state != "draft":
        program.action_approve_strategy()
        program.action_start()
    return program


def make_score(env, client, program, day, ratings, **values):
    """A stored score with its calculation table.

    :param day: any date of the period
    :param ratings: {channel code: [points of each answer]}
    :param values: overrides of the score's fields, e.g. trend and change
    """
    start, end = program._get_period(day)
    channels = program.channel_ids.sorted("sequence")
    moments = {code: Moments.of(points) for code, points in ratings.items() if points}
    table = calculation_table(
        [
            ChannelInput(
                channel.code,
                channel.weight,
                moments[channel.code].mean if channel.code in moments else None,
                channel.receives_missing,
            )
            for channel in channels
        ]
    )
    interval = (
        combined_interval(
            [
                (line.effective_weight, moments[line.code])
                for line in table.lines
                if line.points is not None
            ]
        )
        if moments
        else None
    )
    lines = []
    for channel, line in zip(channels, table.lines, strict=True):
        known = moments.get(channel.code)
        own = mean_interval(known) if known else None
        line_values = {
            "sequence": channel.sequence,
            "channel_id": channel.id,
            "channel_code": channel.code,
            "is_measured": bool(known),
            "weight": line.weight,
            "effective_weight": line.effective_weight,
            "response_count": known.n if known else 0,
            "has_interval": bool(own),
        }
        if known:
            line_values |= {
                "points": line.points,
                "weighted_points": line.weighted_points,
                "points_total": known.total,
                "points_squares": known.squares,
                "source_start": start,
                "source_end": end,
            }
        if own:
            line_values |= {"interval_low": own.low, "interval_high": own.high}
        lines.append((0, 0, line_values))
    score_values = {
        "client_id": client.id,
        "program_id": program.id,
        "period_start": start,
        "period_end": end,
        "period_label": program._get_period_label(start, end),
        "line_ids": lines,
        "is_measured": table.total is not None,
        "is_provisional": table.provisional,
        "target_points": program.target_points,
        "response_count": sum(moment.n for moment in moments.values()),
        "has_interval": bool(interval),
    }
    if table.total is not None:
        score_values |= {
            "points": table.total,
            "band_id": program._find_band(table.total).id,
            "is_acceptable": table.total >= program.acceptable_from,
            "is_unacceptable": table.total < program.unacceptable_below,
            "target_gap": table.total - program.target_points,
            "trend": "first",
            "is_latest": True,
        }
    if interval:
        score_values |= {"interval_low": interval.low, "interval_high": interval.high}
    others = env["satisfaction.score"].search(
        [("client_id", "=", client.id), ("is_latest", "=", True)]
    )
    if any(other.period_start > start for other in others):
        score_values["is_latest"] = False
    elif score_values.get("is_latest"):
        others.is_latest = False
    return env["satisfaction.score"].create({**score_values, **values})


def make_survey(env):
    """A questionnaire of two scored questions of five steps."""
    return env["survey.survey"].create(
        {
            "title": "After a ticket",
            "survey_type": "satisfaction",
            "question_and_page_ids": [
                (
                    0,
                    0,
                    {
                        "title": title,
                        "question_type": "simple_choice",
                        "satisfaction_is_scored": True,
                        "suggested_answer_ids": [
                            (0, 0, {"value": str(step), "answer_score": step * 20})
                            for step in range(1, 6)
                        ],
                    },
                )
                for title in ("Quality of the solution", "Speed")
            ],
        }
    )


def make_answer(env, client, program, moment, points=100.0, worst=None, **values):
    """A row of the ledger as an answered ask leaves it behind."""
    worst = points if worst is None else worst
    channel = program.channel_ids.filtered(
        lambda channel: channel.code == values.get("channel_code", "ticket")
    )
    return env["satisfaction.request"].create(
        {
            "company_id": program.company_id.id,
            "program_id": program.id,
            "channel_id": channel.id,
            "channel_kind": channel.kind,
            "channel_code": channel.code,
            "client_id": client.id,
            "partner_id": (client.child_ids[:1] or client).id,
            "event_at": moment,
            "event_date": moment.date(),
            "sent_at": moment + timedelta(hours=1),
            "answered_at": moment + timedelta(hours=20),
            "answer_mode": "mail",
            "state": "answered",
            "is_scored": True,
            "points": points,
            "worst_points": worst,
            **values,
        }
    )


def add_answer_lines(env, request, survey, ratings):
    """The scored answers behind a request, in points, in the questions' order."""
    user_input = env["survey.user_input"].create(
        {
            "survey_id": survey.id,
            "state": "done",
            "partner_id": request.partner_id.id,
            "satisfaction_request_id": request.id,
        }
    )
    for question, points in zip(survey.question_ids, ratings, strict=True):
        answer = question.suggested_answer_ids.filtered(
            lambda answer, points=points: answer.answer_score == points
        )
        env["survey.user_input.line"].create(
            {
                "user_input_id": user_input.id,
                "question_id": question.id,
                "answer_type": "suggestion",
                "suggested_answer_id": answer.id,
                "satisfaction_is_scored": True,
                "satisfaction_points": points,
            }
        )
    request.user_input_id = user_input
    return user_input


def days(year, month, day, hour=10):
    return datetime(year, month, day, hour)
