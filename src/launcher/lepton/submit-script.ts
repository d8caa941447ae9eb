/**
 * The launcher's own command, with one function mended. The script that launcher 0.2.6 gives to a job on Lepton begins
 * by echoing the evaluation's command in double quotes; the command has double quotes itself, so that part of it runs
 * there, and the script ends before it has evaluated anything. That line is taken out, and so are the comments that
 * repeat the config, in which a single quote would end the text that the script is handed over in. A version without
 * such lines is left as it is.
 */
export const SUBMIT_SCRIPT = `
import sys

from nemo_evaluator_launcher.cli.main import main
from nemo_evaluator_launcher.executors.lepton import executor

make_script = executor._create_evaluation_launch_script


def make_working_script(*args, **kwargs):
    lines = make_script(*args, **kwargs).splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(('echo "Command: ', "# ")))


executor._create_evaluation_launch_script = make_working_script
sys.argv[0] = "nemo-evaluator-launcher"
sys.exit(main())
`;
