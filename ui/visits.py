"""What Gradio remembers of pages that were left: let go of, an hour after they were last used."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ui.memory import give_back

if TYPE_CHECKING:
    from gradio.state_holder import StateHolder

MOST_VISITS = 3000
"""Pages whose conversation is remembered at once; beyond, the one left alone longest goes."""

_KEPT = timedelta(hours=1)
_EVERY_SECONDS = 60.0


def forget_left(holder: StateHolder, now: datetime | None = None) -> int:
    """Let go of the pages that nobody has used for an hour.

    Gradio forgets their state by itself, but not what they last showed: a conversation would
    stay in memory until ten thousand others have come.

    Returns:
        How many there were.
    """
    # Gradio notes the time of day of the machine, without its zone.
    before = (now or datetime.now()) - _KEPT  # noqa: DTZ005
    left = [one for one, last in list(holder.time_last_used.items()) if last < before]
    with holder.lock:
        for one in left:
            holder.session_data.pop(one, None)
            holder.time_last_used.pop(one, None)
        # The queue keeps the set of each page's events, empty or not.
        events = holder.blocks._queue.pending_event_ids_session  # noqa: SLF001
        for one in [one for one, going in events.items() if not going]:
            if one not in holder.session_data:
                del events[one]
    return len(left)


async def forget_always(holder: StateHolder) -> None:
    """``forget_left`` every minute until cancelled; the room is given back to the system."""
    while True:
        await asyncio.sleep(_EVERY_SECONDS)
        forget_left(holder)
        await asyncio.to_thread(give_back)
