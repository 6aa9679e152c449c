import { formatBytes, lastOf, type ClassProbability, type TopLoss } from '../../core/index.ts';
import { formatCount, formatPlural, formatTime } from '../format.ts';
import { imagesFoundLines } from '../images-found-lines.ts';
import { explainedImage, greyFilter } from './explained-image.ts';
import { html, type Html } from './html.ts';
import type { BestEpoch } from '../folds/best-epoch.ts';
import type { FinishedEpoch, RunState } from '../folds/run-state.ts';
import { scoreName } from '../folds/score-name.ts';
import { lastSummary } from '../folds/last-summary.ts';
import { className, runName } from './report-views.ts';
import { thumbnailOf, type Thumbnails } from './thumbnails.ts';

const NONE: Html = html``;

/** Returns the name of the run, the network and its data, and how the run ended. */
export function heading(report: RunState): Html {
  const { run, ended, phases } = report;
  const size = phases.at(-1)?.phase.size;
  const facts = [
    ...(run === null
      ? []
      : [
          run.architecture,
          `${formatCount(run.parameters)} parameters`,
          run.trainCount === 0
            ? `${formatCount(run.validCount)} validation images`
            : `${formatCount(run.trainCount)} training and ${formatCount(run.validCount)} validation images`,
          `${formatCount(run.vocab.length)} classes`,
        ]),
    ...(size === undefined ? [] : [`${size[0]} × ${size[1]} pixels`]),
    // Results in less than float32 differ slightly.
    ...['bfloat16', 'float16'].filter((precision) => precision === run?.config['precision']),
  ];
  const state = {
    completed: html`<span class="state">completed</span>`,
    stopped: html`<span class="state bad">stopped early</span>`,
    unknown: html`<span class="state bad">unfinished</span>`,
  }[ended?.why ?? 'unknown'];
  return html`<header>
    <p>Millrace run report ${state}</p>
    <h1>${runName(report)}</h1>
    <p>${facts.join(' · ')}</p>
    <p>${effort(report).join(' · ')}</p>
  </header>`;
}

const effort = ({ ended, fitEnded, epochs, trained, peakRss }: RunState): readonly string[] => [
  ...(ended === null ? [] : [`${formatTime(ended.seconds)} total`]),
  ...(epochs === 0 ? [] : [formatPlural(epochs, 'epoch')]),
  ...(fitEnded === null ? [] : [`ended early: ${fitEnded.reason}`]),
  ...(trained.ms === 0
    ? []
    : [`${formatCount(Math.round((1000 * trained.count) / trained.ms))} training images per second`]),
  ...(peakRss === 0 ? [] : [`peak memory ${formatBytes(peakRss)}`]),
];

interface Figure {
  readonly name: string;
  readonly value: string;
  readonly note?: string;
}

/** Returns the most important numbers. */
export function figures(state: RunState): Html {
  const { run, rows, valid, tta, best } = state;
  const [row, name] = [rows.at(-1)?.row, scoreName(state)];
  const score = row?.scores[name] ?? valid?.scores[name];
  const augmented = tta?.scores[name];
  const reference = name === 'accuracy' ? (run?.reference ?? null) : null;
  const validLoss = row?.validLoss ?? valid?.loss ?? null;
  const calibrationError = lastSummary(state)?.calibration?.error ?? null;
  const shown: readonly (Figure | null)[] = [
    score === undefined
      ? null
      : { name, value: score.toFixed(4), note: bestNote(best, name, rows.at(-1)) }, // prettier-ignore
    augmented === undefined || score === undefined
      ? null
      : { name: `${name} with TTA`, value: augmented.toFixed(4), note: `${signed(augmented - score)} from test-time augmentation` }, // prettier-ignore
    reference === null || score === undefined
      ? null
      : { name: 'reference', value: reference.accuracy.toFixed(4), note: reference.source },
    validLoss === null ? null : { name: 'valid_loss', value: validLoss.toFixed(4) },
    row === undefined ? null : { name: 'train_loss', value: row.trainLoss.toFixed(4), note: 'smoothed' },
    calibrationError === null
      ? null
      : { name: 'calibration error', value: calibrationError.toFixed(4), note: 'expected, in 15 bins' },
  ];
  const cells = shown
    .filter((figure) => figure !== null)
    .map(({ name: term, value, note = '' }) => html`<div><dt>${term}</dt><dd>${value}<small>${note}</small></dd></div>`); // prettier-ignore
  return html`<dl class="figures">${cells}</dl>`;
}

