# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the mixed load of soak.py runs on, and what is counted after it."""

import time

SETTLE_SECONDS = 300

PREPARE = """
from datetime import timedelta
from odoo import Command, fields
now = fields.Datetime.now()
program = env["satisfaction.program"].search([], order="year desc, id desc", limit=1)
if program.state != "running":
    program.strategy = "<p>We ask.</p>"
    program.action_approve_strategy()
    program.action_start()
program.rule_ids.write({"delay_hours": 0, "window_from": 0, "window_to": 24,
    "skip_holidays": False, "max_per_hour": 0, "cool_down_days": 0})
program.rule_ids.write({f"on_{day}": True for day in
    "monday tuesday wednesday thursday friday saturday sunday".split()})
survey = env.ref("client_satisfaction.survey_event")
manager = env["res.users"].with_context(no_reset_password=True).create(
    {"name": "Soak Manager", "login": "soak_manager", "password": "soak_manager",
     "email": "manager@soak.example", "group_ids": [Command.set([
        env.ref("client_satisfaction.group_program_manager").id,
        env.ref("helpdesk_mgmt.group_helpdesk_manager").id,
        env.ref("base.group_allow_export").id])]})
clients = env["res.partner"].create([
    {"name": f"Soak {n}", "is_company": True, "client_manager_id": manager.id}
    for n in range(CLIENTS)])
people = env["res.partner"].create([
    {"name": f"Person {n}", "parent_id": clients[n % CLIENTS].id, "lang": "en_US",
     "email": f"person{n}@soak.example", "satisfaction_role": "decision_leader"}
    for n in range(CLIENTS * 25)])
for person in people[:4]:
    env["res.users"].with_context(no_reset_password=True).create(
        {"name": person.name, "login": person.email, "password": person.email,
         "partner_id": person.id,
         "group_ids": [Command.set(env.ref("base.group_portal").ids)]})
env["helpdesk.ticket.stage"].create({"name": "Soaked", "closed": True})
env["helpdesk.ticket.team"].create({"name": "Soak desk",
    "user_ids": [Command.set(manager.ids)]})
channel = program.channel_ids.filtered(lambda one: one.kind == "ticket")
asks = env["satisfaction.request"]._create_entry([
    {"channel_id": channel.id, "partner_id": people[n % len(people)].id,
     "survey_id": survey.id} for n in range(ANSWERS)])
asks.write({"state": "sent", "sent_at": now - timedelta(hours=1),
    "expires_at": now + timedelta(days=9), "email": "person@soak.example"})
env["ir.mail_server"].create({"name": "Soak", "smtp_host": "127.0.0.1",
    "smtp_port": MAIL_PORT, "smtp_encryption": "none"})
env["ir.cron"].search([("cron_name", "ilike", "satisfaction")])
crons = env["ir.model.data"].search([("module", "=", "client_satisfaction"),
    ("model", "=", "ir.cron")])
env["ir.cron"].browse(crons.mapped("res_id")).write(
    {"interval_number": 1, "interval_type": "minutes", "nextcall": now})
env["ir.cron"].browse(env.ref("mail.ir_cron_mail_scheduler_action").id).write(
    {"interval_number": 1, "interval_type": "minutes", "nextcall": now})
env.cr.commit()
with open(FILE, "w") as file:
    file.write("\\n".join(asks.mapped("access_token")))
"""

#: One row: what is open, lost and doubled. The numbers of tickets are ours.
COUNT = """
SELECT
  (SELECT count(*) FROM satisfaction_closing),
  (SELECT count(*) FROM satisfaction_request WHERE score_pending),
  (SELECT count(*) FROM satisfaction_request
    WHERE follow_up_after < now() at time zone 'utc'),
  (SELECT count(*) FROM satisfaction_request WHERE state = 'planned'
    AND delivery = 'mail' AND send_after < now() at time zone 'utc'),
  (SELECT count(*) FROM mail_mail WHERE state = 'outgoing'
    AND (scheduled_date IS NULL OR scheduled_date < now() at time zone 'utc')),
  (SELECT count(*) FROM helpdesk_ticket t JOIN helpdesk_ticket_stage s
    ON s.id = t.stage_id WHERE s.closed AND t.name LIKE 'Soak %'),
  (SELECT count(DISTINCT ticket_id) FROM satisfaction_request r
    JOIN helpdesk_ticket t ON t.id = r.ticket_id WHERE t.name LIKE 'Soak %'),
  (SELECT count(*) FROM satisfaction_request r JOIN res_partner p
    ON p.id = r.partner_id WHERE r.state = 'answered'
    AND r.email = 'person@soak.example'),
  (SELECT count(*) FROM (SELECT satisfaction_request_id FROM survey_user_input
    WHERE satisfaction_request_id IS NOT NULL AND state = 'done'
    GROUP BY 1 HAVING count(*) > 1) x),
  (SELECT count(*) FROM (SELECT ticket_id, channel_code FROM satisfaction_request r
    JOIN helpdesk_ticket t ON t.id = r.ticket_id WHERE t.name LIKE 'Soak %'
    AND NOT is_closing AND r.state != 'skipped' GROUP BY 1, 2
    HAVING count(*) > 1) x),
  (SELECT count(*) FROM (SELECT request_id FROM satisfaction_case
    WHERE request_id IS NOT NULL GROUP BY 1 HAVING count(*) > 1) x),
  (SELECT count(*) FROM mail_mail WHERE state = 'exception')
"""
COUNTED = (
    *("undecided", "uncounted", "unfollowed", "unsent", "unmailed"),
    *("closed", "closed_in_ledger", "answered"),
    *("doubled_answers", "doubled_asks", "doubled_cases", "failed_mails"),
)
OPEN = COUNTED[:5]


def count(databases, database):
    [row] = databases._psql.query(
        " ".join(COUNT.split()), database=databases.real_name(database)
    )
    return dict(zip(COUNTED, map(int, row), strict=True))


def wait_until_settled(databases, database):
    """Let the jobs finish; what is counted then."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while True:
        counted = count(databases, database)
        if not any(counted[name] for name in OPEN) or time.monotonic() > deadline:
            return counted
        time.sleep(5)
