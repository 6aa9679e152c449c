import { defer, map, of, type Observable } from 'rxjs';
import { chosenOptions } from '../../pipelines/train-options.ts';
import { badOption, defaultPretrained, MillraceError, PRETRAINED } from '../../src/core/index.ts';
import { isCached } from '../../src/provision/pretrained/index.ts';
import type { Given } from '../cli/commands.ts';
import { pretrainedFolder } from './pretrained-folder.ts';

/** The networks whose cached weights `train` uses, if none is given; the fastest first. */
const USUAL = ['xresnet18', 'xresnet34', 'xresnet50'] as const;

type TransferValues = Readonly<
  Partial<Record<'pretrained' | 'arch' | 'continue' | 'from' | 'normalize', string>> &
    Record<'freeze' | 'frozenBatchNorm', unknown>
>;

/**
 * Emits the progress of providing the pretrained weights of a command, as lines, then its arguments with the name of the
 * weights and their folder. `train` uses weights that are in the cache already, and says so. Commands of the user read
 * their own options.
 */
export const givenWeights = (
  command: { readonly name: string; readonly file: string | undefined },
  given: Given,
): Observable<string | Given> =>
  defer((): Observable<string | Given> => {
    const values = given.options as unknown as TransferValues;
    const isUnused = values.continue !== undefined || values.from !== undefined;
    if (command.file !== undefined || isUnused || values.pretrained === PRETRAINED.none) return of(given);
    const isChosen = values.pretrained === undefined && chooses(command.name, given);
    const found = values.pretrained ?? (isChosen ? cachedFor(values) : undefined);
    if (found === undefined) return of(isChosen ? withoutWeights(given, values) : given);
    const model = found === PRETRAINED.usual ? (defaultPretrained(values.arch ?? USUAL[0]) ?? found) : found;
    return pretrainedFolder(model).pipe(
      map((progress): string | Given => {
        if (typeof progress === 'string') return progress;
        const { name, folder } = progress;
        return {
          ...given,
          options: { ...given.options, pretrained: name ?? folder },
          ...(name === undefined ? {} : { weights: { name, folder } }),
          notices: [...given.notices, ...(isChosen ? [inCache(model)] : [])],
        };
      }),
    );
  });

/** Returns whether a command chooses options: a resumed or repeated training has those that were chosen before. */
const chooses = (name: string, { options, shared }: Given): boolean =>
  name === 'train' && !shared.resumes && chosenOptions.some((each) => options[each] === undefined);

/**
 * Returns the name of weights in the cache for an architecture, or for one of the usual ones; undefined for none, and with
 * a normalization that is not theirs.
 */
const cachedFor = ({ arch, normalize }: TransferValues): string | undefined =>
  (normalize !== undefined && normalize !== 'imagenet' ? [] : arch === undefined ? USUAL : [arch])
    .map((each) => defaultPretrained(each))
    .find((each): each is string => each !== null && isCached({ name: each }));

const inCache = (model: string): string =>
  `--pretrained ${model}: these weights are in the cache. For random weights: --pretrained none`;

/** Returns the arguments of a training from random weights, which its configuration records. */
function withoutWeights(given: Given, { freeze, frozenBatchNorm }: TransferValues): Given {
  if (freeze !== undefined || frozenBatchNorm !== undefined)
    throw new MillraceError(
      badOption(
        freeze === undefined ? '--frozen-batch-norm' : '--freeze',
        '',
        'has no effect without pretrained weights, and none are in the cache',
        'Add --pretrained, which downloads them once.',
      ),
    );
  return {
    ...given,
    options: { ...given.options, pretrained: PRETRAINED.none },
    notices: [
      ...given.notices,
      'Training starts from random weights. With few images, pretrained ones are better: --pretrained downloads them once.',
    ],
  };
}
