"""Peers (nơi có cơ cấu hồ sơ gần giống): from whom a unit can learn, and at what.

A unit is compared with those whose cases are of the same kinds, not with the best of all: one that mostly certifies
copies says little to one that mostly registers land.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from metrics.evidence import MIN_N, difference

MOST = 3
"""Peers shown of one unit."""

Counts = tuple[int, int]
"""Numerator and denominator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """One slice (field, field group) at which a peer does better; `is_clear` when chance hardly explains it."""

    key: str
    own: Counts
    peer: Counts
    is_clear: bool

    @property
    def points(self) -> Fraction:
        """How far the peer's rate stands above the unit's own, in points."""
        return 100 * (Fraction(*self.peer) - Fraction(*self.own))


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """One unit of a similar mix: `overlap` is the share of cases that both have of the same kinds, 0 to 1.

    `leads` are the slices at which it does better, those clear of chance first, then by points.
    """

    unit: str
    overlap: Fraction
    total: Counts
    leads: tuple[Lead, ...]


def overlap(first: Mapping[str, int], second: Mapping[str, int]) -> Fraction:
    """Return the share of cases that two mixes have in common, 0 to 1; 0 when one of them has no cases.

    Each slice counts with the smaller of its two shares: 60/40 against 50/50 have 50 + 40 of a hundred in common.

    >>> overlap({"A": 60, "B": 40}, {"A": 5, "B": 5})
    Fraction(9, 10)
    """
    cases, others = sum(first.values()), sum(second.values())
    if not cases or not others:
        return Fraction(0)
    return sum((min(Fraction(first[key], cases), Fraction(second.get(key, 0), others)) for key in first), Fraction(0))


def peers(
    table: pd.DataFrame,
    unit: str,
    *,
    by: str = "field_group",
    of: str = "commune",
    higher_is_better: bool = True,
    most: int = MOST,
    min_n: int = MIN_N,
) -> list[Peer]:
    """Return the units of the most similar mix that do better than `unit` at some slice, the most similar first.

    `table` is a rates table: one row per `of` and `by`, with numerator and denominator; rows without either key count
    for nobody. Units and slices with fewer than `min_n` cases teach nothing. Empty when `unit` itself has fewer.

    A certifies and registers as B does, and registers worse: 80 of 100 against 96 of 100.

    >>> rows = [("A", "ho_tich", 80, 100), ("A", "chung_thuc", 99, 100), ("B", "ho_tich", 96, 100),
    ...         ("B", "chung_thuc", 98, 100), ("C", "dat_dai", 150, 150)]
    >>> known = pd.DataFrame(rows, columns=["commune", "field_group", "numerator", "denominator"])
    >>> for peer in peers(known, "A"):
    ...     print(peer.unit, float(peer.overlap), [(lead.key, int(lead.points), lead.is_clear) for lead in peer.leads])
    B 1.0 [('ho_tich', 16, True)]
    """
    found: dict[str, dict[str, Counts]] = {}
    known = table[table[of].notna() & table[by].notna() & (table["denominator"] > 0)]
    for place, key, hits, cases in zip(known[of], known[by], known["numerator"], known["denominator"], strict=True):
        found.setdefault(str(place), {})[str(key)] = (int(hits), int(cases))
    own = found.pop(unit, {})
    mix = {key: cases for key, (_, cases) in own.items()}
    if sum(mix.values()) < min_n:
        return []
    similar = [
        Peer(
            unit=place,
            overlap=overlap(mix, {key: cases for key, (_, cases) in counts.items()}),
            total=(sum(hits for hits, _ in counts.values()), sum(cases for _, cases in counts.values())),
            leads=_leads(own, counts, higher_is_better, min_n),
        )
        for place, counts in found.items()
    ]
    teaching = [peer for peer in similar if peer.leads and peer.total[1] >= min_n]
    return sorted(teaching, key=lambda peer: (-peer.overlap, peer.unit))[:most]


def _leads(own: Mapping[str, Counts], peer: Mapping[str, Counts], higher: bool, min_n: int) -> tuple[Lead, ...]:
    leads = []
    for key in own.keys() & peer.keys():
        mine, theirs = own[key], peer[key]
        if min(mine[1], theirs[1]) < min_n:
            continue
        interval = difference(mine, theirs)
        ahead = Fraction(*theirs) - Fraction(*mine)
        if interval is not None and (ahead if higher else -ahead) > 0:
            is_clear = interval[0] > 0 if higher else interval[1] < 0
            leads.append(Lead(key=key, own=mine, peer=theirs, is_clear=is_clear))
    return tuple(sorted(leads, key=lambda lead: (not lead.is_clear, -abs(lead.points), lead.key)))
