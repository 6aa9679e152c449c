import { expect, test } from 'vitest';
import { cacheFolder } from '../../../src/io/support/files.ts';

test('cacheFolder follows the XDG Base Directory specification', () => {
  expect(cacheFolder({ XDG_CACHE_HOME: '/x', HOME: '/home/me' })).toBe('/x/millrace');
  expect(cacheFolder({ XDG_CACHE_HOME: 'relative', HOME: '/home/me' })).toBe('/home/me/.cache/millrace');
  expect(cacheFolder({ HOME: '/home/me' })).toBe('/home/me/.cache/millrace');
});
