# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The words of ``story_loop``: decisions, actions, complaints, minutes, targets.

Days count from today; negative ones lie in the past.
"""

from dataclasses import dataclass

# name, what belongs there
THEMES = (
    (
        "Nobody tells us how far it is",
        "told tell know how far status state of things informed days ask",
    ),
    (
        "The problem comes back",
        "came back again next morning solution workaround closed repaired",
    ),
    ("Know our site", "engineers know cold store site training new"),
)


@dataclass(frozen=True)
class RemarkLine:
    """What was decided on a remark that begins with ``text``."""

    text: str
    state: str
    note: str
    #: days after it was said
    days: int = 5
    actions: tuple[str, ...] = ()
    #: in the present wave
    rating: int = 0
    rating_words: str = ""


REMARKS = (
    RemarkLine(
        "We would like one page a month",
        "accepted",
        "You get one page by the fifth of each month, starting next month.",
        actions=("monthly_page",),
        rating=5,
        rating_words="It is the page my own director asks for first.",
    ),
    RemarkLine(
        "We never know how far",
        "accepted",
        "You are right. Each Friday you get the state of all your open tickets.",
        actions=("friday_status",),
        rating=3,
        rating_words="It comes, but the dates in it are not always right.",
    ),
    RemarkLine(
        "Tell us how far the ticket is",
        "accepted",
        "We do for you what we do for others: a status each Friday.",
        actions=("friday_status",),
        rating=4,
        rating_words="Better.",
    ),
    RemarkLine(
        "In the high season",
        "accepted",
        "From November to April somebody is on call for you at the weekend.",
        actions=("weekend",),
        rating=5,
        rating_words="The standby saved our Easter.",
    ),
    RemarkLine(
        "希望每季度",
        "declined",
        "感谢建议。贵公司规模下，我们每半年当面拜访一次，另外两个季度用视频会议。",
        rating=4,
        rating_words="可以理解，视频会议也不错。",
    ),
    RemarkLine(
        "Предупреждайте о работах",
        "accepted",
        "О каждой плановой работе вы узнаёте не позднее чем за три дня.",
        actions=("notice",),
        rating=2,
        rating_words="В октябре снова узнали в день работ.",
    ),
    RemarkLine(
        "The new engineers don't know",
        "in_progress",
        "",
        days=2,
        actions=("cold_store",),
    ),
)


@dataclass(frozen=True)
class ActionLine:
    """An action; ``started``, ``done`` and ``due`` in days from today."""

    key: str
    name: str
    kind: str
    owner: str
    clients: tuple[str, ...]
    due: int
    state: str = "planned"
    client_text: str | bool = False
    started: int = 0
    done: int = 0
    result: str | bool = False
    verdict: str | bool = False
    indicators: tuple[str, ...] = ()


ACTIONS = (
    ActionLine(
        "monthly_page",
        "Monthly page for decision leaders",
        "procedure",
        "clientmanager",
        ("aurora",),
        due=-640,
        state="reviewed",
        started=-690,
        done=-650,
        result="One page a month: tickets, scores, what we did, what comes next.",
        verdict="satisfied",
    ),
    ActionLine(
        "standby",
        "Standby engineer and tested failover for the warehouse system",
        "eliminate",
        "servicemanager",
        ("aurora",),
        due=-150,
        state="reviewed",
        started=-215,
        done=-160,
        result="A named engineer is on call at night; failover was tested with you.",
        verdict="satisfied",
    ),
    ActionLine(
        "friday_status",
        "Status of all open tickets to the client each Friday",
        "client_rule",
        "servicemanager",
        ("tamar", "harrow", "copperfield"),
        due=-270,
        state="done",
        started=-330,
        done=-280,
        result="Each Friday you get a list of your open tickets with the next step.",
        indicators=("communication",),
    ),
    ActionLine(
        "weekend",
        "Weekend standby in the high season",
        "client_rule",
        "clientmanager",
        ("driftwood",),
        due=-250,
        state="reviewed",
        started=-320,
        done=-260,
        result="From November to April somebody is on call at the weekend.",
        verdict="satisfied",
        indicators=("responsibility", "communication"),
    ),
    ActionLine(
        "notice",
        "Three days' notice of every planned change of a network",
        "procedure",
        "servicemanager2",
        ("altyn", "severny"),
        due=-6,
        state="in_progress",
        started=-60,
        client_text="You hear of each planned change at least three days before.",
    ),
    ActionLine(
        "radio",
        "Replace the radio modules of the terminal's network",
        "supplier",
        "clientmanager2",
        ("severny",),
        due=30,
        state="in_progress",
        started=-12,
        client_text="The faulty radio modules are replaced by the maker.",
    ),
    ActionLine(
        "cold_store",
        "Two days in the cold store for every engineer of the client",
        "training",
        "servicemanager2",
        ("lantern",),
        due=21,
    ),
    ActionLine(
        "repetitions",
        "Second level from the second repetition on",
        "procedure",
        "servicemanager",
        ("meridian", "juniper", "lantern"),
        due=45,
        indicators=("solution",),
    ),
    ActionLine(
        "portal_button",
        "Self-service reset of passwords",
        "automation",
        "servicemanager",
        ("eastgate", "alder", "juniper"),
        due=-20,
        state="cancelled",
        result="The directory you use can't be opened for it before next year.",
    ),
)

SUPPLIER = {
    "name": "Northgate Network Hardware",
    "email": "support@northgate.example",
    "action": "radio",
    # subject, what we demand, text, due
    "demands": (
        (
            "Radio modules NG-40 lose their connection",
            "improvement",
            (
                "Modules of the series NG-40 lose their connection several times a day"
                " since firmware 3.2. Please replace 14 modules, or deliver a firmware"
                " that holds the connection for a week."
            ),
            -1,
        ),
        (
            "Earlier word on known faults",
            "plan",
            (
                "You knew the fault six weeks before we did. Please tell us how you"
                " will inform partners of known faults within a day."
            ),
            12,
        ),
    ),
    "answer": "Fourteen replacement modules leave our store this week; firmware 3.3"
    " follows at the end of the month.",
}


@dataclass(frozen=True)
class ComplaintLine:
    """A complaint, how far it got, and the five whys behind it."""

    client: str
    contact: str
    team: str
    category: str
    days_ago: float
    stage: str
    text: str
    notes: str
    whys: tuple[str, ...]
    cause: str
    decision: str
    plan: str


COMPLAINTS = (
    ComplaintLine(
        client="lantern",
        contact="Arjun Mehta",
        team="field",
        category="network",
        days_ago=3,
        stage="analysed",
        text="The scanners in the cold store lost the network three times this week."
        " Each time somebody else came and began from the start.",
        notes="Called Mr Mehta the same day. He wants one engineer who knows the site.",
        whys=(
            "The repair did not last.",
            "The engineer did not know that the antennas are heated.",
            "Nothing about the site stands in the ticket or in our notes.",
            "Site notes are written by whoever has time, so nobody writes them.",
            "We measure how fast tickets are closed, not whether they stay closed.",
        ),
        cause="company_first_metric",
        decision="We send one engineer who stays responsible until it holds.",
        plan="",
    ),
    ComplaintLine(
        client="driftwood",
        contact="Nok Chaiya",
        team="desk",
        category="applications",
        days_ago=9,
        stage="committed",
        text="Reservations of last weekend were lost after the update.",
        notes="Called on Monday morning; 40 reservations were typed in again by hand.",
        whys=(
            "The update ran while guests were booking.",
            "It was planned for the night of another time zone.",
            "Changes are planned in our time, not in the client's.",
        ),
        cause="company_first_policy",
        decision="Updates run in the client's quiet hours, agreed in writing.",
        plan="Quiet hours of each hotel are written down; updates run only then.",
    ),
    ComplaintLine(
        client="jinhe",
        contact="高敏",
        team="field",
        category="network",
        days_ago=16,
        stage="done",
        text="分拣中心断网两小时，没有人主动联系我们。",
        notes="当天电话道歉，说明了原因，约定了今后的通知方式。",
        whys=(
            "值班人员不知道该通知谁。",
            "联系人名单是两年前的。",
            "没有人负责更新名单。",
        ),
        cause="communication_contact",
        decision="每季度与客户核对联系人名单。",
        plan="联系人名单已更新，断网十五分钟内电话通知。",
    ),
)

MEETING = {
    "client": "aurora",
    "location": "Aurora Freight, warehouse 2",
    "people": ("Emma Brandt", "Joshua Lee"),
    "minutes": (
        "Emma Brandt: the trust is back, and the monthly page helps.",
        "Both expectations are met; the night shift is content.",
        "No open point from the last meeting.",
    ),
    # point, minutes, decision, who, due
    "decisions": (
        (
            "Second warehouse opens in spring",
            "The network must stand two weeks before the move.",
            "Site survey of the second warehouse",
            "servicemanager2",
            25,
        ),
        (
            "Training of new dispatchers",
            "Twelve new colleagues start next month.",
            "Two hours of training for the new dispatchers",
            "servicemanager",
            18,
        ),
    ),
    "summary": "A good year after a bad spring. Two things to prepare: the second"
    " warehouse and the new dispatchers.",
}

# KPI, goal, scope, key, period, who answers (None: the director)
TARGETS = (
    ("nps", 40, "company", None, "year", None),
    ("response_rate", 60, "team", "desk", "period", "servicemanager"),
    ("tickets", 85, "team", "field", "period", "servicemanager2"),
    ("score", 85, "client", "aurora", "period", "clientmanager"),
    ("score", 80, "client", "severny", "period", "clientmanager2"),
)
