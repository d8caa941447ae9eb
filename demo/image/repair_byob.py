"""Lets the benchmarks that `nemo-evaluator-byob` 0.2.5 generated keep their answers item by item.

Without the flag no per-item file is written, and runs could not be compared by item. Where the text is not found
(another evaluator version), the build must fail, not pass unrepaired.
"""

import sys
import sysconfig
from pathlib import Path

BENCHMARKS = ["arith", "mcq", "crash"]
OUTPUT_DIR = "--output-dir {{config.output_dir}}"
SAVE_PREDICTIONS = f"{OUTPUT_DIR} --save-predictions"


def main() -> None:
    site = Path(sysconfig.get_paths()["purelib"])
    for name in BENCHMARKS:
        definition = site / "nemo_evaluator" / f"byob_{name}" / "framework.yml"
        text = definition.read_text(encoding="utf-8")
        repaired = text.replace(OUTPUT_DIR, SAVE_PREDICTIONS)
        if repaired == text:
            sys.exit(f"repair_byob.py: '{OUTPUT_DIR}' not found in {definition}; adapt the repair to this version")
        definition.write_text(repaired, encoding="utf-8")


main()
