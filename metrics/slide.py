"""What a slide is: one message and its data, that screen, offline file and PowerPoint draw alike.

Plain text: names from files and typed texts are escaped by whoever draws a slide.
"""

from dataclasses import dataclass

MOST_LINES = 9
"""Lines of one slide, so that they are readable from the back of a room."""

MOST_LETTERS = 150
"""Letters of the text of one line: two rows of the type of a slide."""

SUMMARY, EXCEPTIONS, TASKS, LAST_TIME, TODAY = "tong-quan", "can-chu-y", "nhiem-vu", "ket-luan-truoc", "ket-luan-nay"
"""Keys of the slides of which there is one."""

EMPTY = "trong"
"""Key of the slide that stands where an agenda leaves none."""

TARGET, AREA, ADDED = "ct-", "linh-vuc-", "them-"
"""How the keys of slides of a target (its id follows), of a reform area (its number) and of typed text begin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One unit on a chart of rates: counts, rate and 95 % interval in percent, gap in points, status against target."""

    name: str
    numerator: int
    denominator: int
    rate_pct: float
    low_pct: float
    high_pct: float
    target_pct: float | None
    gap_pct: float | None
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a list: `status` is the key of its mark (a status of a target, or a state of a task), then words."""

    status: str
    word: str
    text: str
    value: str = ""
    against: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One reform area of the summary: the statuses of its targets, worst first, and how many of them are met."""

    name: str
    statuses: tuple[str, ...]
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Slide:
    """One slide. It has points, lines or rows, never two of them; `heads` are the headings of value, against and note.

    `unit` is what is counted, `target_pct` the common target of points. `leads_to` says what to open for more: a key of
    the parts of `SUMMARY`, `TARGET`, `AREA`, `TASKS`, with `about`, the id of the target or the name of the area.
    """

    key: str
    title: str
    subtitle: str = ""
    points: tuple[Point, ...] = ()
    target_pct: float | None = None
    unit: str = "hồ sơ"
    lines: tuple[Line, ...] = ()
    heads: tuple[str, str, str] = ("", "", "")
    rows: tuple[Row, ...] = ()
    leads_to: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deck:
    """The slides in order, and the line that stands below each: period, scope, way of counting, export, snapshot."""

    slides: tuple[Slide, ...]
    footer: str
    is_sample: bool


def beyond(count: int, said: str) -> str:
    """Say after `said` how many of `count` lines a slide has no room for.

    >>> beyond(9, "Kém nhất ở trên"), beyond(11, "Kém nhất ở trên")
    ('Kém nhất ở trên', 'Kém nhất ở trên; còn 2 dòng khác trên màn hình chi tiết')
    """
    left = count - MOST_LINES
    return f"{said}; còn {left} dòng khác trên màn hình chi tiết" if left > 0 else said
