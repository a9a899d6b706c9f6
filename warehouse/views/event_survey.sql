-- One row per printed line of a satisfaction survey and period that it adds to or is taken off (period_part).
-- Answers per dossier take field, procedure and channel from the dossier where the survey prints none.
CREATE OR REPLACE VIEW event_survey AS
SELECT
    'report' AS basis,
    part.last_day AS day, part.first_day,
    line.unit_code AS unit, coalesce(unit.level, 'district') AS level,
    coalesce(line.field_name, dossier.field) AS field,
    CASE WHEN line.field_key IS NOT NULL THEN coalesce(ref_field.field_group, 'khac') ELSE dossier.field_group END AS field_group,
    dossier.procedure, dossier.channel,
    part.sign * line.answered AS answered,
    part.sign * line.very_satisfied AS very_satisfied,
    part.sign * line.satisfied AS satisfied,
    part.sign * line.unsatisfied AS unsatisfied
FROM live_survey AS line
INNER JOIN period_part AS part
    ON part.source = CASE WHEN line.dossier_code IS NULL THEN 'survey' ELSE 'survey_dossiers' END
   AND part.unit_code = line.unit_code AND part.token = line.period
LEFT JOIN core_dossier AS dossier ON dossier.dossier_code = line.dossier_code
LEFT JOIN ref_field ON ref_field.field_key = line.field_key
LEFT JOIN (SELECT code, min(level) AS level FROM ref_unit GROUP BY code) AS unit ON unit.code = line.unit_code;
