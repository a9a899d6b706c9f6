-- One row per dossier (hồ sơ) and pair of exports in a row (export date, then load) that print other days for it.
-- A dossier that one file prints twice is taken at its last row there, as live_dossier does.
-- Only dossiers whose days vary are compared at all: most stand in several exports unchanged.
CREATE OR REPLACE VIEW quality_version_pair AS
WITH varied AS (
    SELECT dossier_code
    FROM counted_dossier
    GROUP BY dossier_code
    HAVING min(load_id) <> max(load_id) AND (
        min(due_at) <> max(due_at) OR count(due_at) NOT IN (0, count(*))
        OR min(finished_at) <> max(finished_at) OR count(finished_at) NOT IN (0, count(*))
        OR min(handed_over_at) <> max(handed_over_at)
    )
),
printed AS (
    SELECT
        counted_dossier.*,
        row_number() OVER (
            PARTITION BY counted_dossier.dossier_code, counted_dossier.load_id ORDER BY counted_dossier.source_row DESC
        ) AS place
    FROM counted_dossier
    INNER JOIN varied ON varied.dossier_code = counted_dossier.dossier_code
),
numbered AS (
    SELECT
        printed.*,
        row_number() OVER (PARTITION BY dossier_code ORDER BY export_date, loaded_at) AS version
    FROM printed
    WHERE place = 1
)
SELECT
    newer.dossier_code, newer.unit_code,
    older.load_id AS old_load_id, older.source_sheet AS old_sheet, older.source_row AS old_row,
    older.export_date AS old_export_date,
    older.due_at AS old_due_at, older.finished_at AS old_finished_at, older.handed_over_at AS old_handed_over_at,
    newer.load_id AS new_load_id, newer.source_sheet AS new_sheet, newer.source_row AS new_row,
    newer.export_date AS new_export_date,
    newer.due_at AS new_due_at, newer.finished_at AS new_finished_at, newer.handed_over_at AS new_handed_over_at,
    older.compare = 'datetime' AND newer.compare = 'datetime' AS is_by_hour,
    new_load.has_due AS new_has_due, new_load.has_finish AS new_has_finish
FROM numbered AS newer
INNER JOIN numbered AS older ON older.dossier_code = newer.dossier_code AND older.version = newer.version - 1
INNER JOIN quality_dossier_load AS new_load ON new_load.load_id = newer.load_id;

-- One row per dossier and pair of exports between which its appointed day changed after it had passed.
-- is_certain: the earlier export, made after the old appointed day, still printed it, so the change came afterwards.
-- Else the old day passed between the two exports while the dossier was not ended: before or after, the files do not say.
-- An appointed day that is gone counts as changed when the newer file prints appointed days at all.
CREATE OR REPLACE VIEW sign_due_moved AS
SELECT changed.*, CAST(old_due_at AS DATE) < old_export_date AS is_certain
FROM quality_version_pair AS changed
WHERE old_due_at IS NOT NULL AND new_has_due
  AND (new_due_at IS NULL OR CAST(new_due_at AS DATE) <> CAST(old_due_at AS DATE))
  AND (
      CAST(old_due_at AS DATE) < old_export_date
      OR (
          CAST(old_due_at AS DATE) < new_export_date
          AND (new_due_at IS NULL OR CAST(new_due_at AS DATE) > CAST(old_due_at AS DATE))
          AND (
              coalesce(new_finished_at, new_handed_over_at) IS NULL
              OR CAST(coalesce(new_finished_at, new_handed_over_at) AS DATE) > CAST(old_due_at AS DATE)
          )
      )
  );

-- One row per dossier and pair of exports of which the newer prints another end, or none where the older printed one.
-- End of processing is compared with end of processing, handing over only where neither file prints an end.
-- Days are compared; hours too where both files are judged by the hour.
CREATE OR REPLACE VIEW sign_finish_rewritten AS
SELECT
    changed.*,
    coalesce(old_finished_at, old_handed_over_at) AS old_end_at,
    CASE WHEN old_finished_at IS NOT NULL THEN new_finished_at ELSE new_handed_over_at END AS new_end_at
