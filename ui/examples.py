"""Candidates for the example questions; ``ui.suggestions`` keeps those that are answered."""

from __future__ import annotations

from typing import Final

CANDIDATES: Final = (
    "Qui préside le groupe de travail\u00a0?",
    "À quelle occasion le groupe de travail a-t-il été créé\u00a0?",
    "Quelle part des Français juge la sécurité prioritaire pour les Régions\u00a0?",
    "Les Régions ont-elles une compétence explicite en matière de sécurité\u00a0?",
    "Avec quels acteurs les Régions veulent-elles lutter contre le narcotrafic\u00a0?",
    "Que font déjà les Régions en matière de sécurité\u00a0?",
)
