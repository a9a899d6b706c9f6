-- Tables of a snapshot. No keys or indexes on facts: uniqueness is a query (docs/decisions/0002).
-- Times are TIMESTAMP: loaded_at and changed_at in UTC, those of a dossier in local time as the office printed them.

-- One row per load (one file taken in); never deleted.
CREATE TABLE IF NOT EXISTS loads (
    load_id VARCHAR, file VARCHAR, sha256 VARCHAR, content_sha256 VARCHAR, kind VARCHAR,
    unit_code VARCHAR, period VARCHAR, period_from DATE, period_to DATE,
    export_date DATE, export_date_source VARCHAR,   -- option | title | file_name | today
    known_until DATE,                               -- last day that the file speaks of
    loaded_at TIMESTAMP, loaded_by VARCHAR,
    signature VARCHAR,                              -- of the layout (header texts), to find a saved mapping
    compare VARCHAR,                                -- date | datetime: how on time is judged for this source
    is_sample BOOLEAN,
    rows_read BIGINT, rows_loaded BIGINT, rows_rejected BIGINT, rows_skipped BIGINT
);

-- One row per change of a load's state, with its reason: withdrawn, or accepted although sums in the file do not agree.
CREATE TABLE IF NOT EXISTS load_event (load_id VARCHAR, changed_at TIMESTAMP, state VARCHAR, reason VARCHAR, changed_by VARCHAR);

-- One row per message shown when a file was taken in.
CREATE TABLE IF NOT EXISTS load_message (load_id VARCHAR, level VARCHAR, sheet VARCHAR, cell VARCHAR, text VARCHAR);

-- One row per refused row of a file; values of personal columns never stand here.
CREATE TABLE IF NOT EXISTS reject (
    load_id VARCHAR, source_sheet VARCHAR, source_row INTEGER, cell VARCHAR, column_name VARCHAR, reason VARCHAR
);

-- One row per saved reading of a layout; the newest of a signature is used.
CREATE TABLE IF NOT EXISTS mapping (signature VARCHAR, saved_at TIMESTAMP, saved_by VARCHAR, mapping VARCHAR);

-- One row per dossier (hồ sơ) and load: its state as that export printed it.
CREATE TABLE IF NOT EXISTS fact_dossier (
    load_id VARCHAR, source_sheet VARCHAR, source_row INTEGER,
    dossier_code VARCHAR,           -- Mã hồ sơ
    procedure_code VARCHAR,         -- Mã TTHC, cut to d.dddddd
    procedure_name VARCHAR,         -- Tên thủ tục hành chính
    procedure_key VARCHAR,          -- the same, folded
    field_name VARCHAR,             -- Lĩnh vực, as printed
    field_key VARCHAR,              -- the first field of the cell, folded
    unit_code VARCHAR,              -- Đơn vị tiếp nhận
    received_at TIMESTAMP,          -- Ngày tiếp nhận
    due_at TIMESTAMP,               -- Ngày hẹn trả; midnight = printed without an hour
    finished_at TIMESTAMP,          -- Ngày kết thúc xử lý
    handed_over_at TIMESTAMP,       -- Ngày trả
    status_group VARCHAR,           -- Trạng thái: not_accepted, open, waiting, withdrawn, done, overdue, unknown; NULL = no such column
    channel VARCHAR,                -- Hình thức nộp: online, direct, postal; NULL = the file does not say
    is_digitized BOOLEAN,           -- Số hóa hồ sơ
    is_result_digitized BOOLEAN,    -- Số hóa kết quả
    has_e_result BOOLEAN,           -- Kết quả điện tử
    fee_amount BIGINT,              -- Phí + lệ phí, đồng
    payment_method VARCHAR,         -- Hình thức thanh toán: cash, cashless, online, exempt
    paid_on DATE                    -- Ngày thu
);

-- One row per paid dossier and load (fee list, layout L1c).
CREATE TABLE IF NOT EXISTS fact_payment (
    load_id VARCHAR, source_sheet VARCHAR, source_row INTEGER,
    dossier_code VARCHAR, procedure_name VARCHAR, unit_code VARCHAR,
    paid_on DATE, fee_amount BIGINT, payment_method VARCHAR
);

