import {
  concat,
  concatMap,
  defer,
  map,
  of,
  takeUntil,
  toArray,
  type Observable,
  type OperatorFunction,
} from 'rxjs';
import { badOption, MillraceError, shellCommand } from '../../src/core/index.ts';
import {
  bytesOf,
  cacheEntries,
  cacheFolder,
  cacheKinds,
  cleanCache,
  cleanQuestion,
  describeCache,
  describeCleaned,
  type CacheEntry,
  type Cleaned,
} from '../../src/provision/cache/index.ts';
import type { Given, RunCommand } from '../cli/commands.ts';
import type { Printed } from '../printed.ts';
import { askOn, type Ask } from './ask-on.ts';

/** Options of `cache`. */
export interface CacheOptions {
  /** Whether to remove without asking. */
  readonly yes: boolean;
}

/** The cache folder, and the terminal to ask on. */
export interface CacheSetting {
  /** Millrace's cache folder. */
  readonly folder: string;
  readonly ask: Ask | null;
}

/** Lists the entries of the cache folder, or with `clean` removes some of them once the user agrees. */
export const cache: RunCommand<CacheOptions> = (terminal, given) =>
  cacheOutput(given, {
    folder: cacheFolder(terminal.env),
    ask: askOn(terminal),
  }).pipe(takeUntil(terminal.controls.stop$));

/** Returns the output of `cache` for a folder. */
export const cacheOutput = (
  { words: [clean, ...names], options: { yes }, shared: { json } }: Given<CacheOptions>,
  { folder, ask }: CacheSetting,
): Observable<Printed> =>
  defer(() => {
    if (clean !== undefined) return removed({ names, yes, json }, folder, json ? null : ask);
    if (yes) throw onlyLists();
    return list(json, folder);
  });

const list = (json: boolean, folder: string): Observable<Printed> =>
  cacheEntries(folder).pipe(
    map((entries) =>
      json
        ? jsonOf({ folder, bytes: bytesOf(entries), entries })
        : [describeCache(folder, entries), ...whatNext(entries)].join('\n'),
    ),
  );

const whatNext = (entries: readonly CacheEntry[]): readonly string[] =>
  entries.length === 0
    ? []
    : [
        `To remove them${entries.some(({ kind }) => kind === 'other') ? ' (all but "other")' : ''}: ${shellCommand(['cache', 'clean'])}`,
        `To remove one kind (${cacheKinds.join(', ')}) or an entry by its name: ${shellCommand(['cache', 'clean', 'items'])}`,
      ];

interface Removal extends CacheOptions {
  /** Kinds and names of the entries to remove; empty for all entries except those of kind `other`. */
  readonly names: readonly string[];
  readonly json: boolean;
}

/** Removes entries; those unknown to this version of Millrace only if they are named. */
const removed = ({ names, yes, json }: Removal, folder: string, ask: Ask | null): Observable<Printed> =>
  defer(() => {
    if (!yes && ask === null) throw cannotAsk(names);
    return cacheEntries(folder).pipe(
      map((entries) => chosenFrom(entries, names)),
      concatMap((chosen) => {
        if (chosen.length === 0 && !json) return of(`Nothing to remove in ${folder}`);
        const removing = cleanCache(chosen).pipe(json ? asObject(folder) : map(toPrinted));
        if (yes || ask === null) return removing;
        return concat(
          of(describeCache(folder, chosen)),
          ask(cleanQuestion(folder, chosen)).pipe(
            concatMap((agreed) => (agreed ? removing : of('Nothing removed'))),
          ),
        );
      }),
    );
  });

function chosenFrom(entries: readonly CacheEntry[], names: readonly string[]): readonly CacheEntry[] {
  const known: readonly string[] = [...new Set([...cacheKinds, ...entries.map(({ name }) => name)])];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new MillraceError(
      badOption(
        'cache clean',
        `any of ${known.join(', ')}`,
        `"${unknown}"`,
        `To list the entries: ${shellCommand(['cache'])}`,
      ),
    );
  return entries.filter(({ kind, name }) =>
    names.length === 0 ? kind !== 'other' : names.includes(kind) || names.includes(name),
  );
}

const onlyLists = (): MillraceError =>
  new MillraceError(
    badOption(
      '--yes',
      'cache clean',
      'cache, which only lists',
      `To remove: ${shellCommand(['cache', 'clean', '--yes'])}`,
    ),
  );

const cannotAsk = (names: readonly string[]): MillraceError =>
  new MillraceError(
    badOption(
      'cache clean',
      'a terminal to ask on, or --yes',
      'neither',
      `To remove without asking: ${shellCommand(['cache', 'clean', ...names, '--yes'])}`,
    ),
  );

const toPrinted = (cleaned: Cleaned): Printed =>
  cleaned._tag === 'Removed' ? describeCleaned(cleaned) : { failureText: describeCleaned(cleaned) };

/** Collects the outcomes into one JSON object. */
const asObject =
  (folder: string): OperatorFunction<Cleaned, Printed> =>
  (source) =>
    source.pipe(
      toArray(),
      map((all) => {
        const removed = all.flatMap((each) => (each._tag === 'Removed' ? [each.entry] : []));
        const kept = all.flatMap((each) =>
          each._tag === 'Kept' ? [{ ...each.entry, reason: each.reason }] : [],
        );
        return { ...jsonOf({ folder, bytes: bytesOf(removed), removed, kept }), hasFailed: kept.length > 0 };
      }),
    );

const jsonOf = (value: unknown): { readonly json: string } => ({ json: `${JSON.stringify(value)}\n` });
