"""Archived captures through the stages of now: what is otherwise, and revisions where they are wanted."""
