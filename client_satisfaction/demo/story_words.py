# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The longer texts of the demo story: strategy, goals, case notes, open tickets."""

STRATEGY = """
<p>We ask on two sides, because a client sees us on two sides.</p>
<p><b>Event side: the daily service.</b> After each closed ticket its requester is asked
three short questions: was it solved, was it fast enough, did we keep you informed. Of
the closed tickets about a quarter is called back by somebody who did not work on them.
What the users tell us here shows where the daily service hurts this week.</p>
<p><b>Relationship side: the partnership.</b> Once or twice a year our callback agent
interviews decision leaders, VIP users and client interface persons with a
questionnaire. Each month two people of the client rate the team. What they tell us here
shows whether the client would choose us again.</p>
<p><b>What we promise.</b> Everybody who answers is thanked, whatever the answer. An
answer with a question at 3 of 5 is followed by a call from the client manager and the
service manager within a day, at 1 or 2 our director joins it. The client hears within
ten days what we found and what we will do, and judges itself whether it is done.</p>
<p><b>What we don't do.</b> Nobody is asked twice about one ticket, nobody who does not
want to be asked, and no answer is used against the person who gave it.</p>
"""
# name, why, measured by, purposes of the questionnaires that serve it
BUSINESS_GOALS = (
    (
        "Keep 95 % of our clients",
        (
            "A client that falls below 60 points is at risk: its score is reviewed by"
            " the director within the month."
        ),
        "Share of clients still with us at the end of the year",
        ("monthly", "relationship"),
    ),
    (
        "Grow with the clients we have",
        (
            "Three clients in four at 80 points or more is where they start to give us"
            " new work."
        ),
        "Share of satisfied clients, and how many would recommend us",
        ("relationship", "service_review"),
    ),
    (
        "Fewer repeated tickets",
        (
            "Speed alone does not satisfy: we look at the answers beside the time to"
            " close, and take causes that come back out of the service."
        ),
        "Tickets closed more than once; rating of the solution",
        ("event", "callback"),
    ),
)

# By kind of answer; causes are external ids after ``root_cause_``.
CASE_STORIES = {
    "angry": {
        "notes": "<p>Called the client on the day of the answer, with the director."
        " They told us that the warehouse stood still and that nobody informed them."
        " We listened, repeated what we had understood, and apologised without"
        " excuses.</p>",
        "cause": "communication_late",
        "actions": "<ul><li>Standby engineer for the warehouse system, from this week"
        " on.</li><li>The client manager calls every 30 minutes during an outage."
        "</li><li>Failover tested together with the client.</li></ul>",
        "client_word": "The plan was carried out as promised. We saw the failover test"
        " with our own eyes.",
    },
    "low": {
        "notes": "<p>Called the client. The fault had come back after the ticket was"
        " closed; a colleague of theirs had found a way around it. They want it solved"
        " for good.</p>",
        "cause": "communication_promise",
        "actions": "<ul><li>Problem analysis with the vendor.</li><li>A ticket is"
        " closed only after the requester has confirmed that it works.</li></ul>",
        "client_word": "It has not come back since. Thank you for staying with it.",
    },
    "quick": {
        "notes": "<p>Called the client. The agreed times are kept, and still the same"
        " fault is reported for the fourth time: we close fast instead of looking for"
        " the cause.</p>",
        "cause": "company_first_metric",
        "actions": "<ul><li>Tickets with a known repetition go to second level at once,"
        " whatever the agreed time.</li><li>Repetitions are counted and shown beside"
        " the time to close.</li></ul>",
        "client_word": "We note the good will. We will judge by the next quarter.",
    },
    "mixed": {
        "notes": "<p>Called the client. The work was good, but for two days nobody told"
        " them how far it was.</p>",
        "cause": "communication_late",
        "actions": "<ul><li>A word on each open ticket every working day.</li></ul>",
        "client_word": "Better already, we now know where things stand.",
    },
}
COMPLAINT_NOTES = (
    "<p>The client called on its own account: the invoice names a service that was"
    " never ordered, and three mails about it were not answered.</p>"
)

# For the live story and for trying it by hand: client, contact, title, category
OPEN_TICKETS = (
    (
        "aurora",
        "Ben Ortiz",
        "Pick lists print on the wrong printer",
        "workplace",
    ),
    ("tamar", "Aroha Ngata", "Pump dashboard does not load", "applications"),
    ("meridian", "Mei Ling Chua", "Signature pad not recognised", "workplace"),
    ("hualing", "王芳", "数控机床终端无法连接服务器", "network"),
    ("severny", "Елена Садыкова", "Сканер на въезде теряет связь", "network"),
    ("yunchuan", "孙丽", "测试环境账号被锁定", "access"),
    ("bereg", "Мария Тен", "Настроить почту на новом телефоне", "workplace"),
    ("kestrel", "Liam Walsh", "Claims form hangs on save", "applications"),
)
