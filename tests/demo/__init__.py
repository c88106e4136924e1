"""Tests of the offline demonstration."""
