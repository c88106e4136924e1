"""The reasons of a rejection that tell nothing of the page: a wall stood before it, and one asks again."""

PASSING = ("challenge", "consent_wall", "login_page", "soft_error")
