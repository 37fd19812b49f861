"""What the report says, page by page, whatever the format."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

TITLE = "Rapport annuel sur la sécurité des mobilités en Région Fictive"
ISSUER = "Région Fictive"
DATE = "2025-11-06"
DATE_LINE = "Ville-Fictive, le 6 novembre 2025"
REFERENCE = "RF-2025-117"
REFERENCE_LINE = "Référence : RF-2025-117"
HEAD = "Région Fictive — document de test — mobilités"
FOOT = "Direction fictive des essais"
NAMES = ("Département", "Agents en 2024", "Agents en 2025", "Crédits")
ROWS = (
    ("Val-Imaginaire", "12", "18", "240 000 €"),
    ("Haute-Invention", "31", "35", "610 500 €"),
    ("Bords-de-Fable", "7", "9", "95 300 €"),
    ("Monts-Rêvés", "22", "26", "402 000 €"),
)


@dataclass
class Item:
    """A heading (``level`` from 1), a paragraph (0), a table; ``note`` is its footnote."""

    text: str = ""
    level: int = 0
    note: str = ""
    table: bool = False


@dataclass
class Sheet:
    """A page; ``columns`` tells how many; ``scanned`` that it is an image where that can be."""

    items: list[Item] = field(default_factory=list)
    columns: int = 1
    scanned: bool = False


SHEETS = [
    Sheet(
        [
            Item(ISSUER),
            Item("Rapport annuel"),
            Item(DATE_LINE),
            Item(REFERENCE_LINE),
            Item(TITLE, 1),
            Item(
                "Ce document de test est fictif de bout en bout : ni la Région, ni les agents, ni "
                "les chiffres n’existent. Il sert à vérifier que chaque page se lit dans l’ordre."
            ),
        ]
    ),
    Sheet(
        [
            Item("Les agents dans les gares", 2),
            Item(
                "La Région Fictive a recruté vingt-quatre médiateurs au printemps. Ils parcourent "
                "les quais aux heures de pointe et renseignent les voyageurs désorientés. Leur "
                "présence a été jugée rassurante par sept personnes interrogées sur dix.",
                note="Enquête fictive menée auprès de mille deux cents voyageurs imaginaires.",
            ),
            Item(
                "Le dispositif coûte peu : chaque binôme couvre trois gares et change de ligne "
                "toutes les deux semaines. Les signalements transmis à la police des transports "
                "ont augmenté d’un quart, signe que les agents observent mieux ce qui se passe."
            ),
            Item("Les caméras embarquées", 2),
            Item(
                "Quarante rames sont équipées d’un enregistrement différé. Les images sont "
                "conservées trente jours puis effacées. Aucune reconnaissance des visages n’est "
                "pratiquée, conformément à la délibération fictive adoptée en assemblée plénière."
            ),
        ]
    ),
    Sheet(
        [
            Item("Le bilan des départements", 2),
            Item(
                "Dans la colonne de gauche commence un récit que la mise en page coupe souvent. "
                "Les établissements scolaires du Val-Imaginaire ont signé une convention avec les "
                "transporteurs, afin que les élèves soient accompagnés jusqu’aux arrêts les plus "
                "éloignés. Cette organisation, expérimentée pendant six mois, a réduit les retards "
                "et les incivilités constatées aux abords des collèges.",
                note="Convention fictive numéro quarante-deux, consultable nulle part.",
            ),
            Item(
                "Dans la Haute-Invention, l’accompagnement repose sur des bénévoles retraités. Ils "
                "suivent une formation de deux journées, renouvelée chaque année, et disposent "
                "d’un numéro d’appel réservé. Les communes participent au financement des "
                "équipements, notamment des gilets et des téléphones.",
            ),
            Item(
                "Les Bords-de-Fable ont préféré une navette gratuite. Sa fréquentation dépasse les "
                "prévisions depuis l’inauguration, si bien que le conseil départemental envisage "
                "de doubler la fréquence des passages le samedi. Le paragraphe se poursuit au-delà "
                "de la page et continue avec",
            ),
        ],
        columns=2,
    ),
    Sheet(
        [
            Item("les explications de la page suivante, sans que la phrase soit interrompue."),
            Item("Les moyens engagés", 2),
            Item("Le tableau ci-dessous récapitule les effectifs et les crédits votés."),
            Item(table=True),
            Item(
                "Les crédits non consommés sont reportés sur l’exercice suivant, après avis de la "
                "commission fictive des finances."
            ),
        ]
    ),
    Sheet(
        [
            Item(
                "Cette page a été numérisée. Elle contient la lettre du président de la "
                "commission, qui remercie les agents pour leur engagement au service des "
                "voyageurs. Les mots de cette lettre doivent être reconnus un par un, dans leur "
                "ordre, sans confusion entre les lignes."
            ),
            Item(
                "Le président souhaite que le dispositif soit prolongé durant trois années et "
                "qu’un nouveau bilan soit présenté au printemps."
            ),
        ],
        scanned=True,
    ),
    Sheet(
        [
            Item("Conclusion", 2),
            Item(
                "Le dispositif sera reconduit en 2026. Une évaluation indépendante, confiée à "
                "l’observatoire imaginaire des mobilités, sera publiée avant la fin de l’année."
            ),
        ]
    ),
]

CONTENTS = [(item.text, number) for number, sheet in enumerate(SHEETS, 2) for item in sheet.items
            if item.level == 2]  # fmt: skip


def words(text: str) -> list[str]:
    """The words of a text, without punctuation."""
    return re.findall(r"[^\W_]+", text.replace("\u00ad", "").lower())


def expected_words() -> list[str]:
    """Every word of the report but footnotes, in the order in which it is read."""
    found: list[str] = []
    for sheet in SHEETS:
        for item in sheet.items:
            if item.table:
                found += words(" ".join(NAMES))
                for row in ROWS:
                    found += words(" ".join(row))
            else:
                found += words(item.text)
    return found


def notes() -> list[str]:
    """The footnotes, in order."""
    return [item.note for sheet in SHEETS for item in sheet.items if item.note]


def page_of(text: str) -> int:
    """The page on which a text of the report begins."""
    for number, sheet in enumerate(SHEETS, 1):
        for item in sheet.items:
            if text and text in item.text:
                return number
    raise AssertionError(f"not in the report: {text!r}")
