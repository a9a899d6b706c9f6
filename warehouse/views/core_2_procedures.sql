-- One row per procedure (thủ tục hành chính): the newest export's line.
CREATE OR REPLACE VIEW live_procedure AS
SELECT *
FROM (
    SELECT
        fact_procedure.*,
        row_number() OVER (
            PARTITION BY fact_procedure.procedure_code
            ORDER BY counted_load.export_date DESC, counted_load.loaded_at DESC, fact_procedure.source_row DESC
        ) AS newness
    FROM fact_procedure
    INNER JOIN counted_load ON counted_load.load_id = fact_procedure.load_id
) AS ranked
WHERE newness = 1;

-- One row per code stem, and one per folded name, with the field that the catalogue gives. Several fields: the first by name.
CREATE OR REPLACE VIEW procedure_field_by_code AS
SELECT procedure_base, min(field_name) AS field_name, min(field_key) AS field_key
FROM live_procedure WHERE procedure_base IS NOT NULL GROUP BY procedure_base;

CREATE OR REPLACE VIEW procedure_field_by_name AS
SELECT procedure_key, min(field_name) AS field_name, min(field_key) AS field_key
FROM live_procedure WHERE procedure_key IS NOT NULL GROUP BY procedure_key;
