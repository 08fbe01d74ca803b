# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The panel of the demo story: small clients of which the waves tell, nothing else.

With the ten clients of ``story_people`` they make the thirty of the present wave. What
each of them answers follows from a *tone* for each wave and from chance that is seeded.
"""

from dataclasses import dataclass, field

# Ratings of 1-5 a question is answered with, and how likely they recommend us (0-10).
TONES = {
    "star": ((5, 5, 5, 4), (9, 10)),
    "good": ((5, 4, 5, 4), (8, 9, 10)),
    "plain": ((4, 4, 5, 4), (7, 8)),
    "poor": ((4, 3, 3, 4), (3, 5, 6)),
}
#: Nobody is heard, though asked.
UNHEARD = "unheard"


@dataclass(frozen=True)
class Tone:
    """How a client answers in one wave."""

    name: str
    #: indicator: ratings it is answered with instead
    more: dict[str, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class PanelClient:
    """A small client; ``people`` are names and roles of its respondents."""

    key: str
    name: str
    lang: str
    country: str
    city: str
    manager: str
    agreement: str
    since_months: int
    people: tuple[tuple[str, str], ...]
    service: str = "workplace"
    is_vip: bool = False

    @property
    def domain(self) -> str:
        return f"{self.key}.example"


_LEADER, _FACE, _VIP, _USER = "decision_leader", "interface", "vip", "end_user"
_HELEN, _VIKTOR = "clientmanager", "clientmanager2"


def _english(key, name, city, country, manager, agreement, since, *people, **more):
    return PanelClient(
        key,
        name,
        "en_US",
        f"base.{country}",
        city,
        manager,
        agreement,
        since,
        tuple(zip(people, (_LEADER, _FACE, _USER, _USER, _VIP), strict=False)),
        **more,
    )


def _other(lang, country, key, name, city, agreement, since, *people, **more):
    return PanelClient(
        key,
        name,
        lang,
        f"base.{country}",
        city,
        _VIKTOR,
        agreement,
        since,
        tuple(zip(people, (_LEADER, _FACE, _USER), strict=False)),
        **more,
    )


PANEL = (
    # The one that fell at one level: everything else hides it.
    _english(
        *("lantern", "Lantern Street Foods", "Singapore", "sg", _HELEN, "Gold", 47),
        *("Grace Koh", "Arjun Mehta", "Lena Fischer", "Yusuf Karim", "Dora Simmons"),
        service="network",
        is_vip=True,
    ),
    _english(
        *("alder", "Alder and Finch Solicitors", "Sydney", "au", _HELEN, "Silver", 39),
        *("Isobel Finch", "Martin Alder", "Chloe Baker"),
    ),
    _english(
        *("bluegum", "Bluegum Dairy", "Hobart", "au", _HELEN, "Bronze", 52),
        *("Neil Farrow", "Kirsty Bell"),
    ),
    _english(
        *("copperfield", "Copperfield Tools", "Penang", "my", _HELEN, "Silver", 34),
        *("Hafiz Rahim", "Joan Perera", "Amir Hassan"),
        service="network",
    ),
    _english(
        *("driftwood", "Driftwood Hotels", "Phuket", "th", _HELEN, "Gold", 41),
        *("Malee Srisai", "Peter Vance", "Nok Chaiya", "Tom Reid"),
        service="network",
    ),
    _english(
        *("eastgate", "Eastgate Property", "Singapore", "sg", _HELEN, "Bronze", 29),
        *("Wendy Ong", "Suresh Pillay"),
    ),
    _english(
        *("fernhill", "Fernhill School", "Auckland", "nz", _HELEN, "Bronze", 37),
        *("Ruth Parata", "Simon Lowe", "Mere Tane"),
        service="cloud",
    ),
    _english(
        *("gullwing", "Gullwing Ferries", "Wellington", "nz", _HELEN, "Silver", 58),
        *("Craig Munro", "Tess Hadley"),
        service="network",
    ),
    _english(
        *("harrow", "Harrow Optics", "Melbourne", "au", _HELEN, "Silver", 31),
        *("Vera Novak", "Dean Harrow", "Sally Pike"),
    ),
    _english(
        *("ironbark", "Ironbark Timber", "Brisbane", "au", _HELEN, "Bronze", 44),
        *("Glen Shaw", "Paula Reyes"),
    ),
    _english(
        *("juniper", "Juniper Travel", "Singapore", "sg", _HELEN, "Silver", 28),
        *("Clara Yeo", "Mark Santos", "Ivy Low"),
        service="cloud",
    ),
    _english(
        *("kingsway", "Kingsway Motors", "Kuching", "my", _HELEN, "Bronze", 33),
        *("Jason Sim", "Rosnah Ali"),
    ),
    _english(
        *("lighthouse", "Lighthouse Radio", "Cairns", "au", _HELEN, "Bronze", 49),
        *("Fiona Marsh", "Bill Carey"),
    ),
    _english(
        *("mulberry", "Mulberry Textiles", "Ipoh", "my", _HELEN, "Silver", 16),
        *("Anita Raj", "Leong Wai", "Siti Zain"),
    ),
    _english(
        *("northbank", "Northbank Pharmacy", "Perth", "au", _HELEN, "Gold", 63),
        *("Ellen Crowe", "Victor Lam", "Judy Hart"),
        is_vip=True,
    ),
    _other("zh_CN", "cn", "qingshan", "青山食品", "武汉", "Bronze", 36, "刘洋", "何静"),
    _other(
        *("zh_CN", "cn", "jinhe", "金禾物流", "宁波", "Silver", 42),
        *("徐文博", "高敏", "郭磊"),
        service="network",
    ),
    _other("zh_CN", "cn", "lanhai", "蓝海印刷", "厦门", "Bronze", 27, "林晓", "郑凯"),
    _other(
        *("zh_CN", "cn", "donghu", "东湖医药", "杭州", "Gold", 55),
        *("黄建国", "吴倩", "胡月"),
        is_vip=True,
    ),
    _other(
        *("ru_RU", "kz", "stepnoy", "Степной элеватор", "Костанай", "Bronze", 32),
        *("Олег Назаров", "Алия Сейткали"),
    ),
    _other(
        *("ru_RU", "kz", "altyn", "Алтын Логистик", "Шымкент", "Silver", 45),
        *("Руслан Ибраев", "Наталья Гусева", "Ерлан Омаров"),
        service="network",
    ),
    _other(
        *("ru_RU", "kz", "granit", "Гранит-Строй", "Караганда", "Bronze", 38),
        *("Павел Орлов", "Жанна Бекова"),
    ),
)

_STAR, _GOOD, _PLAIN = Tone("star"), Tone("good"), Tone("plain")
_UNHEARD = Tone(UNHEARD)
#: Tickets are closed fast and not solved.
_QUICK = Tone(
    "plain", {"speed": (5,), "solution": (3, 2), "commitments": (3, 4), "cost": (3,)}
)
#: Nobody tells them anything.
_UNTOLD = Tone("plain", {"communication": (3,), "responsibility": (4, 3)})
# client: its tone in the first, the second and the running wave
TONES_OF = {
    "aurora": (_GOOD, _GOOD, _STAR),
    "meridian": (_QUICK, _QUICK, _QUICK),
    "hualing": (_STAR, _STAR, _STAR),
    "severny": (_GOOD, _GOOD, Tone("poor", {"communication": (2, 3)})),
    "kestrel": (_UNHEARD, _UNHEARD, _UNHEARD),
    "yunchuan": (_UNHEARD, _UNHEARD, _UNHEARD),
    "bereg": (_GOOD, _GOOD, _GOOD),
    "tamar": (_UNTOLD, _UNTOLD, _UNTOLD),
    "redwood": (_PLAIN, Tone("poor"), Tone("poor")),
    "lantern": (
        _STAR,
        Tone("star", {"competence": (5,), "solution": (5,)}),
        Tone("star", {"competence": (3,), "solution": (2, 3)}),
    ),
    "driftwood": (_UNTOLD, _PLAIN, _GOOD),
    "juniper": (_PLAIN, Tone("plain", {"cost": (3,)}), _PLAIN),
    "eastgate": (_GOOD, _GOOD, _UNHEARD),
    "northbank": (_STAR, _STAR, _GOOD),
    "donghu": (_GOOD, _STAR, _STAR),
    "granit": (_PLAIN, _PLAIN, _GOOD),
}
_OTHERS = (
    (_GOOD, _GOOD, _GOOD),
    (_PLAIN, _GOOD, _GOOD),
    (_GOOD, _PLAIN, _GOOD),
    (_PLAIN, _PLAIN, _PLAIN),
)


def get_tone(key: str, number: int) -> Tone:
    """How a client answers in wave 0, 1 or 2."""
    if key in TONES_OF:
        return TONES_OF[key][number]
    others = [one.key for one in PANEL if one.key not in TONES_OF]
    return _OTHERS[others.index(key) % len(_OTHERS)][number]


# What they say besides the questions: wave, client, which of its people, words
COMMENTS = (
    (0, "aurora", 0, "We would like one page a month with what you did for us."),
    (0, "alder", 1, "Good people. Please tell us earlier when a change is planned."),
    (0, "donghu", 0, "希望每季度有一次面对面的会议。"),
    (1, "tamar", 0, "We never know how far you are. A status each Friday would do."),
    (1, "driftwood", 1, "In the high season we need somebody at the weekend."),
    (1, "altyn", 0, "Предупреждайте о работах на сети хотя бы за два дня."),
    (1, "granit", 1, "Удобный портал, спасибо."),
    (1, "harrow", 2, "Tell us how far the ticket is, we always have to ask."),
    (2, "driftwood", 0, "The weekend standby saved our Easter. Thank you."),
    (2, "lantern", 1, "The new engineers don't know our cold store yet."),
    (2, "lantern", 2, "Repaired three times, and it came back each time."),
    (2, "severny", 0, "О замене оборудования узнали от водителей."),
    (2, "jinhe", 1, "新工程师很耐心，继续保持。"),
    (2, "fernhill", 0, "A short training for our new teachers would help."),
)
