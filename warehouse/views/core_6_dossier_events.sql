-- One row per event of a dossier (hồ sơ): received, ended, became overdue, stopped being overdue; with its day, its
-- dimensions and measures of 0 or 1. Stocks at the end of a day are running sums: in stock = received - ended.
-- "with_due" measures leave out dossiers without an appointed day or without a dated end (core_dossier.is_counted).
-- Each event knows the row of the file that it comes from; the rollup (event_dossier) does not.
CREATE OR REPLACE VIEW dossier_event AS
SELECT
    dossier.load_id, dossier.source_sheet, dossier.source_row, dossier.dossier_code AS code,
    dossier.received_on, dossier.due_on, dossier.ended_on, dossier.state, event.name AS event,
    'list' AS basis,
    CASE event.name
        WHEN 'received' THEN dossier.received_on
        WHEN 'ended' THEN dossier.ended_on
        WHEN 'overdue' THEN dossier.overdue_on
        WHEN 'due_soon' THEN dossier.due_soon_on
        WHEN 'due_soon_ended' THEN dossier.due_soon_until
        ELSE dossier.ended_on
    END AS day,
    CASE event.name
        WHEN 'received' THEN dossier.received_on
        WHEN 'ended' THEN dossier.ended_on
        WHEN 'overdue' THEN dossier.overdue_on
        WHEN 'due_soon' THEN dossier.due_soon_on
        WHEN 'due_soon_ended' THEN dossier.due_soon_until
        ELSE dossier.ended_on
    END AS first_day,
    dossier.unit_code AS unit, dossier.level, dossier.field, dossier.field_group, dossier.procedure, dossier.channel,
    -- on the day of reception
    CASE WHEN event.name = 'received' AND dossier.state NOT IN ('not_accepted', 'unknown') THEN 1 ELSE 0 END AS received,
    CASE WHEN event.name = 'received' AND dossier.state NOT IN ('not_accepted', 'unknown') AND dossier.is_counted THEN 1 ELSE 0 END AS received_with_due,
    CASE WHEN event.name = 'received' AND dossier.state NOT IN ('not_accepted', 'unknown') AND dossier.channel IS NOT NULL THEN 1 ELSE 0 END AS received_with_channel,
    CASE WHEN event.name = 'received' AND dossier.state NOT IN ('not_accepted', 'unknown') AND dossier.channel = 'online' THEN 1 ELSE 0 END AS received_online,
    CASE WHEN event.name = 'received' AND dossier.state = 'waiting' THEN 1 ELSE 0 END AS received_waiting,
    CASE WHEN event.name = 'received' AND dossier.state = 'not_accepted' THEN 1 ELSE 0 END AS not_accepted,
    CASE WHEN event.name = 'received' AND dossier.state = 'unknown' THEN 1 ELSE 0 END AS unknown_status,
    -- on the day of ending
    CASE WHEN event.name = 'ended' THEN 1 ELSE 0 END AS ended,
    CASE WHEN event.name = 'ended' AND dossier.is_counted THEN 1 ELSE 0 END AS ended_with_due,
    CASE WHEN event.name = 'ended' AND dossier.state = 'done' AND NOT dossier.is_undated THEN 1 ELSE 0 END AS resolved,
    CASE WHEN event.name = 'ended' AND dossier.state = 'done' AND dossier.is_counted THEN 1 ELSE 0 END AS resolved_with_due,
    CASE WHEN event.name = 'ended' AND dossier.state = 'done' AND dossier.is_undated THEN 1 ELSE 0 END AS resolved_undated,
    CASE WHEN event.name = 'ended' AND dossier.is_early THEN 1 ELSE 0 END AS early,
    CASE WHEN event.name = 'ended' AND dossier.is_on_time_date THEN 1 ELSE 0 END AS on_time_date,
    CASE WHEN event.name = 'ended' AND dossier.is_on_time_datetime THEN 1 ELSE 0 END AS on_time_datetime,
    CASE
        WHEN event.name = 'ended' AND dossier.compare = 'datetime' AND dossier.is_on_time_datetime THEN 1
        WHEN event.name = 'ended' AND dossier.compare <> 'datetime' AND dossier.is_on_time_date THEN 1
        ELSE 0
    END AS on_time,
    CASE WHEN event.name = 'ended' AND dossier.state = 'withdrawn' THEN 1 ELSE 0 END AS withdrawn,
    CASE WHEN event.name = 'ended' AND dossier.state = 'withdrawn' AND dossier.is_counted THEN 1 ELSE 0 END AS withdrawn_with_due,
    CASE WHEN event.name = 'ended' AND dossier.state = 'done' AND NOT dossier.is_undated AND dossier.channel IS NOT NULL THEN 1 ELSE 0 END AS resolved_with_channel,
    CASE WHEN event.name = 'ended' AND dossier.state = 'done' AND NOT dossier.is_undated AND dossier.channel = 'online' THEN 1 ELSE 0 END AS resolved_online,
    -- around the appointed day
    CASE WHEN event.name = 'overdue' THEN 1 ELSE 0 END AS became_overdue,
    CASE WHEN event.name = 'overdue_ended' THEN 1 ELSE 0 END AS overdue_ended,
    CASE WHEN event.name = 'due_soon' THEN 1 ELSE 0 END AS became_due_soon,
    CASE WHEN event.name = 'due_soon_ended' THEN 1 ELSE 0 END AS due_soon_ended,
    -- digitization: "with" measures leave out dossiers whose files do not say
    CASE WHEN event.name = 'received' AND dossier.state NOT IN ('not_accepted', 'unknown') AND dossier.is_digitized IS NOT NULL THEN 1 ELSE 0 END AS received_with_digitization,
    CASE WHEN event.name = 'received' AND dossier.state NOT IN ('not_accepted', 'unknown') AND dossier.is_digitized THEN 1 ELSE 0 END AS received_digitized,
    CASE WHEN event.name = 'ended' AND dossier.state = 'done' AND NOT dossier.is_undated AND dossier.is_result_digitized IS NOT NULL THEN 1 ELSE 0 END AS resolved_with_result_digitization,
    CASE WHEN event.name = 'ended' AND dossier.state = 'done' AND NOT dossier.is_undated AND dossier.is_result_digitized THEN 1 ELSE 0 END AS resolved_result_digitized,
    CASE WHEN event.name = 'ended' AND dossier.state = 'done' AND NOT dossier.is_undated AND dossier.has_e_result IS NOT NULL THEN 1 ELSE 0 END AS resolved_with_e_result_told,
    CASE WHEN event.name = 'ended' AND dossier.state = 'done' AND NOT dossier.is_undated AND dossier.has_e_result THEN 1 ELSE 0 END AS resolved_with_e_result,
    CASE WHEN event.name = 'ended' AND dossier.state = 'done' AND NOT dossier.is_undated AND dossier.is_digitized IS NOT NULL AND dossier.has_e_result IS NOT NULL THEN 1 ELSE 0 END AS resolved_with_both_told,
    CASE WHEN event.name = 'ended' AND dossier.state = 'done' AND NOT dossier.is_undated AND dossier.is_digitized AND dossier.has_e_result THEN 1 ELSE 0 END AS resolved_digitized_with_e_result
FROM core_dossier AS dossier
CROSS JOIN (
    SELECT 'received' AS name UNION ALL SELECT 'ended' UNION ALL SELECT 'overdue' UNION ALL SELECT 'overdue_ended'
    UNION ALL SELECT 'due_soon' UNION ALL SELECT 'due_soon_ended'
) AS event
WHERE (event.name = 'received' AND dossier.received_on IS NOT NULL)
   OR (event.name = 'ended' AND dossier.ended_on IS NOT NULL)
   OR (event.name = 'overdue' AND dossier.overdue_on IS NOT NULL)
   OR (event.name = 'overdue_ended' AND dossier.overdue_on IS NOT NULL AND dossier.ended_on IS NOT NULL)
   OR (event.name = 'due_soon' AND dossier.due_soon_on < dossier.due_soon_until)
   OR (event.name = 'due_soon_ended' AND dossier.due_soon_on < dossier.due_soon_until);
