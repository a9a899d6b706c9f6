"""Colours, sizes and status marks: the one place that knows how a state looks.

The values are those of `.streamlit/config.toml`; figures and SVG images cannot read the
theme, so they take them from here. The smallest CIEDE2000 distance between two status marks
is 19 in every simulated colour blindness, and each status has a shape and a word of its own.
"""

from dataclasses import dataclass, replace

from metrics.evidence import MIN_N
from metrics.plan import Status
from metrics.score_words import MISSES as MISSES
from metrics.tally import STATUS_LABELS

INK = "#1B2530"
"""Text and target lines (15,5:1 on white)."""
INK2 = "#55606C"
"""Secondary text and neutral lines (6,4:1)."""
INK3 = "#858F9A"
"""Neutral marks only, never text (3,3:1)."""
LINE = "#B4BCC5"
"""Neutral intervals and limits."""
GRID = "#E8EBEF"
"""Grid lines of the value axis."""
BAND = "#F1F3F6"
"""Ground of the usual range in a run chart."""
PAPER = "#FFFFFF"
"""Page ground."""
ACCENT = "#23406B"
"""Buttons, links and selection; never a datum."""
FONT = "Source Sans, Source Sans Pro, Segoe UI, Noto Sans, DejaVu Sans, sans-serif"
"""Font of figures: the one Streamlit ships, then what Windows and Linux have for Vietnamese."""

GAP_RAMP = (
    "#7A2506", "#A8320A", "#D97B4C", "#EBB08F", "#F6DACA",
    "#C9DCEF", "#93B9DE", "#5A90C6", "#2C6BAC", "#134678",
)  # fmt: skip
"""Ten steps from far below the target to far above; a gap of 0 is the sixth (met)."""

SMALL_N = MIN_N
"""Denominator below which a rate is shown hollow and is not ranked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusLook:
    """How one status is written and drawn.

    `icon` is a Streamlit icon, `symbol` a Plotly marker; `mark`, `text` and `ground` are
    colours of the mark on white, of text, and of the light ground; `badge` is the name of the
    theme colour that carries them; `on_mark` is the colour of a glyph upon the mark.
    """

    key: str
    label: str
    icon: str
    symbol: str
    mark: str
    text: str
    ground: str
    badge: str
    on_mark: str = PAPER


STATUSES: dict[str, StatusLook] = {
    look.key: look
    for look in (
        StatusLook(key="out_of_reach", label=STATUS_LABELS[Status.OUT_OF_REACH], icon=":material/block:", symbol="x",
                   mark="#4A1230", text="#4A1230", ground="#F1E3EA", badge="violet"),
        StatusLook(key="missed", label=STATUS_LABELS[Status.MISSED], icon=":material/error:", symbol="square",
                   mark="#A8320A", text="#9A2D08", ground="#FBE8E0", badge="orange"),
        StatusLook(key="near", label=STATUS_LABELS[Status.NEAR], icon=":material/adjust:", symbol="diamond",
                   mark="#C77F02", text="#7A5200", ground="#FBF1DC", badge="yellow", on_mark=INK),
        StatusLook(key="no_data", label=STATUS_LABELS[Status.NO_DATA], icon=":material/help:", symbol="circle-open",
                   mark=INK3, text=INK2, ground="#EEF0F3", badge="gray", on_mark=INK),
        StatusLook(key="no_target", label=STATUS_LABELS[Status.NO_TARGET], icon=":material/remove:", symbol="circle",
                   mark=INK3, text=INK2, ground="#EEF0F3", badge="gray", on_mark=INK),
        StatusLook(key="met", label=STATUS_LABELS[Status.MET], icon=":material/check_circle:", symbol="circle",
                   mark="#1A5FA8", text="#14508F", ground="#E7F0FA", badge="blue"),
    )
}  # fmt: skip
"""The six statuses by key, worst first: the order of every list that is sorted by status."""

TASK_LOOKS: dict[str, StatusLook] = {
    key: replace(STATUSES[status], key=key, label=label, icon=f":material/{icon}:")
    for key, status, label, icon in (
        ("overdue", "missed", "Quá hạn", "event_busy"),
        ("due_soon", "near", "Sắp đến hạn", "event_upcoming"),
        ("in_progress", "no_target", "Đang thực hiện", "pending"),
        ("not_started", "no_target", "Chưa thực hiện", "radio_button_unchecked"),
        ("unreported", "no_data", "Chưa báo cáo", "help"),
        ("done", "met", "Hoàn thành", "check_circle"),
    )
}
"""How tasks stand, by key: the colours of statuses, with words and icons of their own. Work under way is grey."""


def look(status: str) -> StatusLook:
    """Return the look of a status; an unknown key looks like missing data."""
    return STATUSES.get(status, STATUSES["no_data"])


def rank(status: str) -> int:
    """Return the place of a status in the order worst first (0 is the worst)."""
    return list(STATUSES).index(look(status).key)


def ramp_step(gap: float, reach: float) -> int:
    """Return the step (0-9) of the gap ramp for a gap in points, the ends standing for ±`reach`."""
    step = 5 + int(gap / reach * 5) if gap >= 0 else 4 - int(-gap / reach * 5)
    return min(9, max(0, step))


def ink_on(step: int) -> str:
    """Return the text colour readable on a step of the gap ramp (at least 4,6:1)."""
    return PAPER if step in (0, 1, 8, 9) else INK
