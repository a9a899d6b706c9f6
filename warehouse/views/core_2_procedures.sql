-- One row per procedure (thủ tục hành chính): the newest export's line. Exports print one code with or without a tail
-- (1.000080, 1.000080.H13), so a procedure is its code stem. What an office added by hand is the newest that any export
-- says: the portal's list has no such columns, says nothing by that, and so takes nothing away.
CREATE OR REPLACE VIEW live_procedure AS
SELECT ranked.* REPLACE (
    newest_level AS level,
    newest_service_level AS service_level,
    newest_is_internal AS is_internal,
    newest_has_sample AS has_sample,
    newest_is_eligible_online AS is_eligible_online,
    newest_is_online AS is_online,
    newest_has_fee AS has_fee,
    newest_has_online_payment AS has_online_payment,
    newest_is_published AS is_published,
    newest_is_reviewed AS is_reviewed,
    newest_is_simplified AS is_simplified,
    newest_fields_before AS fields_before,
    newest_fields_after AS fields_after
)
FROM (
    SELECT
        fact_procedure.*,
        first_value(fact_procedure.level IGNORE NULLS) OVER newest AS newest_level,
        first_value(fact_procedure.service_level IGNORE NULLS) OVER newest AS newest_service_level,
        first_value(fact_procedure.is_internal IGNORE NULLS) OVER newest AS newest_is_internal,
        first_value(fact_procedure.has_sample IGNORE NULLS) OVER newest AS newest_has_sample,
        first_value(fact_procedure.is_eligible_online IGNORE NULLS) OVER newest AS newest_is_eligible_online,
        first_value(fact_procedure.is_online IGNORE NULLS) OVER newest AS newest_is_online,
        first_value(fact_procedure.has_fee IGNORE NULLS) OVER newest AS newest_has_fee,
        first_value(fact_procedure.has_online_payment IGNORE NULLS) OVER newest AS newest_has_online_payment,
        first_value(fact_procedure.is_published IGNORE NULLS) OVER newest AS newest_is_published,
        first_value(fact_procedure.is_reviewed IGNORE NULLS) OVER newest AS newest_is_reviewed,
        first_value(fact_procedure.is_simplified IGNORE NULLS) OVER newest AS newest_is_simplified,
        first_value(fact_procedure.fields_before IGNORE NULLS) OVER newest AS newest_fields_before,
        first_value(fact_procedure.fields_after IGNORE NULLS) OVER newest AS newest_fields_after,
        row_number() OVER newest AS newness
    FROM fact_procedure
    INNER JOIN counted_load ON counted_load.load_id = fact_procedure.load_id
    WINDOW newest AS (
        PARTITION BY coalesce(fact_procedure.procedure_base, fact_procedure.procedure_code)
        ORDER BY counted_load.export_date DESC, counted_load.loaded_at DESC, fact_procedure.source_row DESC
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    )
) AS ranked
WHERE newness = 1;

-- One row per code stem, and one per folded name, with the field that the catalogue gives. Procedures of one name under
-- several fields: the first by name.
CREATE OR REPLACE VIEW procedure_field_by_code AS
SELECT procedure_base, field_name, field_key FROM live_procedure WHERE procedure_base IS NOT NULL;

CREATE OR REPLACE VIEW procedure_field_by_name AS
SELECT procedure_key, min(field_name) AS field_name, min(field_key) AS field_key
FROM live_procedure WHERE procedure_key IS NOT NULL GROUP BY procedure_key;
