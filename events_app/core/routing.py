"""Finds the page of a path among hundreds by the literal steps it begins with, and the path of a page by its name."""

from typing import Any

from starlette.convertors import Convertor, register_url_convertor
from starlette.datastructures import URLPath
from starlette.routing import BaseRoute, Match, Mount, NoMatchFound, Route, Router
from starlette.types import Receive, Scope, Send

Steps = tuple[str, ...]
DEEPEST = 4


class RecordNumber(Convertor[int]):
    """A number in a path, hardly longer than an id can be: Python refuses to read one of thousands of digits.

    One that is a little too large still finds its page, which says in its own way that there is no such record.
    """

    regex = "[0-9]{1,20}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(int(value))


register_url_convertor("int", RecordNumber())


def vagueness(path: str) -> tuple[int, ...]:
    """How open each step of a route's path is; sorted by it, `/empresa/becas` comes before `/empresa/{slug}`."""
    return tuple(_openness(step) for step in path.split("/"))


def _openness(step: str) -> int:
    """0 for one word, 1 for a number or a part of a word, 2 for any word, 3 for the rest of the path."""
    if "{" not in step:
        return 0
    if step.endswith(":path}"):
        return 3
    return 1 if ":" in step or not (step.startswith("{") and step.endswith("}")) else 2


class SwiftRouter(Router):
    """Starlette's router, asking only the routes that can match, in their order; what no route takes goes its way."""

    def __init__(self, routes: list[BaseRoute], **options: Any) -> None:
        super().__init__(routes=routes, **options)
        self._by_steps = _by_steps(routes)
        self._by_name = {route.name: route for route in reversed(routes) if isinstance(route, Route)}

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope.get("root_path"):
            scope.setdefault("router", self)
            for route in self._candidates(scope["path"]):
                match, found = route.matches(scope)
                if match is Match.FULL:
                    scope["route"] = route
                    scope.update(found)
                    await route.handle(scope, receive, send)
                    return
        await super().app(scope, receive, send)

    def url_path_for(self, name: str, /, **path_params: Any) -> URLPath:
        route = self._by_name.get(name)
        if route is not None:
            try:
                return route.url_path_for(name, **path_params)
            except NoMatchFound:
                pass
        return super().url_path_for(name, **path_params)

    def _candidates(self, path: str) -> list[BaseRoute]:
        steps = tuple(path.split("/", DEEPEST + 1)[1 : DEEPEST + 1])
        while steps:
            found = self._by_steps.get(steps)
            if found is not None:
                return found
            steps = steps[:-1]
        return self._by_steps[()]


def _by_steps(routes: list[BaseRoute]) -> dict[Steps, list[BaseRoute]]:
    """For each literal beginning of a route, the routes that a path which begins so may be meant for."""
    beginnings = [_literal_steps(route) for route in routes]
    return {
        wanted: [route for route, steps in zip(routes, beginnings, strict=True) if steps == wanted[: len(steps)]]
        for wanted in {(), *beginnings}
    }


def _literal_steps(route: BaseRoute) -> Steps:
    """The steps of its path before the first one that varies; none when its kind is not known here."""
    if not isinstance(route, Route | Mount):
        return ()
    steps: list[str] = []
    for step in route.path.split("/")[1 : DEEPEST + 1]:
        if "{" in step:
            break
        steps.append(step)
    return tuple(steps)
