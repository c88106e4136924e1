"""What a page of the web shows and says, and whether it is an article: what `extract` is made of."""
