import type { PageConfig } from '../export/index.ts';
import { itemTransformOf } from '../items/index.ts';
import { connectCamera } from './camera.ts';
import { loadClassifier, type Classifier } from './classifier.ts';
import { part } from './elements.ts';
import { onGivenFiles } from './given-files.ts';
import { prepare } from './prepare.ts';
import { readPixels } from './read-pixels.ts';
import { show, showAnswer, showFault } from './show-answer.ts';

const config = JSON.parse(part('config', HTMLElement).textContent) as PageConfig;
const item = config.item.map(itemTransformOf).filter((each) => each !== null);

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)}\u00a0MB`;

/** Returns an image as the model receives it. */
const prepared = async (image: Blob): Promise<Float32Array> =>
  prepare(await readPixels(image), { item, map: config.map });

const loading = load();
/** The last image that was given. */
let latest: Blob | null = null;

async function load(): Promise<Classifier> {
  const total = megabytes(config.bytes);
  const backend = new URLSearchParams(location.search).get('backend');
  const classifier = await loadClassifier(config.size, backend, (fraction) => {
    part('progress', HTMLProgressElement).value = fraction;
    part('progressText', HTMLElement).textContent =
      fraction < 1
        ? `Loading the model: ${megabytes(fraction * config.bytes)} of ${total}`
        : 'Starting the model…';
  });
  part('loading', HTMLElement).hidden = true;
  return classifier;
}

async function answer(image: Blob): Promise<void> {
  latest = image;
  showPreview(image);
  part('result', HTMLElement).setAttribute('aria-busy', 'true');
  part('note', HTMLElement).textContent = 'Reading the image…';
  try {
    const pixels = await prepared(image).catch((cause: unknown) => {
      if (image === latest) show({ fault: imageFaultOf(cause) });
      return null;
    });
    if (pixels === null) return;
    const { backend, classify } = await loading;
    if (image !== latest) return;
    const startedAt = performance.now();
    const probabilities = await classify(pixels);
    if (image !== latest) return;
    const milliseconds = Math.round(performance.now() - startedAt);
    showAnswer(
      config.classes,
      probabilities,
      config.task,
      `${milliseconds}\u00a0ms on this device, by ${backend}.`,
    );
  } catch (cause) {
    if (image === latest) show({ fault: faultOf(cause) });
  }
}

function showPreview(image: Blob): void {
  const preview = part('preview', HTMLImageElement);
  if (preview.src !== '') URL.revokeObjectURL(preview.src);
  preview.src = URL.createObjectURL(image);
  preview.alt = image instanceof File ? image.name : 'The photo';
  preview.hidden = false;
  part('unseen', HTMLElement).hidden = true;
  part('drop', HTMLElement).classList.add('filled');
}

part('preview', HTMLImageElement).addEventListener('error', ({ target }) => {
  const preview = target as HTMLImageElement;
  preview.hidden = true;
  part('unseen', HTMLElement).textContent = preview.alt;
  part('unseen', HTMLElement).hidden = false;
});

function imageFaultOf(cause: unknown): string {
  // The browser's decoders reject with it, and say little more.
  if (cause instanceof DOMException && cause.name === 'InvalidStateError')
    return 'This file is not an image that this browser can open.';
  return `This image cannot be used: ${reasonOf(cause)}`;
}

const reasonOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

function faultOf(cause: unknown): string {
  if (location.protocol === 'file:')
    return 'A browser loads the model from a web server only. In the folder of this page run: npx serve (or python3 -m http.server)';
  const reason = reasonOf(cause);
  // The last two are of shards that are incomplete.
  return /fetch|status|HTTP|JSON|byte length|provided shape/i.test(reason)
    ? 'The model does not load: check that all files of its folder are on the server, then reload this page.'
    : `The model does not start: ${reason}`;
}

onGivenFiles(
  (file) => void answer(file),
  () => show({ fault: 'That is not a file. Drop an image file, or copy an image and paste it.' }),
);
connectCamera((photo) => void answer(photo), showFault);
loading.catch((cause: unknown) => {
  part('loading', HTMLElement).hidden = true;
  show({ fault: faultOf(cause) });
});

/**
 * For scripts: `await millrace.classify(blob)` returns all probabilities, `await millrace.prepared(blob)` the pixels, and
 * `await millrace.backend()` the name of the backend, once the model is loaded.
 */
Object.assign(globalThis, {
  millrace: {
    backend: async () => (await loading).backend,
    prepared,
    classify: async (image: Blob) => (await loading).classify(await prepared(image)),
  },
});
