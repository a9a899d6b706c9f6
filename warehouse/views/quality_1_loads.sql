-- One row per counted load and unit that it speaks of: the unit has a row in it, or the whole file was handed in for it.
-- unit_code is NULL for a load without any unit (a catalogue, a form of the whole district).
-- A unit printed with zeros has a row and so is spoken of; a unit that a file leaves out is not.
CREATE OR REPLACE VIEW quality_load_unit AS
WITH spoken AS (
    SELECT load_id, unit_code FROM fact_dossier
    UNION SELECT load_id, unit_code FROM fact_payment
    UNION SELECT load_id, unit_code FROM fact_form
    UNION SELECT load_id, unit_code FROM fact_survey
    UNION SELECT load_id, unit_code FROM fact_petition
    UNION SELECT load_id, unit_code FROM fact_e_certification
    UNION SELECT load_id, unit_code FROM fact_progress
    UNION SELECT load_id, unit_code FROM loads
)
SELECT counted_load.load_id, counted_load.kind, spoken.unit_code
FROM counted_load
INNER JOIN spoken ON spoken.load_id = counted_load.load_id
WHERE spoken.unit_code IS NOT NULL
   OR NOT EXISTS (
       SELECT 1 FROM spoken AS named WHERE named.load_id = counted_load.load_id AND named.unit_code IS NOT NULL
   );

-- One row per counted load of a dossier list: from which day to which it speaks, and what kinds of dossier it holds.
-- A stated period is believed. Without one the first day is that of the month in which the first dossier of the file
-- ended, for a list of a period holds ends of that period only; before any end, that of the first reception.
-- has_carried_over: it holds dossiers received before its first day, so it is a list of what was handled, not only of
-- what was received. has_due, has_finish, has_handed_over: the file prints such days at all.
CREATE OR REPLACE VIEW quality_dossier_load AS
SELECT
    load_id, file, export_date, loaded_at, first_day, last_day, is_period_stated,
    n_ended > 0 AS has_ended,
    n_due > 0 AS has_due, n_finished > 0 AS has_finish, n_handed_over > 0 AS has_handed_over,
    CAST(first_received_at AS DATE) < first_day AS has_carried_over
FROM (
    SELECT
        counted_load.load_id, counted_load.file, counted_load.export_date, counted_load.loaded_at,
        counted_load.known_until AS last_day, counted_load.period_from IS NOT NULL AS is_period_stated,
        coalesce(
            counted_load.period_from,
            CAST(date_trunc('month', coalesce(held.first_end_at, held.first_received_at)) AS DATE)
        ) AS first_day,
        held.first_received_at, held.n_ended, held.n_due, held.n_finished, held.n_handed_over
    FROM counted_load
    INNER JOIN (
        SELECT
            load_id,
            min(received_at) AS first_received_at,
            min(coalesce(finished_at, handed_over_at)) AS first_end_at,
            count(due_at) AS n_due, count(finished_at) AS n_finished, count(handed_over_at) AS n_handed_over,
            sum(CASE
                WHEN status_group IN ('done', 'withdrawn') THEN 1
                WHEN status_group IN ('open', 'waiting', 'not_accepted', 'unknown') THEN 0
                WHEN coalesce(finished_at, handed_over_at) IS NOT NULL THEN 1
                ELSE 0
            END) AS n_ended
        FROM fact_dossier
        GROUP BY load_id
    ) AS held ON held.load_id = counted_load.load_id
) AS described;
