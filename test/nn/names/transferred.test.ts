import { describe, expect, test } from 'vitest';
import {
  architectureNamed,
  bodyWeights,
  resnet,
  toTimm,
  xresnet,
  type HeadOptions,
  type Network,
  type XResNetOptions,
} from '../../../src/nn/index.ts';
import { countedOf, zerosOf } from '../../support/made-weights.ts';

const tiny = (more: Partial<XResNetOptions> = {}): Network =>
  xresnet({ name: 'tiny', outputs: 3, blocks: [2, 1, 1, 1], expansion: 1, widen: 1 / 32, stem: [2, 3, 4], ...more }); // prettier-ignore
const fastai: HeadOptions = { kind: 'fastai', hidden: 8 };

describe('bodyWeights', () => {
  test.each<readonly [string, Network, Network]>([
    ['linear to linear', tiny({ outputs: 10 }), tiny()],
    ['linear to fastai', tiny({ outputs: 10 }), tiny({ head: fastai })],
    ['fastai to linear', tiny({ outputs: 10, head: fastai }), tiny()],
    ['fastai to fastai', tiny({ outputs: 10, head: fastai }), tiny({ head: { ...fastai, hidden: 4 } })],
  ])('returns the weights of the body, by the names of the network: %s', (_, source, target) => {
    const weights = countedOf(source);
    const body = bodyWeights(target, weights);
    const prefix = target.head?.kind === 'fastai' ? '0.' : '';
    const from = source.head?.kind === 'fastai' ? '0.' : '';
    const own = zerosOf(target);
    expect([...body.keys()].every((name) => own.has(name))).toBe(true);
    expect(body.size).toBe(own.size - (target.head?.kind === 'fastai' ? 10 : 2));
    for (const [name, array] of body)
      expect([name, array]).toEqual([name, weights.get(`${from}${name.slice(prefix.length)}`)]);
  });

  test('lists the differences of the bodies at once', () => {
    expect(() => bodyWeights(tiny(), zerosOf(tiny({ blocks: [1, 1, 1, 1], stem: [2, 2, 4] })))).toThrow(
      'weights: expected the names and shapes of the body of tiny, received ' +
        '10 missing: 4.1.convpath.0.0.weight, 4.1.convpath.0.1.weight, 4.1.convpath.0.1.bias, …; ' +
        '6 of another shape: 1.0.weight [3,3,2,2], not [3,3,2,3], ',
    );
  });

  test.each<readonly [string, Network, Network]>([
    ['more blocks', tiny({ blocks: [2, 1, 1, 2] }), tiny()],
    ['more stages', tiny({ blocks: [2, 1, 1, 1, 1] }), tiny()],
    ['more stages, under another head', tiny({ blocks: [2, 1, 1, 1, 1], head: fastai }), tiny()],
    ['fewer stages', tiny({ blocks: [2, 1, 1] }), tiny()],
    ['other widths', tiny({ widen: 1 / 16 }), tiny({ head: fastai })],
    ['another stem', resnet({ name: 'tiny', outputs: 3, blocks: [2, 1, 1, 1], expansion: 1, widen: 1 / 32 }), tiny()], // prettier-ignore
  ])('throws BadData for a body with %s', (_, source, target) => {
    expect(() => bodyWeights(target, zerosOf(source))).toThrow('weights: expected the names and shapes of');
  });

  test('advises which architecture the weights belong to', () => {
    const target = architectureNamed('xresnet18')({ outputs: 3 });
    const source = architectureNamed('xse_resnet18')({ outputs: 3, head: fastai });
    expect(() => bodyWeights(target, zerosOf(source))).toThrow(
      'The weights are those of xse_resnet18: use this architecture.',
    );
    expect(() => bodyWeights(target, toTimm(target, zerosOf(target)))).toThrow('convert them first');
    expect(() => bodyWeights(target, new Map())).toThrow('Use the architecture that the weights were trained with.'); // prettier-ignore
  });
});
