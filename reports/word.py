"""The Word report: the content of a period written into the frame of an office document."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import docx.document
import pandas as pd
from docx.text.paragraph import Paragraph

from metrics import tally, wording
from metrics.plan import Status
from metrics.restated_words import causes as in_words
from metrics.restated_words import difference
from metrics.restated_words import figure as said_of
from metrics.tasks import STATE_LABELS, TaskStanding, TaskState
from reports import packing, pictures, template
from reports.content import Content, Line
from reports.naming import of_period
from reports.office import Marks, Writer
from warehouse.build import read_reference

_BALANCE = (
    ("carried_over", "Kỳ trước"), ("received", "Tiếp nhận"), ("resolved", "Đã giải quyết"), ("on_time", "Đúng hạn"),
    ("late", "Trễ hạn"), ("withdrawn", "Rút, trả lại"), ("open", "Đang giải quyết"), ("open_overdue", "Quá hạn"),
)  # fmt: skip


def document(content: Content, frame: Path | None = None) -> bytes:
    """Return the report as a .docx; the same content and template give the same bytes.

    Raises:
        reports.template.TemplateError: the template cannot be used.
    """
    report = template.opened(frame)
    template.fill_words(report, words(content))
    marks = Marks()
    blocks = _Blocks(content=content, document=report, marks=marks)
    template.fill_blocks(report, blocks.fill)
    properties = report.core_properties
    made = content.order.snapshot.published_at.replace(tzinfo=None)
    properties.created = properties.modified = made
    properties.title, properties.author, properties.last_modified_by = words(content)["trich_yeu_hoa"], "", ""
    properties.comments, properties.language = f"Bản số liệu {content.order.snapshot.path.name}", "vi-VN"
    properties.revision = 1
    return packing.fixed(template.as_bytes(report))


def words(content: Content) -> dict[str, str]:
    """Return what each placeholder inside a line becomes."""
    period = of_period(content.period)
    subject = f"công tác cải cách hành chính {period}"
    return {
        "trich_yeu": subject,
        "trich_yeu_hoa": f"{subject[:1].upper()}{subject[1:]}",
        "ky": period,
        "tu_ngay": wording.day(content.period.start),
        "den_ngay": wording.day(content.period.last),
        "nam": str(content.period.year),
        "ke_hoach": content.plan.title,
        "so_ke_hoach": content.plan.number,
        "ban_so_lieu": content.order.snapshot.path.stem,
        "ngay_xuat": wording.day(content.loaded.export_date),
        "minh_hoa": template.SAMPLE if content.loaded.is_sample else "",
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Blocks:
    """Writes each block of a content into one document."""

    content: Content
    document: docx.document.Document
    marks: Marks

    def fill(self, name: str, anchor: Paragraph) -> None:
        """Write the block of a name in the place of a paragraph."""
        writer = Writer(self.document, anchor, self.marks)
        {
            "ket_qua_chung": self._overview,
            "ket_qua_theo_linh_vuc": self._areas,
            "giai_quyet_ho_so": self._dossiers,
            "han_che": self._limits,
            "nguyen_nhan": self._causes,
            "nhiem_vu_ky_toi": self._next,
            "thay_doi_so_voi_bao_cao_truoc": self._restated,
            "phu_luc_nguon": self._sources,
        }[name](writer)

    def _overview(self, writer: Writer) -> None:
        content = self.content
        writer.say(content.overview)
        statuses = (Status.MET, Status.NEAR, Status.MISSED, Status.OUT_OF_REACH)
        counts = [
            [*(area.by_status[status.value] for status in statuses), area.by_status["no_data"]]
            for area in content.areas
        ]
        rows = [
            [str(area.name.no), area.name.label, *map(str, (sum(own), *own))]
            for area, own in zip(content.areas, counts, strict=True)
        ]
        sums = [sum(column) for column in zip(*counts, strict=True)]
        total = ["", "Cộng", *map(str, (sum(sums), *sums))]
        heads = ("TT", "Lĩnh vực", "Số chỉ tiêu", *(tally.STATUS_LABELS[status] for status in statuses))
        writer.caption("Bảng 1. Chỉ tiêu theo lĩnh vực cải cách và trạng thái")
        writer.table(
            (*heads, "Chưa có số liệu, mục tiêu"),
            [*rows, total],
            (1.0, 5.6, 1.5, 1.2, 1.5, 1.5, 1.8, 2.2),
            numbers=range(2, 8),
            bold_rows=(len(rows),),
        )
        dots = [
            pictures.Dot(
                name=line.score.target.label, rate_pct=figure.rate_pct,
                target_pct=None if line.score.target.value is None else float(line.score.target.value),
                numerator=figure.numerator, denominator=figure.denominator, status=line.score.status,
            )
            for line in content.lines
            if (figure := line.score.figure) is not None
            and figure.rate_pct is not None
            and line.score.target.kind != "relative"
        ]  # fmt: skip
        if dots:
            writer.caption(f"Hình 1. Kết quả so với chỉ tiêu, {of_period(content.period)}")
            for part, picture in pictures.dots(dots):
                writer.picture(picture, _alt(part))
            writer.note(
                "Vạch đứng là chỉ tiêu; hình tròn: đạt, hình thoi: gần đạt, hình vuông: chưa đạt, dấu nhân: không thể "
                "đạt. Số bên phải: tỷ lệ (tử số/mẫu số)."
            )

    def _areas(self, writer: Writer) -> None:
        for area in self.content.areas:
            writer.heading(f"{area.name.no}. {area.name.label}")
            for line in area.lines:
                writer.say(line.said, *([line.compared] if line.compared else []), dash=True)
            if area.lines:
                writer.caption(f"Chỉ tiêu có số liệu, lĩnh vực {area.name.no}")
                _targets(writer, self.content, area.lines)
            for reason, scores in area.silent:
                labels = "; ".join(f"{score.target.label} ({score.target.id})" for score in scores)
                writer.text(f"- {reason.rstrip('.') or 'Chưa có số liệu'}: {labels}.")

    def _dossiers(self, writer: Writer) -> None:
        content = self.content
        if content.dossiers is None:
            writer.text("Chưa có danh sách hồ sơ hoặc biểu tổng hợp của kỳ này.")
            return
        writer.say(content.dossiers)
        if any(month.rate_pct is not None for month in content.months):
            writer.caption("Hình 2. Tỷ lệ hồ sơ giải quyết đúng hạn theo tháng")
            said = ", ".join(
                f"{month.name} {wording.percent(month.rate_pct)} ({wording.ratio(month.numerator, month.denominator)})"
                for month in content.months
            )
            target = content.on_time_target
            writer.picture(pictures.months(content.months, target), f"Tỷ lệ đúng hạn theo tháng: {said}")
            writer.note(
                "Dưới tên tháng: tử số/mẫu số của tháng, tính như tỷ lệ đúng hạn của báo cáo (cách "
                f"{content.order.variant}). Nguồn: danh sách hồ sơ, biểu tổng hợp ở nơi chưa có danh sách; bản số liệu "
                f"{content.order.snapshot.path.stem}."
            )
        groups = {row["key"]: row["label"] for row in read_reference("field_groups")}
        writer.caption("Bảng 2. Hồ sơ theo nhóm lĩnh vực")
        _balance(writer, "Nhóm lĩnh vực", _sums(content.balance, "field_group", list(groups)), groups)
        writer.caption("Bảng 3. Hồ sơ theo đơn vị")
        _balance(writer, "Đơn vị", _sums(content.balance, "unit", list(content.unit_names)), content.unit_names)
        writer.note(
            "Đúng hạn + trễ hạn + không có ngày hẹn trả = đã giải quyết. Nguồn: danh sách hồ sơ, biểu tổng hợp ở nơi "
            f"chưa có danh sách; bản số liệu {content.order.snapshot.path.stem}."
        )

    def _limits(self, writer: Writer) -> None:
        content = self.content
        for line in content.misses:
            writer.say(line.said, dash=True)
        if not content.misses:
            writer.text("- Không chỉ tiêu nào có số liệu mà chưa đạt.")
        if content.overdue_said:
            writer.say(content.overdue_said, dash=True)
        late = [one for one in content.standings if one.state is TaskState.OVERDUE]
        if late:
            numbers = ", ".join(str(one.task.no) for one in late)
            unsaid = sum(not one.n_reporting for one in late)
            silent_tasks = f"; {unsaid} nhiệm vụ trong số đó chưa báo cáo tiến độ nào nhắc đến" if unsaid else ""
            writer.text(
                f"- {len(late)}/{len(content.standings)} nhiệm vụ của phụ lục kế hoạch quá hạn đến "
                f"{wording.day(content.period.last)} (nhiệm vụ số {numbers}){silent_tasks}."
            )
        silent = sum(len(scores) for area in content.areas for _, scores in area.silent)
        if silent:
            writer.text(f"- {silent} chỉ tiêu chưa có số liệu của kỳ này; lý do ở mục II.")

    def _causes(self, writer: Writer) -> None:
        found = [line for line in self.content.misses if line.causes]
        if not found:
            writer.text("Chưa đủ số liệu của hai kỳ để tách nguyên nhân thay đổi của chỉ tiêu chưa đạt.")
            return
        writer.text(
            "Thay đổi của mỗi tỷ lệ được tách thành phần do tỷ lệ của từng nhóm và phần do cơ cấu hồ sơ; hai phần cộng "
            "lại đúng bằng thay đổi chung. Số trong ngoặc là tử số/mẫu số của hai kỳ."
        )
        for line in found:
            writer.say(*line.causes, lead=f"{line.score.target.label}.")

    def _next(self, writer: Writer) -> None:
        content = self.content
        if content.misses:
            names = "; ".join(f"{line.score.target.label}{_goal(line)}" for line in content.misses)
            writer.text(f"1. Tập trung nâng các chỉ tiêu chưa đạt: {names}.")
        if not content.due:
            writer.text(f"Không nhiệm vụ nào của phụ lục kế hoạch có hạn đến hết ngày {wording.day(content.next_day)}.")
            return
        number = "2. " if content.misses else ""
        writer.text(f"{number}Nhiệm vụ quá hạn và nhiệm vụ có hạn đến hết ngày {wording.day(content.next_day)}:")
        writer.caption("Bảng 4. Nhiệm vụ phải hoàn thành trong kỳ tới")
        ordered = sorted(content.due, key=lambda one: (one.due_on or content.next_day, one.task.no))
        writer.table(
            ("Số", "Nhiệm vụ", "Chủ trì", "Hạn", "Trạng thái"),
            [_task(one) for one in ordered],
            (1.0, 7.2, 3.8, 2.2, 2.3),
        )

    def _restated(self, writer: Writer) -> None:
        content = self.content
        if content.before is None:
            writer.text("Chưa có báo cáo nào được lập trước báo cáo này từ bản số liệu cũ hơn.")
            return
        if not content.restated:
            writer.text(f"Không số nào của {content.before} khác đi trong bản số liệu của báo cáo này.")
            return
        writer.text(f"{len(content.restated)} số của {content.before} nay đã khác:")
        writer.table(
            ("Mã", "Chỉ tiêu", "Đã báo cáo", "Nay", "Thay đổi", "Vì"),
            [
                [
                    one.now.target.id, one.now.target.label, said_of(one.was), said_of(one.now),
                    difference(one.was, one.now), in_words(one.causes),
                ]
                for one in content.restated
            ],
            (1.5, 3.5, 2.9, 2.9, 1.9, 3.8),
        )  # fmt: skip

    def _sources(self, writer: Writer) -> None:
        content = self.content
        table = writer.table(
            ("Số", "Nội dung", "Kỳ", "Tử số", "Mẫu số", "Kết quả", "Cách tính", "Tệp"),
            [
                [
                    "", source.what, source.period.label, wording.number(source.numerator),
                    wording.number(source.denominator), _result(source.rate_pct, source.value), source.formula,
                    ", ".join(f"T{no}" for no in source.files) or wording.NOTHING,
                ]
                for source in content.sources
            ],
            (1.1, 6.2, 3.0, 1.8, 1.8, 2.2, 5.4, 3.8),
            numbers=(3, 4, 5),
        )  # fmt: skip
        cells = [row.cells[0] for row in table.rows]
        for cell, source in zip(cells[1:], content.sources, strict=True):
            writer.source_cell(cell, source.no)
        writer.caption("Tệp số liệu")
        writer.table(
            ("Tệp", "Tên tệp", "Loại", "Ngày xuất", "Số dòng", "SHA-256 (8 ký tự đầu)"),
            [
                [
                    f"T{file.no}", file.name, file.kind_label, wording.day(file.export_date),
                    wording.number(file.rows), file.sha256[:8],
                ]
                for file in content.files
            ],
            (1.3, 9.5, 5.0, 2.8, 2.2, 4.5),
            numbers=(4,),
        )  # fmt: skip
        snapshot = content.order.snapshot
        writer.note(f"Bản số liệu {snapshot.path.name}, SHA-256 {snapshot.sha256}.")


def _targets(writer: Writer, content: Content, lines: Iterable[Line]) -> None:
    shown = list(lines)
    rows = []
    for line in shown:
        score = line.score
        gap = wording.gap(score.figure.gap_pct) if score.figure else wording.NOTHING
        rows.append(
            [
                f"{score.target.label} ({score.target.id})", _goal(line, "").strip() or wording.NOTHING,
                said_of(score), gap, line.year_before.said, line.quarter.said, line.quarter_before.said,
                tally.STATUS_LABELS[score.status],
            ]
        )  # fmt: skip
    heads = (
        "Chỉ tiêu", "Mục tiêu", "Kết quả (tử số/mẫu số)", "So mục tiêu, điểm", content.year_before.label,
        content.quarter.label, content.quarter_before.label, "Trạng thái",
    )  # fmt: skip
    writer.table(
        heads, rows, (3.1, 1.2, 2.4, 1.3, 1.8, 2.4, 2.4, 1.4), names=(0,), links=[line.said.sources for line in shown]
    )


def _balance(writer: Writer, what: str, table: pd.DataFrame, names: dict[str, str]) -> None:
    rows = [
        [str(no), names.get(str(row["key"]), str(row["key"])), *(wording.number(row[name]) for name, _ in _BALANCE)]
        for no, row in enumerate(table.to_dict("records"), start=1)
    ]
    total = ["", "Cộng", *(wording.number(table[name].sum()) for name, _ in _BALANCE)]
    heads = ("TT", what, *(head for _, head in _BALANCE))
    widths = (0.9, 4.4, 1.2, 1.5, 1.6, 1.5, 1.2, 1.5, 1.6, 1.3)
    writer.table(heads, [*rows, total], widths, numbers=range(2, 10), bold_rows=(len(rows),))


def _sums(table: pd.DataFrame, column: str, order: list[str]) -> pd.DataFrame:
    """Add up counts by one column, in a given order; rows without any dossier are left out."""
    names = [name for name, _ in _BALANCE]
    sums = table.fillna({column: "–"}).groupby(column, sort=False)[names].sum()
    sums = sums[sums.any(axis="columns")]
    known = [key for key in order if key in sums.index] + [key for key in sums.index if key not in order]
    return sums.loc[known].rename_axis("key").reset_index()


def _goal(line: Line, before: str = " đạt ") -> str:
    target = line.score.target
    if target.value is None or line.score.figure is None or target.kind == "relative":
        return ""
    return f"{before}{wording.target(float(target.value))}{wording.NBSP}%"


def _task(standing: TaskStanding) -> list[str]:
    task = standing.task
    return [str(task.no), task.text, task.lead, wording.day(standing.due_on), STATE_LABELS[standing.state]]


def _result(rate: float | None, value: float | None) -> str:
    if rate is not None:
        return wording.percent(rate)
    return wording.target(value) if value is not None else wording.NOTHING


def _alt(dots: Iterable[pictures.Dot]) -> str:
    said = [f"{dot.name} {wording.percent(dot.rate_pct, dot.target_pct)}" for dot in dots]
    return f"Kết quả so với chỉ tiêu: {'; '.join(said)}"
