"""All of this package, imported once when Django is ready: the processes, and what follows their moves."""

from probatum.quality.capa import action, capa, effectiveness, following, running

__all__ = ["action", "capa", "effectiveness", "following", "running"]
