-- One row per transaction (giao dịch thu phí, lệ phí): a line of a fee list, and for dossiers that no fee list has, the fee
-- columns of the dossier list. What the fee list does not print (unit, field, channel) is the dossier's, else the
-- catalogue's by the procedure's name.
CREATE OR REPLACE VIEW core_payment AS
SELECT
    fee.load_id, fee.source_sheet, fee.source_row, fee.dossier_code, fee.paid_on, fee.fee_amount, fee.payment_method,
    coalesce(dossier.unit_code, fee.unit_code) AS unit_code,
    coalesce(dossier.level, unit.level, 'district') AS level,
    coalesce(dossier.procedure, fee.procedure_name) AS procedure,
    dossier.channel,
    coalesce(dossier.field, by_name.field_name) AS field,
    coalesce(dossier.field_group, ref_field.field_group, 'khac') AS field_group
FROM live_payment AS fee
LEFT JOIN core_dossier AS dossier ON dossier.dossier_code = fee.dossier_code
LEFT JOIN (SELECT code, min(level) AS level FROM ref_unit GROUP BY code) AS unit ON unit.code = fee.unit_code
LEFT JOIN (SELECT procedure_name, min(field_name) AS field_name, min(field_key) AS field_key FROM live_procedure GROUP BY procedure_name) AS by_name
    ON by_name.procedure_name = fee.procedure_name
LEFT JOIN ref_field ON ref_field.field_key = by_name.field_key
UNION ALL
SELECT
    dossier.load_id, dossier.source_sheet, dossier.source_row, dossier.dossier_code, dossier.paid_on, dossier.fee_amount, dossier.payment_method,
    dossier.unit_code, dossier.level, dossier.procedure, dossier.channel, dossier.field, dossier.field_group
FROM core_dossier AS dossier
WHERE dossier.paid_on IS NOT NULL
  AND dossier.dossier_code NOT IN (SELECT dossier_code FROM live_payment WHERE dossier_code IS NOT NULL);
