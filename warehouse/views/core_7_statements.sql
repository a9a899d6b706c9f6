-- Stocks and year-to-date figures, read at a day: every statement adds its numbers on its day and takes them off when the
-- next statement of the same thing takes its place, so that a running sum is the newest statement on or before any day.
-- `figure` is the indicator that a row speaks of, `item` the target as the report names it (NULL for the catalogue).

-- One row per line of the procedure catalogue and load: what is known of the procedure from that day on. A column that a
-- file lacks, or a cell left empty, says nothing and takes nothing away.
CREATE OR REPLACE VIEW core_procedure_state AS
SELECT
    fact_procedure.load_id, fact_procedure.source_sheet, fact_procedure.source_row, fact_procedure.procedure_code,
    counted_load.known_until AS day,
    lead(counted_load.known_until) OVER history AS until_day,
    fact_procedure.procedure_name, fact_procedure.field_name, fact_procedure.field_key,
    last_value(fact_procedure.level IGNORE NULLS) OVER known AS level,
    last_value(fact_procedure.service_level IGNORE NULLS) OVER known AS service_level,
    coalesce(last_value(fact_procedure.is_internal IGNORE NULLS) OVER known, FALSE) AS is_internal,
    last_value(fact_procedure.has_sample IGNORE NULLS) OVER known AS has_sample,
    last_value(fact_procedure.is_eligible_online IGNORE NULLS) OVER known AS is_eligible_online,
    last_value(fact_procedure.is_online IGNORE NULLS) OVER known AS is_online,
    last_value(fact_procedure.has_fee IGNORE NULLS) OVER known AS has_fee,
    last_value(fact_procedure.has_online_payment IGNORE NULLS) OVER known AS has_online_payment,
    last_value(fact_procedure.is_published IGNORE NULLS) OVER known AS is_published,
    last_value(fact_procedure.is_reviewed IGNORE NULLS) OVER known AS is_reviewed,
    last_value(fact_procedure.is_simplified IGNORE NULLS) OVER known AS is_simplified,
    last_value(fact_procedure.fields_before IGNORE NULLS) OVER known AS fields_before,
    last_value(fact_procedure.fields_after IGNORE NULLS) OVER known AS fields_after
FROM fact_procedure
INNER JOIN counted_load ON counted_load.load_id = fact_procedure.load_id
WINDOW
    history AS (
        PARTITION BY coalesce(fact_procedure.procedure_base, fact_procedure.procedure_code)
        ORDER BY counted_load.known_until, counted_load.export_date, counted_load.loaded_at, fact_procedure.source_row
    ),
    known AS (
        PARTITION BY coalesce(fact_procedure.procedure_base, fact_procedure.procedure_code)
        ORDER BY counted_load.known_until, counted_load.export_date, counted_load.loaded_at, fact_procedure.source_row
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    );

-- One row per state of a procedure and figure that it tells of, on each level that handles it: a procedure of cấp huyện and
-- cấp xã counts on both. Those of cấp tỉnh alone are none of the district's.
CREATE OR REPLACE VIEW procedure_figure AS
SELECT
    state.load_id, state.source_sheet, state.source_row, state.procedure_code,
    told.figure, state.day, state.until_day, part.level, state.procedure_name, state.field_name,
    coalesce(ref_field.field_group, 'khac') AS field_group,
    CASE told.figure
        WHEN 'procedure_review_coverage' THEN CASE WHEN state.is_reviewed THEN 1 ELSE 0 END
        WHEN 'procedure_publication_coverage' THEN CASE WHEN state.is_published THEN 1 ELSE 0 END
        WHEN 'procedures_with_sample_rate' THEN CASE WHEN state.has_sample THEN 1 ELSE 0 END
        WHEN 'internal_procedure_publication_coverage' THEN CASE WHEN state.is_published THEN 1 ELSE 0 END
        WHEN 'internal_procedure_simplification_rate' THEN CASE WHEN state.is_simplified THEN 1 ELSE 0 END
        WHEN 'procedure_simplification_rate' THEN CASE WHEN state.is_simplified THEN 1 ELSE 0 END
        WHEN 'declared_info_reduction_rate' THEN state.fields_before - state.fields_after
        WHEN 'online_procedure_coverage' THEN CASE WHEN state.is_online THEN 1 ELSE 0 END
        WHEN 'e_processing_procedure_coverage' THEN CASE WHEN state.service_level IN ('full', 'partial') THEN 1 ELSE 0 END
        WHEN 'online_payment_procedure_coverage' THEN CASE WHEN state.has_online_payment THEN 1 ELSE 0 END
    END AS numerator,
    CASE told.figure WHEN 'declared_info_reduction_rate' THEN state.fields_before ELSE 1 END AS denominator
