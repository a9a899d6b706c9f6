-- Reports of flows that know their period but not the days in it (surveys per unit, certified copies): which of several
-- periods of one unit count, and how. What a period prints must come out when that period is read, nothing twice:
-- a report inside a longer one (quarter I in six months) is taken off the longer one, which so adds what came since;
-- a report that begins inside another that counts and ends after it (9 months beside the second half-year) is left out.

-- One row per source, unit and period with lines that count. Two tokens of the same days: the first by name.
-- Reports of a unit are settled one by one, sums before answers per dossier, then by their first day: what is left out
-- leaves nothing else out. Answers per dossier count where no sums of the unit count for any of their days.
CREATE OR REPLACE VIEW period_report AS
WITH RECURSIVE said AS (
    SELECT
        named.source, named.unit_code, min(named.period) AS token, ref_period.first_day, ref_period.last_day,
        CASE WHEN named.source = 'certification' THEN 'certification' ELSE 'survey' END AS family
    FROM (
        SELECT CASE WHEN dossier_code IS NULL THEN 'survey' ELSE 'survey_dossiers' END AS source, unit_code, period FROM live_survey
        UNION ALL
        SELECT 'certification' AS source, unit_code, period FROM live_e_certification
    ) AS named
    INNER JOIN ref_period ON ref_period.token = named.period
    GROUP BY named.source, named.unit_code, ref_period.first_day, ref_period.last_day
),
settled AS (
    SELECT
        said.source, said.unit_code, said.token, said.first_day, said.last_day, said.family,
        row_number() OVER (PARTITION BY said.family, said.unit_code ORDER BY said.source, said.first_day, said.last_day) AS place,
        count(*) OVER (PARTITION BY said.family, said.unit_code) AS reports,
        0 AS step, 0 AS is_left_out
    FROM said
    UNION ALL
    -- The report whose turn it is counts unless an earlier one left it out; then it leaves out those after it.
    SELECT
        turn.source, turn.unit_code, turn.token, turn.first_day, turn.last_day, turn.family, turn.place, turn.reports, turn.step + 1,
        CASE
            WHEN turn.is_left_out = 1 OR turn.place <= turn.step + 1 THEN turn.is_left_out
            WHEN turn.its_source = turn.source AND turn.its_first_day < turn.first_day
             AND turn.its_last_day >= turn.first_day AND turn.its_last_day < turn.last_day THEN 1
            WHEN turn.its_source <> turn.source AND turn.its_first_day <= turn.last_day AND turn.its_last_day >= turn.first_day THEN 1
            ELSE 0
        END
    FROM (
        SELECT
            settled.*,
            max(CASE WHEN place = step + 1 AND is_left_out = 0 THEN source END) OVER (PARTITION BY family, unit_code) AS its_source,
            max(CASE WHEN place = step + 1 AND is_left_out = 0 THEN first_day END) OVER (PARTITION BY family, unit_code) AS its_first_day,
            max(CASE WHEN place = step + 1 AND is_left_out = 0 THEN last_day END) OVER (PARTITION BY family, unit_code) AS its_last_day
        FROM settled
        WHERE step < reports
    ) AS turn
)
SELECT source, unit_code, token, first_day, last_day
FROM settled
WHERE step = reports AND is_left_out = 0;

-- One row per report and per period whose lines it adds (sign 1: its own) or takes off (-1: the longest ones inside it),
-- with the days that the result speaks of: those after the longest report that begins on the same day.
CREATE OR REPLACE VIEW period_part AS
WITH placed AS (
    SELECT
        report.source, report.unit_code, report.token, report.first_day AS printed_from, report.last_day,
        coalesce(max(prefix.last_day) + 1, report.first_day) AS first_day
    FROM period_report AS report
    LEFT JOIN period_report AS prefix
        ON prefix.source = report.source AND prefix.unit_code = report.unit_code
       AND prefix.first_day = report.first_day AND prefix.last_day < report.last_day
    GROUP BY report.source, report.unit_code, report.token, report.first_day, report.last_day
)
SELECT source, unit_code, token, first_day, last_day, 1 AS sign FROM placed
UNION ALL
SELECT placed.source, placed.unit_code, inside.token, placed.first_day, placed.last_day, -1 AS sign
FROM placed
INNER JOIN period_report AS inside
    ON inside.source = placed.source AND inside.unit_code = placed.unit_code
   AND inside.first_day >= placed.printed_from AND inside.last_day <= placed.last_day AND inside.token <> placed.token
WHERE NOT EXISTS (
    SELECT 1 FROM period_report AS between_them
    WHERE between_them.source = placed.source AND between_them.unit_code = placed.unit_code
      AND between_them.token <> placed.token AND between_them.token <> inside.token
      AND between_them.first_day >= placed.printed_from AND between_them.last_day <= placed.last_day
      AND between_them.first_day <= inside.first_day AND between_them.last_day >= inside.last_day
);

-- One row per printed line of a survey, of certified copies, and per period that it adds to or is taken off.
CREATE OR REPLACE VIEW core_survey_line AS
SELECT line.*, part.first_day, part.last_day, part.sign
FROM live_survey AS line
INNER JOIN period_part AS part
    ON part.source = CASE WHEN line.dossier_code IS NULL THEN 'survey' ELSE 'survey_dossiers' END
   AND part.unit_code = line.unit_code AND part.token = line.period;

CREATE OR REPLACE VIEW core_certification_line AS
SELECT line.*, part.first_day, part.last_day, part.sign
FROM live_e_certification AS line
INNER JOIN period_part AS part ON part.source = 'certification' AND part.unit_code = line.unit_code AND part.token = line.period;
