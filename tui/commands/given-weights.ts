import { defer, map, of, type Observable } from 'rxjs';
import { chosenOptions } from '../../pipelines/train-options.ts';
import { defaultPretrained, PRETRAINED } from '../../src/core/index.ts';
import { isCached } from '../../src/provision/pretrained/index.ts';
import type { Given } from '../cli/commands.ts';
import { pretrainedFolder } from './pretrained-folder.ts';

type TrainingValues = Readonly<Partial<Record<'pretrained' | 'arch', string>>>;

/** The networks whose cached weights `train` uses, if none is given; the fastest first. */
const USUAL = ['xresnet18', 'xresnet34', 'xresnet50'] as const;

/**
 * Emits the progress of providing the pretrained weights of a command, as lines, then its arguments with their folder. `train`
 * uses weights that are in the cache already, and says so.
 *
 * @param name the name of the command
 */
export const givenWeights = (name: string, given: Given): Observable<string | Given> =>
  defer((): Observable<string | Given> => {
    const { pretrained, arch } = given.options as TrainingValues;
    const withFolder = (folder: string | undefined, notices: readonly string[] = []): Given => ({
      ...given,
      options: { ...given.options, pretrained: folder },
      notices: [...given.notices, ...notices],
    });
    if (pretrained === PRETRAINED.none) return of(withFolder(undefined));
    const found = pretrained ?? (chooses(name, given) ? cachedFor(arch) : undefined);
    if (found === undefined)
      return of(chooses(name, given) ? { ...given, notices: [...given.notices, ADVICE] } : given);
    const model = found === PRETRAINED.usual ? (defaultPretrained(arch ?? USUAL[0]) ?? found) : found;
    const notices =
      pretrained === undefined
        ? [`--pretrained ${model}: these weights are in the cache. For random weights: --pretrained none`]
        : [];
    return pretrainedFolder(model).pipe(
      map((progress) => (typeof progress === 'string' ? progress : withFolder(progress.folder, notices))),
    );
  });

const ADVICE =
  'Training starts from random weights. With few images, pretrained ones are better: --pretrained downloads them once.';

/** Returns whether a command chooses options: a resumed or repeated training has those that were chosen before. */
const chooses = (name: string, { options, shared }: Given): boolean =>
  name === 'train' && !shared.resumes && chosenOptions.some((each) => options[each] === undefined);

/** Returns the name of weights in the cache for an architecture, or for one of the usual ones; undefined for none. */
const cachedFor = (arch: string | undefined): string | undefined =>
  (arch === undefined ? USUAL : [arch])
    .map((each) => defaultPretrained(each))
    .find((each): each is string => each !== null && isCached({ name: each }));
