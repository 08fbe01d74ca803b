# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the clients of the demo story answer: ratings, reasons and words.

A *kind* of answer is three ratings of 1–5 (solution, speed, communication). A *mood* is
a mix of kinds that is dealt out like a deck of cards, so that a few answers already
have the mean the story needs.
"""

import random
from dataclasses import dataclass

# solution, speed, communication
KINDS = {
    "praise": (5, 5, 5),
    "good": (5, 4, 5),
    "fine": (4, 5, 4),
    "plain": (4, 4, 4),
    "mixed": (4, 4, 3),
    "low": (2, 3, 3),
    "angry": (1, 2, 2),
    # Closed fast, not solved: satisfied with the speed only.
    "quick_low": (2, 5, 3),
    "quick_mixed": (3, 5, 3),
}
MOODS = {
    "star": ("praise", "praise", "good", "praise", "praise"),
    "good": ("praise", "good", "fine", "praise", "plain", "good"),
    "plain": ("plain", "fine", "plain", "plain"),
    "fair": ("plain", "mixed", "fine", "low", "mixed"),
    "uneven": ("mixed", "low", "plain"),
    "poor": ("low", "mixed", "low"),
    "bad": ("angry", "low", "angry", "low"),
    "quick": ("quick_low", "quick_mixed", "quick_low"),
}
# Share of the answers of a kind that carry a comment, in percent.
TALKATIVE = {
    "praise": 40,
    "good": 30,
    "fine": 30,
    "plain": 25,
    "mixed": 75,
    "low": 95,
    "angry": 100,
    "quick_low": 100,
    "quick_mixed": 80,
}
# External ids of the reason tags, after ``survey_event_reason_``
REASONS = {
    "mixed": ("informed",),
    "low": ("unsolved", "promise"),
    "angry": ("unsolved", "slow", "informed"),
    "quick_low": ("unsolved",),
    "quick_mixed": ("understood",),
}
COMMENTS = {
    "en_US": {
        "praise": (
            "Fixed while I was still on the phone. Thank you, {agent}!",
            "Could not be better. I was told what happened and why.",
            "Very friendly and quick.",
            "As always: reliable.",
            "{agent} called me back to ask whether it still works. That is service.",
            "I wish all our suppliers were like that.",
        ),
        "good": (
            "Good work. A little faster next time and it is perfect.",
            "Solved for good, and the explanation helped my colleagues as well.",
        ),
        "fine": (
            "All right. The steps could be written down for us.",
            "Quick, and it works again.",
        ),
        "plain": (
            "It works. Nothing special.",
            "Fine, but I had to ask for the state of things.",
        ),
        "mixed": (
            "Solved in the end, but nobody told me anything for two days.",
            "I had to explain my problem three times to three people.",
            "I learned from a colleague that the ticket was closed.",
        ),
        "low": (
            "The problem came back the next morning.",
            "A workaround is not a solution. We still can't print labels.",
            "Closed without asking whether it works. It does not.",
        ),
        "angry": (
            "The whole warehouse stood still for four hours and nobody called us.",
            "Third outage this month. I have to explain this to my own management.",
            "We were told it was our fault. It was not.",
        ),
        "quick_low": (
            "Closed within the hour, and back the next day. For the fourth time.",
            "You are fast, but you close tickets instead of solving problems.",
            "The agreement was met. My problem was not solved.",
        ),
        "quick_mixed": (
            "Quick answer, but only a standard text.",
            "Fast. I would rather wait a day and have it solved for good.",
        ),
    },
    "zh_CN": {
        "praise": (
            "处理非常及时，{agent}讲解得很清楚，谢谢！",
            "一如既往地专业，非常满意。",
            "问题一次解决，而且告诉了我们原因。",
            "{agent}远程处理了半小时，下班前就恢复了生产。",
            "比上一家供应商强很多，请保持。",
            "步骤写得很详细，我们的同事照着就能做。",
        ),
        "good": (
            "解决得很好，如果再快一点就更完美了。",
            "服务态度好，处理彻底。",
            "很满意，希望夜班也有人值守。",
        ),
        "fine": ("可以，希望能提供书面操作步骤。", "响应很快，已经恢复正常。"),
        "plain": ("问题解决了，没有别的意见。", "还行，但是进度要自己去问。"),
        "mixed": ("最后解决了，但是两天没有人告诉我们进展。",),
        "low": ("第二天问题又出现了。", "只是临时办法，没有真正解决。"),
        "angry": ("生产线停了四个小时，没有人给我们打电话。",),
        "quick_low": ("关单很快，但问题没有解决。",),
        "quick_mixed": ("回复很快，可惜只是标准答复。",),
    },
    "ru_RU": {
        "praise": (
            "Всё решили, пока я была на линии. Спасибо, {agent}!",
            "Отлично: быстро, вежливо и понятно.",
            "Как всегда надёжно.",
            "{agent} перезвонила и спросила, всё ли работает. Так и надо.",
        ),
        "good": (
            "Хорошая работа, чуть быстрее — и будет идеально.",
            "Решили окончательно и объяснили причину.",
        ),
        "fine": ("Нормально. Хотелось бы письменную инструкцию.",),
        "plain": (
            "Работает. Без замечаний.",
            "Хорошо, но о ходе работ пришлось спрашивать самим.",
        ),
        "mixed": (
            "В итоге решили, но два дня никто ничего не сообщал.",
            "Пришлось объяснять проблему трём разным людям.",
        ),
        "low": (
            "После замены сетевого оборудования терминал теряет связь каждый день.",
            "Проблема вернулась на следующее утро.",
            "Заявку закрыли, не спросив, работает ли. Не работает.",
        ),
        "angry": ("Терминал стоял четыре часа, и нам никто не позвонил.",),
        "quick_low": ("Закрыли быстро, но ничего не решили.",),
        "quick_mixed": ("Ответ быстрый, но шаблонный.",),
    },
}
# Title and category of the tickets
TITLES = {
    "en_US": (
        ("Label printer in hall 2 prints blank labels", "workplace"),
        ("Can't sign in after password change", "access"),
        ("Orders are stuck in the warehouse system", "applications"),
        ("Video calls break off", "network"),
        ("New colleague needs a laptop and accounts", "workplace"),
        ("Report of open invoices shows last month", "applications"),
        ("No access to the shared folder Contracts", "access"),
        ("Wireless network on the third floor is slow", "network"),
        ("Scanner does not find its mail server", "workplace"),
        ("Payment interface times out", "applications"),
        ("Branch office is offline", "network"),
        ("Two-step sign-in asks again and again", "access"),
    ),
    "zh_CN": (
        ("二号车间标签打印机无法打印", "workplace"),
        ("修改密码后无法登录", "access"),
        ("ERP 订单无法提交", "applications"),
        ("视频会议经常中断", "network"),
        ("新员工需要电脑和账号", "workplace"),
        ("共享文件夹没有权限", "access"),
        ("三楼无线网络很慢", "network"),
        ("月度报表数据不对", "applications"),
    ),
    "ru_RU": (
        ("Не печатает принтер этикеток на складе", "workplace"),
        ("Не могу войти после смены пароля", "access"),
        ("Заказы зависают в учётной системе", "applications"),
        ("Терминал теряет связь с сетью", "network"),
        ("Новому сотруднику нужен ноутбук", "workplace"),
        ("Нет доступа к общей папке", "access"),
        ("Медленный Wi-Fi в диспетчерской", "network"),
        ("Отчёт по счетам показывает прошлый месяц", "applications"),
    ),
}


@dataclass(frozen=True)
class Reply:
    """One answer: ratings of solution, speed and communication, and words."""

    kind: str
    ratings: tuple[int, int, int]
    comment: str
    reasons: tuple[str, ...]


class Deck:
    """Deals the replies of one mood in a fixed order that looks mixed."""

    def __init__(self, mood: str, lang: str, seed: str) -> None:
        self._random = random.Random(seed)
        self._kinds = list(MOODS[mood])
        self._comments = COMMENTS[lang]
        self._dealt = self._random.randrange(len(self._kinds))

    def deal(self, agent: str) -> Reply:
        """The next reply; ``agent`` is whom a thankful client names."""
        kind = self._kinds[self._dealt % len(self._kinds)]
        self._dealt += 1
        comment = ""
        if self._random.randrange(100) < TALKATIVE[kind]:
            comment = self._random.choice(self._comments[kind]).format(agent=agent)
        return Reply(kind, KINDS[kind], comment, REASONS.get(kind, ()))
