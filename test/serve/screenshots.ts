import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { openPage, type BrowserPage } from '../support/chromium.ts';

/** Milliseconds in which the bars of the page grow. */
const TRANSITION_MS = 600;

const hasAnswer = `document.querySelectorAll('#bars li').length > 0`;

/** A script that drops a file on the page, or pastes it. */
const given = (event: 'drop' | 'paste', name: string, content: string): string => `(() => {
  const data = new DataTransfer();
  data.items.add(new File([${content}], '${name}'));
  const init = { bubbles: true, cancelable: true };
  document.body.dispatchEvent(${
    event === 'drop'
      ? 'new DragEvent("drop", { ...init, dataTransfer: data })'
      : 'new ClipboardEvent("paste", { ...init, clipboardData: data })'
  });
})()`;

/**
 * Uses the page as a person does: chooses an image, drops one, pastes one, and drops a letter. Writes screenshots into a
 * folder, and returns what went wrong.
 *
 * @param image the path of an image file
 */
export async function screenshots(url: string, image: string, folder: string): Promise<readonly string[]> {
  mkdirSync(folder, { recursive: true });
  await using page = await openPage(url);
  const shot = async (name: string): Promise<void> => {
    await setTimeout(TRANSITION_MS);
    await page.screenshot(join(folder, `${name}.png`));
  };
  await view(page, { width: 1100, height: 760 });
  await page.until(`!document.getElementById('known').hidden`);
  await shot('empty');
  await choose(page, image);
  await page.until(hasAnswer);
  await shot('light');
  await view(page, { width: 1100, height: 760, dark: true });
  await shot('dark');
  await view(page, { width: 390, height: 844, dark: true });
  await shot('phone');
  for (const event of ['drop', 'paste'] as const) {
    await page.evaluate(`document.getElementById('bars').replaceChildren()`);
    // The policy of the page forbids it to fetch its preview, so the bytes are drawn.
    await page.evaluate(`new Promise((done) => {
      const canvas = document.createElement('canvas');
      canvas.width = canvas.height = 64;
      canvas.getContext('2d').fillRect(8, 8, 32, 32);
      canvas.toBlob((blob) => { ${given(event, 'drawn.png', 'blob')}; done(); });
    })`);
    await page.until(hasAnswer);
  }
  await page.evaluate(given('drop', 'letter.txt', `'Dear Sir'`));
  await page.until(`!document.getElementById('fault').hidden`);
  await shot('fault');
  return page.problems().filter((problem) => !problem.includes('422'));
}

async function view(
  page: BrowserPage,
  {
    width,
    height,
    dark = false,
  }: { readonly width: number; readonly height: number; readonly dark?: boolean },
): Promise<void> {
  await page.send('Emulation.setDeviceMetricsOverride', {
    ...{ width, height, deviceScaleFactor: 2, mobile: width < 500 },
  });
  await page.send('Emulation.setTouchEmulationEnabled', { enabled: width < 500 });
  await page.send('Emulation.setEmulatedMedia', {
    features: [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }],
  });
}

async function choose(page: BrowserPage, image: string): Promise<void> {
  const { root } = (await page.send('DOM.getDocument')) as { readonly root?: { readonly nodeId: number } };
  const { nodeId } = await page.send('DOM.querySelector', { nodeId: root?.nodeId, selector: '#file' });
  await page.send('DOM.setFileInputFiles', { nodeId, files: [image] });
}
