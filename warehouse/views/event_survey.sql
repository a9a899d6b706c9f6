-- One row per printed line of a satisfaction survey and period that it adds to or is taken off (period_part).
-- Answers per dossier take field, procedure and channel from the dossier where the survey prints none.
CREATE OR REPLACE VIEW traced_survey AS
SELECT
    line.load_id, line.source_sheet, line.source_row, line.dossier_code AS code,
    'report' AS basis,
    line.last_day AS day, line.first_day,
    line.unit_code AS unit, coalesce(unit.level, 'district') AS level,
    coalesce(line.field_name, dossier.field) AS field,
    CASE WHEN line.field_key IS NOT NULL THEN coalesce(ref_field.field_group, 'khac') ELSE dossier.field_group END AS field_group,
    dossier.procedure, dossier.channel,
    line.sign * line.answered AS answered,
    line.sign * line.very_satisfied AS very_satisfied,
    line.sign * line.satisfied AS satisfied,
    line.sign * line.unsatisfied AS unsatisfied
FROM core_survey_line AS line
LEFT JOIN core_dossier AS dossier ON dossier.dossier_code = line.dossier_code
LEFT JOIN ref_field ON ref_field.field_key = line.field_key
LEFT JOIN (SELECT code, min(level) AS level FROM ref_unit GROUP BY code) AS unit ON unit.code = line.unit_code;

-- The same without its row: what the rollup sums.
CREATE OR REPLACE VIEW event_survey AS
SELECT * EXCLUDE (load_id, source_sheet, source_row, code) FROM traced_survey;
