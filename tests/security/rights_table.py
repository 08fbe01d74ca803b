# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# ruff: noqa: E501 (a table)
"""Who may do what: one row a model, one column a role.

A cell has three parts: a record that is the role's own (own client, own ticket, own
interview …), one of another client and other people, and one that would be own but is
another company's. Letters: r read, w write, c create, d delete; a dot for nothing.

The roles: an agent, an interviewer, a client manager, senior management, the programme
manager, a colleague without a role who takes part (in the case, in the meeting), one
who doesn't, a contact of the own client signed in to the portal, and anybody.
"""

from functools import cache

ROLES = (
    "agent",
    "interviewer",
    "manager",
    "senior",
    "programme",
    "takes part",
    "plain",
    "portal",
    "public",
)
WORLDS = ("own", "foreign", "company")
OPERATIONS = {"r": "read", "w": "write", "c": "create", "d": "unlink"}

TABLE = """
action                 rw/./.  ././.   rwc/./. r/r/.   rwcd/rwcd/. r/./.   ././.   ././.   ././.
action.notice          ././.   ././.   r/./.   r/r/.   r/r/.   ././.   ././.   ././.   ././.
agreement              ././.   ././.   rwc/./. r/r/.   rwcd/rwcd/. ././.   ././.   ././.   ././.
agreement.level        r/r/r   r/r/r   r/r/r   r/r/r   rwcd/rwcd/rwcd r/r/r   r/r/r   ././.   ././.
alert                  ././.   ././.   rw/./.  r/r/.   rw/rw/. ././.   ././.   ././.   ././.
alert.finding          ././.   ././.   r/./.   r/r/.   r/r/.   ././.   ././.   ././.   ././.
answer.attempt         ././.   ././.   ././.   r/r/.   r/r/.   ././.   ././.   ././.   ././.
answer.import          ././.   ././.   ././.   ././.   rwcd/rwcd/. ././.   ././.   ././.   ././.
answer.import.problem  ././.   ././.   ././.   ././.   r/r/.   ././.   ././.   ././.   ././.
assessment             ././.   r/./.   r/./.   r/r/.   rwcd/rwcd/. ././.   ././.   ././.   ././.
assessment.line        ././.   ././.   r/./.   r/r/.   r/r/.   ././.   ././.   ././.   ././.
bad.token              ././.   ././.   ././.   ././.   ././.   ././.   ././.   ././.   ././.
band                   r/r/.   r/r/.   r/r/.   r/r/.   rwcd/rwcd/. ././.   ././.   ././.   ././.
business.goal          r/r/.   r/r/.   r/r/.   r/r/.   rwcd/rwcd/. ././.   ././.   ././.   ././.
callback.attempt       ././.   r/./.   ././.   r/r/.   r/r/.   ././.   ././.   ././.   ././.
callback.sample        ././.   r/r/.   ././.   r/r/.   rwcd/rwcd/. ././.   ././.   ././.   ././.
case                   ././.   ././.   rwc/./. rw/rw/. rwc/rwc/. rw/./.  ././.   ././.   ././.
case.why               ././.   ././.   rwcd/./. rwcd/rwcd/. rwcd/rwcd/. rwcd/./. ././.   ././.   ././.
certificate            r/./.   ././.   rwc/./. r/r/.   rwcd/rwcd/. ././.   ././.   ././.   ././.
channel                r/r/.   r/r/.   r/r/.   r/r/.   rwcd/rwcd/. ././.   ././.   ././.   ././.
client.expectation     r/r/r   r/r/r   rwcd/r/rwcd r/r/r   rwcd/rwcd/rwcd ././.   ././.   ././.   ././.
client.report          ././.   ././.   r/./.   r/r/.   r/r/.   ././.   ././.   ././.   ././.
client.report.delivery ././.   ././.   r/./.   r/r/.   r/r/.   ././.   ././.   ././.   ././.
client.service.manager r/r/r   r/r/r   rwcd/r/rwcd r/r/r   rwcd/rwcd/rwcd ././.   ././.   ././.   ././.
client.type            ././.   ././.   r/r/r   r/r/r   rwcd/rwcd/rwcd ././.   ././.   ././.   ././.
client.weight          ././.   ././.   rwcd/./. r/r/.   rwcd/rwcd/. ././.   ././.   ././.   ././.
client.weight.change   ././.   ././.   r/./.   r/r/.   r/r/.   ././.   ././.   ././.   ././.
closing                ././.   ././.   ././.   ././.   ././.   ././.   ././.   ././.   ././.
contact.asked          ././.   ././.   ././.   ././.   ././.   ././.   ././.   ././.   ././.
export                 r/./.   ././.   ././.   ././.   ././.   ././.   ././.   ././.   ././.
equipment.class        r/r/r   r/r/r   r/r/r   r/r/r   rwcd/rwcd/rwcd r/r/r   r/r/r   ././.   ././.
erasure                ././.   ././.   ././.   r/r/.   r/r/.   ././.   ././.   ././.   ././.
exit.check             ././.   ././.   r/r/.   rw/rw/. rwcd/rwcd/. ././.   ././.   ././.   ././.
indicator              r/r/r   r/r/r   r/r/r   r/r/r   rwcd/rwcd/rwcd ././.   ././.   ././.   ././.
interview.draft        ././.   ././.   ././.   ././.   ././.   ././.   ././.   ././.   ././.
kpi.value              ././.   ././.   r/./.   r/r/.   r/r/.   ././.   ././.   ././.   ././.
program                r/r/.   r/r/.   r/r/.   r/r/.   rwcd/rwcd/. ././.   ././.   ././.   ././.
program.process        ././.   ././.   r/r/.   r/r/.   rwcd/rwcd/. ././.   ././.   ././.   ././.
program.report         ././.   ././.   ././.   r/r/.   rwcd/rwcd/. ././.   ././.   ././.   ././.
program.report.delivery ././.  ././.   ././.   r/r/.   r/r/.   ././.   ././.   ././.   ././.
recheck                ././.   ././.   r/./.   r/r/.   r/r/.   ././.   ././.   ././.   ././.
remark                 rwc/./. ././.   rwc/./. r/r/.   rwc/rwc/. ././.   ././.   ././.   ././.
remark.rating          r/./.   r/./.   r/./.   r/r/.   r/r/.   ././.   ././.   ././.   ././.
remark.telling         r/./.   ././.   r/./.   r/r/.   r/r/.   ././.   ././.   ././.   ././.
report.round           ././.   ././.   r/r/.   r/r/.   rwcd/rwcd/. ././.   ././.   ././.   ././.
report.round.line      ././.   ././.   r/./.   r/r/.   r/r/.   ././.   ././.   ././.   ././.
request                r/./.   r/./.   r/./.   r/r/.   r/r/.   ././.   ././.   ././.   ././.
retention              ././.   ././.   ././.   r/r/.   rw/rw/. ././.   ././.   ././.   ././.
review                 r/./.   ././.   rwc/./. r/r/.   rwcd/rwcd/. r/./.   ././.   ././.   ././.
review.line            r/./.   ././.   rwcd/./. r/r/.   rwcd/rwcd/. r/./.   ././.   ././.   ././.
root.cause             r/r/r   r/r/r   r/r/r   r/r/r   rwcd/rwcd/rwcd r/r/r   r/r/r   ././.   ././.
rule                   r/r/.   r/r/.   r/r/.   r/r/.   rwcd/rwcd/. ././.   ././.   ././.   ././.
score                  ././.   ././.   r/./.   r/r/.   r/r/.   ././.   ././.   ././.   ././.
score.line             ././.   ././.   r/./.   r/r/.   r/r/.   ././.   ././.   ././.   ././.
scorecard              r/r/.   r/r/.   r/r/.   r/r/.   rwcd/rwcd/. ././.   ././.   ././.   ././.
scorecard.level        r/r/.   r/r/.   r/r/.   r/r/.   rwcd/rwcd/. ././.   ././.   ././.   ././.
scorecard.line         r/r/.   r/r/.   r/r/.   r/r/.   rwcd/rwcd/. ././.   ././.   ././.   ././.
sealed.answer          ././.   ././.   ././.   ././.   ././.   ././.   ././.   ././.   ././.
service                r/r/r   r/r/r   r/r/r   r/r/r   rwcd/rwcd/rwcd r/r/r   r/r/r   ././.   ././.
supplier.request       ././.   ././.   rwc/./. r/r/.   rwcd/rwcd/. ././.   ././.   ././.   ././.
suspicion.hit          ././.   ././.   ././.   ././.   ././.   ././.   ././.   ././.   ././.
target                 ././.   ././.   r/./.   r/r/.   rwcd/rwcd/. ././.   ././.   ././.   ././.
target.group           ././.   ././.   r/r/.   r/r/.   rwcd/rwcd/. ././.   ././.   ././.   ././.
theme                  r/r/.   r/r/.   rwc/rwc/. r/r/.   rwcd/rwcd/. ././.   ././.   ././.   ././.
wave                   ././.   r/r/.   r/r/.   r/r/.   rwcd/rwcd/. ././.   ././.   ././.   ././.
wave.exclusion         ././.   ././.   ././.   r/r/.   rwcd/rwcd/. ././.   ././.   ././.   ././.
wave.result            ././.   ././.   ././.   r/r/.   r/r/.   ././.   ././.   ././.   ././.
"""


@cache
def read_table():
    """``{model: {role: (own, foreign, other company)}}``, each a string of letters."""
    rows = {}
    for line in TABLE.strip().splitlines():
        name, *cells = line.split()
        rows[f"satisfaction.{name}"] = {
            role: tuple(part.strip(".") for part in cell.split("/"))
            for role, cell in zip(ROLES, cells, strict=True)
        }
    return rows


def write_table(rows):
    """The text of a table, as it stands in ``TABLE``."""
    lines = []
    for name in sorted(rows):
        cells = ["/".join(part or "." for part in rows[name][role]) for role in ROLES]
        lines.append(
            f"{name.removeprefix('satisfaction.'):23}"
            + " ".join(f"{cell:7}" for cell in cells).rstrip()
        )
    return "\n".join(lines)
