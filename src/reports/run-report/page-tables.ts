import type { ItemFault, PhaseStarted } from '../../core/index.ts';
import { formatPlural } from '../format.ts';
import { cellsOf, columnsOf } from '../table-row.ts';
import { html, type Html } from './html.ts';
import type { RunState } from '../folds/run-state.ts';
import { lastSummary } from '../folds/last-summary.ts';
import { className } from './report-views.ts';
import { scrollTable } from './scroll-table.ts';
import { mostConfused } from './shown-classes.ts';

const NONE: Html = html``;

/** Returns the book's table, with the name of each phase above its epochs. */
export function epochTable({ rows, phases, epochs }: RunState): Html {
  if (rows.length === 0) return NONE;
  const scores = [...new Set(rows.flatMap(({ row }) => Object.keys(row.scores)))];
  const columns = columnsOf(scores);
  const missing = epochs - rows.length;
  const body = rows.flatMap(({ row }, i): readonly Html[] => {
    const start = phases.find(({ phase }) => phase.phase === row.phase);
    const isFirst = rows[i - 1]?.row.phase !== row.phase;
    return [
      ...(isFirst && start !== undefined ? [phaseRow(start.phase, columns.length)] : []),
      tableRow(cellsOf(row, scores)),
    ];
  });
  const note =
    missing === 0
      ? NONE
      : html`<p class="note">
          ${formatPlural(missing, 'earlier epoch')} can be found in history.csv, which counts the epochs of
          each phase from 0.
        </p>`;
  const names = columns.map((column) => html`<th scope="col">${column}</th>`);
  return html`<section>
    <h2>Epochs</h2>
    ${scrollTable(names, body, 'numbers')} ${note}
  </section>`;
}

const phaseRow = ({ name, size, batchSize }: PhaseStarted, columns: number): Html =>
  html`<tr class="phase">
    <td colspan="${columns}">${name}<span>${size[0]} × ${size[1]} pixels, batches of ${batchSize}</span></td>
  </tr>`;

const tableRow = (cells: readonly string[]): Html =>
  html`<tr>
    ${cells.map((cell) => html`<td>${cell}</td>`)}
  </tr>`;

/** Returns the most frequent mistakes. */
export function confusedTable(state: RunState): Html {
  const confusion = lastSummary(state)?.confusion ?? null;
  const pairs = confusion === null ? [] : mostConfused(confusion, 10);
  if (pairs.length === 0) return html`<p class="note">No image was misclassified.</p>`;
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

/** Returns the options of the run, its engine, and its skipped and damaged images. */
export function settings({ run, choices, skipped, damaged, ended }: RunState): Html {
  if (run === null) return NONE;
  const { tensorflow, device, threads, node, platform } = run.engine;
  const { processes } = run;
  const engine = {
    tensorflow,
    device,
    threads,
    ...(processes === undefined ? {} : { processes }),
    node,
    platform,
  };
  return html`<section class="pair">
    <div>
      <h2>Settings</h2>
      ${settingsTable(run.config)}${reasonsOf(choices)}
    </div>
    <div>
      <h2>Engine</h2>
      ${settingsTable(engine)}${imageList('skipped image', skipped.first, ended?.skipped ?? skipped.count)}${imageList('damaged image', damaged.first, ended?.damaged ?? damaged.count)}
    </div>
  </section>`;
}

/** Returns the reasons of the settings that the run chose. */
const reasonsOf = (choices: readonly string[]): Html =>
  choices.length === 0
    ? NONE
    : html`<h3>Why these settings</h3>
        <ul>
          ${choices.map((text) => html`<li>${text}</li>`)}
        </ul>`;

const settingsTable = (values: Readonly<Record<string, unknown>>): Html =>
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

function imageList(what: string, first: readonly ItemFault[], count: number): Html {
  if (count === 0) return NONE;
  const rows = first.map(
    ({ path, reason }) =>
      html`<tr>
        <td><code>${path}</code></td>
        <td>${reason}</td>
      </tr>`,
  );
  const note = count > first.length ? html`<p class="note">The full list is in metrics.jsonl.</p>` : NONE;
  return html`<h2 style="margin-top:32px">${formatPlural(count, what)}</h2>
    <table class="words">
      <tbody>
        ${rows}
      </tbody>
    </table>
    ${note}`;
}
