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

-- One row per change of a load's state (withdrawn), with its reason.
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
    field_key VARCHAR               -- the first of them, folded
);

-- Reference data, copied from data/reference at every build so that a snapshot explains itself.
CREATE TABLE IF NOT EXISTS ref_unit (
    code VARCHAR, name VARCHAR, short_name VARCHAR, type VARCHAR, level VARCHAR, parent VARCHAR, valid_from DATE, valid_to DATE
);
CREATE TABLE IF NOT EXISTS ref_field (field_key VARCHAR, field_name VARCHAR, field_group VARCHAR);
