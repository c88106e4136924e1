"""How well the pipeline understands what it reads, in figures: `make quality`."""
