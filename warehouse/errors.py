"""Name what can go wrong with the warehouse; every text is Vietnamese and ready for a screen."""


class WarehouseError(Exception):
    """Say that a snapshot could not be read or written; `str()` is a Vietnamese sentence for a screen."""


class WarehouseBusyError(WarehouseError):
    """Say that another writer kept the lock for longer than we were told to wait; trying again later helps."""


class DiskFullError(WarehouseError):
    """Say that the disk has no room for a new snapshot; what was published before is untouched."""


class NoIntactSnapshotError(WarehouseError):
    """Say that snapshots were published but none of them is intact, so there is nothing to start from."""
