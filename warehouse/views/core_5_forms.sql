-- One row per printed line of an aggregate form, unit, field and period: all lines of the newest export that has them.
-- A form that prints a field twice (cấp huyện and cấp xã in one sheet) keeps both lines: they add up.
CREATE OR REPLACE VIEW live_form AS
SELECT *
FROM (
    SELECT
        fact_form.*,
        counted_load.period_from, counted_load.period_to, counted_load.export_date,
        dense_rank() OVER (
            PARTITION BY
                fact_form.form, fact_form.unit_code, fact_form.field_key, counted_load.period_from, counted_load.period_to
            ORDER BY counted_load.export_date DESC, counted_load.loaded_at DESC, counted_load.load_id DESC
        ) AS newness
    FROM fact_form
    INNER JOIN counted_load ON counted_load.load_id = fact_form.load_id
) AS ranked
WHERE newness = 1;
