# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How the cases of the demo story went on after they were opened."""

from collections import defaultdict
from datetime import timedelta

from odoo import Command

from .story_words import CASE_STORIES, COMPLAINT_NOTES

# Days after the answer at which a case reaches each stage
STAGE_DAYS = (
    ("new", 0),
    ("contacted", 0.7),
    ("analysed", 4),
    ("committed", 6),
    ("done", 10),
    ("reviewed", 18),
    ("closed", 25),
)
_ORDER = [stage for stage, _days in STAGE_DAYS]


def tell_cases(cast, heard):
    """Open a case for each low answer and work on it as long as there was time.

    :param heard: ``{request id: (moment of the answer, kind of answer)}``
    """
    cases = cast.env["satisfaction.case"]._open_from_requests(
        cast.env["satisfaction.request"].browse(heard)
    )
    for case in cases:
        case.write(_opened(heard[case.request_id.id][0]))
    cases = cases.sorted("received_at")
    _number_anew(cast, cases)
    open_cases = cases.browse()
    reached = defaultdict(cases.browse)
    for case in cases:
        answered_at, kind = heard[case.request_id.id]
        stage = _stage_after(cast.timing.now - answered_at)
        reached[stage, kind] |= case
        if stage != "closed":
            open_cases |= case
    for (stage, kind), alike in reached.items():
        _work_on(cast, alike, stage, kind)
    for (stage, _kind), alike in reached.items():
        for case in alike:
            _date_back(cast, case, heard[case.request_id.id][0], stage)
    _forget_one(open_cases)
    open_cases |= _record_complaint(cast)
    _start_plans(cast, open_cases)


def _opened(answered_at):
    return {"received_at": answered_at, "opened_at": answered_at}


def _number_anew(cast, cases):
    """Number the cases in the order of their years, as if opened at that time."""
    sequence = cast.env.ref("client_satisfaction.sequence_case")
    sequence.number_next_actual = 1
    for case in cases:
        day = str(cast.timing.local_date(case.received_at))
        case.name = sequence.with_context(ir_sequence_date=day).next_by_id()


def _stage_after(age):
    """The stage a case of this age has reached."""
    days = age / timedelta(days=1)
    return [stage for stage, since in STAGE_DAYS if since <= days][-1]


def _work_on(cast, cases, stage, kind):
    """Write down what was found out and done until these cases reached their stage."""
    if stage == "new":
        return
    reached = _ORDER.index(stage)
    words = CASE_STORIES["quick" if kind.startswith("quick") else kind]
    values = {"state": stage, "call_notes": words["notes"]}
    if reached >= _ORDER.index("analysed"):
        cause = cast.env.ref(f"client_satisfaction.root_cause_{words['cause']}")
        values["root_cause_ids"] = [Command.set(cause.ids)]
        values["decision"] = "accepted"
    if reached >= _ORDER.index("committed"):
        values["planned_actions"] = words["actions"]
        # The day promised to each of them follows in _date_back.
        values["commitment_date"] = cast.timing.today
    if reached >= _ORDER.index("done"):
        values["result"] = words["actions"]
    if reached >= _ORDER.index("reviewed"):
        values["client_word"] = words["client_word"]
        values["client_verdict"] = "partly" if kind.startswith("quick") else "satisfied"
    cases.write(values)


def _date_back(cast, case, answered_at, stage):
    """The stages were reached in the past, not while this was loaded."""
    reached = _ORDER.index(stage)
    values = {
        f"{name}_at": cast.timing.at_work(
            answered_at + timedelta(days=days), answered_at
        )
        for name, days in STAGE_DAYS[1 : reached + 1]
    }
    if reached >= _ORDER.index("committed"):
        values["commitment_date"] = case.report_deadline
    if values:
        case.write(values)


def _start_plans(cast, open_cases):
    """Give the people their activities.

    The automation rules that choose the plan sleep while data is being loaded.
    """
    for level, name in (("manager", "low"), ("senior", "very_low")):
        plan = cast.env.ref(f"client_satisfaction.activity_plan_{name}")
        cases = open_cases.with_context(satisfaction_history=False).filtered(
            lambda case, level=level: case.follow_up_level == level
        )
        cases.write({"activity_plan_id": plan.id})
    report = cast.env.ref("client_satisfaction.activity_type_report")
    for case in open_cases.filtered(lambda case: case.state != "new"):
        is_reported = case.state in ("done", "reviewed")
        done_activities = case.activity_ids.filtered(
            lambda activity, is_reported=is_reported: (
                is_reported or activity.activity_type_id != report
            )
        )
        done_activities.action_done()


def _forget_one(open_cases):
    """One case that should have been called about by now: it shows as overdue."""
    early = open_cases.filtered(lambda case: case.state in ("contacted", "analysed"))
    early[:1].write(
        {
            "state": "new",
            "call_notes": False,
            "root_cause_ids": [Command.clear()],
            "decision": False,
        }
    )


def _record_complaint(cast):
    """A client that complained by itself, outside any survey (R84)."""
    client_key, contact = "tamar", "Oliver Grant"
    partner = cast.contacts[client_key, contact]
    received_at = cast.timing.now - timedelta(hours=3)
    return (
        cast.env["satisfaction.case"]
        .with_user(cast.users["clientmanager"])
        .create(
            {
                "origin": "complaint",
                "partner_id": partner.id,
                "company_id": cast.company.id,
                "team_id": cast.teams["desk"].id,
                "category_id": cast.categories["applications"].id,
                "received_at": received_at,
                "opened_at": received_at,
                "complaint": COMPLAINT_NOTES,
            }
        )
    )
