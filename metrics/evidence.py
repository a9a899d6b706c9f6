"""How much a rate of n cases can say: intervals, stated beside a verdict and never instead of it."""

from math import sqrt

Z_95 = 1.959963984540054
"""Standard normal quantile of a two-sided 95 % interval."""

MIN_N = 30
"""Fewest cases for a rank or a filled tile; a setting of this product, no legal source."""


def wilson(numerator: int, denominator: int, z: float = Z_95) -> tuple[float, float] | None:
    """Return the Wilson score interval of a proportion in percent, None when there are no cases.

    Source: E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209-212.

    >>> [round(bound, 2) for bound in wilson(90, 100)]
    [82.56, 94.48]
    >>> wilson(0, 0) is None
    True

    Raises:
        ValueError: numerator outside 0..denominator.
    """
    if denominator == 0:
        return None
    if not 0 <= numerator <= denominator:
        raise ValueError(f"{numerator} of {denominator} is no proportion")
    share = numerator / denominator
    centre = share + z * z / (2 * denominator)
    half = z * sqrt(share * (1 - share) / denominator + z * z / (4 * denominator * denominator))
    scale = 1 + z * z / denominator
    return 100 * max(0.0, (centre - half) / scale), 100 * min(1.0, (centre + half) / scale)
