"""Speed and memory, measured and printed (make bench); nothing here is a test."""
