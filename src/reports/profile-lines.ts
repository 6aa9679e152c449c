import type { Profile, ProfilePart } from '../core/index.ts';

/** So many kernels are named; the others are one line. */
const MAX_NAMED = 10;

/**
 * What a step's time goes into, as aligned lines: the operators of the pipeline, which are all of it, and the engine's
 * kernels, whose share is of the same whole. To be measured kernels run one by one, see `KernelTimes`.
 */
export function profileLines({ steps, seconds, operators, kernels }: Profile): readonly string[] {
  const [named, others] = [kernels.slice(0, MAX_NAMED), kernels.slice(MAX_NAMED)];
  const rest: readonly ProfilePart[] =
    others.length === 0 ? [] : [{ ...total(others), name: `${others.length} other kernels` }];
  const lines = (title: string, parts: readonly ProfilePart[]): readonly string[] => [
    `${title.padEnd(WIDTH)}  ${'a step'.padStart(9)}  ${'share'.padStart(6)}  calls a step`,
    ...parts.map(
      ({ name, calls, seconds: each }) =>
        `${name.padEnd(WIDTH)}  ${`${((1000 * each) / steps).toFixed(1)} ms`.padStart(9)}  ` +
        `${`${((100 * each) / seconds).toFixed(1)} %`.padStart(6)}  ${String(round(calls / steps)).padStart(12)}`,
    ),
  ];
  return steps === 0
    ? []
    : [
        `A step took ${((1000 * seconds) / steps).toFixed(1)} ms.`,
        'Kernels were run one by one, to be measured.',
        ...lines('operator', operators),
        ...lines('kernel', [...named, ...rest]),
      ];
}

/** The longest name of a kernel that is met often; with it lines have 59 columns. */
const WIDTH = 26;

const total = (parts: readonly ProfilePart[]): Omit<ProfilePart, 'name'> => ({
  calls: parts.reduce((sum, { calls }) => sum + calls, 0),
  seconds: parts.reduce((sum, { seconds }) => sum + seconds, 0),
});

const round = (calls: number): number => Math.round(10 * calls) / 10;
