"""fastai as the benchmark's peer: one task per line on standard input (JSON), one answer per line on standard output.

Tasks: {"task": "prepare", "arch", "size", "item", "batch", "data", "limit", "channels_last"} makes a learner;
"train" and "evaluate" time {"steps"} on one batch in memory; "load" times one pass of the training loader;
"epoch" times training and validation; "export" saves a learner to {"file"} and loads it; "predict" times its predictions
of {"files"}. Answers: {"seconds", "images"}.
"""
import gc, json, os, sys, time, warnings

warnings.filterwarnings("ignore")
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)  # output of fastai must not mix with the answers

from fastai.vision.all import *

torch.set_num_threads(int(os.environ["BENCH_THREADS"]))
dls = learn = one = None


def prepare(arch, size, item, batch, data, limit, channels_last=False, **_):
    global dls, learn, one
    dls = learn = one = None
    gc.collect()
    set_seed(42)
    files = get_image_files(data).sorted(key=str)
    files = [files[i] for i in torch.randperm(len(files))[:limit].tolist()]
    block = DataBlock(blocks=(ImageBlock(), CategoryBlock()), get_items=lambda _: files, get_y=parent_label,
                      splitter=RandomSplitter(0.2, 42), item_tfms=Resize(item),
                      batch_tfms=aug_transforms(size=size, min_scale=0.75) + [Normalize.from_stats(*imagenet_stats)])
    dls = block.dataloaders(data, bs=batch, num_workers=2, path=Path("/tmp"))
    model = globals()[arch](n_out=dls.c)
    learn = Learner(dls, model, loss_func=CrossEntropyLossFlat(), metrics=accuracy)
    if channels_last: learn.model = learn.model.to(memory_format=torch.channels_last)
    learn.create_opt()
    x, y = torch.randn(batch, 3, size, size), torch.randint(0, dls.c, (batch,))
    one = (x.to(memory_format=torch.channels_last) if channels_last else x), y
    return 0, 0


def train(steps, precision="float32", **_):
    """Does the work of fastai's Learner per batch: forward, loss, backward, step, and reading the loss for the recorder.
    In bfloat16 it is that of `to_bf16`: forward and loss under autocast."""
    x, y = one
    learn.model.train()
    for h in learn.opt.hypers: h["lr"] = 1e-4
    started_at = time.perf_counter()
    for _ in range(steps):
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=precision == "bfloat16"):
            loss = learn.loss_func(learn.model(x), y)
        loss.backward()
        learn.opt.step()
        learn.opt.zero_grad()
        loss.item()
    return time.perf_counter() - started_at, steps * len(y)


def evaluate(steps, **_):
    x, y = one
    learn.model.eval()
    started_at = time.perf_counter()
    with torch.no_grad():
        for _ in range(steps):
            pred = learn.model(x)
            learn.loss_func(pred, y).item()
            accuracy(pred, y).item()
    return time.perf_counter() - started_at, steps * len(y)


def first(**_):
    """Loads the first augmented batch with a new loader."""
    x, _y = next(iter(dls.train))
    return 0, len(x)


def load(**_):
    images, started_at = 0, time.perf_counter()
    for x, _ in dls.train: images += len(x)
    return time.perf_counter() - started_at, images


def epoch(**_):
    learn.remove_cbs(learn.cbs.filter(lambda cb: isinstance(cb, ProgressCallback)))
    started_at = time.perf_counter()
    with learn.no_logging(): learn.fit_one_cycle(1, 3e-3)
    return time.perf_counter() - started_at, len(dls.train_ds) + len(dls.valid_ds)


def export(file, **task):
    """Makes a learner as "prepare" does, exports it untrained, and loads it as a user would."""
    global learn
    prepare(**task)
    learn.export(file)
    learn = load_learner(file)
    return 0, 0


def predict(files, batch, **_):
    started_at = time.perf_counter()
    with learn.no_bar(): probabilities, _ = learn.get_preds(dl=learn.dls.test_dl(files, bs=batch, num_workers=2))
    return time.perf_counter() - started_at, len(probabilities)


for line in sys.stdin:
    task = json.loads(line)
    seconds, images = globals()[task["task"]](**task)
    print(json.dumps({"seconds": seconds, "images": images}), file=answers, flush=True)
