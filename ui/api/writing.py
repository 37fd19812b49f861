"""Documents into the corpus, corrected and out of it again, for programs: through the queue."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import Response

from corpus.errors import UnknownDocumentError, UsageError
from corpus.records import AUDIENCES
from ingest.extract.front_matter import checked_fields
from ui import texts_fr as t
from ui.access import ADMINISTER, READ_INTERNAL, WRITE, Principal, require
from ui.api.schemas import TOKEN_NEEDED, problems
from ui.api.writing_schemas import FORM, FRENCH_KEYS, DescriptionIn, JobOut, job_json
from ui.staff.deposit import Deposits, safe_name

if TYPE_CHECKING:
    from corpus.catalogue import Catalogue

JOBS = "/api/v1/jobs/"
_PROBLEMS = (400, 401, 403, 404, 408, 413, 422, 429, 500, 503)


class _ForWriters(APIRoute):
    """A route that reads nothing of a request before it knows that the caller may write."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, behind the door."""
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            require(request, WRITE)
            return await handle(request)

        return guarded


def writing_router(catalogue: Catalogue, deposits: Deposits, wake: Callable[[], None]) -> APIRouter:
    """The routes that change the corpus; ``wake`` tells the worker that there is a job."""
    router = APIRouter(prefix="/api/v1", tags=["documents"], route_class=_ForWriters)
    answers: dict[int | str, dict[str, Any]] = {
        202: {"model": JobOut, "description": t.API_QUEUED},
        **problems(*_PROBLEMS),
    }

    def queued(number: int) -> Response:
        wake()
        content = job_json(catalogue.jobs.job(number), JOBS)
        return JSONResponse(content, 202, {"location": content["address"]})

    @router.post(
        "/documents",
        response_model=None,
        status_code=202,
        responses=answers,
        summary="Ajouter des documents",
        openapi_extra=TOKEN_NEEDED
        | {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": FORM}}}},
    )
    async def add(request: Request) -> Response:
        """Met des fichiers en file\u00a0; un nom déjà connu en devient une nouvelle version."""
        principal = require(request, WRITE)
        if not request.headers.get("content-type", "").startswith("multipart/form-data"):
            raise HTTPException(422, t.API_FORM_EXPECTED)
        async with request.form(max_files=200, max_fields=80, max_part_size=100_000) as form:
            files, audience, name, said = await run_in_threadpool(_read, form, principal, catalogue)
            number = await deposits.take(files, audience, name, said)
        return await run_in_threadpool(queued, number)

    @router.patch(
        "/documents/{name:path}",
        response_model=None,
        status_code=202,
        responses=answers,
        summary="Corriger ce que l’on sait d’un document",
        openapi_extra=TOKEN_NEEDED,
    )
    def correct(name: str, body: DescriptionIn, request: Request) -> Response:
        """Met la correction en file\u00a0; elle vaut pour toutes les versions à venir."""
        principal = require(request, WRITE)
        catalogue.document(name, principal.audience)
        values = body.values()
        checked_fields(values, name)
        return queued(catalogue.jobs.enqueue("describe", {"name": name, "values": values}))

    @router.delete(
        "/documents/{name:path}",
        response_model=None,
        status_code=202,
        responses=answers,
        summary="Retirer un document",
        openapi_extra=TOKEN_NEEDED,
    )
    def remove(
        name: str,
        request: Request,
        purge: Annotated[bool, Query(description=t.API_PURGE)] = False,
    ) -> Response:
        """Met le retrait en file, sous tous les noms du document."""
        principal = require(request, WRITE)
        names = list(catalogue.document(name, principal.audience).names)
        return queued(catalogue.jobs.enqueue("purge" if purge else "remove", {"names": names}))

    @router.get(
        "/jobs/{number}",
        response_model=None,
        responses={200: {"model": JobOut}, **problems(401, 403, 404, 422, 429, 500, 503)},
        summary="Suivre une tâche",
        openapi_extra=TOKEN_NEEDED,
    )
    def job(number: Annotated[int, Path(ge=1, le=2**53)], request: Request) -> Response:
        """Où en est une tâche que l’on a demandée, et ce qu’elle a donné."""
        principal = require(request, WRITE)
        unknown = HTTPException(404, t.JOB_UNKNOWN.format(number=number))
        try:
            found = catalogue.jobs.job(number)
        except UsageError:
            raise unknown from None
        # What another caller asked for may name documents that this one may not know of.
        if found.payload.get("actor") != principal.actor and ADMINISTER not in principal.scopes:
            raise unknown
        return JSONResponse(job_json(found, JOBS))

    return router


def _read(
    form: FormData, principal: Principal, catalogue: Catalogue
) -> tuple[list[UploadFile], str, str | None, dict[str, Any]]:
    """The files of a form, their audience, the name of the only one, what is said of it."""
    known = {"file", "name", *FRENCH_KEYS}
    for field, value in form.multi_items():
        if field not in known or isinstance(value, UploadFile) != (field == "file"):
            raise UsageError(t.API_FORM_FIELD.format(field=field))
    files = [one for one in form.getlist("file") if isinstance(one, UploadFile)]
    given = {
        french: form.getlist(field) if field == "replaces" else str(form[field])
        for field, french in FRENCH_KEYS.items()
        if field in form and field != "audience"
    }
    alone = [
        *(["name"] if "name" in form else []),
        *(k for k, f in FRENCH_KEYS.items() if f in given),
    ]
    archived = any((one.filename or "").lower().endswith(".zip") for one in files)
    if alone and (len(files) != 1 or archived):
        raise UsageError(t.API_ONE_FILE.format(field=alone[0]))
    name = _named(catalogue, str(form["name"])) if "name" in form else None
    checked_fields(given, name or "")
    audience = str(form.get("audience", "")) or None
    if audience not in (None, *AUDIENCES):
        checked_fields({"audience": audience}, name or "")
    former = {_audience(catalogue, name or safe_name(one.filename or "")) for one in files}
    if "interne" in former:
        if READ_INTERNAL not in principal.scopes:
            raise HTTPException(403, t.SCOPE_MISSING.format(scope=READ_INTERNAL))
        audience = audience or "interne"
    return files, audience or "public", name, given


def _named(catalogue: Catalogue, given: str) -> str:
    """The name to take a file in under: a document's own, folders included, or a plain one."""
    plain = not given.startswith(("/", "http://", "https://")) and ".." not in given.split("/")
    return given if plain and _audience(catalogue, given) is not None else safe_name(given)


def _audience(catalogue: Catalogue, name: str) -> str | None:
    """Of the document of that name as it is now; None where there is none."""
    try:
        return catalogue.document(name).metadata.audience
    except UnknownDocumentError:
        return None
