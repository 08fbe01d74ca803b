# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The peer of B5: every score and its calculation table, by one statement of SQL.

It gives what the addon gives where each channel was answered: means, weighted points,
intervals by Student's t, Welch's test against the month before, bands and judgements.
SQL has no quantile of t, so it looks them up in a table that is there beforehand.
What it leaves out is what the measured world doesn't need: missing weights, answers
carried over, frozen periods, rows that exist already.
"""

from typing import Any

#: Steps of 1/df in the table of quantiles; straight lines lie between them.
STEPS = 10_000
#: Columns both must agree in; those of an interval by a tenth, see `differences`.
SCORE_FIGURES = (
    "points",
    "period_label",
    "band_id",
    "is_acceptable",
    "is_unacceptable",
    "target_points",
    "target_gap",
    "response_count",
    "channel_count",
    "measured_channel_count",
    "has_interval",
    "change",
    "trend",
    "is_latest",
)
LINE_FIGURES = (
    "points",
    "weight",
    "effective_weight",
    "weighted_points",
    "response_count",
    "has_interval",
    "source_start",
    "source_end",
)
INTERVAL = ("interval_low", "interval_high")


def prepare(env: Any) -> None:
    """Make the table of quantiles, for this connection."""
    from odoo.addons.client_satisfaction.scoring import student_critical

    values = [0.0] + [
        student_critical(0.95, max(1.0, STEPS / place)) for place in range(1, STEPS + 1)
    ]
    values[0] = student_critical(0.95, 1e9)
    env.cr.execute(
        "CREATE TEMP TABLE quantile (place int PRIMARY KEY, value float8, slope float8)"
    )
    env.cr.execute(
        "INSERT INTO quantile"
        " SELECT * FROM unnest(%s::int[], %s::float8[], %s::float8[])",
        [
            list(range(STEPS + 1)),
            values,
            [
                values[min(place + 1, STEPS)] - values[place]
                for place in range(STEPS + 1)
            ],
        ],
    )
    env.cr.execute("ANALYZE quantile")


def store(env: Any) -> None:
    """Compute and store all scores of the company."""
    env.cr.execute(STORE, {"company": env.company.id, "steps": STEPS})
    assert env.cr.rowcount


def figures(env: Any) -> "dict[Any, tuple[Any, Any]]":
    """``{row: (figures, ends of the interval)}`` of all that is stored."""
    found = {}
    for kind, key, names, table in (
        ("score", "period_start", SCORE_FIGURES, "satisfaction_score"),
        ("line", "period_start, channel_code", LINE_FIGURES, "satisfaction_score_line"),
    ):
        env.cr.execute(
            f"SELECT client_id, {key}, {', '.join(INTERVAL)}, {', '.join(names)}"
            f" FROM {table}"
        )
        for row in env.cr.fetchall():
            ends = len(row) - len(names) - len(INTERVAL)
            found[(kind, *row[:ends])] = row[ends + 2 :], row[ends : ends + 2]
    return found


def differences(ours: "dict[Any, Any]", theirs: "dict[Any, Any]") -> list[str]:
    """What the two don't agree in.

    Ends of intervals may differ by the last digit: both are rounded, and which side of
    a half they come to lie on may depend on the last binary digit of a sum.
    """
    if ours.keys() != theirs.keys():
        return [f"{len(ours)} rows and {len(theirs)}"]
    return [
        f"{key}: {ours[key]} {theirs[key]}"
        for key in ours
        if ours[key][0] != theirs[key][0]
        or not all(map(_are_near, ours[key][1], theirs[key][1]))
    ]


def _are_near(one: "float | None", other: "float | None") -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) < 0.11


STORE = """
    WITH sums AS (
        SELECT client_id, channel_code,
               date_trunc('month', event_date::timestamp)::date AS month,
               count(*) AS n, sum(points::float8) AS total,
               sum(points::float8 * points::float8) AS squares
          FROM satisfaction_request
         WHERE company_id = %(company)s AND state = 'answered' AND is_scored
      GROUP BY 1, 2, 3
    ), cell AS MATERIALIZED (
        SELECT sums.*, program.id AS program_id, channel.id AS channel_id,
               row_number() OVER (
                   PARTITION BY client_id, month ORDER BY channel.sequence, channel.id
               ) - 1 AS sequence,
               channel.weight::float8 AS weight, total / n AS mean,
               CASE WHEN n < 2 THEN NULL
                    WHEN squares - total * total / n <= 1e-12 * squares
                    THEN 400.0 / (n + 1)
                    ELSE (squares - total * total / n) / (n - 1)
               END / n AS variance
          FROM sums
          JOIN satisfaction_program program
            ON program.company_id = %(company)s
           AND program.year = extract(year FROM month)
          JOIN satisfaction_channel channel
            ON channel.program_id = program.id AND channel.code = channel_code
    ), whole AS (
        SELECT nextval('satisfaction_score_id_seq') AS id, one.*,
               variance ^ 2 / squared AS df
          FROM (
              SELECT client_id, program_id, month, sum(n) AS n, count(*) AS channels,
                     floor(sum(mean * weight) / sum(weight) * 10 + 0.5 + 1e-9) / 10
                         AS points,
                     sum(mean * weight) / sum(weight) AS mean,
                     CASE WHEN bool_and(variance IS NOT NULL)
                          THEN sum((weight / 100) ^ 2 * variance) END AS variance,
                     sum(((weight / 100) ^ 2 * variance) ^ 2 / nullif(n - 1, 0))
                         AS squared
                FROM cell
            GROUP BY 1, 2, 3
               ) one
    ), compared AS (
        SELECT whole.*, month = max(month) OVER (PARTITION BY client_id) AS is_latest,
               lag(id) OVER w AS before_id, lag(points) OVER w AS before_points,
               mean - lag(mean) OVER w AS difference,
               variance + lag(variance) OVER w AS both_variance,
               (variance + lag(variance) OVER w) ^ 2 / (
                   variance ^ 2 / df
                   + lag(variance) OVER w ^ 2 / lag(df) OVER w
               ) AS both_df
          FROM whole
        WINDOW w AS (PARTITION BY client_id ORDER BY month)
    ), judged AS MATERIALIZED (
        SELECT compared.*, program.acceptable_from, program.unacceptable_below,
               program.target_points, band.id AS band_id,
               sqrt(variance) * (own.value + own.slope
                   * (%(steps)s / df - own.place)) AS reach,
               sqrt(both_variance) * (other.value + other.slope
                   * (%(steps)s / both_df - other.place)) AS threshold
          FROM compared
          JOIN satisfaction_program program ON program.id = compared.program_id
          JOIN satisfaction_band band
            ON band.program_id = program.id
           AND points BETWEEN band.lower AND band.upper
     LEFT JOIN quantile own ON own.place = floor(%(steps)s / df)
     LEFT JOIN quantile other ON other.place = floor(%(steps)s / both_df)
    ), scores AS (
        INSERT INTO satisfaction_score (
            id, client_id, program_id, company_id, period_start, period_end,
            period_label, is_measured, points, is_provisional, band_id, is_acceptable,
            is_unacceptable, target_points, target_gap, response_count, channel_count,
            measured_channel_count, has_interval, interval_low, interval_high,
            previous_id, change, trend, is_frozen, is_dirty, is_latest,
            create_uid, write_uid, create_date, write_date
        )
        SELECT id, client_id, program_id, %(company)s, month,
               (month + interval '1 month - 1 day')::date, to_char(month, 'YYYY-MM'),
               TRUE, points, FALSE, band_id, points >= acceptable_from,
               points < unacceptable_below, target_points,
               round(points::numeric - target_points, 1), n,
               channels, channels, reach IS NOT NULL,
               floor(greatest(0, mean - reach) * 10 + 0.5 + 1e-9) / 10,
               floor(least(100, mean + reach) * 10 + 0.5 + 1e-9) / 10,
               before_id, round((points - before_points)::numeric, 1),
               CASE WHEN before_id IS NULL THEN 'first'
                    WHEN difference > threshold THEN 'rise'
                    WHEN difference < -threshold THEN 'fall'
                    ELSE 'no_reliable_change' END,
               FALSE, FALSE, is_latest, 1, 1, now(), now()
          FROM judged
     RETURNING id, client_id, period_start
    )
    INSERT INTO satisfaction_score_line (
        score_id, company_id, client_id, period_start, sequence, channel_id,
        channel_code, is_measured, points, weight, effective_weight, weighted_points,
        response_count, points_total, points_squares, has_interval, interval_low,
        interval_high, source_start, source_end,
        create_uid, write_uid, create_date, write_date
    )
    SELECT scores.id, %(company)s, cell.client_id, month, sequence, channel_id,
           channel_code, TRUE, floor(mean * 10 + 0.5 + 1e-9) / 10, weight, weight,
           floor(mean * weight + 0.5 + 1e-9) / 100, n, total, squares,
           reach IS NOT NULL, floor(greatest(0, mean - reach) * 10 + 0.5 + 1e-9) / 10,
           floor(least(100, mean + reach) * 10 + 0.5 + 1e-9) / 10,
           month, (month + interval '1 month - 1 day')::date, 1, 1, now(), now()
      FROM cell
      JOIN scores ON scores.client_id = cell.client_id
                 AND scores.period_start = cell.month
 LEFT JOIN quantile ON place = %(steps)s / nullif(n - 1, 0),
           LATERAL (
               SELECT sqrt(variance) * (value + slope
                   * (%(steps)s::float8 / (n - 1) - place)) AS reach
           ) one
"""
