import { createHash } from 'node:crypto';
import { createContext, runInContext } from 'node:vm';
import { expect, test } from 'vitest';
import { page, pagePolicy } from '../../../src/serving/server/page.ts';
import { startServer } from './made-server.ts';

const inside = (name: string): string => new RegExp(`<${name}>([^]*)</${name}>`).exec(page)?.[1] ?? '';
const hash = (text: string): string => createHash('sha256').update(text).digest('base64');

test('its policy allows its own style and script only, by their hashes', async () => {
  using server = await startServer();
  const response = await fetch(server.url);
  expect(response.headers.get('content-security-policy')).toBe(pagePolicy);
  expect(await response.text()).toBe(page);
  expect(pagePolicy).toContain(`default-src 'none'; style-src 'sha256-${hash(inside('style'))}';`);
  expect(pagePolicy).toContain(`script-src 'sha256-${hash(inside('script'))}';`);
  expect(pagePolicy).not.toContain('unsafe');
  // The policy forbids style attributes and event handlers.
  expect(page).not.toMatch(/<[^>]+ (style|on\w+)=/);
});

test('needs nothing but the server', () => {
  expect(page).not.toMatch(/https?:|url\(|(src|href)="(?!data:|model"|metrics")/);
});

test('each part that the script uses exists once, and each field has a label', () => {
  const ids = [...page.matchAll(/ id="(\w+)"/g)].map(([, id]) => id);
  const used = [...inside('script').matchAll(/part\('(\w+)'\)/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect([...new Set(used)].filter((id) => !ids.includes(id))).toEqual([]);
  const fields = [...page.matchAll(/<input [^>]*id="(\w+)"/g)].map(([, id]) => id);
  expect(fields.filter((id) => !page.includes(`for="${id}"`))).toEqual([]);
});

test('the script is valid', () => {
  // eslint's rule against implied eval is about running it.
  expect(() => Reflect.construct(Function, [inside('script')])).not.toThrow();
});

/** An element that keeps its attributes and listeners, and ignores what else is done to it. */
function fakeElement() {
  const attributes = new Map<string, string>();
  const listeners = new Map<string, (event: unknown) => unknown>();
  const ignored = () => undefined;
  return {
    attributes,
    listeners,
    textContent: '',
    classList: { add: ignored, remove: ignored },
    replaceChildren: ignored,
    setAttribute: (name: string, value: string) => attributes.set(name, value),
    removeAttribute: (name: string) => attributes.delete(name),
    addEventListener: (name: string, listener: (event: unknown) => unknown) => listeners.set(name, listener),
  };
}

test('a file that is too large ends the request before it, and the page is not busy', async () => {
  const elements = new Map<string, ReturnType<typeof fakeElement>>();
  const part = (id: string) => {
    const found = elements.get(id) ?? fakeElement();
    elements.set(id, found);
    return found;
  };
  const model = { limits: { maxImageBytes: 10 }, size: [64, 64], classes: [] };
  runInContext(
    inside('script'),
    createContext({
      document: { ...fakeElement(), getElementById: part },
      location: { href: 'http://localhost/' },
      navigator: {},
      fetch: (path: string) =>
        path === 'model' ? Promise.resolve(Response.json(model)) : new Promise(() => 0),
      ...{
        AbortController,
        performance,
        URL: class extends URL {
          static override createObjectURL = () => 'blob:';
          static override revokeObjectURL = () => undefined;
        },
      },
    }),
  );
  await expect.poll(() => part('count').textContent).toBe('0 classes');
  const choose = (size: number) =>
    part('file').listeners.get('change')?.({
      target: { files: [{ name: 'x.png', type: 'image/png', size }] },
    });
  choose(5);
  expect(part('result').attributes.get('aria-busy')).toBe('true');
  choose(20);
  expect(part('fault').textContent).toContain('the server accepts');
  expect([...part('result').attributes.keys()]).toEqual([]);
});
