import { map, of, type Observable } from 'rxjs';
import { at, badData, MillraceError, processName, type Collective } from '../core/index.ts';
import type { RunIdentity } from './resumed-run.ts';

/** What may differ between machines: folders, and what a machine has. */
const OWN = ['option data', 'option out', 'option threads', 'threads', 'platform'];

/**
 * Emits once if every process was started with the same settings. Errors with BadData, which names the settings that differ
 * from those of process 0, and the process. Paths may differ.
 */
export const sameSettings = (identity: RunIdentity, collective: Collective): Observable<unknown> =>
  collective.size === 1
    ? of(null)
    : collective.allGather$(new TextEncoder().encode(JSON.stringify(identity))).pipe(
        map((each) => {
          const settings = each.map((bytes) => JSON.parse(new TextDecoder().decode(bytes)) as RunIdentity);
          const first = at(settings, 0);
          const differences = settings.flatMap((own, rank) => {
            const found = differencesOf(own, first);
            return found.length === 0 ? [] : [`${processName(collective, rank)}: ${found.join(', ')}`];
          });
          if (differences.length === 0) return;
          throw new MillraceError(
            badData(
              'settings',
              `those of ${processName(collective, 0)} in every process`,
              differences.join('; '),
              'Start all processes with the same options, and compare millrace.config.json on the machines.',
            ),
          );
        }),
      );

/** Returns `option lr 0.3 instead of 0.003` for each difference. */
const differencesOf = (own: RunIdentity, first: RunIdentity): readonly string[] =>
  [...new Set([...Object.keys(first), ...Object.keys(own)])].flatMap((name) => {
    const [value, expected] = [textOf(own[name]), textOf(first[name])];
    const isPath = [own[name], first[name]].some((each) => typeof each === 'string' && /[/\\]/.test(each));
    return value === expected || isPath || OWN.includes(name)
      ? []
      : [`${name} ${value} instead of ${expected}`];
  });

const textOf = (value: unknown): string => (value === undefined ? 'none' : JSON.stringify(value));
