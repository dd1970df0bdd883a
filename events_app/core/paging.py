"""Long lists in pages, with links that keep the filters."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from starlette.requests import Request
from tortoise.queryset import QuerySet

T = TypeVar("T")
MOST_PAGES = 100_000


@dataclass(frozen=True)
class Slice(Generic[T]):
    """One page of a list; `first` and `last` are the positions shown ("51–100 de 240")."""

    items: list[T]
    page: int
    pages: int
    total: int
    first: int
    last: int
    prev_url: str | None
    next_url: str | None


async def paginate(source: QuerySet[Any] | list[Any], request: Request, *, size: int = 50) -> Slice[Any]:
    """The page that `?page=` asks for; a number out of range gives the nearest page."""
    total = len(source) if isinstance(source, list) else await source.count()
    pages = max(1, -(-total // size))
    page = min(max(_asked(request), 1), pages)
    start = (page - 1) * size
    items = source[start : start + size] if isinstance(source, list) else await source.offset(start).limit(size)
    return Slice(
        items=items,
        page=page,
        pages=pages,
        total=total,
        first=start + 1 if total else 0,
        last=start + len(items),
        prev_url=_url(request, page - 1) if page > 1 else None,
        next_url=_url(request, page + 1) if page < pages else None,
    )


def _asked(request: Request) -> int:
    text = request.query_params.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and int(text) <= MOST_PAGES else 1


def _url(request: Request, page: int) -> str:
    kept = [(key, value) for key, value in request.query_params.multi_items() if key != "page"]
    return f"{request.url.path}?{urlencode([*kept, ('page', page)])}"
