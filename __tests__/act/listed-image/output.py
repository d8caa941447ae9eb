"""Leaves what lm-eval would leave of a benchmark that the BYOB runner ran: scores, and items in its files."""

import hashlib
import json
from pathlib import Path

import yaml
from nemo_evaluator.api.api_dataclasses import EvaluationResult

TIME = "2026-01-02T03-04-05.678901"
METRIC = "exact_match"


def parse_output(output_dir: str) -> EvaluationResult:
    folder = Path(output_dir)
    task = yaml.safe_load((folder / "run_config.yml").read_text(encoding="utf-8"))["config"]["type"]
    predictions = folder / "byob_predictions.jsonl"
    rows = [json.loads(line) for line in predictions.read_text(encoding="utf-8").splitlines()]
    samples = [sample(row) for row in rows if row["status"] == "scored"]
    predictions.unlink()
    lines = [json.dumps(row) + "\n" for row in samples]
    (folder / f"samples_{task}_{TIME}.jsonl").write_text("".join(lines), encoding="utf-8")
    facts = {
        "n-samples": {task: {"original": 200, "effective": len(rows)}},
        "group_subtasks": {task: []},
        "higher_is_better": {task: {METRIC: True}},
        "versions": {task: 1.0},
        "n-shot": {task: 0},
        "configs": {task: {"repeats": 1}},
    }
    (folder / f"results_{TIME}.json").write_text(json.dumps(facts), encoding="utf-8")
    mean = sum(row[METRIC] for row in samples) / max(1, len(samples))
    stderr = (mean * (1 - mean) / max(1, len(samples) - 1)) ** 0.5
    score = {METRIC: {"value": mean, "stats": {"stderr": stderr}}}
    return EvaluationResult.model_validate({"tasks": {task: {"metrics": {METRIC: {"scores": score}}}}})


def sample(row: dict) -> dict:
    return {
        "doc_id": row["sample_id"],
        "target": row["target"],
        "arguments": {"gen_args_0": {"arg_0": [json.dumps([{"role": "user", "content": row["prompt"]}])]}},
        "resps": [[row["response"]]],
        "filter": "none",
        "metrics": [METRIC],
        "doc_hash": digest(row["prompt"]),
        "target_hash": digest(row["target"]),
        METRIC: float(row["scores"]["correct"]),
    }


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