/** The best model is that of another epoch, or of the last. */
function bestNote(best: BestEpoch | null, name: string, last: FinishedEpoch | undefined): string {
  const epoch = best?.epoch ?? null;
  const score = epoch?.row.scores[name];
  return epoch === null || score === undefined || epoch.number === last?.number
    ? 'final validation'
    : `best model, epoch ${epoch.number}: ${score.toFixed(4)}`;
}

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;

/** Returns the description of the folder of images, one paragraph per line. */
export const foundImages = ({ images }: RunState): Html =>
  images === null
    ? NONE
    : html`<section>
        <h2>Images</h2>
        ${imagesFoundLines(images).map((line) => html`<p>${line}</p>`)}
      </section>`;

const EXPLAINED_NOTE =
  ' Beside each: where the network found evidence for the class that it predicts, from none (dark) to the most (light), ' +
  'with Grad-CAM.';

/** Returns the images with the highest losses: fastai's plot_top_losses. */
export function topLosses(state: RunState, thumbnails: Thumbnails): Html {
  const summary = lastSummary(state);
  if (summary === null || summary.topLosses.length === 0) return NONE;
  const explained = new Map(state.explained.map((each) => [each.path, each]));
  const items = summary.topLosses.map((top, i) => {
    const { url, reason } = thumbnailOf(thumbnails, top);
    const name = lastOf(top.path.split(/[/\\]/));
    const seen = explained.get(top.path);
    const image =
      url === null
        ? html`<div class="missing">This image could not be read: ${reason}</div>`
        : seen === undefined
          ? html`<img src="${url}" alt="${name}" />`
          : explainedImage(seen, { url, name, label: className(state, seen.index), id: `top-${i + 1}` });
    return html`<li>
      ${image}
      <dl class="facts">
        ${classRows(state, top)}
        <dt>loss</dt>
        <dd>${top.loss.toFixed(3)}</dd>
      </dl>
      <p class="file" title="${top.path}">${name}</p>
    </li>`;
  });
  return html`<section>
    <h2>Top losses${withTta(summary.kind)}</h2>
    ${explained.size === 0 ? null : greyFilter}
    <ol class="images${explained.size === 0 ? '' : ' explained'}">
      ${items}
    </ol>
    <p class="note">
      The validation images with the highest losses, highest
      first.${explained.size === 0 ? '' : EXPLAINED_NOTE}
    </p>
  </section>`;
}

const classRows = (state: RunState, { predicted, actual }: TopLoss): readonly Html[] => [
  ...labelRows(state, 'predicted', predicted, 'bar other'),
  ...labelRows(state, 'actual', actual, 'bar'),
];

const labelRows = (
  state: RunState,
  word: string,
  labels: readonly ClassProbability[],
  bar: string,
): readonly Html[] =>
  labels.length === 0
    ? [
        html`<dt>${word}</dt>
          <dd class="name">nothing</dd>
          <dd></dd>`,
      ]
    : labels.map(
        ({ index, probability }) =>
          html`<dt>${word}</dt>
            <dd class="name">${className(state, index)}</dd>
            <dd>${probability.toFixed(3)}</dd>
            <div class="${bar}"><i style="width:${percent(probability)}"></i></div>`,
      );

const percent = (fraction: number): string =>
  `${(100 * Math.min(1, Math.max(0, Number.isFinite(fraction) ? fraction : 0))).toFixed(1)}%`;

export const withTta = (kind: 'valid' | 'tta'): string =>
  kind === 'tta' ? ', with test-time augmentation' : '';
