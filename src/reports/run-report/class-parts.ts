import type { ClassProbability, PredictedImage } from '../../core/index.ts';
import { classTable, mistakesByClass } from '../class-table.ts';
import type { RunState } from '../folds/run-state.ts';
import { formatCount, formatPlural } from '../format.ts';
import { html, type Html } from './html.ts';
import { withTta } from './page-parts.ts';
import { lastSummary } from '../folds/last-summary.ts';
import { className } from './report-views.ts';
import { scrollTable } from './scroll-table.ts';

const NONE: Html = html``;

/** Returns precision, recall, F1 and support of every class: scikit-learn's classification_report. */
export function classScores(state: RunState): Html {
  const summary = lastSummary(state);
  if (summary === null || summary.counts.length === 0) return NONE;
  const { rows } = classTable(summary, state.run?.vocab.length ?? Infinity);
  if (rows.every(({ support }) => support === 0)) return NONE;
  const body = rows.map(
    ({ index, precision, recall, f1, support }) =>
      html`<tr>
        <td>${className(state, index)}</td>
        ${[precision, recall, f1].map((value) => html`<td class="number">${value.toFixed(4)}</td>`)}
        <td class="number">${formatCount(support)}</td>
      </tr>`,
  );
  const titles = ['precision', 'recall', 'F1', 'support'].map(
    (title) => html`<th scope="col" class="number">${title}</th>`,
  );
  const table = scrollTable([html`<th scope="col">class</th>`, ...titles], body, 'words');
  return html`<section>
    <h2>Classes${withTta(summary.kind)}</h2>
    ${table}
    <p class="note">
      Precision: the correct fraction of the predictions of a class. Recall: the fraction of its images that
      are predicted correctly. Support: the number of its validation images.
    </p>
  </section>`;
}

/** Returns links to all images whose prediction is wrong. */
export function wrongImages(state: RunState): Html {
  const summary = lastSummary(state);
  if (summary === null || summary.mistakes.length === 0) return NONE;
  const groups = mistakesByClass(summary).map(
    ({ index, mistakes }) =>
      html`<details>
        <summary>
          ${index < 0 ? 'no label' : className(state, index)}: ${formatPlural(mistakes.length, 'image')}
        </summary>
        <ul>
          ${mistakes.map((image) => wrongImage(state, image))}
        </ul>
      </details>`,
  );
  return html`<section>
    <h2>Wrong predictions${withTta(summary.kind)}</h2>
    ${groups}
    <p class="note">
      All ${formatPlural(summary.mistakes.length, 'image')}, by class. The links open the files on this
      machine; predictions.csv has the predictions of all validation images.
    </p>
  </section>`;
}

const wrongImage = (state: RunState, { path, actual, predicted }: PredictedImage): Html =>
  html`<li>
    <a href="${fileUrl(path)}">${path}</a> predicted
    ${listed(state, predicted)}${actual.length > 1 ? `, actual ${listed(state, actual)}` : ''}
  </li>`;

const listed = (state: RunState, labels: readonly ClassProbability[]): string =>
  labels
    .map(({ index, probability }) => `${className(state, index)} (${probability.toFixed(2)})`)
    .join(', ') || 'nothing';

/** Returns the URL of an absolute path. */
const fileUrl = (path: string): string =>
  `file:///${path.replace(/^\//, '').split(/[/\\]/).map(encodeURIComponent).join('/')}`;
