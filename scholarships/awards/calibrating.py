"""Calibration and ranking, kept as they were: the question, its hash, the parameters and the answer."""

import asyncio
import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from math import sqrt
from typing import Any

from events_app.core import audit
from events_app.core.compute import text
from events_app.core.database import transaction
from scholarships.awards import lottery
from scholarships.awards.candidates import Candidate, Field, field_of
from scholarships.awards.errors import DrawMissing, NotDeciding, NothingToRank, ReadingsMissing
from scholarships.awards.models import CalibrationRun, Ranking
from scholarships.awards.outcome import outcome, possible
from scholarships.calls.models import Call, CallStatus
from scholarships.calls.rules import rules_of
from scholarships.compute import calibration, ranking
from scholarships.engine.calibration import NotConnected, calibrate
from scholarships.engine.calibration_table import Score
from scholarships.review.board import settings_of, threshold_of
from scholarships.review.marks import Reading, readings_of

Question = dict[str, Any]


def canonical(question: object) -> str:
    """The text under the hash: JSON with sorted keys and without spaces, so that anyone gets the same one."""
    return json.dumps(question, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(question: object) -> str:
    return hashlib.sha256(canonical(question).encode()).hexdigest()


async def rank(call: Call, *, actor: str, now: datetime) -> Ranking:
    """Calibrates the scores, ranks by them and keeps both; what is reckoned is reckoned outside the transaction.

    Raises NotDeciding, NothingToRank, ReadingsMissing with the folios, or DrawMissing when the ties need a lottery.
    """
    if call.status is not CallStatus.DECIDING:
        raise NotDeciding()
    field, readings = await field_of(call), await readings_of(call)
    _complete(call, field, readings)
    seed = await _seed(call)
    threshold = threshold_of(await settings_of(call))
    reckoned = await asyncio.to_thread(_reckon, call, field, readings, seed, threshold)
    return await _keep(call, reckoned, field, actor=actor, now=now)


@transaction
async def _keep(call: Call, reckoned: "Reckoned", field: Field, *, actor: str, now: datetime) -> Ranking:
    await Call.select_for_update().get(id=call.id)
    run = await CalibrationRun.create(
        call_id=call.id, number=await CalibrationRun.filter(call_id=call.id).count() + 1, at=now, actor=actor,
        method=reckoned.scores["method"], inputs=reckoned.scores, inputs_hash=digest(reckoned.scores),
        parameters={key: value for key, value in reckoned.scores.items() if key != "scores"}, result=reckoned.result,
    )  # fmt: skip
    made = await Ranking.create(
        call_id=call.id, run_id=run.id, number=await Ranking.filter(call_id=call.id).count() + 1, at=now, actor=actor,
        inputs=reckoned.inputs, inputs_hash=digest(reckoned.inputs), companies=field.companies, ranked=reckoned.ranked,
    )  # fmt: skip
    detail = {"calibration": run.inputs_hash, "ranking": made.inputs_hash}
    await audit.note("scholarships.ranked", actor=actor, subject=f"call:{call.id}", now=now, detail=detail)
    return made


class Reckoned:
    """What a run found; `scores` and `inputs` are questions that `compute` answers in the same way."""

    def __init__(self, scores: Question, result: Question, inputs: Question, ranked: list[dict[str, Any]]) -> None:
        self.scores, self.result, self.inputs, self.ranked = scores, result, inputs, ranked


def _complete(call: Call, field: Field, readings: Sequence[Reading]) -> None:
    if not field.candidates:
        raise NothingToRank()
    counts: dict[str, int] = {}
    for each in readings:
        counts[each.folio] = counts.get(each.folio, 0) + 1
    missing = [each.folio for each in field.candidates if counts.get(each.folio, 0) < call.minimum_readings]
    if missing:
        raise ReadingsMissing(count=len(missing), folios=", ".join(missing[:5]))


async def _seed(call: Call) -> str:
    if "lottery" not in rules_of(call).tie_breaks:
        return ""
    if not call.lottery_draw:
        raise DrawMissing()
    return lottery.seed_of(call)


def _reckon(call: Call, field: Field, readings: Sequence[Reading], seed: str, threshold: Fraction) -> Reckoned:
    """Twice: how many awards there will be is known only from an order, and the flags need that number."""
    known = {each.folio for each in field.candidates}
    scores = [[each.folio, each.reader, text(each.mark)] for each in readings if each.folio in known]
    question: Question = {"scores": scores, "method": _method(scores), "range_threshold": text(threshold)}
    inputs = possible(_inputs(call, field, calibration.compute(question), seed))
    awards = len(outcome(inputs["award"], ()).awarded)
    question = {**question, "awards": awards}
    result = calibration.compute(question)
    robust = result if question["method"] == "raw" else calibration.compute({"scores": scores, "method": "huber"})
    answer = ranking.compute(inputs["ranking"])
    ranked = _ranked(field, answer, scores, result, robust)
    return Reckoned(question, result, inputs, ranked)


def _method(scores: Sequence[Sequence[str]]) -> str:
    """REML; the plain mean when the readers fall into groups whose leniency nobody can compare."""
    try:
        calibrate([Score(folio, reader, Fraction(mark)) for folio, reader, mark in scores], "reml")
    except NotConnected:
        return "raw"
    return "reml"


def _inputs(call: Call, field: Field, result: Question, seed: str) -> Question:
    """The ranking decides the order, so the award is asked with the applications in that order."""
    quality = result["quality"]
    ties = list(rules_of(call).tie_breaks)
    asked: Question = {
        "tie_breaks": ties,
        "applications": [
            {"id": each.folio, "score": quality[each.folio]} | each.figures for each in field.candidates
        ],
    }  # fmt: skip
    if seed:
        asked["seed"] = seed
    place = {folio: number for number, folio in enumerate(ranking.compute(asked)["order"])}
    ordered = sorted(field.candidates, key=lambda each: place[each.folio])
    return {
        "ranking": asked,
        "award": {
            "budget": text(Fraction(call.budget, 100)),
            "rules": list(field.rules),
            "applications": [
                {"id": each.folio, "score": quality[each.folio], "amount": text(Fraction(each.amount, 100))}
                | each.attributes
                for each in ordered
            ],
        },
    }


def _ranked(
    field: Field, answer: Question, scores: Sequence[Sequence[str]], result: Question, robust: Question
) -> list[dict[str, Any]]:
    by_folio = {each.folio: each for each in field.candidates}
    marks: dict[str, list[Fraction]] = {}
    for folio, _reader, mark in scores:
        marks.setdefault(folio, []).append(Fraction(mark))
    again = {*result["third_reading"], *(flag["application"] for flag in result["flags"] if flag["reviewer"] is None)}
    return [
        _line(by_folio[folio], marks[folio], result, robust, again=folio in again, because=answer["because"][folio])
        for folio in answer["order"]
    ]


def _line(
    found: Candidate, marks: Sequence[Fraction], result: Question, robust: Question, *, again: bool, because: str
) -> dict[str, Any]:
    """`low` and `high` are one standard error of the calibrated score away: sqrt(error variance / readings)."""
    score = Fraction(result["quality"][found.folio])
    error = result["variance"]["error"]
    spread = Fraction(sqrt(float(error) / len(marks))).limit_denominator(10**6) if error else Fraction(0)
    return {
        "application": found.application_id, "folio": found.folio, "level": found.level, "amount": found.amount,
        "score": text(score), "low": text(score - spread), "high": text(score + spread),
        "plain": text(sum(marks, Fraction(0)) / len(marks)), "robust": robust["quality"][found.folio],
        "readings": len(marks), "again": again, "because": because,
    }  # fmt: skip
