-- One row per statement of a stock or year-to-date figure on its day, and one that takes it off (core_7_statements.sql).
CREATE OR REPLACE VIEW traced_report AS
SELECT
    standing.load_id, standing.source_sheet, standing.source_row, standing.item AS code,
    'report' AS basis,
    CASE WHEN moment.sign = 1 THEN standing.last_day ELSE standing.until_day END AS day,
    CASE WHEN moment.sign = 1 THEN standing.first_day ELSE standing.until_day END AS first_day,
    standing.figure, standing.item,
    CASE WHEN standing.unit_key <> '' THEN standing.unit_key END AS unit, standing.level,
    CAST(NULL AS VARCHAR) AS field, CAST(NULL AS VARCHAR) AS field_group, CAST(NULL AS VARCHAR) AS procedure, CAST(NULL AS VARCHAR) AS channel,
    CAST(moment.sign * standing.numerator AS DECIMAL(18, 3)) AS numerator,
    CAST(moment.sign * CASE WHEN standing.denominator BETWEEN 0 AND 999999999999999 THEN standing.denominator ELSE 0 END AS DECIMAL(18, 3)) AS denominator,
    moment.sign AS statements,
    CASE WHEN standing.status = 'not_started' THEN moment.sign ELSE 0 END AS not_started,
    CASE WHEN standing.status = 'in_progress' THEN moment.sign ELSE 0 END AS in_progress,
    CASE WHEN standing.status = 'done' THEN moment.sign ELSE 0 END AS done,
    CASE WHEN standing.status = 'overdue' THEN moment.sign ELSE 0 END AS overdue
FROM core_progress_standing AS standing
CROSS JOIN (SELECT 1 AS sign UNION ALL SELECT -1) AS moment
WHERE standing.until_day > standing.last_day
UNION ALL
SELECT
    state.load_id, state.source_sheet, state.source_row, state.procedure_code,
    'catalogue',
    CASE WHEN moment.sign = 1 THEN state.day ELSE state.until_day END, CASE WHEN moment.sign = 1 THEN state.day ELSE state.until_day END,
    state.figure, NULL, NULL, state.level, state.field_name, state.field_group, state.procedure_name, NULL,
    moment.sign * state.numerator, moment.sign * state.denominator, moment.sign, 0, 0, 0, 0
FROM procedure_figure AS state
CROSS JOIN (SELECT 1 AS sign UNION ALL SELECT -1) AS moment
WHERE moment.sign = 1 OR state.until_day IS NOT NULL;

-- The same without its row: what the rollup sums.
CREATE OR REPLACE VIEW event_report AS
SELECT * EXCLUDE (load_id, source_sheet, source_row, code) FROM traced_report;
