"""PyTorch as the peer of the comparison on a GPU: one task per line on standard input (JSON), one answer per line.

Tasks: "info" names the device; {"task": "prepare", "arch", "size", "item", "batch", "data"} makes a network of fastai, channels
last; "train" trains for {"seconds"} on one batch in memory, in {"precision"} (float32, or the type of autocast), with
PyTorch's own AdamW; "epochs" times {"epochs"} of fastai's Learner on {"limit"} images, with its loader and MixedPrecision.
Answers: {"seconds", "images", "more"}.
"""
import gc, json, os, sys, time, warnings

warnings.filterwarnings("ignore")
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)  # output of fastai must not mix with the answers

from fastai.vision.all import *

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
torch.backends.cudnn.benchmark = True  # as TensorFlow: the fastest convolutions are found by trying them
current = model = opt = one = None
scalers = {}


def synchronize():
    if device.type == "cuda": torch.cuda.synchronize()


def info(**_):
    name = torch.cuda.get_device_name() if device.type == "cuda" else "cpu"
    return 0, 0, {"device": device.type, "name": name, "version": torch.__version__}


def prepare(**task):
    global current, model, opt, one
    current = task
    set_seed(42)
    model = globals()[task["arch"]](n_out=10).to(device, memory_format=torch.channels_last)
    opt = torch.optim.AdamW(model.parameters(), lr=1e-4, weight_decay=0.01, eps=1e-5, fused=device.type == "cuda")
    x = torch.randn(task["batch"], 3, task["size"], task["size"], device=device).to(memory_format=torch.channels_last)
    one = x, torch.arange(task["batch"], device=device) % 10
    return 0, 0, {}


def train(precision, seconds, **_):
    """Forward, loss, backward, step, and reading the loss, as fastai's recorder does."""
    x, y = one
    dtype = None if precision == "float32" else getattr(torch, precision)
    scaler = scalers.setdefault(precision, torch.amp.GradScaler(device.type, enabled=precision == "float16"))
    model.train()
    steps, started_at = 0, time.perf_counter()
    while steps == 0 or time.perf_counter() - started_at < seconds:
        with torch.autocast(device.type, dtype=dtype, enabled=dtype is not None):
            loss = F.cross_entropy(model(x), y)
        scaler.scale(loss).backward()
        scaler.step(opt)
        scaler.update()
        opt.zero_grad()
        loss.item()
        steps += 1
    synchronize()
    return time.perf_counter() - started_at, steps * len(y), {}


class Times(Callback):
    """Records the seconds of each epoch."""
    def before_fit(self): self.seconds = []
    def before_epoch(self): self.started_at = time.perf_counter()
    def after_epoch(self):
        synchronize()
        self.seconds.append(time.perf_counter() - self.started_at)


def epochs(precision, limit, epochs, **_):
    global model, opt, one
    model = opt = one = None
    gc.collect()
    if device.type == "cuda":
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats()
    set_seed(42)
    size, item, batch, data = (current[name] for name in ("size", "item", "batch", "data"))
    files = get_image_files(data).sorted(key=str)
    files = [files[i] for i in torch.randperm(len(files))[:limit].tolist()]
    block = DataBlock(blocks=(ImageBlock(), CategoryBlock()), get_items=lambda _: files, get_y=parent_label,
                      splitter=RandomSplitter(0.2, 42), item_tfms=Resize(item),
                      batch_tfms=aug_transforms(size=size, min_scale=0.75) + [Normalize.from_stats(*imagenet_stats)])
    dls = block.dataloaders(data, bs=batch, path=Path("/tmp"), device=device)
    network = globals()[current["arch"]](n_out=dls.c).to(memory_format=torch.channels_last)
    times = Times()
    learn = Learner(dls, network, loss_func=CrossEntropyLossFlat(), metrics=accuracy, cbs=[times])
    if precision == "bfloat16": learn.to_bf16()
    if precision == "float16": learn.to_fp16()
    learn.remove_cbs(learn.cbs.filter(lambda cb: isinstance(cb, ProgressCallback)))
    with learn.no_logging(): learn.fit_one_cycle(epochs, 3e-3)
    allocated = torch.cuda.max_memory_allocated() if device.type == "cuda" else 0
    more = {"first": times.seconds[0], "later": times.seconds[-1], "allocated": allocated}
    return sum(times.seconds), epochs * len(files), more


for line in sys.stdin:
    task = json.loads(line)
    seconds, images, more = globals()[task["task"]](**task)
    print(json.dumps({"seconds": seconds, "images": images, "more": more}), file=answers, flush=True)
