-- One row per load whose rows count: known by the moment asked for and not withdrawn by then.
-- known_at holds one row; NULL means now. warehouse.build.as_of shadows it with another moment.
CREATE OR REPLACE VIEW known_at AS SELECT CAST(NULL AS TIMESTAMP) AS moment;

CREATE OR REPLACE VIEW counted_load AS
SELECT loads.*
FROM loads
CROSS JOIN known_at
WHERE (known_at.moment IS NULL OR loads.loaded_at <= known_at.moment)
  AND NOT EXISTS (
      SELECT 1 FROM load_event
      WHERE load_event.load_id = loads.load_id AND load_event.state = 'withdrawn'
        AND (known_at.moment IS NULL OR load_event.changed_at <= known_at.moment)
  );
