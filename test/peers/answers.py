"""What the workers share: requests are lines of JSON on standard input, answers on standard output."""

import json
import sys
import traceback

import numpy as np


def pixels(request):
    """Returns the prepared images, RGB in 0..1 [N, H, W, 3], as float32."""
    return np.fromfile(request["pixels"], dtype="<f4").reshape(request["shape"])


def pixel_bytes(request):
    """Returns the prepared images as bytes."""
    values = pixels(request) * 255
    rounded = np.rint(values)
    require_same("bytes", values, rounded, 1e-3)
    return rounded.astype(np.uint8)


def require_same(name, a, b, bound=1e-5):
    """Raises unless two results are close."""
    difference = float(np.abs(a - b).max())
    if not difference <= bound:
        raise AssertionError(f"{name}: the results differ by {difference}")


def answer_requests(answer):
    """Answers each request; `answer` returns a dictionary of arrays and numbers."""
    out = sys.stdout
    # Libraries print to standard output too.
    sys.stdout = sys.stderr
    for line in sys.stdin:
        try:
            result = answer(json.loads(line))
        except Exception as cause:
            traceback.print_exc()
            result = {"error": f"{type(cause).__name__}: {cause}"}
        print(json.dumps(result, default=lambda array: array.tolist()), file=out, flush=True)
