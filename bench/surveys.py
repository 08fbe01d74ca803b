# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The same questionnaire twice: ours about a ticket, and one of Odoo's survey app."""

from typing import Any

COMMENT = "It works again, thank you."


def make_asks(world: Any, count: int) -> Any:
    """Asks that went out an hour ago and wait for their answer."""
    env = world.env
    channel = world.program.channel_ids.filtered(lambda one: one.kind == "ticket")
    contacts = world.contacts
    asks = env["satisfaction.request"]._create_entry(
        [
            {
                "channel_id": channel.id,
                "partner_id": contacts[number % len(contacts)].id,
            }
            for number in range(count)
        ]
    )
    now = env.cr.now()
    asks.write({"state": "sent", "sent_at": now.replace(year=now.year - 1)})
    env.flush_all()
    return asks


def answer_ours(survey: Any) -> dict[int, str]:
    """Raw answers of a satisfied client: five of five, and a sentence."""
    return {
        question.id: "5" if question.question_type == "scale" else COMMENT
        for question in survey.question_ids
        if question.question_type in ("scale", "text_box")
    }


def make_native(env: Any, survey: Any) -> Any:
    """A survey of Odoo's own with as many questions of the same types."""
    return env["survey.survey"].create(
        {
            "title": "How did we do?",
            "questions_layout": "one_page",
            "access_mode": "public",
            "question_and_page_ids": [
                (
                    0,
                    0,
                    {
                        "title": question.title,
                        "question_type": question.question_type,
                        "sequence": number,
                        "scale_min": question.scale_min,
                        "scale_max": question.scale_max,
                    }
                    if question.question_type == "scale"
                    else {
                        "title": question.title,
                        "question_type": question.question_type,
                        "sequence": number,
                        "suggested_answer_ids": [
                            (0, 0, {"value": answer.value})
                            for answer in question.suggested_answer_ids
                        ],
                    },
                )
                for number, question in enumerate(survey.question_ids)
            ],
        }
    )
