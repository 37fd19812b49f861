"""The chat's short way through Gradio: the same messages to the page, nothing kept or printed."""

from __future__ import annotations

from typing import Any

import gradio as gr
import pytest
from fastapi import FastAPI
from gradio.state_holder import SessionState

from tests.ui.doubles import ScriptedChain, small_library
from ui import texts_fr as t
from ui.lean_blocks import LeanBlocks, LeanState, lean_queue
from ui.settings import Settings
from ui.web import build_app


@pytest.fixture
def app() -> FastAPI:
    library, name = small_library()
    return build_app(ScriptedChain(library, name), library, Settings(), None)


class Page:
    """Two buttons, a field and a choice over one state."""

    def __init__(self, kind: type[gr.Blocks]) -> None:
        with kind(analytics_enabled=False) as self.blocks:
            self.state = gr.State("avant")
            self.text = gr.Markdown("")
            self.field = gr.Textbox("")
            self.button = gr.Button("")
            self.choice = gr.CheckboxGroup(choices=["a"])
            with gr.Column(visible=False) as self.column:
                pass
            outputs = [self.state, self.text, self.field, self.button, self.choice, self.column]
            self.button.click(lambda *given: given, [self.state, self.field, self.choice], outputs)
        self.function: Any = next(iter(self.blocks.fns.values()))

    def updates(self) -> dict[Any, Any]:
        return {
            self.state: "après",
            self.text: "<p>Bonjour</p>",
            self.field: gr.update(value="mot", label="Question"),
            self.button: gr.update(visible=False),
            self.choice: gr.update(choices=["a", "b"], value=["b"], visible=True),
        }


async def test_the_page_is_told_what_gradio_would_tell_it() -> None:
    told = []
    for kind, state_of in ((gr.Blocks, SessionState), (LeanBlocks, LeanState)):
        page = Page(kind)
        state = state_of(page.blocks)
        told.append(await page.blocks.postprocess_data(page.function, page.updates(), state))
        assert state[page.state._id] == "après"
    assert told[0] == told[1]
    nothing = await page.blocks.postprocess_data(page.function, {}, state)
    assert nothing == [None, *[{"__type__": "update"}] * 5]


async def test_what_a_page_sends_is_checked_against_the_choices_that_it_was_given() -> None:
    page = Page(LeanBlocks)
    state = LeanState(page.blocks)
    sent = [None, "Bonjour", ["b"]]
    with pytest.raises(gr.Error, match="Rechargez la page"):
        await page.blocks.preprocess_data(page.function, sent, state)
    await page.blocks.postprocess_data(page.function, page.updates(), state)
    received = await page.blocks.preprocess_data(page.function, sent, state)
    assert received == ["après", "Bonjour", ["b"]]


@pytest.mark.parametrize("sent", [[None, "secret", ["inconnu"]], [None, "secret", None], [None]])
async def test_what_a_page_cannot_send_is_refused_and_not_repeated(
    sent: list[Any], capfd: pytest.CaptureFixture[str]
) -> None:
    page = Page(LeanBlocks)
    with pytest.raises(gr.Error) as refused:
        await page.blocks.preprocess_data(page.function, sent, LeanState(page.blocks))
    assert refused.value.message == t.NOT_OF_THIS_PAGE
    assert not refused.value.print_exception
    assert "secret" not in "".join(capfd.readouterr())


def test_a_visit_keeps_no_description_of_the_page(app: FastAPI) -> None:
    visit = app.state.gradio.state_holder["une-page"]
    assert isinstance(visit, LeanState)
    for number, block in visit.blocks_config.blocks.items():
        visit[number] = block
        visit._update_config(number)
        visit._update_value_in_config(number, "valeur")
    assert not visit.config_values


async def test_the_queue_keeps_no_table_of_events(app: FastAPI) -> None:
    queue = app.state.gradio.get_blocks()._queue
    lean = LeanBlocks(analytics_enabled=False)
    lean.queue()
    lean_queue(lean)
    for one in (queue, lean._queue):
        assert one.sleep_when_free == pytest.approx(0.01)
        one.events_recorded = 5
        record = {"function": "answer", "status": "success", "process_time": 1.0}
        assert one.compute_analytics_summary([record]) == {"functions": {}}
