import { createHash } from 'node:crypto';
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
