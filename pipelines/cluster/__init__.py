"""Ordinary crawls on several machines, started and watched by an engine that exists."""
