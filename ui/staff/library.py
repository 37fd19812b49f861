"""The library: what is in the corpus, what is being taken in, and how documents are added."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from corpus.errors import TransientError, UsageError
from corpus.records import AUDIENCES, Document, Job
from ingest.extract.addresses import is_address
from ui import texts_fr as t
from ui import texts_staff as s
from ui.staff.deposit import ACCEPTED, Deposits
from ui.staff.doors import Doors, acting, back_to
from ui.templating import fragment, render

if TYPE_CHECKING:
    from corpus.catalogue import Catalogue
    from corpus.catalogue.accounts import Account
    from ui.settings import Settings

_JOBS = 15
_LONGEST_ADDRESS = 2000
_PLAIN = {"Ajouté", "Remplacé"}  # said of the job as a whole already
_PER_PAGE = 50


@dataclass(frozen=True)
class JobView:
    """A job as the page shows it.

    ``problems`` are (name, reason) of files that failed, ``notes`` (name, remark) of those that did
    not: a near-duplicate, a field that two sources contradict.
    """

    number: int
    title: str
    state: str
    said: str
    percent: int | None
    can_retry: bool
    problems: tuple[tuple[str, str], ...]
    notes: tuple[tuple[str, str], ...]
    done: tuple[str, ...]


def library_router(
    desk: Catalogue, doors: Doors, deposits: Deposits, wake: Callable[[], None], settings: Settings
) -> APIRouter:
    """The routes of ``/bibliotheque`` that are of no one document."""
    router = APIRouter(include_in_schema=False, prefix="/bibliotheque")

    def page(account: Account, request: Request, error: str = "", status: int = 200) -> Response:
        words = request.query_params.get("q", "").strip()
        found = [d for d in desk.documents("interne") if _holds(d, words)]
        found.sort(key=lambda d: d.id, reverse=True)
        pages = max(1, -(-len(found) // _PER_PAGE))
        asked = request.query_params.get("page", "1")
        at = min(max(int(asked) if asked.isascii() and asked.isdigit() else 1, 1), pages)
        return render(
            "bibliotheque.html",
            t.LIBRARY,
            current="library",
            account=account,
            wide=True,
            status=status,
            documents=found[(at - 1) * _PER_PAGE : at * _PER_PAGE],
            count=t.count_of(len(found), "document"),
            words=words,
            pages=pages,
            at=at,
            jobs=views(desk.jobs.jobs(_JOBS)),
            accepted=ACCEPTED,
            megabytes=settings.upload_megabytes,
            hosts=settings.web_hosts,
            error=error,
        )

    @router.get("")
    def library(request: Request) -> Response:
        return page(doors.let_in(request, "editeur"), request)

    @router.get("/file")
    def queue(request: Request) -> Response:
        doors.let_in(request, "editeur")
        html = fragment("file.html", jobs=views(desk.jobs.jobs(_JOBS)))
        return HTMLResponse(html, headers={"cache-control": "no-store"})

    @router.post("/deposer")
    async def drop(request: Request) -> Response:
        account = doors.let_in(request, "editeur")
        async with request.form(max_files=200, max_fields=10) as form:
            files = [one for one in form.getlist("fichiers") if isinstance(one, UploadFile)]
            audience = str(form.get("audience", "public"))
            try:
                with acting(account):
                    await deposits.take(files, audience if audience in AUDIENCES else "interne")
            except (UsageError, TransientError) as error:
                return page(account, request, str(error), 422)
        wake()
        return back_to("/bibliotheque#file")

    @router.post("/adresse")
    async def fetch(request: Request) -> Response:
        account = await run_in_threadpool(doors.let_in, request, "editeur")
        form = await request.form(max_files=0, max_fields=3)
        address = str(form.get("adresse", "")).strip()
        # Whether the site is an allowed one is for the reader of pages to say, in the queue.
        if not is_address(address) or len(address) > _LONGEST_ADDRESS:
            return await run_in_threadpool(page, account, request, s.ADDRESS_WRONG, 422)
        with acting(account):
            desk.jobs.enqueue("ingest", {"paths": [address]})
        wake()
        return back_to("/bibliotheque#file")

    @router.post("/taches/{number}/relancer")
    def retry(request: Request, number: int) -> Response:
        account = doors.let_in(request, "editeur")
        with acting(account):
            if desk.jobs.job(number).state == "failed":
                desk.jobs.retry(number)
        wake()
        return back_to("/bibliotheque#file")

    return router


def views(jobs: list[Job]) -> list[JobView]:
    """Jobs as the page shows them, the newest first."""
    return [_view(job) for job in jobs]


def _view(job: Job) -> JobView:
    results: list[dict[str, Any]] = [one for one in job.result or [] if isinstance(one, dict)]
    said = [
        (
            one.get("outcome") == "failed",
            (str(one.get("name", "")), str(one["message"]).strip(" ;\u00a0")),
        )
        for one in results
        if one.get("message") and one["message"] not in _PLAIN
    ]
    problems = tuple(remark for failed, remark in said if failed)
    notes = tuple(remark for failed, remark in said if not failed)
    done = tuple(str(one["document"] or one["name"]) for one in results if one.get("document"))
    names = job.payload.get("names") or [job.payload.get("name")]
    subject = ", ".join(str(name) for name in names if name)
    title = s.JOB_TITLES.get(job.kind, job.kind)
    state = "partial" if job.state == "done" and problems else job.state
    return JobView(
        job.id,
        f"{title}\u00a0: {subject}" if subject else title,
        state,
        job.message,
        round(100 * job.done / job.total) if job.state == "running" and job.total else None,
        job.state == "failed",
        problems,
        notes,
        done,
    )


def _holds(document: Document, words: str) -> bool:
    known = document.metadata
    text = " ".join((known.title, known.issuer, known.reference, *document.names)).casefold()
    return all(word in text for word in words.casefold().split())
