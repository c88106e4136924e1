"""Scripts, letters, claims and guesses: what `language` is made of."""
