-- Which aggregate forms count: those of a unit and period of which no dossier list speaks (docs/decisions/0009).
-- unit_key is the unit's code, '' for a form of the whole district, so that units compare without NULL.

-- What a form can say: how dossiers went, how they came in, what was digitized. Of several forms of one unit and period the
-- one with the lowest rank says it: withdrawn dossiers apart before those that mix them in, fields before none.
CREATE OR REPLACE VIEW form_topic AS
SELECT 'progress' AS topic, 'by_field' AS form, 1 AS rank
UNION ALL SELECT 'progress', 'by_unit', 2 UNION ALL SELECT 'progress', 'opencps', 3
UNION ALL SELECT 'progress', 'progress_766', 4 UNION ALL SELECT 'progress', 'ii_06a', 5
UNION ALL SELECT 'channel', 'by_field', 1 UNION ALL SELECT 'channel', 'by_unit', 2 UNION ALL SELECT 'channel', 'progress_766', 3
UNION ALL SELECT 'channel', 'ii_06a', 4 UNION ALL SELECT 'channel', 'online_766', 5
UNION ALL SELECT 'digitization', 'digitization_766', 1;

-- One row per topic, unit, period and form that speaks of it.
CREATE OR REPLACE VIEW form_statement AS
SELECT form_topic.topic, stated.unit_key, stated.form, stated.period_from, stated.period_to, form_topic.rank
FROM (
    SELECT coalesce(unit_code, '') AS unit_key, form, period_from, period_to, max(received_online) AS received_online
    FROM live_form
    WHERE period_from IS NOT NULL AND period_to IS NOT NULL
    GROUP BY coalesce(unit_code, ''), form, period_from, period_to
) AS stated
INNER JOIN form_topic ON form_topic.form = stated.form
WHERE form_topic.topic <> 'channel' OR stated.received_online IS NOT NULL;

-- One row per topic, unit and period: the form that says most.
CREATE OR REPLACE VIEW stand_in_candidate AS
SELECT topic, unit_key, form, period_from, period_to
FROM (
    SELECT
        form_statement.*,
        row_number() OVER (PARTITION BY topic, unit_key, period_from, period_to ORDER BY rank) AS choice
    FROM form_statement
) AS ranked
WHERE choice = 1;

-- The same with the days that only this form speaks of: a form since the start of the year adds to the one before it
-- (same form, same start, shorter) what came since. prefix_to: the last day of that earlier form.
CREATE OR REPLACE VIEW stand_in_span AS
SELECT
    topic, unit_key, form, period_from, period_to, prefix_to,
    CASE WHEN prefix_to IS NULL THEN period_from ELSE prefix_to + 1 END AS first_day,
    period_to AS last_day
FROM (
    SELECT
        candidate.topic, candidate.unit_key, candidate.form, candidate.period_from, candidate.period_to,
        max(shorter.period_to) AS prefix_to
    FROM stand_in_candidate AS candidate
    LEFT JOIN form_statement AS shorter
        ON shorter.topic = candidate.topic AND shorter.unit_key = candidate.unit_key AND shorter.form = candidate.form
       AND shorter.period_from = candidate.period_from AND shorter.period_to < candidate.period_to
    GROUP BY candidate.topic, candidate.unit_key, candidate.form, candidate.period_from, candidate.period_to
) AS prefixed;

CREATE OR REPLACE VIEW number_below_100 AS
SELECT 10 * tens.n + ones.n AS n
FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS tens(n)
CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS ones(n);

