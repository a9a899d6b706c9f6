-- One row per survey line (unit, field and period; or dossier and period): all lines of the newest export that has them.
-- A unit may have several lines, one per officer, whose names are not kept: they add up.
CREATE OR REPLACE VIEW live_survey AS
SELECT ranked.* REPLACE (coalesce(period, load_period) AS period)
FROM (
    SELECT
        fact_survey.*,
        counted_load.period AS load_period, counted_load.export_date,
        dense_rank() OVER (
            PARTITION BY
                fact_survey.dossier_code, CASE WHEN fact_survey.dossier_code IS NULL THEN fact_survey.unit_code END,
                CASE WHEN fact_survey.dossier_code IS NULL THEN fact_survey.field_key END,
                coalesce(fact_survey.period, counted_load.period)
            ORDER BY counted_load.export_date DESC, counted_load.loaded_at DESC, counted_load.load_id DESC
        ) AS newness
    FROM fact_survey
    INNER JOIN counted_load ON counted_load.load_id = fact_survey.load_id
) AS ranked
WHERE newness = 1;

-- One row per petition (phản ánh kiến nghị): the newest export's line.
CREATE OR REPLACE VIEW live_petition AS
SELECT *
FROM (
    SELECT
        fact_petition.*,
        counted_load.export_date, counted_load.known_until,
        row_number() OVER (
            PARTITION BY fact_petition.petition_code
            ORDER BY counted_load.export_date DESC, counted_load.loaded_at DESC, fact_petition.source_row DESC
        ) AS newness
    FROM fact_petition
    INNER JOIN counted_load ON counted_load.load_id = fact_petition.load_id
) AS ranked
WHERE newness = 1;

-- One row per unit and period of electronic certification: the newest export's line.
CREATE OR REPLACE VIEW live_e_certification AS
SELECT ranked.* REPLACE (coalesce(period, load_period) AS period)
FROM (
    SELECT
        fact_e_certification.*,
        counted_load.period AS load_period, counted_load.export_date,
        row_number() OVER (
            PARTITION BY fact_e_certification.unit_code, coalesce(fact_e_certification.period, counted_load.period)
            ORDER BY counted_load.export_date DESC, counted_load.loaded_at DESC, fact_e_certification.source_row DESC
        ) AS newness
    FROM fact_e_certification
    INNER JOIN counted_load ON counted_load.load_id = fact_e_certification.load_id
) AS ranked
WHERE newness = 1;

-- One row per target or task, unit and period, as reported: the newest report's line. unit_code NULL: the whole district.
CREATE OR REPLACE VIEW live_progress AS
SELECT ranked.* REPLACE (coalesce(period, load_period) AS period)
FROM (
    SELECT
        fact_progress.*,
        counted_load.period AS load_period, counted_load.export_date,
        row_number() OVER (
            PARTITION BY
                fact_progress.item, fact_progress.unit_code, coalesce(fact_progress.period, counted_load.period)
            ORDER BY counted_load.export_date DESC, counted_load.loaded_at DESC, fact_progress.source_row DESC
        ) AS newness
    FROM fact_progress
    INNER JOIN counted_load ON counted_load.load_id = fact_progress.load_id
) AS ranked
WHERE newness = 1;

-- One row per state that a person gave a task: known by the moment asked for and not withdrawn by then.
CREATE OR REPLACE VIEW decided_task_state AS
SELECT task_state.*
FROM task_state
CROSS JOIN known_at
WHERE NOT task_state.is_withdrawn
  AND (known_at.moment IS NULL OR task_state.changed_at <= known_at.moment)
  AND NOT EXISTS (
      SELECT 1 FROM task_state AS taken_back
      WHERE taken_back.edit_id = task_state.edit_id AND taken_back.is_withdrawn
        AND (known_at.moment IS NULL OR taken_back.changed_at <= known_at.moment)
  );