-- One row per procedure (thủ tục hành chính) and load, from the national portal's list (layout L9).
CREATE TABLE IF NOT EXISTS fact_procedure (
    load_id VARCHAR, source_sheet VARCHAR, source_row INTEGER,
    procedure_code VARCHAR,         -- Mã số, as printed
    procedure_base VARCHAR,         -- cut to d.dddddd: what dossiers are joined on
    procedure_name VARCHAR,         -- Tên
    procedure_key VARCHAR,          -- the same, folded
    issued_by VARCHAR,              -- Cơ quan ban hành
    done_by VARCHAR,                -- Cơ quan thực hiện
    field_name VARCHAR,             -- Lĩnh vực, all of the cell
    field_key VARCHAR,              -- the first of them, folded
    -- Added by hand; NULL = the file has no such column.
    level VARCHAR,                  -- Cấp: district, commune, province, joined by "; " when several
    service_level VARCHAR,          -- Mức độ: full (4, toàn trình), partial (3, một phần), information (1, 2)
    is_internal BOOLEAN,            -- Nội bộ
    has_sample BOOLEAN,             -- Hồ sơ mẫu
    is_eligible_online BOOLEAN,     -- Đủ điều kiện (cung cấp trực tuyến)
    is_online BOOLEAN,              -- Đã cung cấp (trực tuyến)
    has_fee BOOLEAN,                -- Có phí
    has_online_payment BOOLEAN,     -- Thanh toán trực tuyến
    is_published BOOLEAN,           -- Công khai
    is_reviewed BOOLEAN,            -- Rà soát
    is_simplified BOOLEAN,          -- Đơn giản hóa
    fields_before BIGINT,           -- Số trường trước
    fields_after BIGINT             -- Số trường sau
);
-- Snapshots written before these columns existed get them here.
ALTER TABLE fact_procedure ADD COLUMN IF NOT EXISTS level VARCHAR;
ALTER TABLE fact_procedure ADD COLUMN IF NOT EXISTS service_level VARCHAR;
ALTER TABLE fact_procedure ADD COLUMN IF NOT EXISTS is_internal BOOLEAN;
ALTER TABLE fact_procedure ADD COLUMN IF NOT EXISTS has_sample BOOLEAN;
ALTER TABLE fact_procedure ADD COLUMN IF NOT EXISTS is_eligible_online BOOLEAN;
ALTER TABLE fact_procedure ADD COLUMN IF NOT EXISTS is_online BOOLEAN;
ALTER TABLE fact_procedure ADD COLUMN IF NOT EXISTS has_fee BOOLEAN;
ALTER TABLE fact_procedure ADD COLUMN IF NOT EXISTS has_online_payment BOOLEAN;
ALTER TABLE fact_procedure ADD COLUMN IF NOT EXISTS is_published BOOLEAN;
ALTER TABLE fact_procedure ADD COLUMN IF NOT EXISTS is_reviewed BOOLEAN;
ALTER TABLE fact_procedure ADD COLUMN IF NOT EXISTS is_simplified BOOLEAN;
ALTER TABLE fact_procedure ADD COLUMN IF NOT EXISTS fields_before BIGINT;
ALTER TABLE fact_procedure ADD COLUMN IF NOT EXISTS fields_after BIGINT;

-- One row per printed line of an aggregate form and load: a unit, a field, or both. Loaded as printed, never repaired.
-- Counts are NULL where the form has no such column. Period and export date are those of the load.
CREATE TABLE IF NOT EXISTS fact_form (
    load_id VARCHAR, source_sheet VARCHAR, source_row INTEGER,
    form VARCHAR,                   -- by_unit, by_field, ii_06a, opencps, progress_766, digitization_766, online_766
    unit_code VARCHAR,              -- Đơn vị; NULL = the whole district
    field_name VARCHAR,             -- Lĩnh vực, as printed; NULL = all fields
    field_key VARCHAR,              -- the same, folded
    total BIGINT,                   -- received + carried over
    carried_over BIGINT, received BIGINT, received_online BIGINT, received_direct BIGINT, received_postal BIGINT,
    resolved BIGINT, early BIGINT,
    on_time BIGINT,                 -- without early; in ii_06a withdrawn and waiting dossiers stand here too
    late BIGINT,
    open BIGINT, open_within BIGINT, open_overdue BIGINT,
    waiting BIGINT, paused BIGINT, financial BIGINT, withdrawn BIGINT, other BIGINT,
    not_digitized BIGINT, digitized BIGINT, reused BIGINT, results_not_digitized BIGINT, results_digitized BIGINT,
    fee_dossiers BIGINT, online_paid BIGINT
);

-- One row per printed total or group line (Tổng cộng, "I. Cấp huyện") of an aggregate form and load.
CREATE TABLE IF NOT EXISTS fact_form_total (
    load_id VARCHAR, source_sheet VARCHAR, source_row INTEGER,
    form VARCHAR,
    label VARCHAR,                  -- as printed, with its numeral
    total BIGINT, carried_over BIGINT, received BIGINT, received_online BIGINT, received_direct BIGINT, received_postal BIGINT,
    resolved BIGINT, early BIGINT, on_time BIGINT, late BIGINT, open BIGINT, open_within BIGINT, open_overdue BIGINT,
    waiting BIGINT, paused BIGINT, financial BIGINT, withdrawn BIGINT, other BIGINT,
    not_digitized BIGINT, digitized BIGINT, reused BIGINT, results_not_digitized BIGINT, results_digitized BIGINT,
    fee_dossiers BIGINT, online_paid BIGINT
);

