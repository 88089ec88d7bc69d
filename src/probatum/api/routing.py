"""The one table of routes: what reads and what writes at an address has to stand in the same one."""

from ninja import Router

router = Router()
READING, WRITING, FILES = ["Reading"], ["Writing"], ["Files"]
