"""How near a page is to the seeds, what people have marked, and what is learned of it: beside `relevance`."""
