import { describe, expect, test } from 'vitest';
import { continuedBy, normalizedAs } from '../../pipelines/trained.ts';
import { imagenetStats, type ChannelStats, type SavedModel } from '../../src/index.ts';
import { madeData } from '../learner/made-run.ts';

const ofBatch: ChannelStats = { mean: [0.4, 0.5, 0.6], std: [0.1, 0.2, 0.3] };

const model = (normalization: ChannelStats | null): SavedModel => ({
  description: {
    architecture: 'small',
    outputs: 2,
    vocab: ['a', 'b'],
    size: [8, 8],
    normalization,
    task: { kind: 'single-label' },
    preparation: null,
  },
  weights: new Map(),
});

describe('how a model is gone on with', () => {
  test.each([
    ['not normalized', null, { none: 'none', batch: 'batch', imagenet: 'imagenet' }],
    ['by ImageNet', imagenetStats, { none: 'imagenet', batch: 'imagenet', imagenet: 'imagenet' }],
    ['by a batch', ofBatch, { none: 'batch', batch: 'batch', imagenet: 'imagenet' }],
  ] as const)('one that was %s', (_, normalization, wanted) => {
    const bookResult = (['none', 'batch', 'imagenet'] as const).map((asked) => [
      asked,
      continuedBy(asked, model(normalization)),
    ]);
    expect(Object.fromEntries(bookResult)).toEqual(wanted);
  });

  test('its own statistics replace those of a batch', () => {
    const data = { ...madeData(), normalization: 'batch' } as const;
    expect(normalizedAs(model(ofBatch), data)).toEqual({ ...data, normalization: ofBatch });
    expect(normalizedAs(model(null), data)).toBe(data);
  });
});
