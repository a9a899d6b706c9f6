"""Name the steps of reading a file, as a person who waits sees them."""

OPENING = "mở tệp"
"""Cells are read from bytes: most of the time of a large file."""

RECOGNISING = "nhận dạng"
"""Which export it is, and which column is which."""

CHECKING = "kiểm tra"
"""Cells become values; rows are refused."""

COMPARING = "đối chiếu"
"""Compared with what was loaded before."""

STEPS = (OPENING, RECOGNISING, CHECKING, COMPARING)
"""All of them, in order."""
