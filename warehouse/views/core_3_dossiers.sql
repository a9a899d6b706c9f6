-- One row per dossier (hồ sơ) and counted load: what each export says of it.
CREATE OR REPLACE VIEW counted_dossier AS
SELECT fact_dossier.*, counted_load.export_date, counted_load.loaded_at, counted_load.known_until, counted_load.compare
FROM fact_dossier
INNER JOIN counted_load ON counted_load.load_id = fact_dossier.load_id;

-- One row per dossier (hồ sơ), live: its state (status and dates) is that of the newest export date, then the newest load.
-- What it is about (procedure, field, channel, digitization, payment) is the newest that any export says: a file without
-- such a column says nothing and so takes nothing away. Most dossiers stand in one row only and need no comparing.
CREATE OR REPLACE VIEW live_dossier AS
WITH repeated AS (
    SELECT dossier_code FROM counted_dossier GROUP BY dossier_code HAVING count(*) > 1
)
SELECT
    load_id, source_sheet, source_row, dossier_code, known_until, compare, unit_code,
    received_at, due_at, finished_at, handed_over_at, status_group,
    procedure_code, procedure_name, procedure_key, field_name, field_key, channel,
    is_digitized, is_result_digitized, has_e_result, fee_amount, payment_method, paid_on
FROM counted_dossier
WHERE dossier_code NOT IN (SELECT dossier_code FROM repeated)
UNION ALL
SELECT
    load_id, source_sheet, source_row, dossier_code, known_until, compare, unit_code,
    received_at, due_at, finished_at, handed_over_at, status_group,
    newest_procedure_code, newest_procedure_name, newest_procedure_key, newest_field_name, newest_field_key, newest_channel,
    newest_is_digitized, newest_is_result_digitized, newest_has_e_result, newest_fee_amount, newest_payment_method, newest_paid_on
FROM (
    SELECT
        counted_dossier.*,
        first_value(procedure_code IGNORE NULLS) OVER newest AS newest_procedure_code,
        first_value(procedure_name IGNORE NULLS) OVER newest AS newest_procedure_name,
        first_value(procedure_key IGNORE NULLS) OVER newest AS newest_procedure_key,
        first_value(field_name IGNORE NULLS) OVER newest AS newest_field_name,
        first_value(field_key IGNORE NULLS) OVER newest AS newest_field_key,
        first_value(channel IGNORE NULLS) OVER newest AS newest_channel,
        first_value(is_digitized IGNORE NULLS) OVER newest AS newest_is_digitized,
        first_value(is_result_digitized IGNORE NULLS) OVER newest AS newest_is_result_digitized,
        first_value(has_e_result IGNORE NULLS) OVER newest AS newest_has_e_result,
        first_value(fee_amount IGNORE NULLS) OVER newest AS newest_fee_amount,
        first_value(payment_method IGNORE NULLS) OVER newest AS newest_payment_method,
        first_value(paid_on IGNORE NULLS) OVER newest AS newest_paid_on,
        row_number() OVER newest AS newness
    FROM counted_dossier
    WHERE dossier_code IN (SELECT dossier_code FROM repeated)
    WINDOW newest AS (
        PARTITION BY dossier_code
        ORDER BY export_date DESC, loaded_at DESC, source_row DESC
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    )
) AS ranked
WHERE newness = 1;

