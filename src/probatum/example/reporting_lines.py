"""Who reports to whom in the example company, and the ladder by which slow tasks are put to them."""

from __future__ import annotations

from collections.abc import Mapping

from probatum.kernel.escalation import begin_ladder
from probatum.kernel.identity.managing import name_manager
from probatum.kernel.people import Person
from probatum.kernel.rung import Rung
from probatum.quality.events.extension import EXTENDED

ADMINISTRATOR, SYSTEM_ADMINISTRATOR = "c.marlowe", "y.brandis"
#: manager -> who reports to them
REPORTS: dict[str, tuple[str, ...]] = {
    "h.steinlechner": ("m.oberrauch", "g.pichlmayr", "c.venturelli", "r.kogelnig", "w.ferncliff"),
    "m.oberrauch": ("t.lindqvist", "b.szalontai", "p.zangerl", "s.petkovic", "d.arrowood", "e.kovarik"),
    "s.petkovic": ("l.brandauer", "a.demirbag", "h.trevathan"),
    "g.pichlmayr": ("n.feldbacher", "m.hudecek", "i.blazevic"),
    "r.castleberry": ("o.haddadin", "p.natesan"),
}


def tell(people: Mapping[str, Person]) -> None:
    """Name the managers and begin the ladder, by those who administer; nothing where that was done already."""
    if Rung.objects.exists():
        return
    for manager, reports in REPORTS.items():
        for username in reports:
            name_manager(
                people[ADMINISTRATOR],
                people[username],
                manager=people[manager],
                reason="Organisation chart.",
            )
    begin_ladder(
        people[SYSTEM_ADMINISTRATOR], kinds=[*EXTENDED], reason="Agreed with Quality: nothing waits unseen."
    )
