"""Official templates: an .xlsx of each kind that the loader reads back, filled in with all that is known, locked where nobody should type.

`door` chooses and asks the warehouse; `drawing` knows how they look; there is a module for each kind, which takes what it is given.
"""

from loaders.templates.door import write_template

__all__ = ["write_template"]
