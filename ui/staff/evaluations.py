"""The evaluations that were kept: their figures, their curves, and two of them compared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from fastapi import APIRouter
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from assistant.evaluate.labels import figure, look_up
from corpus.errors import UsageError
from ui import texts_fr as t
from ui import texts_staff as s
from ui.shell import message_page
from ui.templating import render

if TYPE_CHECKING:
    from assistant.evaluate.run import Run
    from ui.staff.doors import Doors

_SHOWN = 40
_MAIN = (
    "mrr@10",
    "answer_in_reply",
    "answered",
    "abstention_precision",
    "abstention_recall",
    "abstention_auroc",
)


@dataclass(frozen=True)
class RunRow:
    """A run as a line of the table: its main figures as they are written, in the order of
    ``s.EVALUATION_HEADS``.
    """

    name: str
    questions: str
    count: int
    moment: str
    figures: tuple[str, ...]


class Evaluations:
    """The folder where ``vigie eval --keep`` and ``--html`` leave what they measured."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def rows(self, most: int = _SHOWN) -> tuple[list[RunRow], list[str]]:
        """The kept runs, the newest first, and what could not be read, in French."""
        from assistant.evaluate.run import SUFFIX, read_run

        rows, unread = [], []
        for file in self._files(SUFFIX)[:most]:
            try:
                rows.append(_row(read_run(file)))
            except UsageError as error:
                unread.append(str(error))
        return rows, unread

    def pages(self) -> list[tuple[str, str]]:
        """The reports to download, the newest first: file name and moment."""
        return [(one.name, _moment(one)) for one in self._files(".html")[:_SHOWN]]

    def page(self, name: str) -> bytes | None:
        """A report to download."""
        found = next((one for one in self._files(".html") if one.name == name), None)
        return None if found is None else found.read_bytes()

    def run(self, name: str) -> Run:
        """A kept run.

        Raises:
            UsageError: there is none of that name, or it cannot be read.
        """
        from assistant.evaluate.run import SUFFIX, read_run

        found = next((one for one in self._files(SUFFIX) if one.stem == name), None)
        if found is None:
            raise UsageError(s.EVALUATION_UNKNOWN.format(name=name))
        return read_run(found)

    def _files(self, suffix: str) -> list[Path]:
        found = self._folder.glob(f"*{suffix}") if self._folder.is_dir() else ()
        return sorted(found, key=lambda one: one.stat().st_mtime, reverse=True)


def evaluations_router(evaluations: Evaluations, doors: Doors) -> APIRouter:
    """The routes of ``/pilotage/evaluations``."""
    router = APIRouter(include_in_schema=False, prefix="/pilotage/evaluations")

    @router.get("")
    def every(request: Request, avant: str = "", apres: str = "") -> Response:
        account = doors.let_in(request, "editeur")
        rows, unread = evaluations.rows()
        compared, error, status = None, "", 200
        if avant or apres:
            try:
                compared = _compared(evaluations.run(avant), evaluations.run(apres))
            except UsageError as failed:
                error, status = str(failed), 422
        return render(
            "evaluations.html",
            s.EVALUATIONS,
            current="steering",
            account=account,
            wide=True,
            status=status,
            rows=rows,
            unread=unread,
            pages=evaluations.pages(),
            before=avant or (rows[1].name if len(rows) > 1 else ""),
            after=apres or (rows[0].name if rows else ""),
            compared=compared,
            error=error,
        )

    @router.get("/{name}")
    def one(request: Request, name: str) -> Response:
        account = doors.let_in(request, "editeur")
        if name.endswith(".html"):
            content = evaluations.page(name)
            if content is None:
                return HTMLResponse(message_page(t.NOT_FOUND_TITLE, t.NOT_FOUND, account), 404)
            # To keep and open: its own styles are what these pages' policy refuses.
            headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
            return Response(content, media_type="text/html", headers=headers)
        try:
            run = evaluations.run(name)
        except UsageError as error:
            return HTMLResponse(message_page(t.NOT_FOUND_TITLE, str(error), account), 404)
        from assistant.evaluate.report import charts, measures

        return render(
            "evaluation.html",
            s.EVALUATION_OF.format(name=run.name),
            current="steering",
            account=account,
            wide=True,
            run=run,
            count=t.count_of(len(run.scores), "question"),
            charts=Markup(charts(run.figures)),  # noqa: S704 - escaped there
            measures=Markup(measures(run.figures)),  # noqa: S704 - escaped there
        )

    return router


def _row(run: Run) -> RunRow:
    median = (run.figures["latency_ms"].get("total") or {}).get("p50")
    written = tuple(figure(key, look_up(run.figures, key)) for key in _MAIN)
    speed = "–" if median is None else f"{median:.0f}\u00a0ms"
    return RunRow(run.name, run.questions, len(run.scores), run.moment, (*written, speed))


def _compared(before: Run, after: Run) -> dict[str, object]:
    from assistant.evaluate.compare import compare
    from assistant.evaluate.report import comparison, side_by_side

    try:
        tested, remark = comparison(compare(before.scores, after.scores)), ""
    except UsageError:
        tested, remark = "", s.EVALUATIONS_DIFFER
    return {
        "before": before,
        "after": after,
        "remark": remark,
        "tested": Markup(tested),  # noqa: S704 - escaped there
        "all": Markup(side_by_side(before.figures, after.figures)),  # noqa: S704 - escaped there
    }


def _moment(file: Path) -> str:
    return datetime.fromtimestamp(file.stat().st_mtime, UTC).isoformat()