-- One row per topic, unit and month of which a dossier list speaks: it has the columns and reaches over the middle of the month.
CREATE OR REPLACE VIEW listed_month AS
SELECT DISTINCT told.topic, spoken.unit_code AS unit_key, month.first_day AS month, month.last_day
FROM quality_load_unit AS spoken
INNER JOIN (
    SELECT
        list.load_id,
        CAST(date_trunc('month', list.first_day) + number.n * INTERVAL 1 MONTH AS DATE) AS first_day,
        CAST(date_trunc('month', list.first_day) + (number.n + 1) * INTERVAL 1 MONTH AS DATE) - 1 AS last_day,
        list.first_day AS list_first_day, list.last_day AS list_last_day
    FROM quality_dossier_load AS list
    CROSS JOIN number_below_100 AS number
) AS month ON month.load_id = spoken.load_id
INNER JOIN (
    SELECT load_id, 'progress' AS topic FROM quality_dossier_load
    UNION SELECT load_id, 'channel' FROM fact_dossier WHERE channel IS NOT NULL
    UNION SELECT load_id, 'digitization' FROM fact_dossier WHERE is_digitized IS NOT NULL OR is_result_digitized IS NOT NULL
) AS told ON told.load_id = spoken.load_id
WHERE month.list_first_day <= month.first_day + 14 AND month.list_last_day >= month.first_day + 14;

-- One row per topic and form that counts, with the days that it stands for; stated_from: the first day that its figures speak of.
-- until_day: where its stock of open dossiers gives way to the next form or to a list; NULL while nothing follows.
-- has_opening: nothing is known of the stock before it, so what it prints as carried over is taken.
CREATE OR REPLACE VIEW stand_in AS
WITH apart AS (
    -- Of periods that overlap, the ones that end first, then those that start last.
    SELECT span.*
    FROM stand_in_span AS span
    WHERE NOT EXISTS (
        SELECT 1 FROM stand_in_candidate AS other
        WHERE other.topic = span.topic AND other.unit_key = span.unit_key AND other.period_from <= span.last_day AND other.period_to >= span.first_day
          AND (other.period_to < span.period_to OR (other.period_to = span.period_to AND other.period_from > span.period_from))
    )
),
spelled AS (
    -- Every month of a form, and whether lists speak of it: those of the unit; for the whole district of any unit.
    SELECT
        apart.topic, apart.unit_key, apart.period_from, apart.period_to,
        CAST(date_trunc('month', apart.first_day) + number.n * INTERVAL 1 MONTH AS DATE) AS month,
        EXISTS (
            SELECT 1 FROM listed_month
            WHERE listed_month.topic = apart.topic AND (listed_month.unit_key = apart.unit_key OR apart.unit_key = '')
              AND listed_month.month = CAST(date_trunc('month', apart.first_day) + number.n * INTERVAL 1 MONTH AS DATE)
        ) AS is_listed
    FROM apart
    CROSS JOIN number_below_100 AS number
    WHERE date_trunc('month', apart.first_day) + number.n * INTERVAL 1 MONTH <= apart.last_day
),
counted AS (
    -- Some month is in no list: from the first such month on, less what lists say of the form's other days.
    -- A form of the whole district counts only where no unit speaks of any day of it.
    SELECT
        apart.topic, apart.unit_key, apart.form, apart.period_from, apart.period_to, apart.prefix_to,
        apart.first_day AS stated_from,
        CASE WHEN missing.month > apart.first_day THEN missing.month ELSE apart.first_day END AS first_day,
        apart.last_day
    FROM apart
    INNER JOIN (
        SELECT
            topic, unit_key, period_from, period_to, min(CASE WHEN NOT is_listed THEN month END) AS month,
            max(CAST(is_listed AS INTEGER)) AS is_any_listed
        FROM spelled
        GROUP BY topic, unit_key, period_from, period_to
    ) AS missing
        ON missing.topic = apart.topic AND missing.unit_key = apart.unit_key AND missing.period_from = apart.period_from AND missing.period_to = apart.period_to
    WHERE missing.month IS NOT NULL
      AND (apart.unit_key <> '' OR (
          missing.is_any_listed = 0 AND NOT EXISTS (
              SELECT 1 FROM stand_in_span AS own
              WHERE own.topic = apart.topic AND own.unit_key <> '' AND own.first_day <= apart.last_day AND own.last_day >= apart.first_day
          )
      ))
)
SELECT
    topic, unit_key, form, period_from, period_to, prefix_to, stated_from, first_day, last_day, has_opening,
    CASE WHEN next_form_day <= coalesce(next_list_day, next_form_day) THEN next_form_day ELSE next_list_day END AS until_day
