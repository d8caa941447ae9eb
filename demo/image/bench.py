"""The demo's benchmarks: arithmetic as free text, arithmetic as multiple choice, and one that breaks down."""

import os
import re
import sys
import threading

from nemo_evaluator.contrib.byob import ScorerInput, benchmark, scorer

CRASH_AFTER_ITEMS = 12


@benchmark(
    name="arith",
    dataset="arith.jsonl",
    prompt="{question}\nAnswer with the number only.",
    target_field="answer",
)
@scorer
def arith(sample: ScorerInput) -> dict:
    numbers = re.findall(r"-?\d+", sample.response)
    return {
        "correct": bool(numbers) and numbers[-1] == str(sample.target),
        "parsed": bool(numbers),
    }


@benchmark(
    name="mcq",
    dataset="mcq.jsonl",
    prompt="{question}\nA) {a}\nB) {b}\nC) {c}\nD) {d}\nAnswer with the letter only.",
    target_field="answer",
)
@scorer
def mcq(sample: ScorerInput) -> dict:
    letters = re.findall(r"\b[ABCD]\b", sample.response)
    return {
        "correct": bool(letters) and letters[-1] == str(sample.target),
        "parsed": bool(letters),
    }


_scored = 0
_lock = threading.Lock()


@benchmark(
    name="crash",
    dataset="arith.jsonl",
    prompt="{question}\nAnswer with the number only.",
    target_field="answer",
)
@scorer
def crash(sample: ScorerInput) -> dict:
    global _scored
    with _lock:
        _scored += 1
        if _scored > CRASH_AFTER_ITEMS:
            print("crash: the harness dies here, as it is meant to", file=sys.stderr, flush=True)
            # An exception would be caught per item; the whole process has to go.
            os._exit(3)
    return {"correct": str(sample.target) in sample.response}
