"""Gradio's blocks without what a question to the chat does not need.

For each value that goes in or comes out Gradio looks for files in it, hands it to another thread
and back, and keeps a description of its component, for links to a page's state; a component that
changes is built anew, and one that does not change too. The chat's components hold text and
choices, and there are no such links (``ui.guard`` closes them): done Gradio's way, the page's part
of a question took more processor time than the answer.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from copy import copy
from typing import TYPE_CHECKING, Any, cast

import gradio as gr
from gradio.state_holder import SessionState, StateHolder

from ui import texts_fr as t

if TYPE_CHECKING:
    from gradio.blocks import Block, Blocks

_UNCHANGED: Mapping[str, Any] = {"__type__": "update"}
# What a component may be told without being built anew: no later answer of the page is checked
# against these, as it is against choices.
_LOOK_SECONDS = 0.01
_PLAIN = {"__type__", "visible", "label", "value"}


class LeanBlocks(gr.Blocks):
    """Blocks whose components hold text and choices only."""

    async def preprocess_data(
        self,
        block_fn: Any,  # Gradio's BlockFunction
        inputs: list[Any],
        state: SessionState | None,
        explicit_call: bool = False,
    ) -> list[Any]:
        """What the function is given: each component checks its own value.

        Raises:
            gr.Error: a value is none that the page can send; it is not repeated.
        """
        if state is None:
            return list(await super().preprocess_data(block_fn, inputs, state, explicit_call))
        try:
            self.validate_inputs(block_fn, inputs)
            return [
                _received(block, given, state)
                for block, given in zip(block_fn.inputs, inputs, strict=False)
            ]
        # Gradio would print what was sent, which may be a question.
        except (gr.Error, TypeError, ValueError, KeyError):
            raise gr.Error(t.NOT_OF_THIS_PAGE, print_exception=False) from None

    async def postprocess_data(
        self,
        block_fn: Any,  # Gradio's BlockFunction
        predictions: list[Any] | dict[Any, Any],
        state: SessionState | None,
    ) -> list[Any]:
        """What the page is told of each output; ``predictions``: what changes, by component."""
        if state is None or not isinstance(predictions, dict):
            return list(await super().postprocess_data(block_fn, predictions, state))
        told: list[Any] = []
        for block in block_fn.outputs:
            given = predictions.get(block, _UNCHANGED)
            if block.stateful:
                if given is not _UNCHANGED:
                    state[_number(block)] = given
                told.append(None)
            elif not isinstance(given, Mapping):
                told.append(cast(Any, block).postprocess(given))
            elif given.keys() <= _PLAIN:
                told.append(_plain(block, given))
            else:
                alone = copy(block_fn)
                alone.outputs = [block]
                told += await super().postprocess_data(alone, cast(Any, given), state)
        return told


def lean_queue(blocks: gr.Blocks) -> None:
    """Have the queue of ``blocks`` look for events a hundred times a second, not a thousand, and
    keep no table of all events, which it would go through at the end of each.
    """
    queue = blocks._queue  # noqa: SLF001 - there is no other way to it
    queue.sleep_when_free = _LOOK_SECONDS
    queue.progress_update_sleep_when_free = 1.0  # no function of the chat says how far it is
    queue.ANALYTICS_MAX_EVENTS = 1
    queue.ANAYLTICS_CACHE_FREQUENCY = sys.maxsize


class LeanState(SessionState):
    """A page's state without the descriptions of its components."""

    def __init__(self, blocks: Blocks) -> None:
        self.blocks_config = copy(blocks.default_config)
        self.config_values = {}
        self.state_data = {}
        self._state_ttl = {}
        self.is_closed = False
        self.STATE_TTL_WHEN_CLOSED = 3600  # seconds, as in Gradio

    def __setitem__(self, key: int, value: Any) -> None:
        super().__setitem__(key, value)
        self.config_values.clear()

    def _update_config(self, key: int) -> None:
        """Nothing is described."""

    def _update_value_in_config(self, key: int, value: Any) -> None:
        """Nothing is described."""


class Visits(StateHolder):
    """The states of the pages that are open."""

    def __init__(self, blocks: Blocks) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.set_blocks(blocks)

    def __getitem__(self, session_id: str) -> SessionState:
        if session_id not in self.session_data:
            self.session_data[session_id] = LeanState(self.blocks)
        return super().__getitem__(session_id)


def _number(block: Block) -> int:
    return block._id  # noqa: SLF001 - Gradio's states are kept by it


def _received(block: Any, given: Any, state: SessionState) -> Any:
    known = state.get(_number(block), block)
    return state[_number(block)] if block.stateful else known.preprocess(given)


def _plain(block: Block, given: Mapping[str, Any]) -> dict[str, Any]:
    if "value" not in given:
        return dict(given)
    return {**given, "value": cast(Any, block).postprocess(given["value"])}
