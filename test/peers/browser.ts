import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { openPage, type BrowserPage } from '../support/chromium.ts';
import { serveFolder } from '../support/static-server.ts';

/** What computes in a browser. */
export const BROWSER_BACKENDS = ['webgl', 'wasm'] as const;

/** An exported folder, in a browser. */
export interface BrowserConfig {
  /** The folder that `export --format tfjs` wrote. */
  readonly folder: string;
  /** The paths of image files. */
  readonly images: readonly string[];
  readonly backend: (typeof BROWSER_BACKENDS)[number];
  /** Writes screenshots of the page with the first image into this folder; none by default. */
  readonly screenshots?: string;
}

/** What a browser computed. */
export interface BrowserReport {
  /** Seconds from opening the page to a loaded model that has computed once. */
  readonly loadSeconds: number;
  /** Of each image, of each class. */
  readonly probabilities: readonly (readonly number[])[];
  /** Of each image: RGB in 0..255 before normalization, rows from the top. */
  readonly pixels: readonly Float32Array[];
  /** Milliseconds for each image, with its decoding and preparation. */
  readonly milliseconds: readonly number[];
  /** Exceptions, errors, violations of the policy, and missing files. */
  readonly problems: readonly string[];
}

/** Classifies images by the page of an exported model in headless Chromium. */
export async function classifyInBrowser(config: BrowserConfig): Promise<BrowserReport> {
  const { folder, images, backend, screenshots } = config;
  using server = await serveFolder(folder);
  const startedAt = performance.now();
  await using page = await openPage(`${server.url}?backend=${backend}`, { webgl: true, args: CAMERA });
  await page.until(`typeof millrace === 'object'`);
  await page.evaluate('millrace.backend()');
  const loadSeconds = (performance.now() - startedAt) / 1000;
  const answers: Answer[] = [];
  for (const image of images) answers.push(await answerOf(page, image));
  if (screenshots !== undefined) await takeScreenshots(page, screenshots, images);
  return {
    loadSeconds,
    probabilities: answers.map(({ probabilities }) => probabilities),
    pixels: answers.map(({ pixels }) => {
      const { buffer } = Uint8Array.from(Buffer.from(pixels, 'base64'));
      return new Float32Array(buffer);
    }),
    milliseconds: answers.map(({ milliseconds }) => milliseconds),
    problems: [...page.problems(), ...server.missing.map((name) => `missing: ${name}`)],
  };
}

/** A made camera, so that the page can photograph. */
const CAMERA = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'];

interface Answer {
  readonly probabilities: readonly number[];
  /** In base 64. */
  readonly pixels: string;
  readonly milliseconds: number;
}

async function answerOf(page: BrowserPage, image: string): Promise<Answer> {
  await choose(page, image, '#check');
  return (await page.evaluate(`(async () => {
    const [file] = document.getElementById('check').files;
    const startedAt = performance.now();
    const probabilities = [...await millrace.classify(file)];
    const milliseconds = performance.now() - startedAt;
    const bytes = new Uint8Array((await millrace.prepared(file)).buffer);
    let text = '';
    for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
    return { probabilities, milliseconds, pixels: btoa(text) };
  })()`)) as Answer;
}

/** Chooses a file with an input of the page, or with one that is added to it. */
async function choose(page: BrowserPage, image: string, selector: string): Promise<void> {
  await page.evaluate(`(() => {
    if (document.querySelector('${selector}') !== null) return;
    const input = Object.assign(document.createElement('input'), { type: 'file', id: 'check', hidden: true });
    document.body.append(input);
  })()`);
  const { root } = (await page.send('DOM.getDocument')) as { readonly root?: { readonly nodeId: number } };
  const { nodeId } = await page.send('DOM.querySelector', { nodeId: root?.nodeId, selector });
  await page.send('DOM.setFileInputFiles', { nodeId, files: [image] });
}

/** Milliseconds in which the bars of the page grow. */
const TRANSITION_MS = 700;

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

/** Uses the page as a person does, and writes a screenshot of each state. */
async function takeScreenshots(
  page: BrowserPage,
  folder: string,
  [image = '']: readonly string[],
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const shot = async (name: string): Promise<void> => {
    await setTimeout(TRANSITION_MS);
    await page.screenshot(join(folder, `${name}.png`));
  };
  await view(page, DESKTOP);
  await shot('desktop-empty');
  await view(page, PHONE);
  await shot('phone-empty');
  await choose(page, image, '#file');
  await page.until(`document.querySelectorAll('#bars li').length > 0`);
  for (const [name, size] of [
    ['desktop', DESKTOP],
    ['phone', PHONE],
  ] as const)
    for (const theme of ['light', 'dark'] as const) {
      await view(page, size, theme);
      await shot(`${name}-${theme}`);
    }
  await view(page, DESKTOP);
  await page.evaluate(`document.getElementById('photo').click()`);
  await page.until(`!document.getElementById('shutter').disabled`);
  await shot('camera');
  await page.evaluate(`document.getElementById('shutter').click()`);
  await page.until(`document.getElementById('preview').alt === 'The photo'`);
  await page.until(`!document.getElementById('result').hasAttribute('aria-busy')`);
  await shot('photographed');
  await page.evaluate(`(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['Dear Sir'], 'letter.txt'));
    document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));
  })()`);
  await page.until(`!document.getElementById('fault').hidden`);
  await shot('not-an-image');
}

async function view(
  page: BrowserPage,
  size: typeof DESKTOP,
  theme: 'light' | 'dark' = 'light',
): Promise<void> {
  const mobile = size === PHONE;
  await page.send('Emulation.setDeviceMetricsOverride', { ...size, deviceScaleFactor: 2, mobile });
  await page.send('Emulation.setTouchEmulationEnabled', { enabled: mobile });
  await page.send('Emulation.setEmulatedMedia', {
    features: [{ name: 'prefers-color-scheme', value: theme }],
  });
}
