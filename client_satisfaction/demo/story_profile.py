# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The clients' profiles of the demo story: what they use, have, are and expect."""

from dateutil.relativedelta import relativedelta

from odoo import Command

SERVICES = {
    "workplace": "Workplace support",
    "network": "Managed network",
    "applications": "Application support",
    "cloud": "Cloud hosting",
}
EQUIPMENT = {
    "scanners": "Warehouse scanners",
    "storage": "Storage systems",
    "tills": "Payment terminals",
    "wifi": "Wireless network",
}
# client: services, equipment, VIP, business, composition
PROFILES = {
    "aurora": (
        ("workplace", "network", "applications"),
        ("scanners", "wifi"),
        True,
        "Freight between ports; the warehouse system must run at night.",
        "Two warehouses and an office, about 140 users.",
    ),
    "meridian": (
        ("workplace", "applications", "cloud"),
        ("storage", "tills"),
        True,
        "Retail bank; branches can't serve anybody without their terminals.",
        "34 branches, about 600 users.",
    ),
    "hualing": (
        ("workplace", "network"),
        ("storage",),
        False,
        "Precision parts for car makers; stops of the line are penalised.",
        "One plant, about 220 users.",
    ),
    "severny": (
        ("network",),
        ("wifi",),
        False,
        "Container terminal; cranes are steered over the wireless network.",
        "One terminal, about 90 users.",
    ),
    "kestrel": (("workplace", "cloud"), (), False, "Insurance for households.", ""),
    "tamar": (("workplace", "network"), (), False, "Water for a valley.", ""),
    "orchard": (("workplace",), ("tills",), False, "", ""),
}
# client: topic, in the client's words, agreed target, with whom, months ago
EXPECTATIONS = {
    "aurora": (
        (
            "Outages of the warehouse system",
            "We hear it from you first, not from our drivers.",
            "A call within 15 minutes, then every 30 minutes",
            "Emma Brandt",
            7,
        ),
        (
            "Night shift",
            "Somebody who knows our site answers at night.",
            "A named engineer on call",
            "Joshua Lee",
            7,
        ),
    ),
    "meridian": (
        (
            "Repeated faults",
            "Don't close it fast, solve it.",
            "No fault more than twice a quarter",
            "Farid Aziz",
            3,
        ),
    ),
    "hualing": (
        (
            "Line stops",
            "On site before the shift ends.",
            "On site in 2 hours",
            "李薇",
            12,
        ),
    ),
    "severny": (
        ("Changes of the network", "Tell us before, not after.", "", None, None),
    ),
}


def write_profiles(cast):
    """Give the clients of the story their profiles; some stay incomplete."""
    env = cast.env
    services = {
        key: env["satisfaction.service"].create({"name": name})
        for key, name in SERVICES.items()
    }
    equipment = {
        key: env["satisfaction.equipment.class"].create({"name": name})
        for key, name in EQUIPMENT.items()
    }
    for key, (uses, has, vip, business, composition) in PROFILES.items():
        cast.clients[key].write(
            {
                "client_service_ids": [Command.link(services[one].id) for one in uses],
                "client_equipment_class_ids": [
                    Command.link(equipment[one].id) for one in has
                ],
                "satisfaction_is_vip": vip,
                "client_business_notes": business,
                "client_composition": composition,
                "client_expectation_ids": [
                    Command.create(_expectation(cast, key, line))
                    for line in EXPECTATIONS.get(key, ())
                ],
            }
        )
    env["satisfaction.client.service.manager"].create(
        {
            "client_id": cast.clients["meridian"].id,
            "category_id": cast.categories["applications"].id,
            "user_id": cast.users["servicemanager2"].id,
        }
    )


def _expectation(cast, key, line):
    topic, words, target, contact, months = line
    return {
        "topic": topic,
        "expectation": words,
        "target": target,
        "agreed_with_id": contact and cast.contacts[key, contact].id,
        "agreed_on": months and cast.timing.today - relativedelta(months=months),
    }
