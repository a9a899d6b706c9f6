"""What the screens share: filters, cached reads, charts, words and formats."""
