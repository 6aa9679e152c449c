"""Loads exported folders with timm, and runs them with PyTorch."""

import time

import timm
import torch

from answers import answer_requests, pixels


def answer(request):
    started = time.perf_counter()
    model = timm.create_model(f"local-dir:{request['folder']}", pretrained=True).eval()
    load_seconds = time.perf_counter() - started
    config = model.pretrained_cfg
    mean, std = (torch.tensor(config[name]).reshape(1, 3, 1, 1) for name in ("mean", "std"))
    images = torch.from_numpy(pixels(request).copy()).permute(0, 3, 1, 2)
    with torch.inference_mode():
        logits = model((images - mean) / std)
        probabilities = logits.softmax(1)
    return {"probabilities": probabilities.numpy(), "logits": logits.numpy(), "loadSeconds": load_seconds}


answer_requests(answer)