FROM core_procedure_state AS state
CROSS JOIN (
    SELECT 'procedure_review_coverage' AS figure UNION ALL SELECT 'procedure_publication_coverage'
    UNION ALL SELECT 'procedures_with_sample_rate' UNION ALL SELECT 'internal_procedure_publication_coverage'
    UNION ALL SELECT 'internal_procedure_simplification_rate' UNION ALL SELECT 'procedure_simplification_rate'
    UNION ALL SELECT 'declared_info_reduction_rate' UNION ALL SELECT 'online_procedure_coverage'
    UNION ALL SELECT 'e_processing_procedure_coverage' UNION ALL SELECT 'online_payment_procedure_coverage'
) AS told
INNER JOIN (SELECT 'district' AS level UNION ALL SELECT 'commune' UNION ALL SELECT CAST(NULL AS VARCHAR)) AS part
    ON state.level LIKE '%' || part.level || '%' OR (state.level IS NULL AND part.level IS NULL)
LEFT JOIN ref_field ON ref_field.field_key = state.field_key
WHERE (state.until_day IS NULL OR state.until_day > state.day) AND CASE told.figure
    WHEN 'procedure_review_coverage' THEN NOT state.is_internal AND state.is_reviewed IS NOT NULL
    WHEN 'procedure_publication_coverage' THEN NOT state.is_internal AND state.is_published IS NOT NULL
    WHEN 'procedures_with_sample_rate' THEN NOT state.is_internal AND state.has_sample IS NOT NULL
    WHEN 'internal_procedure_publication_coverage' THEN state.is_internal AND state.is_published IS NOT NULL
    WHEN 'internal_procedure_simplification_rate' THEN state.is_internal AND state.is_simplified IS NOT NULL
    WHEN 'procedure_simplification_rate' THEN NOT state.is_internal AND state.is_simplified IS NOT NULL
    WHEN 'declared_info_reduction_rate' THEN NOT state.is_internal AND state.fields_before IS NOT NULL AND state.fields_after IS NOT NULL
    WHEN 'online_procedure_coverage' THEN NOT state.is_internal AND state.is_eligible_online AND state.is_online IS NOT NULL
    WHEN 'e_processing_procedure_coverage' THEN NOT state.is_internal AND state.service_level IS NOT NULL
    WHEN 'online_payment_procedure_coverage' THEN NOT state.is_internal AND state.has_fee AND state.has_online_payment IS NOT NULL
END;

