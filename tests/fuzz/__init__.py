"""Pages and listings broken in thousands of ways, the same ways every time."""
