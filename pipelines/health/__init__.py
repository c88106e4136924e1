"""Whether a person should look, told by what a run did and what its publishers' own past was."""