FROM (
    SELECT
        counted.topic, counted.unit_key, counted.form, counted.period_from, counted.period_to, counted.prefix_to,
        counted.stated_from, counted.first_day, counted.last_day,
        (
            SELECT min(CASE WHEN follows.first_day = counted.last_day + 1 THEN follows.last_day ELSE follows.first_day - 1 END)
            FROM counted AS follows
            WHERE follows.topic = counted.topic AND follows.first_day > counted.last_day
              AND (follows.unit_key = counted.unit_key OR follows.unit_key = '' OR counted.unit_key = '')
        ) AS next_form_day,
        (
            SELECT min(listed_month.last_day) FROM listed_month
            WHERE listed_month.topic = counted.topic AND listed_month.month > counted.last_day
              AND (listed_month.unit_key = counted.unit_key OR counted.unit_key = '')
        ) AS next_list_day,
        NOT EXISTS (
            SELECT 1 FROM counted AS before
            WHERE before.topic = counted.topic AND (before.unit_key = counted.unit_key OR before.unit_key = '' OR counted.unit_key = '')
              AND before.last_day = counted.first_day - 1
        ) AND NOT EXISTS (
            SELECT 1 FROM listed_month
            WHERE listed_month.topic = counted.topic AND (listed_month.unit_key = counted.unit_key OR counted.unit_key = '')
              AND listed_month.month = CAST(date_trunc('month', counted.first_day - 1) AS DATE)
        ) AS has_opening
    FROM counted
) AS followed;

-- What screens say of it, kept at publication: which months lists speak of is read from every dossier.
CREATE OR REPLACE VIEW sign_stand_in AS
SELECT topic, unit_key, form, first_day, last_day FROM stand_in;

