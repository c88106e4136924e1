"""What all workers share. The server that they are forked from imports this first, and nobody else does.

So the libraries' tables are read once, and lie once in memory, as long as nothing writes to their pages. The
garbage collector would, and it takes a third of the time while the tables grow, for nothing: it is off until
a worker has all that it keeps (`initialise`).
"""

import gc

from pipelines.language import warm_up
from pipelines.page.site import site_of

gc.disable()
warm_up()
# The list of public suffixes is read when it is first asked.
site_of("daily.example")
