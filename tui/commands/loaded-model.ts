import { concat, from, map, of, type Observable } from 'rxjs';
import { printable, type PrecisionOption, type WhichModel } from '../../src/core/index.ts';
import { modelProcess, usingModel, type ModelProcess } from '../../src/serving/index.ts';
import type { Given } from '../cli/commands.ts';
import type { Printed } from '../printed.ts';
import { preparedEngine } from './prepared-engine.ts';

/**
 * Prepares the engine and loads the model that the first argument names, with lines on standard error, then emits the output
 * of `work` with it. A precision that was found by measuring is said on standard error too.
 */
export const withLoadedModel = (
  {
    words: [run = ''],
    options: { weights, precision = 'float32' },
    shared: { device, threads },
  }: Given<{ readonly weights: WhichModel; readonly precision?: PrecisionOption }>,
  work: (model: ModelProcess) => Observable<Printed>,
): Observable<Printed> =>
  concat(
    concat(preparedEngine({ device }), of(`Loading the model of ${run}`)).pipe(
      map((line): Printed => ({ toStderr: printable(line) })),
    ),
    usingModel(
      modelProcess({ path: run, weights, device, precision, ...(threads === undefined ? {} : { threads }) }),
      (model) => {
        const { notice } = model.precision;
        const said = notice === null ? [] : [{ toStderr: notice }];
        return concat(from(said), work(model));
      },
    ),
  );
