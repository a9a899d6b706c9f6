-- One row per transaction on the day of payment; and, for the reading of QĐ 766/QĐ-TTg, per received dossier of a procedure
-- with a fee (the catalogue says so, or a fee was paid) on the day of reception, paid online or not.
-- Exempt payers and transactions of 0 đồng are none. A transaction whose file names no method is in neither part and is
-- counted beside (without_method). Each knows the row of the file that it comes from.
CREATE OR REPLACE VIEW traced_payment AS
SELECT
    payment.load_id, payment.source_sheet, payment.source_row, payment.dossier_code AS code,
    'list' AS basis, payment.paid_on AS day, payment.paid_on AS first_day,
    payment.unit_code AS unit, payment.level, payment.field, payment.field_group, payment.procedure, payment.channel,
    CASE WHEN payment.payment_method IN ('cash', 'cashless', 'online') THEN 1 ELSE 0 END AS transactions,
    CASE WHEN payment.payment_method IN ('cashless', 'online') THEN 1 ELSE 0 END AS cashless,
    CASE WHEN payment.payment_method = 'online' THEN 1 ELSE 0 END AS online,
    CASE WHEN payment.payment_method IS NULL THEN 1 ELSE 0 END AS without_method,
    0 AS fee_dossiers, 0 AS fee_dossiers_paid_online
FROM core_payment AS payment
WHERE payment.paid_on IS NOT NULL AND payment.fee_amount > 0
UNION ALL
SELECT
    dossier.load_id, dossier.source_sheet, dossier.source_row, dossier.dossier_code AS code,
    'list' AS basis, dossier.received_on AS day, dossier.received_on AS first_day,
    dossier.unit_code AS unit, dossier.level, dossier.field, dossier.field_group, dossier.procedure, dossier.channel,
    0 AS transactions, 0 AS cashless, 0 AS online, 0 AS without_method,
    1 AS fee_dossiers,
    CASE WHEN paid.is_online = 1 THEN 1 ELSE 0 END AS fee_dossiers_paid_online
FROM core_dossier AS dossier
LEFT JOIN (
    SELECT dossier_code, max(CASE WHEN payment_method = 'online' THEN 1 ELSE 0 END) AS is_online
    FROM core_payment WHERE fee_amount > 0 AND payment_method IN ('cash', 'cashless', 'online')
    GROUP BY dossier_code
) AS paid ON paid.dossier_code = dossier.dossier_code
LEFT JOIN (
    SELECT procedure_base, max(CASE WHEN has_fee THEN 1 ELSE 0 END) AS has_fee FROM live_procedure GROUP BY procedure_base
) AS catalogue ON catalogue.procedure_base = dossier.procedure_code
WHERE dossier.received_on IS NOT NULL AND dossier.state NOT IN ('not_accepted', 'unknown')
  AND (catalogue.has_fee = 1 OR paid.dossier_code IS NOT NULL);

-- The same without its row: what the rollup sums.
CREATE OR REPLACE VIEW event_payment AS
SELECT * EXCLUDE (load_id, source_sheet, source_row, code) FROM traced_payment;
