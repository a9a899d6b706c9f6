"""The dialog in which a layout that nobody declared is read by hand: their header, three values, our column."""

from collections.abc import Sequence

import streamlit as st

from loaders.export import Export
from loaders.guesses import is_masked
from loaders.header import heading
from loaders.intake import Reading
from loaders.kinds import EXPORTS
from loaders.mapping import PERSONAL_HEADERS, Mapping
from ui import format as fmt
from ui import intake
from ui.intake import Upload
from ui.reading_queue import Task, Way
from warehouse.build import read_reference

_ORDERS = {"ngày/tháng/năm": "dmy", "tháng/ngày/năm": "mdy", "năm/tháng/ngày": "ymd"}
_COMPARES = {"theo ngày": "date", "theo ngày giờ": "datetime"}
_NOT_READ = "không đọc"
_LISTS = {"status": "statuses", "channel": "channels", "payment_method": "payment_methods"}
_LIGHT_BYTES = 3_000_000
_SHOWN_ROWS = 5


def offer(upload: Upload, reading: Reading) -> None:
    """Draw the button that opens the dialog: for a refused file, or to correct how a file was understood."""
    is_refused = reading.status == "refused"
    if st.button(
        "Khai cách đọc tệp" if is_refused else "Sửa cách đọc tệp",
        key=f"khai_{upload.file_id}",
        icon=":material/edit_note:",
        type="secondary" if is_refused else "tertiary",
    ):
        _dialog(upload, reading)


@st.dialog("Khai cách đọc tệp", width="large")
def _dialog(upload: Upload, reading: Reading) -> None:
    labels = {export.label: export for export in EXPORTS.values()}
    first = EXPORTS[reading.kind].label if reading.kind in EXPORTS else next(iter(labels))
    export = labels[st.selectbox("Loại tệp", list(labels), index=list(labels).index(first)) or first]
    columns = _columns(export, reading) if intake.headers(reading) else _by_name(export)
    constants = _constants(export, columns, reading)
    with st.container(horizontal=True):
        order = st.selectbox("Thứ tự của ngày", list(_ORDERS), width=220, key="thu_tu_ngay")
        compare = st.selectbox("So kết thúc với ngày hẹn", list(_COMPARES), width=220, key="so_ngay_hen")
    mapping = Mapping(
        kind=export.kind,
        columns=columns,
        constants=constants,
        values=_translations(columns, reading),
        date_order=_ORDERS[order or "ngày/tháng/năm"],
        compare=_COMPARES[compare or "theo ngày"],
    )
    read = _try(upload, export, mapping)
    st.markdown(":small[:gray[Cách đọc được lưu theo mẫu tệp khi công bố; lần sau tệp cùng mẫu tự đọc được.]]")
    if st.button("Đọc tệp theo cách này", type="primary", key="dung_cach_doc", disabled=read is None):
        st.session_state.setdefault("cach_doc", {})[upload.file_id] = mapping
        st.rerun()


def _columns(export: Export, reading: Reading) -> dict[str, str]:
    """Draw one line for each of their headers; returns our column name to their header."""
    ours = {column.headers[0]: column for column in export.columns}
    guess = {theirs: export_name for export_name, theirs in reading.columns.items()} if reading.kind else {}
    by_name = {column.name: column.headers[0] for column in export.columns}
    st.markdown("Chọn nghĩa của từng cột trong tệp. Cột có thể là thông tin cá nhân được che chữ.")
    chosen: dict[str, str] = {}
    with st.container(height=330, border=True):
        for place, header in enumerate(intake.headers(reading)):
            left, middle, right = st.columns([3, 4, 3], vertical_alignment="center")
            left.markdown(f"**{fmt.in_markdown(header)}**")
            values = " · ".join(fmt.in_markdown(value) for value in reading.examples.get(header, []) if value)
            middle.markdown(f":small[:gray[{values}]]" if values else f":small[:gray[{fmt.NOTHING}]]")
            if heading(header) in PERSONAL_HEADERS:
                right.markdown(":gray[:material/lock: thông tin cá nhân, không đọc]")
                continue
            known = by_name.get(guess.get(header, ""))
            options = [_NOT_READ, *ours]
            said = right.selectbox(
                f'Cột "{header}" là',
                options,
                index=options.index(known) if known in options else 0,
                key=f"cot_{export.kind}_{place}",
                label_visibility="collapsed",
            )
            if said in ours:
                chosen[ours[said].name] = header
    return chosen


def _by_name(export: Export) -> dict[str, str]:
    """Ask for the header of each of our columns, where nothing in the file looked like a row of headers."""
    st.markdown("Chưa nhận ra dòng tiêu đề. Ghi tên cột đúng như trong tệp; cột không có thì để trống.")
    chosen: dict[str, str] = {}
    with st.container(height=330, border=True):
        for column in export.columns:
            label = fmt.in_markdown(column.headers[0]) + (" :orange[(cần có)]" if column.required else "")
            said = st.text_input(label, placeholder="tên cột trong tệp", key=f"ten_cot_{export.kind}_{column.name}")
            if said.strip():
                chosen[column.name] = said.strip()
    return chosen


