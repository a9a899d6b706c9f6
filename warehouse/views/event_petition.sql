-- One row per event of a petition (phản ánh kiến nghị): received, closed, became overdue, stopped being overdue.
-- Counted are those about procedures, and those of files that do not say what they are about. A forwarded petition is not
-- closed. Without a status the day of answering decides. Closed without such a day: leaves the stock on the last day that
-- its file speaks of, outside every rate. "with_due" measures leave those out, and those without an appointed day.
CREATE OR REPLACE VIEW traced_petition AS
WITH dated AS (
    SELECT
        described.*,
        described.state = 'closed' AND described.answered_on IS NULL AS is_undated,
        described.due_on IS NOT NULL AND NOT (described.state = 'closed' AND described.answered_on IS NULL) AS is_counted,
        CASE
            WHEN described.state = 'closed' THEN coalesce(described.answered_on, greatest(described.known_until, described.received_on))
        END AS closed_on
    FROM (
        SELECT
            live_petition.load_id, live_petition.source_sheet, live_petition.source_row, live_petition.petition_code AS code,
            live_petition.unit_code AS unit, coalesce(unit.level, 'district') AS level,
            live_petition.field_name AS field,
            CASE WHEN live_petition.field_key IS NOT NULL THEN coalesce(ref_field.field_group, 'khac') END AS field_group,
            live_petition.received_on, live_petition.due_on, live_petition.answered_on, live_petition.is_satisfied,
            live_petition.known_until,
            coalesce(live_petition.is_about_procedure, TRUE) AS is_about_procedure,
            CASE
                WHEN live_petition.status_group = 'forwarded' THEN 'open'
                WHEN live_petition.status_group IS NOT NULL THEN live_petition.status_group
                WHEN live_petition.answered_on IS NOT NULL THEN 'closed'
                ELSE 'open'
            END AS state
        FROM live_petition
        LEFT JOIN ref_field ON ref_field.field_key = live_petition.field_key
        LEFT JOIN (SELECT code, min(level) AS level FROM ref_unit GROUP BY code) AS unit ON unit.code = live_petition.unit_code
    ) AS described
),
petition AS (
    SELECT
        dated.*,
        CASE
            WHEN NOT dated.is_counted OR dated.closed_on <= dated.due_on THEN NULL
            WHEN dated.due_on < dated.received_on THEN dated.received_on
            ELSE dated.due_on + 1
        END AS overdue_on
    FROM dated
    WHERE dated.is_about_procedure AND dated.state IN ('open', 'closed')
)
SELECT
    petition.load_id, petition.source_sheet, petition.source_row, petition.code,
    'list' AS basis,
    CASE event.name WHEN 'received' THEN petition.received_on WHEN 'overdue' THEN petition.overdue_on ELSE petition.closed_on END AS day,
    CASE event.name WHEN 'received' THEN petition.received_on WHEN 'overdue' THEN petition.overdue_on ELSE petition.closed_on END AS first_day,
    petition.unit, petition.level, petition.field, petition.field_group,
    CAST(NULL AS VARCHAR) AS procedure, CAST(NULL AS VARCHAR) AS channel,
    CASE WHEN event.name = 'received' THEN 1 ELSE 0 END AS received,
    CASE WHEN event.name = 'received' AND petition.is_counted THEN 1 ELSE 0 END AS received_with_due,
    CASE WHEN event.name = 'closed' THEN 1 ELSE 0 END AS ended,
    CASE WHEN event.name = 'closed' AND petition.is_counted THEN 1 ELSE 0 END AS ended_with_due,
    CASE WHEN event.name = 'closed' AND NOT petition.is_undated THEN 1 ELSE 0 END AS closed,
    CASE WHEN event.name = 'closed' AND petition.is_counted THEN 1 ELSE 0 END AS closed_with_due,
    CASE WHEN event.name = 'closed' AND petition.is_counted AND petition.closed_on <= petition.due_on THEN 1 ELSE 0 END AS on_time,
    CASE WHEN event.name = 'closed' AND NOT petition.is_undated AND petition.is_satisfied IS NOT NULL THEN 1 ELSE 0 END AS rated,
    CASE WHEN event.name = 'closed' AND NOT petition.is_undated AND petition.is_satisfied THEN 1 ELSE 0 END AS satisfied,
    CASE WHEN event.name = 'overdue' THEN 1 ELSE 0 END AS became_overdue,
    CASE WHEN event.name = 'overdue_ended' THEN 1 ELSE 0 END AS overdue_ended
FROM petition
CROSS JOIN (
    SELECT 'received' AS name UNION ALL SELECT 'closed' UNION ALL SELECT 'overdue' UNION ALL SELECT 'overdue_ended'
) AS event
WHERE event.name = 'received'
   OR (event.name = 'closed' AND petition.closed_on IS NOT NULL)
   OR (event.name = 'overdue' AND petition.overdue_on IS NOT NULL)
   OR (event.name = 'overdue_ended' AND petition.overdue_on IS NOT NULL AND petition.closed_on IS NOT NULL);

-- The same without its row: what the rollup sums.
CREATE OR REPLACE VIEW event_petition AS
SELECT * EXCLUDE (load_id, source_sheet, source_row, code) FROM traced_petition;
