"""Periods of reports; they live in the warehouse because loads carry them too."""

from warehouse.period import Period, UnknownPeriodError, cumulative_periods, discrete_periods

__all__ = ["Period", "UnknownPeriodError", "cumulative_periods", "discrete_periods"]