def _constants(export: Export, columns: dict[str, str], reading: Reading) -> dict[str, str]:
    """Ask for the unit of the whole file where no column holds units, unless its rows are told by their units."""
    if "unit" in columns or export.telling == {"unit"} or all(column.name != "unit" for column in export.columns):
        return {}
    names = {name: code for code, name in intake.unit_names(reading).items()}
    said = st.selectbox(
        "Đơn vị của cả tệp (chưa cột nào là đơn vị)",
        list(names),
        index=None,
        placeholder="lấy theo tên trang hoặc tiêu đề",
        key="don_vi_khai",
    )
    return {"unit": names[said]} if said else {}


def _translations(columns: dict[str, str], reading: Reading) -> dict[str, dict[str, str]]:
    """Ask what the values of columns with a fixed list of values mean; returns them by our column name."""
    found: dict[str, dict[str, str]] = {}
    for name in (name for name in columns if name in _LISTS):
        known = list(dict.fromkeys(row["text"] for row in read_reference(_LISTS[name]) if len(row["text"]) > 1))
        with st.expander(f'Dịch giá trị của cột "{fmt.in_markdown(columns[name])}"'):
            shown = list(dict.fromkeys(value for value in reading.examples.get(columns[name], []) if value))
            values = [value for value in shown if not is_masked(value)]
            if len(values) < len(shown):
                st.markdown(":small[:gray[Có giá trị bị che chữ: mở tệp, ghi từng giá trị như trong tệp ở ô dưới.]]")
            said = _values(name, values, known)
        if said:
            found[name] = said
    return found


def _values(name: str, values: Sequence[str], known: Sequence[str]) -> dict[str, str]:
    chosen = {}
    for place, value in enumerate(values):
        said = st.selectbox(
            f"“{fmt.in_markdown(value)}” nghĩa là",
            known,
            index=known.index(value) if value in known else None,
            placeholder="để nguyên",
            key=f"dich_{name}_{place}",
        )
        if said and said != value:
            chosen[value] = said
    lines = st.text_area(
        "Giá trị khác, mỗi dòng một cặp: chữ trong tệp = nghĩa",
        key=f"dich_them_{name}",
        height=80,
        placeholder=f"Xong = {known[-1]}",
    )
    pairs = (line.split("=", 1) for line in lines.splitlines() if "=" in line)
    return chosen | {theirs.strip(): ours.strip() for theirs, ours in pairs if theirs.strip() and ours.strip()}


def _try(upload: Upload, export: Export, mapping: Mapping) -> Reading | None:
    """Read the file in the way being declared and show the result; None while a needed column is not said."""
    if missing := export.missing(mapping.columns, mapping.constants):
        said = ", ".join(map(fmt.in_markdown, missing))
        st.markdown(f":orange[:material/pending:] Còn thiếu: **{said}**")
        return None
    read = _read(upload, mapping)
    if read is not None:
        _result(read)
    return read


def _read(upload: Upload, mapping: Mapping) -> Reading | None:
    known: dict[Way, Reading] = st.session_state.setdefault("da_doc", {})
    tried = Way(
        file_id=upload.file_id, mapping_text=mapping.to_json(), confirmed=st.session_state.get("lan_xac_nhan", 0)
    )
    if tried not in known:
        if len(upload.getvalue()) > _LIGHT_BYTES and not st.button("Xem thử", key="xem_thu", icon=":material/preview:"):
            return None
        with st.spinner("Đang đọc thử …", show_time=True):
            known[tried] = Task(upload, tried)()
    return known[tried]


def _result(read: Reading) -> None:
    rows = {name: fmt.number(count) for name, count in read.rows.items()}
    if read.status == "refused":
        reasons = [message.text for message in read.messages if message.level == "error"][:3]
        st.markdown("  \n".join(f":orange[:material/error:] {fmt.in_markdown(reason)}" for reason in reasons))
    else:
        st.markdown(
            f":blue[:material/check_circle:] Đọc thử: **{rows['read']}** dòng = {rows['loaded']} nhận "
            f"+ {rows['rejected']} từ chối + {rows['skipped']} bỏ qua"
        )
    for text in list(dict.fromkeys(read.rejects["reason"].to_pylist()))[:3] if read.rejects.num_rows else []:
        st.markdown(f":orange[:material/error:] {fmt.in_markdown(text)}")
    table = intake.preview(read, _SHOWN_ROWS)
    if not table.empty:
        st.dataframe(table, hide_index=True, height="content", placeholder=fmt.NOTHING)
