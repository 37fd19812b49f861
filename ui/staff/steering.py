"""The steering page: what is asked, what is refused, what readers say, and what is corrected."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from assistant.answer import Ask
from assistant.validated import meaning
from corpus.errors import UnknownDocumentError, UsageError, VigieError
from corpus.records import Scope
from ui import texts_fr as t
from ui import texts_staff as s
from ui.ports import Chain
from ui.staff.doors import Doors, acting, back_to
from ui.staff.evaluations import Evaluations
from ui.templating import render

if TYPE_CHECKING:
    from corpus.catalogue import Catalogue
    from corpus.catalogue.accounts import Account

Health = Callable[[], list[tuple[str, bool, str]]]
"""What was looked at, whether it is sound, and what was found, in French."""
_LONGEST = 2000


def steering_router(
    desk: Catalogue, chain: Chain, doors: Doors, health: Health, evaluations: Evaluations
) -> APIRouter:
    """The routes of ``/pilotage``, but those of the evaluations."""
    router = APIRouter(include_in_schema=False, prefix="/pilotage")
    corrections = desk.corrections

    @router.get("")
    def steering(request: Request) -> Response:
        account = doors.let_in(request, "editeur")
        opinions = desk.feedback.opinions(limit=1000)
        return render(
            "pilotage.html",
            t.STEERING,
            current="steering",
            account=account,
            wide=True,
            asked=desk.conversations.asked(limit=10),
            refused=desk.conversations.asked(refused=True, limit=10),
            to_treat=[one for one in opinions if not one.useful and one.treated is None][:30],
            useful=sum(one.useful for one in opinions),
            useless=sum(not one.useful for one in opinions),
            validated=corrections.validated()[:50],
            blocked=[
                (one, _words(one.version, one.start, one.end)) for one in corrections.blocked()
            ],
            health=health(),
            rows=evaluations.rows(5)[0],
            reports=evaluations.pages(),
            reasons=t.OPINION_REASONS,
        )

    def _words(version: str, start: int, end: int) -> tuple[str, str]:
        try:
            found = desk.version(version)
        except UnknownDocumentError:
            return s.REMOVED_DOCUMENT, ""
        return found.document, found.text[start:end]

    @router.post("/avis/{number}/traiter")
    def treat(request: Request, number: int) -> Response:
        account = doors.let_in(request, "editeur")
        with acting(account):
            desk.feedback.treat(number)
        return back_to("/pilotage#avis")

    @router.get("/reponse")
    def writing(request: Request, question: str = "", source: str = "") -> Response:
        account = doors.let_in(request, "editeur")
        return _form(account, question=question, source=source)

    def _form(account: Account, *, error: str = "", status: int = 200, **given: Any) -> Response:
        known: dict[str, Any] = {"question": "", "source": "", "paraphrases": "", "answer": ""}
        known |= given
        found = []
        if known["question"].strip():
            try:
                answer = chain.invoke(Ask(known["question"], (), Scope("interne")))
                quoted = [
                    (c.document, c.version, c.start, c.end, c.quote) for c in answer.citations
                ]
                version_of = {d.name: d.version for d in desk.documents("interne")}
                near = [
                    (p.document, version_of[p.document], p.start, p.end, p.text)
                    for p in answer.passages[:5]
                    if p.document in version_of
                ]
                found = quoted + near
            except VigieError as failed:
                error = error or str(failed)
        return render(
            "reponse.html",
            s.VALIDATING,
            current="steering",
            account=account,
            status=status,
            found=found,
            alike=_alike(known["question"]),
            error=error,
            longest=_LONGEST,
            **known,
        )

    def _alike(question: str) -> list[str]:
        """What was asked in part of the same terms: a person says whether it is the same."""
        keys = meaning(question)[0]
        asked = [one.question for one in desk.conversations.asked(limit=500)]
        near = [one for one in asked if 2 * len(meaning(one)[0] & keys) >= max(len(keys), 1)]
        letters = _letters(question)
        return [one for one in near if _letters(one) != letters][:8]

    @router.post("/reponse")
    async def validate(request: Request) -> Response:
        account = await run_in_threadpool(doors.let_in, request, "editeur")
        form = await request.form(max_files=0, max_fields=30)
        fields = {name: str(value).strip() for name, value in form.items()}
        alike = [str(value).strip() for value in form.getlist("proche")]
        return await run_in_threadpool(_validated, account, fields, alike)

    def _validated(account: Account, fields: dict[str, str], alike: list[str]) -> Response:
        given = {name: fields.get(name, "") for name in ("question", "paraphrases", "source")}
        given["answer"] = fields.get("reponse", "")
        try:
            if not given["question"] or not given["answer"]:
                raise UsageError(s.VALIDATION_INCOMPLETE)
            source = _source(given["source"])
            with acting(account):
                corrections.validate(
                    given["question"][:_LONGEST],
                    [
                        one.strip()[:_LONGEST]
                        for one in (*given["paraphrases"].splitlines(), *alike)
                        if one.strip()
                    ],
                    given["answer"][:_LONGEST],
                    source,
                    account.name,
                )
                desk.audit.record("reponse-validee", source[0], {"version": source[1]})
        except UsageError as error:
            return _form(account, error=str(error), status=422, **given)
        return back_to("/pilotage#validees")

    def _source(written: str) -> tuple[str, str, int, int]:
        parts = written.split(":")
        try:
            version, start, end = parts[0], int(parts[1]), int(parts[2])
            found = desk.version(version)
        except (IndexError, ValueError, UnknownDocumentError):
            raise UsageError(s.SOURCE_MISSING) from None
        if not 0 <= start < end <= len(found.text):
            raise UsageError(s.SOURCE_MISSING)
        return found.document, version, start, end

    @router.post("/reponse/{number}/retirer")
    def withdraw(request: Request, number: int) -> Response:
        account = doors.let_in(request, "editeur")
        corrections.withdraw(number, account.name)
        with acting(account):
            desk.audit.record("reponse-retiree", str(number))
        return back_to("/pilotage#validees")

    @router.post("/bloquer")
    async def block(request: Request) -> Response:
        account = await run_in_threadpool(doors.let_in, request, "editeur")
        form = await request.form(max_files=0, max_fields=10)
        fields = {name: str(value).strip() for name, value in form.items()}
        return await run_in_threadpool(_blocked, account, fields)

    def _blocked(account: Account, fields: dict[str, str]) -> Response:
        try:
            document, version, start, end = _source(fields.get("source", ""))
        except UsageError as error:
            return _form(account, error=str(error), status=422)
        reason = fields.get("raison", "")[:300]
        corrections.block(version, start, end, reason, account.name)
        with acting(account):
            desk.audit.record("passage-bloque", document, {"debut": start, "fin": end})
        return back_to("/pilotage#bloques")

    @router.post("/bloques/{number}/rendre")
    def unblock(request: Request, number: int) -> Response:
        account = doors.let_in(request, "editeur")
        corrections.unblock(number)
        with acting(account):
            desk.audit.record("passage-rendu", str(number))
        return back_to("/pilotage#bloques")

    return router


def _letters(question: str) -> str:
    return "".join(one for one in question.casefold() if one.isalnum())
