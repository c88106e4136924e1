"""Measurements: how fast the pipeline is beside trafilatura alone, and what it makes of real pages."""
