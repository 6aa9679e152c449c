import type { Profile, ProfilePart } from '../core/index.ts';

/** The number of kernels listed by name; the others are added up in one line. */
const MAX_NAMED = 10;
/** The length of most kernel names; it makes a line 59 columns wide. */
const WIDTH = 26;

/**
 * Returns the breakdown of a step's time as aligned lines: the operators of the pipeline, which add up to all of it,
 * and the engine's kernels, in percent of the same total. Kernels run one at a time while profiled; see `KernelTimes`.
 */
export function profileLines({ steps, seconds, operators, kernels }: Profile): readonly string[] {
  const [named, others] = [kernels.slice(0, MAX_NAMED), kernels.slice(MAX_NAMED)];
  const rest: readonly ProfilePart[] =
    others.length === 0 ? [] : [{ ...sum(others), name: `${others.length} other kernels` }];
  const lines = (title: string, parts: readonly ProfilePart[]): readonly string[] => [
    `${title.padEnd(WIDTH)}  ${'per step'.padStart(9)}  ${'time %'.padStart(6)}  ${'calls/step'.padStart(12)}`,
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
        'Kernels ran one at a time while they were profiled.',
        ...lines('operator', operators),
        ...lines('kernel', [...named, ...rest]),
      ];
}

const sum = (parts: readonly ProfilePart[]): Omit<ProfilePart, 'name'> => ({
  calls: parts.reduce((total, { calls }) => total + calls, 0),
  seconds: parts.reduce((total, { seconds }) => total + seconds, 0),
});

const round = (calls: number): number => Math.round(10 * calls) / 10;
