import { goldenCases, type GoldenCase } from '../support/golden.ts';

/** The kinds of case in timm.json; each has its own tests. */
export const timmKinds = ['state_dict', 'logits', 'fastai_equal', 'frozen_step'] as const;

/** Returns the cases of a kind, with the number of each and its network as the title. */
export const casesOf = (
  kind: (typeof timmKinds)[number],
): readonly (readonly [title: string, golden: GoldenCase])[] =>
  goldenCases('timm')
    .filter(([, golden]) => golden.kind === kind)
    .map(([title, golden]) => {
      const { arch, timm, head } = golden.inputs;
      return [`${title} ${String(arch ?? timm ?? head)}`, golden] as const;
    });
