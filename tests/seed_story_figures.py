# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the clients of the seed story answer, and its figures in fractions."""

from fractions import Fraction

CLIENTS = 34
SAMPLE = 30
#: Falls at one level only, and the rest of its answers hides it.
FALLEN = 5
#: Leaves after the first wave.
LEAVER = 11
#: Served by the first interviewer.
SERVED = 7
#: Has a remark in the first wave that is carried to the third.
REMARKER = 9
PEOPLE = {FALLEN: 6}
# Levels with their weights, and the weights of their indicators, as AssessmentCase
# sets them up
SCORECARD = {
    "service": (3, {"speed": 2, "skill": 1}),
    "partners": (1, {"value": 1}),
}
# client: own weights
OWN_LEVEL = {3: {"partners": 9}}
OWN_INDICATOR = {8: {"skill": 6}}
DECK = (5, 4, 5, None, 4, 5, 3, 4, 5)
SHOWN = 0.0501  # points are kept with one digit


def rating(client, wave, person, code):
    """What somebody answers: 1 to 5, or None for “can't judge”."""
    if client == FALLEN:
        if code != "value":
            return 5
        return (5 - person % 2) if wave < 2 else 2 + person % 2
    place = ["speed", "skill", "value"].index(code)
    return DECK[(7 * client + 5 * wave + 3 * person + place) % len(DECK)]


def recommendation(client, wave, person):
    """How likely somebody recommends us, 0 to 10."""
    return (3 * client + 2 * wave + 5 * person) % 11


def people_of(client):
    return PEOPLE.get(client, 2)


def indicator_points(client, wave, code):
    """Mean of the ratings as points of 100; None when nobody could judge."""
    given = [rating(client, wave, one, code) for one in range(people_of(client))]
    given = [one for one in given if one is not None]
    return Fraction(20 * sum(given), len(given)) if given else None


def weighted(pairs):
    """Weighted mean of (points, weight) where there are points."""
    pairs = [(points, weight) for points, weight in pairs if points is not None]
    weight = sum(weight for _points, weight in pairs)
    return sum(points * one for points, one in pairs) / weight if weight else None


def level_points(client, wave, level):
    own = OWN_INDICATOR.get(client, {})
    _weight, indicators = SCORECARD[level]
    return weighted(
        (indicator_points(client, wave, code), Fraction(own.get(code, weight)))
        for code, weight in indicators.items()
    )


def integrated(client, wave):
    own = OWN_LEVEL.get(client, {})
    return weighted(
        (level_points(client, wave, level), Fraction(own.get(level, weight)))
        for level, (weight, _indicators) in SCORECARD.items()
    )


def shown(points):
    """Points as they are kept: one digit, halves up."""
    return Fraction(int(points * 10 + Fraction(1, 2)), 10)
