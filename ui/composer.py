"""Where a question is written: its field, its filters, and what can be done with the last one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.modes import NAMES
from ui import texts_fr as t


@dataclass(frozen=True)
class Composer:
    """The components below the conversation. ``remembers``: whether a reader may agree to it."""

    box: gr.Textbox
    send: gr.Button
    stop: gr.Button
    retry: gr.Button
    edit: gr.Button
    cancel: gr.Button
    clear: gr.Button
    since: gr.Textbox
    until: gr.Textbox
    kinds: gr.CheckboxGroup
    seek: gr.Textbox
    sought: gr.Markdown
    issuers: gr.CheckboxGroup
    agrees: gr.Checkbox
    mode: gr.Radio
    remembers: bool

    @property
    def settings(self) -> list[Any]:
        """What every question is asked with."""
        return [self.since, self.until, self.kinds, self.issuers, self.agrees, self.mode]


def build_composer(remembers: bool, mode: str | None = None) -> Composer:
    """Lay the components out, within a ``gr.Blocks``.

    Args:
        mode: how questions are answered at first where the reader may choose; None: no choice.
    """
    french = gr.InputHTMLAttributes(lang="fr", autocomplete="off")
    with gr.Column(elem_id="vigie-saisie"):
        with gr.Row(elem_id="vigie-actions"):
            retry = _small(t.RETRY, "vigie-reessayer")
            edit = _small(t.EDIT, "vigie-modifier")
            cancel = _small(t.CANCEL_EDIT, "vigie-annuler")
            clear = _small(t.CLEAR, "vigie-effacer")
        with gr.Row(elem_id="vigie-ligne"):
            box = gr.Textbox(
                label=t.QUESTION_LABEL,
                placeholder=t.QUESTION_PLACEHOLDER,
                lines=1,
                max_lines=6,
                elem_id="vigie-question",
                autofocus=True,
                html_attributes=gr.InputHTMLAttributes(
                    lang="fr", autocomplete="off", enterkeyhint="send"
                ),
                scale=1,
            )
            send = gr.Button(t.SEND, variant="primary", elem_id="vigie-envoyer", scale=0)
            stop = gr.Button(t.STOP, visible=False, elem_id="vigie-arreter", scale=0)
        choice = gr.Radio(
            [(name, key) for key, name in NAMES.items()],
            value=mode,
            label=t.MODE,
            visible=mode is not None,
            interactive=True,
            elem_id="vigie-mode",
        )
        with gr.Accordion(t.FILTERS, open=False, elem_id="vigie-filtres"):
            raw_html(f'<p class="note">{t.FILTERS_HELP}</p>', "vigie-filtres-aide")
            with gr.Row():
                since = gr.Textbox(
                    "", label=t.SINCE, html_attributes=french, elem_id="vigie-depuis"
                )
                until = gr.Textbox(
                    "", label=t.UNTIL, html_attributes=french, elem_id="vigie-jusqua"
                )
            kinds = gr.CheckboxGroup(label=t.KINDS, choices=[], elem_id="vigie-natures")
            seek = gr.Textbox(
                "",
                label=t.SEEK_ISSUER,
                visible=False,
                html_attributes=french,
                elem_id="vigie-chercher",
            )
            sought = raw_html("", "vigie-trouves")
            issuers = gr.CheckboxGroup(label=t.ISSUERS, choices=[], elem_id="vigie-emetteurs")
            agrees = gr.Checkbox(
                label=t.AGREE, value=False, visible=remembers, elem_id="vigie-accord"
            )
    return Composer(
        box, send, stop, retry, edit, cancel, clear, since, until, kinds, seek, sought, issuers,
        agrees, choice, remembers,
    )  # fmt: skip


def raw_html(value: str, elem_id: str) -> gr.Markdown:
    """HTML that ``ui.render`` made, shown as it is."""
    return gr.Markdown(value, elem_id=elem_id, latex_delimiters=[], container=False)


def _small(label: str, elem_id: str) -> gr.Button:
    return gr.Button(label, visible=False, size="sm", elem_id=elem_id, elem_classes="discret")
