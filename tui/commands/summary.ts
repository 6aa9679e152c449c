import { concatMap, defer, from, map, of, type Observable } from 'rxjs';
import type { SummaryRequest } from '../../pipelines/summary.ts';
import {
  architectureNames,
  architectureOfTimm,
  at,
  badOption,
  isArchitectureName,
  MillraceError,
  type NetworkSummary,
} from '../../src/core/index.ts';
import { hasModel, readModelDescription } from '../../src/io/index.ts';
import type { RunCommand } from '../cli/commands.ts';
import { suggestion } from '../cli/suggestion.ts';
import type { SummaryOptions } from '../cli/summary-options.ts';
import { colourLevel, paint } from '../lines/paint.ts';
import { summaryLines } from '../lines/summary-lines.ts';
import type { Printed } from '../printed.ts';

/** The usual size of images, and the number of classes of ImageNet. */
const USUAL = { size: 224, outputs: 1000 } as const;

/** Prints the layers of an architecture, or of the network of a run, without TensorFlow. */
export const summary: RunCommand<SummaryOptions> = (terminal, { words, options, shared }) =>
  defer(() => {
    const request = requestFor(at(words, 0), options);
    return from(import('../../pipelines/summary.ts')).pipe(
      map(({ networkSummary }) => networkSummary(request)),
      concatMap((found): Observable<Printed> =>
        shared.json
          ? of({ json: jsonOf(found, request) })
          : from(
              paint(summaryLines(found, sidesOf(request)), colourLevel(terminal.env, terminal.stdout.isTTY)),
            ),
      ),
    );
  });

/** Returns the network of a run or a model file, or else of an architecture. Throws BadOption for another name. */
function requestFor(name: string, { size, nOut, head }: SummaryOptions): SummaryRequest {
  const model = hasModel(name) ? readModelDescription(name) : null;
  if (model === null && !isArchitectureName(name) && architectureOfTimm(name) === null) throw unknown(name);
  const ofOptions = head === undefined ? undefined : { kind: head };
  return {
    arch: model?.architecture ?? name,
    size: size ?? model?.size ?? USUAL.size,
    outputs: nOut ?? model?.outputs ?? USUAL.outputs,
    head: ofOptions ?? model?.head,
  };
}

const unknown = (name: string): MillraceError =>
  new MillraceError(
    badOption(
      'summary',
      'the name of an architecture or of the same network by timm, or a run',
      `"${name}"`,
      suggestion(name, architectureNames, '', `Architectures are ${architectureNames.join(', ')}.`),
    ),
  );

const sidesOf = ({ size }: SummaryRequest): readonly [number, number] =>
  typeof size === 'number' ? [size, size] : size;

const jsonOf = (found: NetworkSummary, request: SummaryRequest): string =>
  `${JSON.stringify({ ...found, size: sidesOf(request), outputs: request.outputs })}\n`;
