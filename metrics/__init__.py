"""Turn the rollup of a snapshot into rates against the plan's targets."""
