"""One page's conversation: what was said, and what is being answered."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import Any

from assistant.answer import Turn
from ui import texts_fr as t
from ui.drawer import Said, pack, unpack
from ui.thread import error_html

_REMEMBERED = 10
_SHOWN = 50


@dataclass(frozen=True, init=False)
class Exchange:
    """A question and what is shown for it: HTML that is safe.

    ``said`` is the whole answer and when it was given; None where there is none.
    """

    question: str
    packed: bytes
    said: Said | None

    def __init__(
        self, question: str, html: str, reply: dict[str, Any] | None = None, at: str = ""
    ) -> None:
        """Args: as above; ``reply`` is the answer's JSON, ``at`` ISO 8601, UTC."""
        object.__setattr__(self, "question", question)
        object.__setattr__(self, "packed", pack(html))
        object.__setattr__(self, "said", None if reply is None else Said(question, reply, at))

    @property
    def html(self) -> str:
        """What is shown, unpacked at each look."""
        return unpack(self.packed)

    @property
    def answer(self) -> str | None:
        """What was answered, as plain text; None where nothing was."""
        return None if self.said is None else str(self.said.answer["answer"])


@dataclass(eq=False)
class Draft:
    """An answer that is being written: HTML that is safe, as far as it is.

    One object from the first word to the last, so that the page's state is not written again at
    each: a late word would bring back the state of before its reader stopped the answer.
    """

    question: str
    html: str
    stopped: bool = False


@dataclass(frozen=True)
class Session:
    """One page's conversation.

    Attributes:
        done: what has been answered, the oldest first.
        pending: what is being answered.
        key: a secret that finds the conversation again for exports; empty before the first answer.
        kept: the number of the conversation in the catalogue, for signed-in staff.
        owner: the account that it is of, once it is kept; nobody else goes on with it.
        replacing: whether the next question takes the place of the last one.
        following: questions to go on with.
        remark: what its reader must know of the whole of it; empty: nothing.
    """

    done: tuple[Exchange, ...] = ()
    pending: Draft | None = None
    key: str = ""
    kept: int | None = None
    owner: int | None = None
    replacing: bool = False
    following: tuple[str, ...] = ()
    remark: str = ""

    @property
    def mark(self) -> str:
        """What the page itself remembers of it: the number in the catalogue, else the secret."""
        return self.key if self.kept is None else str(self.kept)

    def history(self) -> tuple[Turn, ...]:
        """What the chain is told of the conversation, oldest first."""
        known = [Turn(e.question, e.answer) for e in self.done if e.answer is not None]
        return tuple(known[-_REMEMBERED:])

    def settled(self, exchange: Exchange) -> Session:
        """With ``exchange`` done and nothing pending."""
        done = (*self.done, exchange)[-_SHOWN:]
        return replace(self, done=done, pending=None, key=self.key or secrets.token_urlsafe(18))

    def stopped(self) -> Session:
        """With the answer that is being written left as it stands; no more of it comes."""
        draft = self.pending
        if draft is None:
            return self
        draft.stopped = True
        html = "" if 'class="attente"' in draft.html else draft.html
        return self.settled(Exchange(draft.question, html + error_html(t.STOPPED)))

    def before_last(self) -> Session:
        """Without the last exchange, which is to be asked again."""
        return replace(self, done=self.done[:-1], replacing=False, following=())
