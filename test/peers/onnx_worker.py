"""Checks and runs ONNX files with onnx and onnxruntime."""

import os
import time

import numpy as np
import onnx
import onnxruntime

from answers import answer_requests, pixel_bytes, pixels, require_same


def answer(request):
    path = os.path.join(request["folder"], "model.onnx")
    onnx.checker.check_model(path, full_check=True)
    model = onnx.load(path)
    onnx.shape_inference.infer_shapes(model, strict_mode=True, data_prop=True)
    opset = [(each.domain, each.version) for each in model.opset_import]
    if opset != [("", 17)]:
        raise AssertionError(f"opset {opset}")

    started = time.perf_counter()
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    load_seconds = time.perf_counter() - started
    images = pixel_bytes(request) if request["input"] == "bytes" else pixels(request)
    images = images.transpose(0, 3, 1, 2)

    def run(images):
        return session.run(["output", "logits"], {"input": np.ascontiguousarray(images)})

    probabilities, logits = run(images)
    # The number of images is free.
    for count in (1, 7):
        require_same(f"{count} images", run(images[:count])[0], probabilities[:count])
    return {"probabilities": probabilities, "logits": logits, "loadSeconds": load_seconds}


answer_requests(answer)
