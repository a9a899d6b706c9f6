-- One row per printed line (a total or group line too, its label under field_name) of a counted form and identity that
-- its columns must keep; checked only where every column of it is printed. A form without "Trước hạn" has these dossiers
-- under "Đúng hạn". What breaks is reported, never repaired.
-- Source of the identities: Biểu số II.06a/VPCP/KSTT (columns 3 to 13, implied by its headers); the formula row of the
-- OpenCPS form; by unit and by field the headers of the one-stop software's reports (Tổng số over its parts).
CREATE OR REPLACE VIEW quality_identity AS
WITH line AS (
    SELECT fact_form.*
    FROM fact_form
    INNER JOIN counted_load ON counted_load.load_id = fact_form.load_id
    UNION ALL BY NAME
    SELECT fact_form_total.* EXCLUDE (label), fact_form_total.label AS field_name
    FROM fact_form_total
    INNER JOIN counted_load ON counted_load.load_id = fact_form_total.load_id
)
SELECT load_id, source_sheet, source_row, form, unit_code, field_name, identity, left_value, right_value
FROM (
    -- II.06a: column 5 is direct and postal together
    SELECT load_id, source_sheet, source_row, form, unit_code, field_name, '3 = 4 + 5 + 6' AS identity, total AS left_value,
        received_online + received_direct + carried_over AS right_value
    FROM line WHERE form = 'ii_06a'
    UNION ALL
    SELECT load_id, source_sheet, source_row, form, unit_code, field_name, '7 = 8 + 9 + 10', resolved,
        coalesce(early, 0) + on_time + late
    FROM line WHERE form = 'ii_06a'
    UNION ALL
    SELECT load_id, source_sheet, source_row, form, unit_code, field_name, '11 = 12 + 13', open, open_within + open_overdue
    FROM line WHERE form = 'ii_06a'
    UNION ALL
    SELECT load_id, source_sheet, source_row, form, unit_code, field_name, '3 = 7 + 11', total, resolved + open
    FROM line WHERE form = 'ii_06a'
    -- OpenCPS: returned and withdrawn stand outside columns 6 and 10
    UNION ALL
    SELECT load_id, source_sheet, source_row, form, unit_code, field_name, '3 = 4 + 5', total, carried_over + received
    FROM line WHERE form = 'opencps'
    UNION ALL
    SELECT load_id, source_sheet, source_row, form, unit_code, field_name, '6 = 7 + 8 + 9', resolved,
        coalesce(early, 0) + on_time + late
    FROM line WHERE form = 'opencps'
    UNION ALL
    SELECT load_id, source_sheet, source_row, form, unit_code, field_name, '10 = 11 + 12', open, open_within + open_overdue
    FROM line WHERE form = 'opencps'
    -- the other forms, by the names of their columns
    UNION ALL
    SELECT load_id, source_sheet, source_row, form, unit_code, field_name,
        'Tổng số = Kỳ trước + Trong kỳ', total, carried_over + received
    FROM line WHERE form IN ('by_unit', 'by_field', 'progress_766')
    UNION ALL
    SELECT load_id, source_sheet, source_row, form, unit_code, field_name,
        'Đã xử lý = Trước hạn + Đúng hạn + Quá hạn', resolved, coalesce(early, 0) + on_time + late
    FROM line WHERE form IN ('by_unit', 'by_field', 'progress_766')
    UNION ALL
    SELECT load_id, source_sheet, source_row, form, unit_code, field_name,
        'Đang xử lý = Trong hạn + Quá hạn', open, open_within + open_overdue
    FROM line WHERE form IN ('by_unit', 'by_field', 'progress_766')
    UNION ALL
    SELECT load_id, source_sheet, source_row, form, unit_code, field_name,
        'Tổng số = Đã xử lý + Đang xử lý + Chờ + Trả lại, rút', total,
        coalesce(early, 0) + on_time + late + open_within + open_overdue + coalesce(waiting, 0) + coalesce(paused, 0)
        + coalesce(financial, 0) + coalesce(withdrawn, 0) + coalesce(other, 0)
    FROM line WHERE form IN ('by_unit', 'by_field')
    UNION ALL
    SELECT load_id, source_sheet, source_row, form, unit_code, field_name,
        'Tổng số = Đã xử lý + Đang xử lý + Tạm dừng', total, resolved + open + coalesce(paused, 0)
    FROM line WHERE form = 'progress_766'
    UNION ALL
    SELECT load_id, source_sheet, source_row, form, unit_code, field_name,
        'Trong kỳ = Trực tuyến + Trực tiếp + BCCI', received, received_online + received_direct + received_postal
    FROM line WHERE form = 'progress_766'
    -- direct is direct and postal together
    UNION ALL
    SELECT load_id, source_sheet, source_row, form, unit_code, field_name,
        'Tiếp nhận = Trực tuyến + Trực tiếp', received, received_online + received_direct
    FROM line WHERE form = 'online_766'
    UNION ALL
    SELECT load_id, source_sheet, source_row, form, unit_code, field_name,
        'Tiếp nhận = Chưa số hóa + Có số hóa', received, not_digitized + digitized
    FROM line WHERE form = 'digitization_766'
    UNION ALL
    SELECT load_id, source_sheet, source_row, form, unit_code, field_name,
        'Đã giải quyết = Chưa số hóa + Đã số hóa', resolved, results_not_digitized + results_digitized
    FROM line WHERE form = 'digitization_766'
) AS stated
WHERE left_value IS NOT NULL AND right_value IS NOT NULL;