-- One row per printed line of a form that counts (stand_in); per line of the earlier form whose figures it goes on from,
-- taken off again; and per slice of what lists say of the same topic, unit and days, taken off as well: form and lists
-- together then show what the form prints. Stocks: carried_over before first_day, the others at the end of last_day.
CREATE OR REPLACE VIEW stand_in_line AS
WITH printed AS (
    SELECT
        live_form.load_id, live_form.source_sheet, live_form.source_row,
        coalesce(live_form.unit_code, '') AS unit_key, live_form.form, live_form.period_from, live_form.period_to,
        live_form.field_name AS field,
        CASE WHEN live_form.field_key IS NOT NULL THEN coalesce(ref_field.field_group, 'khac') END AS field_group,
        -- II.06a and the QĐ 766 form print withdrawn dossiers, II.06a waiting ones too, among those resolved and on time.
        CASE WHEN live_form.form IN ('ii_06a', 'progress_766') THEN 0 ELSE 1 END AS is_apart,
        coalesce(
            live_form.received, live_form.total - live_form.carried_over,
            live_form.received_online + live_form.received_direct + coalesce(live_form.received_postal, 0), 0
        ) AS received,
        live_form.received_online,
        coalesce(live_form.resolved, coalesce(live_form.early, 0) + live_form.on_time + live_form.late, 0) AS resolved,
        coalesce(live_form.early, 0) AS early,
        coalesce(live_form.early, 0) + coalesce(live_form.on_time, 0) AS on_time,
        coalesce(live_form.withdrawn, 0) AS withdrawn,
        coalesce(live_form.carried_over, 0) AS carried_over,
        coalesce(live_form.waiting, 0) + coalesce(live_form.paused, 0) + coalesce(live_form.financial, 0) AS waiting,
        coalesce(live_form.open, live_form.open_within + live_form.open_overdue, 0) AS open_running,
        coalesce(live_form.open_overdue, 0) AS open_overdue,
        coalesce(live_form.digitized, 0) AS digitized, coalesce(live_form.not_digitized, 0) AS not_digitized,
        coalesce(live_form.results_digitized, 0) AS results_digitized,
        coalesce(live_form.results_not_digitized, 0) AS results_not_digitized
    FROM live_form
    LEFT JOIN ref_field ON ref_field.field_key = live_form.field_key
),
by_topic AS (
    SELECT
        known.*,
        CASE WHEN known.topic = 'progress' THEN 1 ELSE 0 END AS is_progress,
        CASE WHEN known.topic = 'channel' THEN 1 ELSE 0 END AS is_channel,
        CASE WHEN known.topic = 'digitization' THEN 1 ELSE 0 END AS is_digitization
    FROM stand_in AS known
)
SELECT
    printed.load_id, printed.source_sheet, printed.source_row,
    stand_in.topic, stand_in.unit_key, stand_in.form, stand_in.first_day, stand_in.last_day, stand_in.until_day, stand_in.has_opening,
    printed.field, printed.field_group,
    part.sign * stand_in.is_progress * printed.received AS received,
    part.sign * stand_in.is_progress * printed.received AS received_with_due,
    part.sign * stand_in.is_channel * printed.received AS received_with_channel,
    part.sign * stand_in.is_channel * coalesce(printed.received_online, 0) AS received_online,
    part.sign * stand_in.is_progress * (printed.resolved + printed.is_apart * printed.withdrawn) AS ended,
    part.sign * stand_in.is_progress * (printed.resolved + printed.is_apart * printed.withdrawn) AS ended_with_due,
    part.sign * stand_in.is_progress * printed.is_apart * printed.resolved AS resolved,
    part.sign * stand_in.is_progress * printed.is_apart * printed.resolved AS resolved_with_due,
    0 AS resolved_undated,
    part.sign * stand_in.is_progress * printed.early AS early,
    part.sign * stand_in.is_progress * printed.is_apart * printed.on_time AS on_time_date,
    part.sign * stand_in.is_progress * printed.is_apart * printed.on_time AS on_time_datetime,
    part.sign * stand_in.is_progress * printed.is_apart * printed.on_time AS on_time,
    part.sign * stand_in.is_progress * printed.is_apart * printed.withdrawn AS withdrawn,
    part.sign * stand_in.is_progress * printed.is_apart * printed.withdrawn AS withdrawn_with_due,
    part.sign * stand_in.is_progress * (1 - printed.is_apart) * printed.resolved AS resolved_or_withdrawn,
    part.sign * stand_in.is_progress * (1 - printed.is_apart) * printed.on_time AS on_time_or_withdrawn,
    part.sign * stand_in.is_digitization * (printed.digitized + printed.not_digitized) AS received_with_digitization,
    part.sign * stand_in.is_digitization * printed.digitized AS received_digitized,
    part.sign * stand_in.is_digitization * (printed.results_digitized + printed.results_not_digitized) AS resolved_with_result_digitization,
    part.sign * stand_in.is_digitization * printed.results_digitized AS resolved_result_digitized,
    CASE WHEN part.sign = 1 THEN stand_in.is_progress * printed.carried_over ELSE 0 END AS carried_over,
    CASE WHEN part.sign = 1 THEN stand_in.is_progress * printed.carried_over ELSE 0 END AS carried_over_with_due,
    CASE WHEN part.sign = 1 THEN stand_in.is_progress * (printed.open_running + printed.waiting) ELSE 0 END AS open,
    CASE WHEN part.sign = 1 THEN stand_in.is_progress * (printed.open_running + printed.waiting) ELSE 0 END AS open_with_due,
    CASE WHEN part.sign = 1 THEN stand_in.is_progress * printed.open_overdue ELSE 0 END AS open_overdue,
    CASE WHEN part.sign = 1 THEN stand_in.is_progress * printed.waiting ELSE 0 END AS waiting
