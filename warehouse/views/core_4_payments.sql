-- One row per dossier (hồ sơ) and day of payment, from fee lists: the newest export's line.
CREATE OR REPLACE VIEW live_payment AS
SELECT *
FROM (
    SELECT
        fact_payment.*,
        row_number() OVER (
            PARTITION BY fact_payment.dossier_code, fact_payment.paid_on
            ORDER BY counted_load.export_date DESC, counted_load.loaded_at DESC, fact_payment.source_row DESC
        ) AS newness
    FROM fact_payment
    INNER JOIN counted_load ON counted_load.load_id = fact_payment.load_id
) AS ranked
WHERE newness = 1;
