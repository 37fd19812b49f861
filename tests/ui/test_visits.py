"""Pages that were left are let go of, with what they showed."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.ui.doubles import ScriptedChain, small_library
from ui.settings import Settings
from ui.visits import MOST_VISITS, forget_left
from ui.web import build_app


def test_what_nobody_uses_is_forgotten_and_the_rest_is_not() -> None:
    library, name = small_library()
    app = build_app(ScriptedChain(library, name), library, Settings(), None)
    holder = app.state.gradio.state_holder
    assert holder.capacity == MOST_VISITS
    events = app.state.gradio.get_blocks()._queue.pending_event_ids_session
    events |= {"quittée": set(), "ouverte": set(), "en-cours": {"question"}}
    for visit in ("quittée", "ouverte"):
        assert holder[visit].blocks_config.blocks
    now = datetime.now()  # noqa: DTZ005 - as Gradio notes it
    holder.time_last_used["quittée"] = now - timedelta(minutes=61)
    holder.time_last_used["ouverte"] = now - timedelta(minutes=59)
    assert forget_left(holder, now) == 1
    assert list(holder.session_data) == list(holder.time_last_used) == ["ouverte"]
    assert list(events) == ["ouverte", "en-cours"]
