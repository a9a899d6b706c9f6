"""Take exported files in: bytes to grids of text, grids to declared rows, rows to the warehouse."""