FROM by_topic AS stand_in
CROSS JOIN (SELECT 1 AS sign UNION ALL SELECT -1) AS part
INNER JOIN printed
    ON printed.unit_key = stand_in.unit_key AND printed.form = stand_in.form AND printed.period_from = stand_in.period_from
   AND printed.period_to = CASE WHEN part.sign = 1 THEN stand_in.period_to ELSE stand_in.prefix_to END
UNION ALL
SELECT
    CAST(NULL AS VARCHAR) AS load_id, CAST(NULL AS VARCHAR) AS source_sheet, CAST(NULL AS INTEGER) AS source_row,
    stand_in.topic, stand_in.unit_key, stand_in.form, stand_in.first_day, stand_in.last_day, stand_in.until_day, stand_in.has_opening,
    event.field, event.field_group,
    -sum(CASE WHEN event.day >= stand_in.stated_from THEN stand_in.is_progress * event.received ELSE 0 END) AS received,
    -sum(CASE WHEN event.day >= stand_in.stated_from THEN stand_in.is_progress * event.received_with_due ELSE 0 END) AS received_with_due,
    -sum(CASE WHEN event.day >= stand_in.stated_from THEN stand_in.is_channel * event.received_with_channel ELSE 0 END) AS received_with_channel,
    -sum(CASE WHEN event.day >= stand_in.stated_from THEN stand_in.is_channel * event.received_online ELSE 0 END) AS received_online,
    -sum(CASE WHEN event.day >= stand_in.stated_from THEN stand_in.is_progress * event.ended ELSE 0 END) AS ended,
    -sum(CASE WHEN event.day >= stand_in.stated_from THEN stand_in.is_progress * event.ended_with_due ELSE 0 END) AS ended_with_due,
    -sum(CASE WHEN event.day >= stand_in.stated_from THEN stand_in.is_progress * event.resolved ELSE 0 END) AS resolved,
    -sum(CASE WHEN event.day >= stand_in.stated_from THEN stand_in.is_progress * event.resolved_with_due ELSE 0 END) AS resolved_with_due,
    -sum(CASE WHEN event.day >= stand_in.stated_from THEN stand_in.is_progress * event.resolved_undated ELSE 0 END) AS resolved_undated,
    -sum(CASE WHEN event.day >= stand_in.stated_from THEN stand_in.is_progress * event.early ELSE 0 END) AS early,
    -sum(CASE WHEN event.day >= stand_in.stated_from THEN stand_in.is_progress * event.on_time_date ELSE 0 END) AS on_time_date,
    -sum(CASE WHEN event.day >= stand_in.stated_from THEN stand_in.is_progress * event.on_time_datetime ELSE 0 END) AS on_time_datetime,
    -sum(CASE WHEN event.day >= stand_in.stated_from THEN stand_in.is_progress * event.on_time ELSE 0 END) AS on_time,
    -sum(CASE WHEN event.day >= stand_in.stated_from THEN stand_in.is_progress * event.withdrawn ELSE 0 END) AS withdrawn,
    -sum(CASE WHEN event.day >= stand_in.stated_from THEN stand_in.is_progress * event.withdrawn_with_due ELSE 0 END) AS withdrawn_with_due,
    0 AS resolved_or_withdrawn,
    0 AS on_time_or_withdrawn,
    -sum(CASE WHEN event.day >= stand_in.stated_from THEN stand_in.is_digitization * event.received_with_digitization ELSE 0 END) AS received_with_digitization,
    -sum(CASE WHEN event.day >= stand_in.stated_from THEN stand_in.is_digitization * event.received_digitized ELSE 0 END) AS received_digitized,
    -sum(CASE WHEN event.day >= stand_in.stated_from THEN stand_in.is_digitization * event.resolved_with_result_digitization ELSE 0 END) AS resolved_with_result_digitization,
    -sum(CASE WHEN event.day >= stand_in.stated_from THEN stand_in.is_digitization * event.resolved_result_digitized ELSE 0 END) AS resolved_result_digitized,
    -sum(CASE WHEN event.day < stand_in.stated_from THEN stand_in.is_progress * (event.received - event.ended) ELSE 0 END) AS carried_over,
    -sum(CASE WHEN event.day < stand_in.stated_from THEN stand_in.is_progress * (event.received_with_due - event.ended_with_due) ELSE 0 END)
        AS carried_over_with_due,
    -sum(stand_in.is_progress * (event.received - event.ended)) AS open,
    -sum(stand_in.is_progress * (event.received_with_due - event.ended_with_due)) AS open_with_due,
    -sum(stand_in.is_progress * (event.became_overdue - event.overdue_ended)) AS open_overdue,
    -sum(stand_in.is_progress * event.received_waiting) AS waiting
