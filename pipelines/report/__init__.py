"""Pages for people: what a run did, what an archive has become; made from the archive alone."""
