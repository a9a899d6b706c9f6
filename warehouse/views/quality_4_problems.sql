-- One row per dossier (hồ sơ), live, with what a person should look at.
CREATE OR REPLACE VIEW quality_dossier AS
SELECT
    dossier.*,
    state = 'unknown' AS has_unknown_status,
    field_group = 'khac' AND field IS NULL AS has_no_field,
    due_on IS NULL AND state NOT IN ('not_accepted', 'unknown') AS has_no_due,
    state = 'withdrawn' AND end_source = 'known_until' AS is_withdrawn_undated,
    coalesce(due_on < received_on, FALSE) AS is_due_before_received
FROM core_dossier AS dossier;

-- How many dossiers have which problem, by printed field and its group.
CREATE OR REPLACE VIEW sign_problem AS
SELECT
    field, field_group, count(*) AS dossiers,
    sum(CASE WHEN has_unknown_status THEN 1 ELSE 0 END) AS unknown_status,
    sum(CASE WHEN has_no_field THEN 1 ELSE 0 END) AS no_field,
    sum(CASE WHEN has_no_due THEN 1 ELSE 0 END) AS no_due,
    sum(CASE WHEN is_undated THEN 1 ELSE 0 END) AS undated,
    sum(CASE WHEN is_withdrawn_undated THEN 1 ELSE 0 END) AS withdrawn_undated,
    sum(CASE WHEN is_due_before_received THEN 1 ELSE 0 END) AS due_before_received
FROM quality_dossier
GROUP BY field, field_group;
