"""The figures and curves of a run as HTML: parts for a page of the service, and a page of its own
that asks nothing of any host.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from assistant.evaluate.compare import Difference
from assistant.evaluate.evaluation import Evaluation
from assistant.evaluate.labels import (
    COMPARED,
    KINDS,
    SECTIONS,
    STAGES,
    figure,
    figure_digits,
    look_up,
    number,
)
from assistant.evaluate.plot import Axis, Bar, Line, plot

_STYLE = """
:root{color-scheme:light dark;--fond:#fff;--texte:#1b1b24;--pale:#5a5a66;--trait:#d5d5dd;
--s1:#1d4f91;--s2:#b34000;--s3:#2b7a3d;--barre:#9db8d9}
@media (prefers-color-scheme:dark){:root{--fond:#16161c;--texte:#ececf1;--pale:#adadb8;
--trait:#3a3a45;--s1:#8fb8ee;--s2:#ffa366;--s3:#8fd19e;--barre:#3d5878}}
body{margin:0 auto;max-width:64rem;padding:1rem;background:var(--fond);color:var(--texte);
font:1rem/1.5 system-ui,sans-serif}
.courbes{display:grid;gap:2rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr))}
figure{margin:0}figcaption{color:var(--pale);font-size:.9rem}svg{width:100%;height:auto}
svg text{fill:var(--pale);font-size:12px}.grille{stroke:var(--trait)}.barre{fill:var(--barre)}
polyline{fill:none;stroke-width:2}polyline.serie-1{stroke:var(--s1)}
polyline.serie-2{stroke:var(--s2)}polyline.serie-3{stroke:var(--s3)}
polyline.repere{stroke:var(--pale);stroke-dasharray:4 4;stroke-width:1}
circle.serie-1{fill:var(--s1)}circle.serie-2{fill:var(--s2)}circle.serie-3{fill:var(--s3)}
.legende{list-style:none;display:flex;flex-wrap:wrap;gap:1rem;margin:0;padding:0;font-size:.9rem}
.trait{display:inline-block;width:1.5rem;height:3px;margin-right:.4rem;vertical-align:middle}
.trait.serie-1{background:var(--s1)}.trait.serie-2{background:var(--s2)}
.trait.serie-3{background:var(--s3)}.trait.repere{background:var(--pale)}
.tableau{overflow-x:auto}.tableau:focus-visible{outline:2px solid var(--s1)}
table{border-collapse:collapse;width:100%;margin-bottom:1.5rem}
caption{text-align:left;font-weight:600;padding:.4rem 0}
th,td{border-bottom:1px solid var(--trait);padding:.25rem .5rem;text-align:left}
tbody th{font-weight:400}th+td,td+td,th+th{text-align:right}code{color:var(--pale)}
"""


def html_report(evaluation: Evaluation, differences: Sequence[Difference] = ()) -> str:
    """The page, in French. ``differences`` with an earlier run are shown when given."""
    figures = evaluation.figures
    extra = figures["extra"]
    title = f"Évaluation « {evaluation.name} »"
    body = [
        f"<h1>{escape(title)}</h1>",
        (
            f"<p>{extra['questions']} questions. Une part vaut de 0 à 1\u00a0; un tiret signale "
            "ce que ce jeu ne permet pas de mesurer.</p>"
        ),
        comparison(differences),
        "<h2>Courbes</h2>",
        charts(figures),
        "<h2>Mesures</h2>",
        measures(figures),
    ]
    return (
        '<!doctype html>\n<html lang="fr"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main>{''.join(body)}</main></body></html>\n"
    )


def charts(figures: dict[str, Any]) -> str:
    """The four curves of a run: HTML that is safe, with inline SVG and classes, no styles."""
    extra = figures["extra"]
    drawn = (
        _rank_plot(extra),
        _reliability_plot(extra),
        _refusal_plot(extra),
        _latency_plot(extra),
    )
    return f'<div class="courbes">{"".join(drawn)}</div>'


def measures(figures: dict[str, Any]) -> str:
    """All figures of a run as tables: HTML that is safe. What no question measures is left out."""
    tables = [
        _figures_table(name, keys, figures)
        for name, keys in SECTIONS
        if any(look_up(figures, key) is not None for key, _ in keys)
    ]
    return "".join([*tables, _kinds_table(figures), _latency_table(figures)])


def side_by_side(before: dict[str, Any], after: dict[str, Any]) -> str:
    """The figures of two runs that need not be over the same questions: HTML that is safe."""
    rows = []
    for _, keys in SECTIONS:
        for key, label in keys:
            old, new = look_up(before, key), look_up(after, key)
            if old is None and new is None:
                continue
            gap = None if old is None or new is None else new - old
            digits = figure_digits(key)
            signed = number(gap, digits, signed=True)
            rows.append((escape(label), figure(key, old), figure(key, new), signed))
    return _table("Toutes les mesures", ("Mesure", "Avant", "Après", "Écart"), rows)


def _table(caption: str, heads: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in others)}</tr>'
        for first, *others in rows
    ]
    if not lines:
        return ""
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in heads)
    return (
        f'<div class="tableau" role="region" tabindex="0" aria-label="{escape(caption)}">'
        f"<table><caption>{escape(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table></div>"
    )


def _figures_table(name: str, keys: Iterable[tuple[str, str]], figures: dict[str, Any]) -> str:
    rows = [
        (f"{escape(label)} <code>{key}</code>", figure(key, look_up(figures, key)))
        for key, label in keys
    ]
    return _table(name, ("Mesure", "Valeur"), rows)


def _kinds_table(figures: dict[str, Any]) -> str:
    counts, replies = (
        figures["extra"]["questions_by_kind"],
        figures["extra"]["answer_in_reply_by_kind"],
    )
    rows = []
    for kind, count in counts.items():
        found = figures["by_kind"].get(kind, {})
        rows.append(
            (
                escape(KINDS.get(kind, kind)),
                str(count),
                number(replies.get(kind)),
                number(found.get("recall")),
                number(found.get("auroc")),
            )
        )
    heads = ("Genre", "Questions", "Réponse juste", "Rappel du refus", "AUROC du refus")
    return _table("Par genre de question", heads, rows)


def _latency_table(figures: dict[str, Any]) -> str:
    rows = [
        (escape(STAGES.get(stage, stage)), number(found["p50"], 1), number(found["p95"], 1))
        for stage, found in figures["latency_ms"].items()
    ]
    return _table("Durées en millisecondes", ("Étape", "Médiane", "95e centile"), rows)


def comparison(differences: Sequence[Difference]) -> str:
    """What changed between two runs over the same questions: HTML that is safe."""
    rows = [
        (
            escape(COMPARED.get(found.figure, found.figure)),
            number(found.before),
            number(found.after),
            number(found.difference, signed=True),
            f"{number(found.low, signed=True)} à {number(found.high, signed=True)}",
            number(found.p, 4),
        )
        for found in differences
    ]
    heads = ("Mesure", "Avant", "Après", "Écart", "Intervalle à 95\u00a0%", "p")
    return _table("Comparaison appariée, question par question", heads, rows)


def _figure(title: str, caption: str, drawing: str) -> str:
    return (
        f"<figure><h3>{escape(title)}</h3>{drawing}<figcaption>{escape(caption)}</figcaption>"
        "</figure>"
    )


def _rank_plot(extra: dict[str, Any]) -> str:
    ranks = extra["score_by_rank"]
    lines = [
        Line(label, [(r["rank"], r[key]) for r in ranks if r[key] is not None], style, True)
        for label, key, style in (
            ("Score des bons passages", "score_relevant", "serie-1"),
            ("Score des autres", "score_other", "serie-2"),
            ("Part de bons passages", "relevant", "serie-3"),
        )
    ]
    title = "Score selon le rang"
    drawing = plot(title, Axis("Rang", 10, 0), Axis("Score moyen ou part"), lines)
    return _figure(title, "Questions qui ont une réponse dans le corpus.", drawing)


def _reliability_plot(extra: dict[str, Any]) -> str:
    bins = [b for b in extra["reliability"] if b["count"]]
    total = sum(b["count"] for b in bins) or 1
    bars = [Bar(b["from"], b["to"], b["count"] / total) for b in bins]
    lines = [
        Line("Calibration parfaite", [(0, 0), (1, 1)], "repere"),
        Line("Observé", [(b["confidence"], b["answerable"]) for b in bins], "serie-1", True),
    ]
    title = "Fiabilité de la confiance"
    drawing = plot(title, Axis("Confiance"), Axis("Part avec réponse"), lines, bars)
    error = number(extra["calibration_error"])
    caption = (
        "La confiance se lit comme la probabilité que le corpus réponde. Barres\u00a0: part des "
        f"questions. Erreur de calibration attendue\u00a0: {error}."
    )
    return _figure(title, caption, drawing)


def _refusal_plot(extra: dict[str, Any]) -> str:
    points = [(p["recall"], p["precision"]) for p in extra["refusal_curve"]]
    title = "Précision et rappel des refus"
    answered = [(p["recall"], p["answered"]) for p in extra["refusal_curve"]]
    lines = [
        Line("Précision", points, "serie-1"),
        Line("Questions encore traitées", answered, "serie-2"),
    ]
    drawing = plot(title, Axis("Rappel"), Axis("Part"), lines)
    caption = "Un point par seuil de confiance en dessous duquel on refuserait de répondre."
    return _figure(title, caption, drawing)


def _latency_plot(extra: dict[str, Any]) -> str:
    bins = extra["latency_histogram"]
    title = "Durée totale d’une réponse"
    highest = bins[-1]["to"] if bins else 1.0
    most = max((b["count"] for b in bins), default=1) or 1
    bars = [Bar(b["from"], b["to"], b["count"]) for b in bins]
    digits = 0 if highest >= 20 else 1
    drawing = plot(
        title, Axis("Millisecondes", highest, digits), Axis("Questions", most, 0), bars=bars
    )
    return _figure(title, "La dernière barre réunit les réponses les plus lentes.", drawing)
