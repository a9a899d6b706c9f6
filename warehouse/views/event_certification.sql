-- One row per unit's report of certified copies and period that it adds to or is taken off (period_part), and per change
-- of who provides electronic certification. A report without both counts says nothing of copies.
-- Providing is read at a day: a unit's answer stands from the end of its period to that of its next answer, at most to the
-- end of the year; the district's agencies are one unit, its district, which provides when any of them does.
-- Those who must provide (every commune, and the district) stand as expected from the year's first answer on: before it
-- there is no figure, after it a silent unit does not provide.
CREATE OR REPLACE VIEW traced_certification AS
WITH unit_level AS (
    SELECT code, min(level) AS level FROM ref_unit GROUP BY code
),
answered AS (
    -- Of the agencies of the district those that provide answer first.
    SELECT
        line.load_id, line.source_sheet, line.source_row,
        CASE WHEN unit_level.level = 'commune' THEN line.unit_code ELSE district.code END AS unit,
        CASE WHEN unit_level.level = 'commune' THEN 'commune' ELSE 'district' END AS level,
        ref_period.last_day AS day,
        CAST(date_trunc('year', ref_period.last_day) + INTERVAL 1 YEAR AS DATE) AS year_end,
        CASE WHEN line.is_provided THEN 1 ELSE 0 END AS is_provided,
        row_number() OVER (
            PARTITION BY CASE WHEN unit_level.level = 'commune' THEN line.unit_code ELSE district.code END,
                CASE WHEN unit_level.level = 'commune' THEN 'commune' ELSE 'district' END, ref_period.last_day
            ORDER BY line.is_provided DESC, line.load_id, line.source_sheet, line.source_row
        ) AS place
    FROM live_e_certification AS line
    INNER JOIN ref_period ON ref_period.token = line.period
    LEFT JOIN unit_level ON unit_level.code = line.unit_code
    LEFT JOIN ref_unit AS district
        ON district.type = 'district' AND district.valid_from <= ref_period.last_day
       AND (district.valid_to IS NULL OR district.valid_to >= ref_period.last_day)
    WHERE line.is_provided IS NOT NULL
),
answer AS (
    SELECT * FROM answered WHERE place = 1
),
standing AS (
    SELECT
        answer.load_id, answer.source_sheet, answer.source_row,
        answer.unit, answer.level, answer.day, answer.is_provided, coalesce(min(later.day), answer.year_end) AS until_day
    FROM answer
    LEFT JOIN answer AS later ON later.unit = answer.unit AND later.year_end = answer.year_end AND later.day > answer.day
    GROUP BY
        answer.load_id, answer.source_sheet, answer.source_row,
        answer.unit, answer.level, answer.day, answer.is_provided, answer.year_end
),
expected AS (
    SELECT
        ref_unit.code AS unit, ref_unit.level, year_of.day, least(year_of.year_end, coalesce(ref_unit.valid_to + 1, year_of.year_end)) AS until_day
    FROM (SELECT min(day) AS day, year_end FROM answer GROUP BY year_end) AS year_of
    INNER JOIN ref_unit
        ON (ref_unit.level = 'commune' OR ref_unit.type = 'district') AND ref_unit.valid_from <= year_of.day
       AND (ref_unit.valid_to IS NULL OR ref_unit.valid_to >= year_of.day)
)
SELECT
    line.load_id, line.source_sheet, line.source_row, CAST(NULL AS VARCHAR) AS code,
    'report' AS basis, line.last_day AS day, line.first_day,
    line.unit_code AS unit, coalesce(unit_level.level, 'district') AS level,
    CAST(NULL AS VARCHAR) AS field, CAST(NULL AS VARCHAR) AS field_group, CAST(NULL AS VARCHAR) AS procedure, CAST(NULL AS VARCHAR) AS channel,
    line.sign * line.copies AS copies, line.sign * line.e_copies AS e_copies, 0 AS providing, 0 AS expected
FROM core_certification_line AS line
LEFT JOIN unit_level ON unit_level.code = line.unit_code
WHERE line.copies IS NOT NULL AND line.e_copies IS NOT NULL
UNION ALL
SELECT
    load_id, source_sheet, source_row, NULL,
    'report', CASE WHEN moment.sign = 1 THEN day ELSE until_day END, CASE WHEN moment.sign = 1 THEN day ELSE until_day END,
    unit, level, NULL, NULL, NULL, NULL, 0, 0, moment.sign * is_provided, 0
FROM standing CROSS JOIN (SELECT 1 AS sign UNION ALL SELECT -1) AS moment
UNION ALL
SELECT
    NULL, NULL, NULL, NULL,
    'report', CASE WHEN moment.sign = 1 THEN day ELSE until_day END, CASE WHEN moment.sign = 1 THEN day ELSE until_day END,
    unit, level, NULL, NULL, NULL, NULL, 0, 0, 0, moment.sign
FROM expected CROSS JOIN (SELECT 1 AS sign UNION ALL SELECT -1) AS moment;

-- The same without its row: what the rollup sums.
CREATE OR REPLACE VIEW event_certification AS
SELECT * EXCLUDE (load_id, source_sheet, source_row, code) FROM traced_certification;
