import type { PhaseStarted } from '../../core/index.ts';
import { formatPlural, formatTime, formatValue } from '../format.ts';
import { className } from './class-name.ts';
import { html, type Html } from './html.ts';
import { lastSummary, type DoneEpoch, type ReportState } from './report-state.ts';
import { mostConfused } from './shown-classes.ts';

const NONE: Html = html``;

/** The book's table; where there are several phases each has its name above its epochs. */
export function epochTable({ rows, phases, epochs }: ReportState): Html {
  if (rows.length === 0) return NONE;
  const scores = [...new Set(rows.flatMap(({ row }) => Object.keys(row.scores)))];
  const columns = ['epoch', 'train_loss', 'valid_loss', ...scores, 'time'];
  const first = epochs - rows.length;
  const body = rows.flatMap((done, i): readonly Html[] => {
    const begun = phases.find(({ phase }) => phase.phase === done.row.phase);
    const begins = i === 0 || rows[i - 1]?.row.phase !== done.row.phase;
    return [
      ...(begins && begun !== undefined ? [phaseRow(begun.phase, columns.length)] : []),
      epochRow(done, scores),
    ];
  });
  const note =
    first === 0
      ? NONE
      : html`<p class="note">${formatPlural(first, 'epoch')} before these: history.csv has them all.</p>`;
  const names = columns.map((column) => html`<th scope="col">${column}</th>`);
  return html`<section>
    <h2>Epochs</h2>
    <div class="scroll" tabindex="0">
      <table>
        <thead>
          <tr>
            ${names}
          </tr>
        </thead>
        <tbody>
          ${body}
        </tbody>
      </table>
    </div>
    ${note}
  </section>`;
}

const phaseRow = ({ name, size, batchSize }: PhaseStarted, columns: number): Html =>
  html`<tr class="phase">
    <td colspan="${columns}">${name}<span>${size[0]} × ${size[1]} pixels, batches of ${batchSize}</span></td>
  </tr>`;

function epochRow({ row }: DoneEpoch, scores: readonly string[]): Html {
  const cells = [
    String(row.epoch),
    formatValue(row.trainLoss),
    formatValue(row.validLoss),
    ...scores.map((name) => formatValue(row.scores[name])),
    formatTime(row.seconds),
  ];
  return html`<tr>
    ${cells.map((cell) => html`<td>${cell}</td>`)}
  </tr>`;
}

/** The mistakes that were made most often. */
export function confusedTable(state: ReportState): Html {
  const summary = lastSummary(state);
  const pairs = summary === null ? [] : mostConfused(summary, 10);
  if (pairs.length === 0) return html`<p class="note">No image was taken for another class.</p>`;
  const rows = pairs.map(
    ({ actual, predicted, count }) =>
      html`<tr>
        <td>${className(state, actual)}</td>
        <td>${className(state, predicted)}</td>
        <td class="number">${count}</td>
      </tr>`,
  );
  return html`<h3>Most confused</h3>
    <table class="words">
      <thead>
        <tr>
          <th scope="col">actual</th>
          <th scope="col">predicted</th>
          <th scope="col" class="number">images</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>`;
}

/** What was asked for, and with what it was computed. */
export function settings({ run, skipped, ended }: ReportState): Html {
  if (run === null) return NONE;
  const { tensorflow, device, threads, node, platform } = run.engine;
  const engine = { tensorflow, device, threads, node, platform };
  return html`<section class="pair">
    <div>
      <h2>Settings</h2>
      ${pairs(run.config)}
    </div>
    <div>
      <h2>Engine</h2>
      ${pairs(engine)}${skippedList(skipped, ended?.skipped ?? skipped.size)}
    </div>
  </section>`;
}

const pairs = (values: Readonly<Record<string, unknown>>): Html =>
  html`<table class="words">
    <tbody>
      ${Object.entries(values).map(
        ([name, value]) =>
          html`<tr>
            <td>${name}</td>
            <td><code>${typeof value === 'string' ? value : JSON.stringify(value)}</code></td>
          </tr>`,
      )}
    </tbody>
  </table>`;

/** Images that could not be used. */
function skippedList(skipped: ReadonlyMap<string, string>, count: number): Html {
  if (count === 0) return NONE;
  const rows = [...skipped].map(
    ([path, reason]) =>
      html`<tr>
        <td><code>${path}</code></td>
        <td>${reason}</td>
      </tr>`,
  );
  const note = count > skipped.size ? html`<p class="note">and more: metrics.jsonl has them all.</p>` : NONE;
  return html`<h2 style="margin-top:32px">${formatPlural(count, 'skipped image')}</h2>
    <table class="words">
      <tbody>
        ${rows}
      </tbody>
    </table>
    ${note}`;
}
