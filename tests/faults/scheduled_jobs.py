# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Every scheduled job of the addon, and what it has to bring with the backlog."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Job:
    """A scheduled job, run in small batches so that there are many instants to die."""

    model: str
    method: str
    options: dict = field(default_factory=dict)
    #: Sizes of batches that are constants: ``{"module.NAME": size}``
    sizes: dict = field(default_factory=dict)
    #: What an undisturbed run has to bring: ``{table: rows more at the least}``
    brings: dict = field(default_factory=dict)
    #: Steps of the backlog that suffice where no other job is tried; none: all of them
    needs: tuple = ()


JOBS = {
    "ir_cron_decide_closings": Job(
        "satisfaction.closing",
        "_cron_decide",
        {"batch_size": 4},
        brings={"satisfaction_request": 10},
    ),
    "ir_cron_send_requests": Job(
        "satisfaction.request",
        "_cron_send",
        {"batch_size": 5},
        brings={"mail_mail": 40},
        needs=("asks",),
    ),
    "ir_cron_send_thanks": Job(
        "satisfaction.request",
        "_cron_send_thanks",
        {"batch_size": 5},
        brings={"mail_mail": 20},
    ),
    "ir_cron_open_cases": Job(
        "satisfaction.case",
        "_cron_open_due",
        {"limit": 4},
        brings={"satisfaction_case": 30, "mail_activity": 60},
        needs=("answers",),
    ),
    "ir_cron_tell_tasks": Job(
        "mail.activity",
        "_cron_tell_satisfaction_tasks",
        brings={"mail_mail": 20},
    ),
    "ir_cron_recompute_scores": Job(
        "satisfaction.score",
        "_cron_recompute",
        sizes={"measure.score_pending.CLIENTS_A_BATCH": 3},
        brings={"satisfaction_score": 10, "satisfaction_score_line": 40},
        needs=("answers",),
    ),
    "ir_cron_remind_requests": Job(
        "satisfaction.request",
        "_cron_remind",
        {"batch_size": 5},
        brings={"mail_mail": 30},
    ),
    "ir_cron_expire_requests": Job(
        "satisfaction.request", "_cron_expire", {"batch_size": 3}
    ),
    "ir_cron_plan_due": Job(
        "satisfaction.rule", "_cron_plan_due", brings={"satisfaction_request": 20}
    ),
    "ir_cron_draw_callbacks": Job(
        "satisfaction.callback.sample",
        "_cron_draw",
        brings={"satisfaction_request": 8},
    ),
    "ir_cron_release_sealed": Job(
        "satisfaction.sealed.answer",
        "_cron_release",
        brings={"satisfaction_request": 30},
    ),
    "ir_cron_import_answers": Job(
        "satisfaction.answer.import",
        "_cron_import",
        sizes={"ask.import_job.IMPORT_BATCH": 5},
        brings={"satisfaction_request": 60},
    ),
    "ir_cron_open_waves": Job(
        "satisfaction.wave",
        "_cron_open",
        {"batch_size": 2},
        brings={"satisfaction_request": 12},
    ),
    "ir_cron_care_waves": Job(
        "satisfaction.wave", "_cron_care", brings={"mail_activity": 4}
    ),
    "ir_cron_open_scores": Job("satisfaction.score", "_cron_open_scores"),
    "ir_cron_compute_kpis": Job(
        "satisfaction.kpi.value",
        "_cron_compute",
        brings={"satisfaction_kpi_value": 20},
    ),
    "ir_cron_collect_remarks": Job(
        "satisfaction.remark",
        "_cron_collect",
        {"limit": 4},
        brings={"satisfaction_remark": 30},
    ),
    "ir_cron_tell_decisions": Job(
        "satisfaction.remark", "_cron_tell", {"limit": 4}, brings={"mail_mail": 20}
    ),
    "ir_cron_watch": Job(
        "satisfaction.alert",
        "_cron_watch",
        sizes={"improve.alert_watch.ALERTS_A_BATCH": 3},
        brings={"satisfaction_alert": 12},
    ),
    "ir_cron_remind_actions": Job(
        "satisfaction.action",
        "_cron_remind",
        sizes={"improve.action_remind.BATCH": 4},
        brings={"mail_activity": 20},
    ),
    "ir_cron_measure_effects": Job(
        "satisfaction.action",
        "_cron_measure_effects",
        sizes={"improve.action_effect.BATCH": 2},
    ),
    "ir_cron_remind_suppliers": Job(
        "satisfaction.supplier.request",
        "_cron_remind",
        sizes={"improve.supplier_request_send.BATCH": 2},
        brings={"mail_activity": 10},
    ),
    "ir_cron_documents": Job(
        "satisfaction.document.mail",
        "_cron_send_documents",
        brings={"mail_mail": 4, "ir_attachment": 4},
    ),
    "ir_cron_client_reports": Job(
        "satisfaction.client.report", "_cron_print", brings={"ir_attachment": 4}
    ),
    "ir_cron_report_mails": Job(
        "satisfaction.client.report",
        "_cron_mail",
        brings={"mail_mail": 5, "satisfaction_client_report_delivery": 5},
    ),
    "ir_cron_report_rounds": Job(
        "satisfaction.report.round",
        "_cron_run",
        sizes={"measure.report_round_work.BATCH": 3},
        brings={"satisfaction_report_round_line": 14},
    ),
    "ir_cron_program_reports": Job(
        "satisfaction.program.report",
        "_cron_publish",
        brings={"mail_mail": 8, "ir_attachment": 4},
    ),
    "ir_cron_clear_old_data": Job(
        "satisfaction.retention", "_cron_clear", {"limit": 4}
    ),
    "ir_cron_export": Job(
        "satisfaction.export",
        "_cron_export",
        sizes={
            # How often a process died is counted, and here it dies on purpose.
            "measure.export_job.MAX_ATTEMPTS": 1000,
            "measure.export_job.TELL_EVERY": 0,
        },
        brings={"ir_attachment": 8, "mail_message": 8},
    ),
    "ir_cron_cases_escalate": Job(
        "satisfaction.case",
        "_cron_escalate",
        {"limit": 3},
        brings={"mail_activity": 20},
    ),
    "ir_cron_cases_client": Job(
        "satisfaction.case",
        "_cron_tell_clients",
        {"limit": 3},
        brings={"mail_mail": 20},
    ),
    "ir_cron_cases_recover": Job(
        "satisfaction.case",
        "_cron_recover",
        {"limit": 3},
        brings={"satisfaction_request": 20},
    ),
}
