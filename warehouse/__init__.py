"""Keep the district's figures in immutable snapshots: one writer at a time, any number of readers.

Readers call `newest`, then `connect` on what it found, and a cursor per query; the path is the key of every
cache. Writers work inside `staged`, which publishes a new file or leaves everything as it was.
"""

from warehouse.build import ReconciliationError, as_of, empty
from warehouse.connection import connect
from warehouse.console import CommandParser, speak_vietnamese
from warehouse.disk import reached
from warehouse.errors import DiskFullError, NoIntactSnapshotError, WarehouseBusyError, WarehouseError
from warehouse.health import (
    Damage,
    DamageCode,
    Health,
    Snapshot,
    directory,
    history,
    newest,
    verify,
    write_off,
)
from warehouse.retention import cite, retain
from warehouse.snapshots import Staging, renew, republish, staged

__all__ = [
    "CommandParser",
    "Damage",
    "DamageCode",
    "DiskFullError",
    "Health",
    "NoIntactSnapshotError",
    "ReconciliationError",
    "Snapshot",
    "Staging",
    "WarehouseBusyError",
    "WarehouseError",
    "as_of",
    "cite",
    "connect",
    "directory",
    "empty",
    "history",
    "newest",
    "reached",
    "renew",
    "republish",
    "retain",
    "speak_vietnamese",
    "staged",
    "verify",
    "write_off",
]
