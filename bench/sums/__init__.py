"""The figures behind docs/scale.md: measured small, reckoned large."""
