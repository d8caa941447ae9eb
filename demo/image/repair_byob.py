"""Repairs what `nemo-evaluator-byob` 0.2.5 generates, so that the demo's results are complete.

Every repair checks that it found what it repairs: another evaluator version must fail the build, not pass unrepaired.
"""

import sys
import sysconfig
from pathlib import Path

BENCHMARKS = ["arith", "mcq", "crash"]
OUTPUT_DIR = "--output-dir {{config.output_dir}}"
SAVE_PREDICTIONS = f"{OUTPUT_DIR} --save-predictions"


def main() -> None:
    site = Path(sysconfig.get_paths()["purelib"])

    # The generated .pth raises a NameError at every start of a Python below 3.12; the packages are installed anyway.
    (site / "nemo_evaluator_byob.pth").unlink(missing_ok=True)

    # Without the flag no per-item file is written, and runs could not be compared item by item.
    for name in BENCHMARKS:
        definition = site / "nemo_evaluator" / f"byob_{name}" / "framework.yml"
        text = definition.read_text(encoding="utf-8")
        # PyYAML folds long lines: the two words may be on different ones.
        words = OUTPUT_DIR.split(" ")
        repaired = text.replace(OUTPUT_DIR, SAVE_PREDICTIONS)
        if repaired == text:
            sys.exit(f"repair_byob.py: '{' '.join(words)}' not found in {definition}; adapt the repair to this version")
        definition.write_text(repaired, encoding="utf-8")


main()
