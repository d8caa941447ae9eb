/** More of an answer is not read. */
const MAX_ANSWER = 3_000_000;

/**
 * Asks a workspace's API with the library that the launcher's own client uses, so that proxies and certificates are the
 * same for both; all calls at once. Specs are left out of the answers: each holds a whole job script.
 */
export const ASK_SCRIPT = `
import json, sys, threading

import requests

question = json.load(sys.stdin.buffer)
replies = [{"problem": "no answer in time"} for _ in question["calls"]]


def without_specs(value):
    if isinstance(value, list):
        return [without_specs(item) for item in value]
    if isinstance(value, dict):
        return {key: without_specs(item) for key, item in value.items() if key != "spec"}
    return value


def ask(index, call):
    try:
        response = requests.request(
            call["method"],
            question["url"] + call["path"],
            params=call.get("query"),
            headers=question["headers"],
            timeout=question["seconds"],
            allow_redirects=False,
        )
        try:
            body = without_specs(response.json())
        except ValueError:
            body = response.text[:500]
        replies[index] = {"status": response.status_code, "body": body}
    except requests.exceptions.ConnectTimeout:
        replies[index] = {"problem": "no connection in time"}
    except requests.exceptions.Timeout:
        replies[index] = {"problem": "no answer in time"}
    except Exception as error:
        cause = error
        while getattr(cause, "reason", None) is not None and not isinstance(cause.reason, str):
            cause = cause.reason
        replies[index] = {"problem": f"{type(error).__name__}: {cause}"[:300]}


threads = [threading.Thread(target=ask, args=item, daemon=True) for item in enumerate(question["calls"])]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join(question["seconds"] + 1)
answer = json.dumps(replies)
if len(answer) > ${MAX_ANSWER}:
    answer = json.dumps([{"problem": "the answer is larger than ${MAX_ANSWER} characters"} for _ in replies])
sys.stdout.write(answer)
sys.stdout.flush()
`;