-- One row per unit (or per dossier rated) and load: answers to a satisfaction survey.
CREATE TABLE IF NOT EXISTS fact_survey (
    load_id VARCHAR, source_sheet VARCHAR, source_row INTEGER,
    unit_code VARCHAR,
    period VARCHAR,                 -- token of the row; NULL = that of the load
    dossier_code VARCHAR,           -- NULL = a sum over dossiers
    field_name VARCHAR, field_key VARCHAR,
    answered BIGINT,                -- Tổng số phiếu
    very_satisfied BIGINT, satisfied BIGINT, unsatisfied BIGINT
);

-- One row per petition (phản ánh kiến nghị) and load; its text is never kept.
CREATE TABLE IF NOT EXISTS fact_petition (
    load_id VARCHAR, source_sheet VARCHAR, source_row INTEGER,
    petition_code VARCHAR, source VARCHAR, unit_code VARCHAR, field_name VARCHAR, field_key VARCHAR,
    is_about_procedure BOOLEAN,     -- Liên quan TTHC
    received_on DATE, escalated_on DATE, due_on DATE, answered_on DATE,
    status_group VARCHAR,           -- open, forwarded, closed, not_accepted, unknown; NULL = no such column
    is_satisfied BOOLEAN            -- Đánh giá; NULL = not rated
);

-- One row per unit, period and load: certified copies, and whether the unit provides electronic ones.
CREATE TABLE IF NOT EXISTS fact_e_certification (
    load_id VARCHAR, source_sheet VARCHAR, source_row INTEGER,
    period VARCHAR, unit_code VARCHAR, is_provided BOOLEAN, copies BIGINT, e_copies BIGINT
);

-- One row per target (CT…) or task (PL.n), unit, period and load, as reported.
CREATE TABLE IF NOT EXISTS fact_progress (
    load_id VARCHAR, source_sheet VARCHAR, source_row INTEGER,
    period VARCHAR, unit_code VARCHAR,
    item VARCHAR,                   -- CT2.15, PL.7
    numerator DOUBLE, denominator DOUBLE, value_2022 DOUBLE,
    status VARCHAR,                 -- not_started, in_progress, done, overdue
    evidence VARCHAR,               -- Sản phẩm (số, ngày)
    finished_on DATE
);

-- One row per state that a person gave a task of the plan, and one per withdrawal of such a row (same edit_id).
CREATE TABLE IF NOT EXISTS task_state (
    edit_id VARCHAR, year INTEGER, task_no INTEGER,
    stated_on DATE,                 -- the day from which it holds
    status VARCHAR,                 -- not_started, in_progress, done
    evidence VARCHAR,               -- Sản phẩm (số, ngày)
    finished_on DATE, note VARCHAR, reason VARCHAR,
    changed_at TIMESTAMP, changed_by VARCHAR, is_withdrawn BOOLEAN
);

-- One row per confirmation or removal of a unit's other name; the newest line of a key counts.
CREATE TABLE IF NOT EXISTS unit_alias (
    alias_key VARCHAR, alias VARCHAR, unit_code VARCHAR, confirmed_at TIMESTAMP, confirmed_by VARCHAR, is_removed BOOLEAN
);

-- One row per change of a field's group; the newest wins over data/reference/fields.csv.
CREATE TABLE IF NOT EXISTS field_alias (
    field_key VARCHAR, field_name VARCHAR, field_group VARCHAR, changed_at TIMESTAMP, changed_by VARCHAR
);

-- Reference data, copied from data/reference at every build so that a snapshot explains itself.
CREATE TABLE IF NOT EXISTS ref_unit (
    code VARCHAR, name VARCHAR, short_name VARCHAR, type VARCHAR, level VARCHAR, parent VARCHAR, valid_from DATE, valid_to DATE
);
CREATE TABLE IF NOT EXISTS ref_field (field_key VARCHAR, field_name VARCHAR, field_group VARCHAR);
-- One row per target of a plan (data/plans): what a report's "CT3.03" speaks of. level NULL: both levels.
CREATE TABLE IF NOT EXISTS ref_target (
    year INTEGER, id VARCHAR, figure VARCHAR,   -- key of the indicator
    kind VARCHAR,                               -- threshold, coverage, relative, rank, milestone
    unit VARCHAR, level VARCHAR
);
-- One row per period that a row of facts names, with its days.
CREATE TABLE IF NOT EXISTS ref_period (token VARCHAR, first_day DATE, last_day DATE);