-- One row per line of a progress report that counts: target, unit ('' for the whole district) and the last day of its period.
-- What a target's number means is told by the plan of the period's year: without a plan of that year the line is none.
-- A line without what its target needs (both counts of a rate, the value of another, the status of a milestone) is none,
-- nor is a count that is not whole (points may have decimals) or has more than 15 digits. The periods of a report may be called a quarter or six months: what counts is
-- their last day; of those that end together the longest is taken. Two targets of one figure (CT2.11, CT6.02): the first.
-- Without a unit, or with the district's own code, the whole district speaks; units count before it on the same day.
-- Points and places are the district's own: those of a unit are none.
CREATE OR REPLACE VIEW progress_statement AS
WITH said AS (
    SELECT
        line.load_id, line.source_sheet, line.source_row, target.figure, line.item, target.kind,
        CASE WHEN target.kind = 'milestone' THEN line.item ELSE '' END AS series,
        CASE WHEN line.unit_code IS NULL OR unit.type = 'district' THEN '' ELSE line.unit_code END AS unit_key,
        CASE WHEN line.unit_code IS NULL OR unit.type = 'district' THEN target.level ELSE coalesce(unit.level, 'district') END AS level,
        ref_period.first_day, ref_period.last_day,
        CASE WHEN target.kind = 'milestone' THEN CASE WHEN line.status = 'done' THEN 1 ELSE 0 END ELSE line.numerator END AS numerator,
        CASE WHEN target.kind = 'milestone' THEN 1 ELSE line.denominator END AS denominator,
        CASE WHEN target.kind = 'milestone' THEN line.status END AS status,
        row_number() OVER (
            PARTITION BY
                target.figure, CASE WHEN target.kind = 'milestone' THEN line.item ELSE '' END,
                CASE WHEN line.unit_code IS NULL OR unit.type = 'district' THEN '' ELSE line.unit_code END, ref_period.last_day
            ORDER BY ref_period.first_day, line.item, line.unit_code, line.period
        ) AS place
    FROM live_progress AS line
    INNER JOIN ref_period ON ref_period.token = line.period
    INNER JOIN ref_target AS target ON target.id = line.item AND target.year = extract(year FROM ref_period.last_day)
    LEFT JOIN (SELECT code, min(level) AS level, min(type) AS type FROM ref_unit GROUP BY code) AS unit ON unit.code = line.unit_code
    WHERE CASE
        WHEN target.kind = 'milestone' THEN line.status IS NOT NULL
        WHEN target.kind IN ('threshold', 'coverage') THEN
            line.numerator = floor(line.numerator) AND line.denominator = floor(line.denominator)
            AND line.numerator BETWEEN 0 AND 999999999999999 AND line.denominator BETWEEN 0 AND 999999999999999
        ELSE
            line.numerator BETWEEN 0 AND 999999999999999
            AND (line.numerator = floor(line.numerator) OR target.unit = 'điểm')
            AND (target.unit NOT IN ('điểm', 'hạng') OR line.unit_code IS NULL OR unit.type = 'district')
    END
)
SELECT said.*
FROM said
WHERE said.place = 1 AND NOT EXISTS (
    SELECT 1 FROM said AS by_unit
    WHERE said.unit_key = '' AND by_unit.unit_key <> '' AND by_unit.figure = said.figure AND by_unit.series = said.series
      AND by_unit.last_day = said.last_day
);

-- The same with the day on which it stops standing: that of the next line of the same unit, of the district's next line where
-- it is a unit's, of any unit's next line where it is the district's; at the latest the first day of the next year, for a new
-- year begins with its own first report; and, where the catalogue tells the figure, the first day on which it does.
CREATE OR REPLACE VIEW core_progress_standing AS
SELECT
    statement.load_id, statement.source_sheet, statement.source_row, statement.figure, statement.item, statement.unit_key, statement.level, statement.first_day, statement.last_day,
    statement.numerator, statement.denominator, statement.status,
    least(
        CAST(date_trunc('year', statement.last_day) + INTERVAL 1 YEAR AS DATE),
        coalesce(min(later.last_day), CAST(date_trunc('year', statement.last_day) + INTERVAL 1 YEAR AS DATE)),
        coalesce(min(catalogue.day), CAST(date_trunc('year', statement.last_day) + INTERVAL 1 YEAR AS DATE))
    ) AS until_day
FROM progress_statement AS statement
LEFT JOIN progress_statement AS later
    ON later.figure = statement.figure AND later.series = statement.series AND later.last_day > statement.last_day
   AND (later.unit_key = statement.unit_key OR later.unit_key = '' OR statement.unit_key = '')
LEFT JOIN (SELECT figure, min(day) AS day FROM procedure_figure GROUP BY figure) AS catalogue ON catalogue.figure = statement.figure
GROUP BY
    statement.load_id, statement.source_sheet, statement.source_row, statement.figure, statement.item, statement.unit_key, statement.level, statement.first_day, statement.last_day,
    statement.numerator, statement.denominator, statement.status;
