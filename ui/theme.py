"""Vigie's own look for Gradio's components."""

from __future__ import annotations

import gradio as gr


def theme() -> gr.themes.Base:
    """Gradio's variables tied to those of ``assets/vigie.css``, which knows light and dark."""
    base = gr.themes.Base(
        font=["system-ui", "-apple-system", "Segoe UI", "Roboto", "Liberation Sans", "sans-serif"],
        font_mono=["ui-monospace", "Consolas", "Liberation Mono", "monospace"],
        text_size=gr.themes.sizes.text_md,
        radius_size=gr.themes.sizes.radius_md,
    )
    colours = {
        "body_background_fill": "fond",
        "body_text_color": "texte",
        "body_text_color_subdued": "texte-doux",
        "background_fill_primary": "fond",
        "background_fill_secondary": "fond-doux",
        "block_background_fill": "fond",
        "block_label_text_color": "texte",
        "block_title_text_color": "texte",
        "border_color_primary": "trait",
        "border_color_accent": "accent",
        "color_accent": "accent",
        "link_text_color": "accent",
        "link_text_color_hover": "accent-fort",
        "link_text_color_visited": "accent",
        "link_text_color_active": "accent-fort",
        "input_background_fill": "champ",
        "input_border_color": "trait-fort",
        "input_border_color_focus": "accent",
        "input_placeholder_color": "texte-doux",
        "button_primary_background_fill": "accent",
        "button_primary_background_fill_hover": "accent-fort",
        "button_primary_text_color": "sur-accent",
        "button_primary_text_color_hover": "sur-accent",
        "button_secondary_background_fill": "fond",
        "button_secondary_background_fill_hover": "fond-doux",
        "button_secondary_text_color": "texte",
        "button_secondary_text_color_hover": "texte",
        "button_secondary_border_color": "trait-fort",
        "button_secondary_border_color_hover": "accent",
    }
    values = {name: f"var(--v-{colour})" for name, colour in colours.items()}
    light_only = {"color_accent"}
    dark = {f"{name}_dark": value for name, value in values.items() if name not in light_only}
    return base.set(**values, **dark)