-- One row per dossier with its days and what they mean. Source: QĐ 766/QĐ-TTg status list; plan II.2.1 and PL.15 (on time).
-- state: done, withdrawn (ended, neither on time nor late), open (clock runs), waiting (clock stands),
--        not_accepted and unknown (outside every count).
-- A file without statuses tells the state by its dates. "Quá hạn" is a verdict, so the dates decide as well.
-- ended_on: end of processing; handing over only where no end was printed; else, for a dossier that the file calls ended
--           without saying when, the last day that the file speaks of.
CREATE OR REPLACE VIEW core_dossier AS
SELECT
    dated.*,
    -- Counted by on-time rates: has an appointed day, and an end that is dated. No appointed day is neither on time nor late.
    dated.due_on IS NOT NULL AND NOT dated.is_undated AS is_counted,
    -- On time: ended on or before the appointed day; that day counts.
    dated.state = 'done' AND NOT dated.is_undated AND dated.ended_on <= dated.due_on AS is_on_time_date,
    -- The same with hours; an appointed day without an hour lasts until its end.
    dated.state = 'done' AND NOT dated.is_undated AND (
        dated.ended_at <= dated.due_at
        OR (CAST(dated.due_on AS TIMESTAMP) = dated.due_at AND dated.ended_on <= dated.due_on)
    ) AS is_on_time_datetime,
    dated.state = 'done' AND NOT dated.is_undated AND dated.ended_on < dated.due_on AS is_early,
    -- First day on which it stood open beyond its appointed day; waiting dossiers never do (their clock stands).
    CASE
        WHEN dated.due_on IS NULL OR dated.is_undated OR dated.state NOT IN ('done', 'withdrawn', 'open') THEN NULL
        WHEN dated.ended_on IS NOT NULL AND dated.ended_on <= dated.due_on THEN NULL
        WHEN dated.due_on < dated.received_on THEN dated.received_on
        ELSE dated.due_on + 1
    END AS overdue_on,
    -- Days on which it stood open with an appointed day at most three days ahead: those before due_soon_until, if any.
    CASE
        WHEN dated.due_on IS NULL OR dated.is_undated OR dated.state NOT IN ('done', 'withdrawn', 'open') THEN NULL
        WHEN dated.received_on <= dated.due_on THEN greatest(dated.received_on, dated.due_on - 3)
    END AS due_soon_on,
    least(dated.due_on + 1, coalesce(dated.ended_on, dated.due_on + 1)) AS due_soon_until
FROM (
    SELECT
        described.*,
        described.state = 'done' AND coalesce(described.finished_at, described.handed_over_at) IS NULL AS is_undated,
        CASE
            WHEN described.state NOT IN ('done', 'withdrawn') THEN NULL
            ELSE coalesce(
                CAST(coalesce(described.finished_at, described.handed_over_at) AS DATE),
                greatest(described.known_until, described.received_on)
            )
        END AS ended_on,
        CASE WHEN described.state IN ('done', 'withdrawn') THEN coalesce(described.finished_at, described.handed_over_at) END AS ended_at,
        CASE
            WHEN described.state NOT IN ('done', 'withdrawn') THEN NULL
            WHEN described.finished_at IS NOT NULL THEN 'finished'
            WHEN described.handed_over_at IS NOT NULL THEN 'handed_over'
            ELSE 'known_until'
        END AS end_source
    FROM (
        SELECT
            live_dossier.load_id, live_dossier.source_sheet, live_dossier.source_row, live_dossier.dossier_code,
            live_dossier.known_until, live_dossier.compare, live_dossier.unit_code,
            coalesce(unit.level, 'district') AS level,
            live_dossier.received_at, live_dossier.due_at, live_dossier.finished_at, live_dossier.handed_over_at,
            CAST(live_dossier.received_at AS DATE) AS received_on,
            CAST(live_dossier.due_at AS DATE) AS due_on,
            live_dossier.channel,
            live_dossier.is_digitized, live_dossier.is_result_digitized, live_dossier.has_e_result,
            live_dossier.fee_amount, live_dossier.payment_method, live_dossier.paid_on,
            live_dossier.procedure_code,
            coalesce(live_dossier.procedure_name, live_dossier.procedure_code) AS procedure,
            coalesce(live_dossier.field_name, by_code.field_name, by_name.field_name) AS field,
            -- The catalogue's field of the code decides; then the printed field; the procedure's name only where there is neither.
            coalesce(
                code_group.field_group,
                CASE WHEN live_dossier.field_key IS NOT NULL THEN own_group.field_group
                    WHEN by_code.field_key IS NULL THEN name_group.field_group END,
                'khac'
            ) AS field_group,
            CASE
                WHEN live_dossier.status_group IN ('done', 'withdrawn', 'open', 'waiting', 'not_accepted', 'unknown')
                    THEN live_dossier.status_group
                WHEN coalesce(live_dossier.finished_at, live_dossier.handed_over_at) IS NOT NULL THEN 'done'
                ELSE 'open'
            END AS state
        FROM live_dossier
        LEFT JOIN (SELECT code, min(level) AS level FROM ref_unit GROUP BY code) AS unit ON unit.code = live_dossier.unit_code
        LEFT JOIN procedure_field_by_code AS by_code ON by_code.procedure_base = live_dossier.procedure_code
        LEFT JOIN procedure_field_by_name AS by_name ON by_name.procedure_key = live_dossier.procedure_key
        LEFT JOIN ref_field AS code_group ON code_group.field_key = by_code.field_key
        LEFT JOIN ref_field AS own_group ON own_group.field_key = live_dossier.field_key
        LEFT JOIN ref_field AS name_group ON name_group.field_key = by_name.field_key
    ) AS described
) AS dated;
