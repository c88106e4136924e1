"""What all workers share. The server that they are forked from imports this module, and nobody else does.

So the libraries' tables are read once, and lie once in memory, as long as nothing writes to their pages:
the garbage collector does not, once it has been told to leave them alone.
"""

import gc

from pipelines.language import warm_up

warm_up()
gc.freeze()
