import { expect, test } from 'vitest';
import { escapeHtml, html, Html } from '../../../src/reports/run-report/html.ts';

test('escapes strings but not markup', () => {
  expect(html`<p title="${'"><script>'}">${"a & b's"}</p>`.text).toBe(
    '<p title="&quot;&gt;&lt;script&gt;">a &amp; b&#39;s</p>',
  );
  expect(html`<ul>${['<1>', '<2>'].map((text) => html`<li>${text}</li>`)}</ul>`.text).toBe(
    '<ul><li>&lt;1&gt;</li><li>&lt;2&gt;</li></ul>',
  ); // prettier-ignore
  expect(html`${new Html('<b>')}${7}${null}${''}`.text).toBe('<b>7');
});

test('escaping is not idempotent', () => {
  expect(escapeHtml(escapeHtml('<'))).toBe('&amp;lt;');
});