FROM quality_version_pair AS changed
WHERE (
        old_finished_at IS NOT NULL AND new_has_finish AND (
            new_finished_at IS NULL
            OR CAST(new_finished_at AS DATE) <> CAST(old_finished_at AS DATE)
            OR (is_by_hour AND new_finished_at <> old_finished_at)
        )
    )
   OR (
        old_finished_at IS NULL AND new_finished_at IS NULL
        AND CAST(new_handed_over_at AS DATE) <> CAST(old_handed_over_at AS DATE)
    );

-- One row per dossier that is missing from a later export of its unit which should hold it; the first such export.
-- Should hold: the export is of a later date, speaks of the unit, and the dossier either ended inside its days, or was
-- open or waiting in the last export that has it, if the days of the two leave no gap. A list without a single end holds
-- only what is pending: what it leaves out has simply ended.
-- is_carried_over: received before the first day of an export that holds no earlier dossier at all: it may be a list by
-- day of reception, so such dossiers are one question for the file, not one for each dossier.
CREATE OR REPLACE VIEW sign_vanished AS
SELECT *
FROM (
    SELECT
        dossier.dossier_code, dossier.unit_code, dossier.state, dossier.received_on, dossier.due_on, dossier.ended_on,
        dossier.load_id AS old_load_id, dossier.source_sheet AS old_sheet, dossier.source_row AS old_row,
        last_seen.export_date AS old_export_date,
        later.load_id AS new_load_id, later.first_day, later.export_date AS new_export_date,
        dossier.received_on < later.first_day AND NOT later.has_carried_over AS is_carried_over,
        row_number() OVER (
            PARTITION BY dossier.dossier_code ORDER BY later.export_date, later.loaded_at
        ) AS place
    FROM core_dossier AS dossier
    INNER JOIN quality_dossier_load AS last_seen ON last_seen.load_id = dossier.load_id
    INNER JOIN quality_load_unit AS spoken ON spoken.unit_code = dossier.unit_code
    INNER JOIN quality_dossier_load AS later
        ON later.load_id = spoken.load_id AND later.export_date > last_seen.export_date
    WHERE dossier.received_on <= later.last_day AND later.has_ended
      AND (
          (dossier.state IN ('done', 'withdrawn') AND dossier.ended_on BETWEEN later.first_day AND later.last_day)
          OR (dossier.state IN ('open', 'waiting') AND later.first_day <= last_seen.export_date + 1)
      )
) AS missed
WHERE place = 1;

-- One row per resolved dossier with an appointed day at least a week after its reception: how its end lies to that day.
-- A week holds five working days, whatever its first day; shorter terms leave no room to end earlier.
-- is_on_due_day: ended on the appointed day; is_in_week_before: in the seven days before it.
CREATE OR REPLACE VIEW quality_finish AS
SELECT
    load_id, dossier_code, unit_code, ended_on, due_on,
    CAST(date_trunc('quarter', ended_on) AS DATE) AS quarter_from,
    ended_on = due_on AS is_on_due_day,
    ended_on < due_on AND ended_on >= due_on - 7 AS is_in_week_before
FROM core_dossier
WHERE state = 'done' AND NOT is_undated AND due_on >= received_on + 7;

-- One row per unit and quarter with such ends: how many on the appointed day, and in the week before it.
CREATE OR REPLACE VIEW sign_finish AS
SELECT
    unit_code, quarter_from,
    sum(CASE WHEN is_on_due_day THEN 1 ELSE 0 END) AS n_on_due_day,
    sum(CASE WHEN is_in_week_before THEN 1 ELSE 0 END) AS n_in_week_before
FROM quality_finish
GROUP BY unit_code, quarter_from;
