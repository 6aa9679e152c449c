"""Runs SavedModels with TensorFlow, and models that it converts from them with LiteRT."""

import time

import numpy as np
import tensorflow as tf
from ai_edge_litert.interpreter import Interpreter

from answers import answer_requests, pixel_bytes, require_same


def saved_model(folder):
    """Returns a SavedModel as a function, and its owner."""
    model = tf.saved_model.load(folder)
    signature = model.signatures["serving_default"]

    def run(images):
        return {name: value.numpy() for name, value in signature(images=tf.constant(images)).items()}

    return run, model


def lite_model(content):
    """Returns a LiteRT model as a function, and its owner."""
    interpreter = Interpreter(model_content=content, num_threads=2)
    runner = interpreter.get_signature_runner("serving_default")
    return lambda images: runner(images=images), interpreter


def answer(request):
    converted = None
    if request.get("lite"):
        converted = tf.lite.TFLiteConverter.from_saved_model(request["folder"]).convert()
    started = time.perf_counter()
    run, _owner = lite_model(converted) if request.get("lite") else saved_model(request["folder"])
    load_seconds = time.perf_counter() - started
    if request["input"] == "files":
        images = np.array([open(path, "rb").read() for path in request["files"]], dtype=object)
    else:
        images = pixel_bytes(request)
    result = run(images)
    # The number of images is free.
    for count in (1, 7):
        require_same(f"{count} images", run(images[:count])["probabilities"], result["probabilities"][:count])
    size = {} if converted is None else {"bytes": len(converted)}
    return {**result, "loadSeconds": load_seconds, **size}


answer_requests(answer)
