# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who takes part in the demo story: the provider's people, its clients, their contacts.

Names, companies and addresses are invented; ``.example`` can't be a real domain.
Each user's password is the login: these accounts exist in demo databases only.
"""

from dataclasses import dataclass

COMPANY = {
    "name": "Harbour Lane IT Services",
    "email": "care@harbourlane.example",
    "phone": "+65 5550 1000",
    "street": "8 Harbour Lane",
    "city": "Singapore",
    "zip": "098001",
    "tz": "Asia/Singapore",
    "country": "base.sg",
}


@dataclass(frozen=True)
class Colleague:
    """An employee of the provider."""

    login: str
    name: str
    function: str
    groups: tuple[str, ...]


_HELPDESK = "helpdesk_mgmt.group_helpdesk_user"
_OWN = "client_satisfaction.group_"
COLLEAGUES = (
    Colleague("agent", "Priya Nair", "Support engineer", (_HELPDESK, f"{_OWN}agent")),
    Colleague(
        "agent2", "Tomas Lindqvist", "Support engineer", (_HELPDESK, f"{_OWN}agent")
    ),
    Colleague("caller", "Grace Tan", "Callback agent", (f"{_OWN}interviewer",)),
    Colleague(
        "clientmanager",
        "Helen Okafor",
        "Client manager",
        (_HELPDESK, f"{_OWN}client_manager"),
    ),
    Colleague(
        "clientmanager2",
        "Viktor Sokolov",
        "Client manager",
        (_HELPDESK, f"{_OWN}client_manager"),
    ),
    Colleague(
        "servicemanager",
        "Daniel Wong",
        "Service manager, workplace",
        (_HELPDESK, f"{_OWN}agent"),
    ),
    Colleague(
        "servicemanager2",
        "Olga Marchenko",
        "Service manager, network",
        (_HELPDESK, f"{_OWN}agent"),
    ),
    Colleague(
        "seniormanager",
        "Margaret Lim",
        "Director of services",
        (_HELPDESK, f"{_OWN}senior_management"),
    ),
    Colleague(
        "programmemanager",
        "Ingrid Halvorsen",
        "Head of client satisfaction",
        ("helpdesk_mgmt.group_helpdesk_manager", f"{_OWN}program_manager"),
    ),
)

# key, name, members (logins), leader
TEAMS = (
    ("desk", "Service Desk", ("agent", "agent2", "servicemanager"), "servicemanager"),
    (
        "field",
        "Network and Field Services",
        ("agent", "agent2", "servicemanager2"),
        "servicemanager2",
    ),
)
# key, name, service manager (login or None: the client's own is asked), team
CATEGORIES = (
    ("workplace", "Workplace and devices", "servicemanager", "desk"),
    ("access", "Accounts and access", "servicemanager", "desk"),
    ("applications", "Business applications", None, "desk"),
    ("network", "Network and connectivity", "servicemanager2", "field"),
)


@dataclass(frozen=True)
class Contact:
    """Somebody at a client who may be asked."""

    name: str
    role: str
    mailbox: str
    opt_out: bool = False
    #: login of a portal user, password the same
    login: str | None = None


@dataclass(frozen=True)
class Quarter:
    """What one client lived through in one quarter.

    ``moods`` name mixes of answers in ``story_answers.MOODS``, a channel code to a mix;
    a channel that is not named has no answers.
    """

    tickets: int
    moods: dict[str, str]
    #: of the tickets: how many asks expire without an answer
    expired: int = 1
    #: of the tickets: reasons why these were not asked about
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True)
class Client:
    """A client, its people, and its five quarters, the oldest first."""

    key: str
    name: str
    lang: str
    country: str
    city: str
    domain: str
    manager: str
    agreement: str
    #: in one sentence, shown in the client's notes
    story: str
    contacts: tuple[Contact, ...]
    quarters: tuple[Quarter | None, ...]
    #: typical hours from opening to closing a ticket
    hours_to_close: tuple[float, float] = (4, 40)
    #: a service manager named on the client (else the team's or programme's)
    service_manager: str | None = None
    #: months before today since when, and until when, it has been a client
    since_months: int = 36
    until_months: int | None = None


def _quarter(tickets, mood, callback=None, monthly=None, questionnaire=None, **more):
    moods = {"ticket": mood, "callback": callback or mood, "monthly": monthly or mood}
    if questionnaire:
        moods["questionnaire"] = questionnaire
    return Quarter(tickets, moods, **more)


_SILENT = Quarter(4, {}, expired=4)

CLIENTS = (
    Client(
        key="aurora",
        name="Aurora Freight",
        lang="en_US",
        country="base.sg",
        city="Singapore",
        domain="aurora-freight.example",
        manager="clientmanager",
        agreement="Gold",
        story="Recovered: two outages of the warehouse system made it unacceptable;"
        " a plan reviewed with the client brought it back.",
        contacts=(
            Contact(
                "Emma Brandt", "decision_leader", "emma.brandt", login="client.emma"
            ),
            Contact("Joshua Lee", "interface", "joshua.lee"),
            Contact("Nadia Rahman", "vip", "nadia.rahman"),
            Contact("Ben Ortiz", "end_user", "ben.ortiz"),
        ),
        quarters=(
            _quarter(7, "good", questionnaire="good"),
            _quarter(9, "bad", monthly="poor", questionnaire="poor", expired=2),
            _quarter(7, "fair", monthly="plain", skipped=("cool_down",)),
            _quarter(7, "good", questionnaire="good", skipped=("cool_down",)),
            _quarter(7, "star", monthly="good"),
        ),
        service_manager="servicemanager",
        since_months=52,
    ),
    Client(
        key="meridian",
        name="Meridian Trust Bank",
        lang="en_US",
        country="base.my",
        city="Kuala Lumpur",
        domain="meridian-trust.example",
        manager="clientmanager",
        agreement="Platinum",
        story="Agreement met, client dissatisfied: tickets are closed within hours, but"
        " the same problems come back.",
        contacts=(
            Contact("Farid Aziz", "decision_leader", "farid.aziz"),
            Contact("Claire Dubois", "interface", "claire.dubois"),
            Contact("Samuel Wright", "vip", "samuel.wright"),
            Contact("Mei Ling Chua", "end_user", "meiling.chua"),
        ),
        quarters=(
            _quarter(5, "quick", monthly="plain", questionnaire="uneven"),
            _quarter(6, "quick", monthly="plain", expired=2),
            _quarter(6, "quick", monthly="plain", expired=2),
            _quarter(5, "quick", monthly="plain", questionnaire="uneven"),
            _quarter(5, "quick", monthly="plain", skipped=("cool_down",)),
        ),
        hours_to_close=(0.5, 3),
        since_months=40,
    ),
    Client(
        key="hualing",
        name="华岭精密制造",
        lang="zh_CN",
        country="base.cn",
        city="苏州",
        domain="hualing.example",
        manager="clientmanager2",
        agreement="Gold",
        story="The steady star.",
        contacts=(
            Contact("李薇", "interface", "li.wei", login="client.liwei"),
            Contact("陈志远", "decision_leader", "chen.zhiyuan"),
            Contact("王芳", "vip", "wang.fang"),
        ),
        quarters=(
            _quarter(6, "star", questionnaire="star"),
            _quarter(6, "star"),
            _quarter(6, "star", questionnaire="star", skipped=("cool_down",)),
            _quarter(6, "star"),
            _quarter(6, "star", skipped=("duplicate",)),
        ),
        hours_to_close=(2, 20),
        since_months=61,
    ),
    Client(
        key="severny",
        name="Северный терминал",
        lang="ru_RU",
        country="base.kz",
        city="Алматы",
        domain="severny-terminal.example",
        manager="clientmanager2",
        agreement="Silver",
        story="Falling: satisfied for a year, then a change of the network went wrong.",
        contacts=(
            Contact("Анна Воронцова", "decision_leader", "a.vorontsova"),
            Contact("Дмитрий Ким", "interface", "d.kim"),
            Contact("Тимур Абдуллин", "vip", "t.abdullin"),
            Contact("Елена Садыкова", "end_user", "e.sadykova"),
        ),
        quarters=(
            _quarter(6, "good", questionnaire="good"),
            _quarter(6, "good"),
            _quarter(6, "good", questionnaire="good"),
            _quarter(6, "good", skipped=("cool_down",)),
            _quarter(7, "poor", monthly="uneven"),
        ),
        since_months=30,
    ),
    Client(
        key="kestrel",
        name="Kestrel Mutual Insurance",
        lang="en_US",
        country="base.au",
        city="Melbourne",
        domain="kestrel-mutual.example",
        manager="clientmanager",
        agreement="Silver",
        story="Silent: asked often, nobody ever answers.",
        contacts=(
            Contact("Patrick Hale", "decision_leader", "patrick.hale"),
            Contact("Sophie Turner", "interface", "sophie.turner"),
            Contact("Liam Walsh", "end_user", "liam.walsh"),
        ),
        quarters=(_SILENT, _SILENT, _SILENT, _SILENT, _SILENT),
        since_months=26,
    ),
    Client(
        key="yunchuan",
        name="云川科技",
        lang="zh_CN",
        country="base.cn",
        city="成都",
        domain="yunchuan.example",
        manager="clientmanager2",
        agreement="Silver",
        story="Provisional: no questionnaire was ever filled in, its weight is spread"
        " over the other channels.",
        contacts=(
            Contact("赵敏", "interface", "zhao.min"),
            Contact("周杰明", "decision_leader", "zhou.jieming"),
            Contact("孙丽", "end_user", "sun.li"),
        ),
        quarters=(
            _quarter(5, "plain", monthly="good"),
            _quarter(5, "good"),
            _quarter(5, "plain", monthly="good"),
            _quarter(5, "good"),
            _quarter(5, "good", monthly="plain"),
        ),
        since_months=20,
    ),
    Client(
        key="bereg",
        name="Светлый берег",
        lang="ru_RU",
        country="base.kz",
        city="Актау",
        domain="svetly-bereg.example",
        manager="clientmanager2",
        agreement="Bronze",
        story="New: with us since this quarter.",
        contacts=(
            Contact("Игорь Левченко", "decision_leader", "i.levchenko"),
            Contact("Мария Тен", "interface", "m.ten"),
        ),
        quarters=(
            None,
            None,
            None,
            None,
            _quarter(4, "good", questionnaire="good"),
        ),
        since_months=2,
    ),
    Client(
        key="orchard",
        name="Orchard Family Clinics",
        lang="en_US",
        country="base.sg",
        city="Singapore",
        domain="orchard-clinics.example",
        manager="clientmanager",
        agreement="Bronze",
        story="Never measured: its only contact does not want to be asked, the others"
        " have no address.",
        contacts=(
            Contact("Dr Rachel Goh", "decision_leader", "rachel.goh", opt_out=True),
            Contact("Front desk", "end_user", ""),
        ),
        quarters=(
            Quarter(3, {}, expired=0, skipped=("opted_out", "no_contact", "opted_out")),
            Quarter(2, {}, expired=0, skipped=("opted_out", "no_contact")),
            Quarter(3, {}, expired=0, skipped=("opted_out", "no_contact", "opted_out")),
            Quarter(2, {}, expired=0, skipped=("no_contact", "opted_out")),
            Quarter(2, {}, expired=0, skipped=("opted_out", "no_contact")),
        ),
        since_months=18,
    ),
    Client(
        key="tamar",
        name="Tamar Valley Water",
        lang="en_US",
        country="base.nz",
        city="Wellington",
        domain="tamar-water.example",
        manager="clientmanager",
        agreement="Silver",
        story="Average: neither angry nor happy; communication is what it misses.",
        contacts=(
            Contact("Oliver Grant", "decision_leader", "oliver.grant"),
            Contact("Hana Petrova", "interface", "hana.petrova"),
            Contact("James Whitaker", "vip", "james.whitaker"),
            Contact("Aroha Ngata", "end_user", "aroha.ngata"),
        ),
        quarters=(
            _quarter(5, "fair", monthly="plain", questionnaire="fair"),
            _quarter(5, "fair", monthly="plain"),
            _quarter(5, "fair", monthly="plain", skipped=("stage_excluded",)),
            _quarter(5, "fair", monthly="plain", questionnaire="fair"),
            _quarter(5, "fair", monthly="plain"),
        ),
        since_months=33,
    ),
    Client(
        key="redwood",
        name="Redwood Print and Media",
        lang="en_US",
        country="base.sg",
        city="Singapore",
        domain="redwood-media.example",
        manager="clientmanager",
        agreement="Bronze",
        story="Lost: two poor quarters, then it left.",
        contacts=(
            Contact("Karen Foster", "decision_leader", "karen.foster"),
            Contact("Ravi Pillai", "interface", "ravi.pillai"),
        ),
        quarters=(
            _quarter(4, "uneven", monthly="plain"),
            _quarter(4, "poor", monthly="uneven"),
            None,
            None,
            None,
        ),
        since_months=44,
        until_months=8,
    ),
)
