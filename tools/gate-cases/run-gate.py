"""Runs the real `nel gate` on case folders: python run-gate.py CASE... (each: baseline/, candidate/, policy.yaml).

Prints one JSON line a case: exit code, report (null where it wrote none), and the last line of what it said of an error.
Needs nemo-evaluator[stats] 0.3.x. One process for all cases: its start costs more than a case.
"""

import json
import logging
import os
import sys

from click.testing import CliRunner
from nemo_evaluator.cli.gate import gate_cmd

logging.disable(logging.CRITICAL)
sys.stdout.reconfigure(encoding="utf-8")


def run(case: str) -> dict:
    os.chdir(case)
    if os.path.exists("report.json"):
        os.remove("report.json")
    outcome = CliRunner().invoke(
        gate_cmd,
        ["baseline", "candidate", "--policy", "policy.yaml", "--output", "report.json", "--no-report"],
    )
    report = None
    if os.path.exists("report.json"):
        with open("report.json", encoding="utf-8") as file:
            report = json.load(file)
        os.remove("report.json")
        for benchmark in report["benchmarks"]:
            # Evidence only, with the flips in full: it decides nothing and fills the file.
            del benchmark["regression_report"]
    error = None
    if report is None:
        crash = outcome.exception
        text = repr(crash) if crash is not None and not isinstance(crash, SystemExit) else outcome.output
        error = text.strip()
    return {"exit": outcome.exit_code, "report": report, "error": error}


for case in [os.path.abspath(name) for name in sys.argv[1:]]:
    print(json.dumps(run(case)), flush=True)
