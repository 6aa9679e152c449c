import { describe, expect, test } from 'vitest';
import { describePretrained, isCached } from '../../../src/provision/pretrained/index.ts';
import { hubCacheFolder, hubSettings, isOffline } from '../../../src/provision/pretrained/hub-settings.ts';
import { licenceIn } from '../../../src/provision/pretrained/licence-in.ts';
import { parsePretrainedName, pretrainedNameIn } from '../../../src/provision/pretrained/pretrained-name.ts';

test.each([
  ['resnet18d.ra2_in1k', 'timm/resnet18d.ra2_in1k', 'main'],
  ['microsoft/resnet-18', 'microsoft/resnet-18', 'main'],
  ['resnet18@v1.0', 'timm/resnet18', 'v1.0'],
  ['a/b@refs/pr/2', 'a/b', 'refs/pr/2'],
])('the name %s', (text, repo, revision) => {
  expect(pretrainedNameIn(text)).toEqual({ repo, revision });
});

test.each([
  ...['', '.', '..', '../a', 'a/..', 'a/../b', 'a/b/c', '/a', 'a/', 'a@', 'a@..', 'a@../b', 'a@/b', 'a@b..c'],
  ...[
    'a b',
    'a\n',
    'é',
    '-a',
    '.a/b',
    'a.lock',
    'a/b.partial-1',
    'a.lock/b',
    'a\\b',
    'a%2f',
    'x'.repeat(201),
  ],
])('%j is no name', (text) => {
  expect(pretrainedNameIn(text)).toBeNull();
  expect(() => parsePretrainedName(text)).toThrow(
    /^pretrained model: expected a name such as resnet18d.ra2_in1k/,
  );
  expect(isCached({ name: text, cacheFolder: '/nowhere', environment: {} })).toBe(false);
});

describe('the licence of a README', () => {
  test.each([
    ['---\nlicense: apache-2.0\n---\n', 'apache-2.0'],
    ['\uFEFF---\r\ntags: [a]\r\nlicense: "mit" # comment\r\n---\r\ntext', 'mit'],
    ['---\nlicense: other\nlicense_name: apple-ascl\nlicense_link: x\n---', 'apple-ascl'],
    ['---\nlicense: other\n---\n', 'other'],
    ['---\nlicense:\n- mit\n- apache-2.0\ntags:\n- timm\n---\n', 'mit, apache-2.0'],
    ['---\nlicense: m\u001b[31mit\n---\n', 'm [31mit'],
    ['---\nlicense: null\n---\n', null],
    ['---\nlicense:\n---\n', null],
    ['---\ntags: x\n---\nlicense: mit\n', null],
    ['# Title\n---\nlicense: mit\n---\n', null],
    ['---\nlicense: mit\n', null],
    ['', null],
  ])('%j: %s', (text, licence) => {
    expect(licenceIn(text)).toBe(licence);
  });
});

test('describes progress', () => {
  const arriving = { _tag: 'Downloading', name: 'timm/a', bytes: 21e6, totalBytes: 46e6 } as const;
  expect(describePretrained({ ...arriving, bytesPerSecond: 8e6, secondsLeft: 3.1 })).toBe(
    'timm/a, 45%: 21 MB of 46 MB, 8 MB/s, 3s left',
  );
  expect(
    describePretrained({
      ...{ _tag: 'WillFetch', how: 'from https://a/b', folder: '/c', diskBytes: 46e6 },
      downloads: [{ name: 'timm/a', bytes: 46e6, bytesHere: 1e6, licence: 'mit' }],
    }),
  ).toBe(
    'Will download timm/a (46 MB, 1 MB of it already here, licence: mit) from https://a/b, once, into /c; needs 46 MB of disk space',
  );
  const ready = { _tag: 'PretrainedReady', name: 'timm/a', folder: '/c', commit: 'a'.repeat(40) } as const;
  expect(describePretrained({ ...ready, licence: null })).toBe(
    'The pretrained model is in /c (licence: not stated)',
  );
});

test('the settings of the environment', () => {
  expect(hubSettings({})).toEqual({ endpoint: 'https://huggingface.co', token: null });
  expect(hubSettings({ HF_ENDPOINT: 'http://hub.local:80/a//', HF_TOKEN: ' ' })).toEqual({
    ...{ endpoint: 'http://hub.local:80/a', token: null },
  });
  for (const value of ['1', 'TRUE', 'Yes', 'on']) expect(isOffline({ HF_HUB_OFFLINE: value })).toBe(true);
  for (const value of ['', '0', 'no', 'off']) expect(isOffline({ HF_HUB_OFFLINE: value })).toBe(false);
  expect(hubCacheFolder({ HOME: '/h' })).toBe('/h/.cache/huggingface/hub');
  expect(hubCacheFolder({ HOME: '/h', XDG_CACHE_HOME: '/x' })).toBe('/x/huggingface/hub');
  expect(hubCacheFolder({ HF_HOME: '/f', XDG_CACHE_HOME: '/x' })).toBe('/f/hub');
  expect(hubCacheFolder({ HF_HUB_CACHE: '/g', HF_HOME: '/f' })).toBe('/g');
});
