"""The minutes of a meeting (biên bản): what it decided, who does it by when, and how earlier conclusions stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from metrics import wording
from metrics.conclusions import last_time, line
from reports import packing, template
from reports.naming import of_period
from reports.office import Marks, Writer
from warehouse.errors import WarehouseError
from warehouse.meeting_ledger import Conclusion
from warehouse.period import Period

_DOTS = "." * 62


class NothingConcludedError(WarehouseError):
    """No meeting on the period has reached a conclusion. The text is Vietnamese and says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the meeting looked at: the sentences that sum it up, whether it is made up, and the time of the snapshot."""

    said: Sequence[str]
    is_sample: bool
    published_at: datetime


def document(period: Period, conclusions: Sequence[Conclusion], seen: Seen) -> bytes:
    """Return the minutes of the last meeting on a period as a .docx; the same conclusions give the same bytes.

    Conclusions of other periods count among those of earlier meetings. Names of persons and the place are left blank.

    Raises:
        NothingConcludedError: no conclusion of the period is in the ledger of meetings.
    """
    day = max((one.met_on for one in conclusions if one.period == period), default=None)
    if day is None:
        raise NothingConcludedError(
            f"Chưa có kết luận nào của cuộc họp về {of_period(period)}. Ghi kết luận khi trình chiếu (phím K) rồi lập "
            "biên bản."
        )
    own = [one for one in conclusions if one.met_on == day and one.period == period]
    minutes = template.blank("BB-UBND")
    subject = f"Họp về công tác cải cách hành chính {of_period(period)}"
    template.title(minutes, "BIÊN BẢN", subject, template.SAMPLE if seen.is_sample else "")
    end = minutes.add_paragraph()
    writer = Writer(minutes, end, Marks())
    for text in (
        f"Thời gian: ngày {wording.day(day)}.",
        f"Địa điểm: {_DOTS}",
        f"Chủ trì: {_DOTS}",
        f"Thư ký: {_DOTS}",
        f"Thành phần dự họp: {_DOTS}",
    ):
        writer.text(text)
    writer.heading("I. SỐ LIỆU XEM TẠI CUỘC HỌP")
    for text in seen.said:
        writer.text(text)
    writer.heading(f"II. KẾT LUẬN: {len(own)} VIỆC")
    writer.table(
        ("TT", "Nội dung", "Đơn vị thực hiện", "Hạn", "Trang trình chiếu"),
        [[str(no), one.text, one.who, _due(one.due_on), one.slide_title] for no, one in enumerate(own, start=1)],
        (1.0, 6.6, 3.3, 2.2, 3.4),
    )
    earlier = last_time(conclusions, day)
    writer.heading("III. KẾT LUẬN CÁC LẦN TRƯỚC")
    if earlier:
        writer.table(
            ("TT", "Nội dung", "Đơn vị thực hiện", "Hạn", "Tình trạng"),
            [
                [str(no), one.text, one.who, _due(one.due_on), _stands(one, day)]
                for no, one in enumerate(earlier, start=1)
            ],
            (1.0, 6.6, 3.3, 2.2, 3.4),
        )
    else:
        writer.text("Không còn kết luận nào của các lần trước.")
    writer.text("Biên bản được các thành viên dự họp thông qua.")
    end._element.getparent().remove(end._element)
    template.signatures(minutes, "THƯ KÝ", "CHỦ TRÌ")
    properties = minutes.core_properties
    properties.created = properties.modified = seen.published_at.replace(tzinfo=None)
    properties.title, properties.author, properties.last_modified_by = subject, "", ""
    properties.language, properties.revision = "vi-VN", 1
    return packing.fixed(template.as_bytes(minutes))


def _due(day: date | None) -> str:
    return wording.day(day) if day else "không ghi hạn"


def _stands(one: Conclusion, day: date) -> str:
    word = line(one, day).word
    return f"{word}: {one.state_note}" if one.state_note else word