FROM by_topic AS stand_in
-- A form of the district speaks of every unit: an equality for each of them, since an OR would compare all with all.
LEFT JOIN (SELECT DISTINCT coalesce(unit, '') AS unit FROM dossier_event) AS every ON stand_in.unit_key = ''
INNER JOIN dossier_event AS event
    ON coalesce(event.unit, '') = coalesce(every.unit, stand_in.unit_key) AND event.day <= stand_in.last_day
GROUP BY
    stand_in.topic, stand_in.unit_key, stand_in.form, stand_in.first_day, stand_in.last_day, stand_in.until_day, stand_in.has_opening,
    event.field, event.field_group;

-- One row per event of a form that counts: its opening stock, its period, and the end of its stock.
-- carried_in moves the stock of open dossiers to what the form prints, which its flows alone need not reach.
CREATE OR REPLACE VIEW stand_in_event AS
SELECT
    line.load_id, line.source_sheet, line.source_row, CAST(NULL AS VARCHAR) AS code,
    CAST(NULL AS DATE) AS received_on, CAST(NULL AS DATE) AS due_on, CAST(NULL AS DATE) AS ended_on, CAST(NULL AS VARCHAR) AS state,
    moment.name AS event,
    line.form AS basis,
    CASE moment.name WHEN 'opening' THEN line.first_day - 1 WHEN 'closing' THEN line.last_day ELSE line.until_day END AS day,
    CASE moment.name WHEN 'opening' THEN line.first_day - 1 WHEN 'closing' THEN line.first_day ELSE line.until_day END AS first_day,
    CASE WHEN line.unit_key <> '' THEN line.unit_key END AS unit,
    CASE WHEN line.unit_key <> '' THEN coalesce(unit.level, 'district') END AS level,
    line.field, line.field_group, CAST(NULL AS VARCHAR) AS procedure, CAST(NULL AS VARCHAR) AS channel,
    CASE WHEN moment.name = 'closing' THEN line.received ELSE 0 END AS received,
    CASE WHEN moment.name = 'closing' THEN line.received_with_due ELSE 0 END AS received_with_due,
    CASE WHEN moment.name = 'closing' THEN line.received_with_channel ELSE 0 END AS received_with_channel,
    CASE WHEN moment.name = 'closing' THEN line.received_online ELSE 0 END AS received_online,
    CASE moment.name WHEN 'closing' THEN line.waiting WHEN 'release' THEN -line.waiting ELSE 0 END AS received_waiting,
    0 AS not_accepted,
    0 AS unknown_status,
    CASE WHEN moment.name = 'closing' THEN line.ended ELSE 0 END AS ended,
    CASE WHEN moment.name = 'closing' THEN line.ended_with_due ELSE 0 END AS ended_with_due,
    CASE WHEN moment.name = 'closing' THEN line.resolved ELSE 0 END AS resolved,
    CASE WHEN moment.name = 'closing' THEN line.resolved_with_due ELSE 0 END AS resolved_with_due,
    CASE WHEN moment.name = 'closing' THEN line.resolved_undated ELSE 0 END AS resolved_undated,
    CASE WHEN moment.name = 'closing' THEN line.early ELSE 0 END AS early,
    CASE WHEN moment.name = 'closing' THEN line.on_time_date ELSE 0 END AS on_time_date,
    CASE WHEN moment.name = 'closing' THEN line.on_time_datetime ELSE 0 END AS on_time_datetime,
    CASE WHEN moment.name = 'closing' THEN line.on_time ELSE 0 END AS on_time,
    CASE WHEN moment.name = 'closing' THEN line.withdrawn ELSE 0 END AS withdrawn,
    CASE WHEN moment.name = 'closing' THEN line.withdrawn_with_due ELSE 0 END AS withdrawn_with_due,
    0 AS resolved_with_channel,
    0 AS resolved_online,
    CASE WHEN moment.name = 'closing' THEN line.open_overdue ELSE 0 END AS became_overdue,
    CASE WHEN moment.name = 'release' THEN line.open_overdue ELSE 0 END AS overdue_ended,
    0 AS became_due_soon,
    0 AS due_soon_ended,
    CASE WHEN moment.name = 'closing' THEN line.received_with_digitization ELSE 0 END AS received_with_digitization,
    CASE WHEN moment.name = 'closing' THEN line.received_digitized ELSE 0 END AS received_digitized,
    CASE WHEN moment.name = 'closing' THEN line.resolved_with_result_digitization ELSE 0 END AS resolved_with_result_digitization,
    CASE WHEN moment.name = 'closing' THEN line.resolved_result_digitized ELSE 0 END AS resolved_result_digitized,
    0 AS resolved_with_e_result_told,
    0 AS resolved_with_e_result,
    0 AS resolved_with_both_told,
    0 AS resolved_digitized_with_e_result,
    CASE moment.name
        WHEN 'opening' THEN line.carried_over
        WHEN 'closing' THEN line.open - line.received + line.ended
            - CASE WHEN line.has_opening THEN line.carried_over ELSE 0 END
        ELSE -line.open
    END AS carried_in,
    CASE moment.name
        WHEN 'opening' THEN line.carried_over_with_due
        WHEN 'closing' THEN line.open_with_due - line.received_with_due + line.ended_with_due
            - CASE WHEN line.has_opening THEN line.carried_over_with_due ELSE 0 END
        ELSE -line.open_with_due
    END AS carried_in_with_due,
    CASE WHEN moment.name = 'closing' THEN line.resolved_or_withdrawn ELSE 0 END AS resolved_or_withdrawn,
    CASE WHEN moment.name = 'closing' THEN line.on_time_or_withdrawn ELSE 0 END AS on_time_or_withdrawn
FROM stand_in_line AS line
LEFT JOIN (SELECT code, min(level) AS level FROM ref_unit GROUP BY code) AS unit ON unit.code = line.unit_key
CROSS JOIN (SELECT 'opening' AS name UNION ALL SELECT 'closing' UNION ALL SELECT 'release') AS moment
WHERE moment.name = 'closing'
   OR (moment.name = 'opening' AND line.topic = 'progress' AND line.has_opening)
   OR (moment.name = 'release' AND line.topic = 'progress' AND line.until_day IS NOT NULL);

-- One row per event of a dossier, with all measures that an event from lists or forms can have.
CREATE OR REPLACE VIEW listed_dossier AS
SELECT
    dossier_event.*, 0 AS carried_in, 0 AS carried_in_with_due, 0 AS resolved_or_withdrawn, 0 AS on_time_or_withdrawn
FROM dossier_event;

-- One row per event, from lists and from the forms that stand in for them; basis says which. Each knows the row of the
-- file that it comes from; what lists say of a form's days and is taken off it comes from no single row.
CREATE OR REPLACE VIEW traced_dossier AS
SELECT * FROM listed_dossier
UNION ALL
SELECT * FROM stand_in_event;

-- The same without its row: what the rollup sums.
CREATE OR REPLACE VIEW event_dossier AS
SELECT * EXCLUDE (load_id, source_sheet, source_row, code, received_on, due_on, ended_on, state, event) FROM traced_dossier;
