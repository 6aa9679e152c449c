import { calibrationText } from '../calibration-text.ts';
import { lastSummary } from '../folds/last-summary.ts';
import type { RunState } from '../folds/run-state.ts';
import { formatCount } from '../format.ts';
import { html, type Html } from './html.ts';
import { withTta } from './page-parts.ts';
import { scrollTable } from './scroll-table.ts';

/**
 * Returns the calibration of the predictions: the reliability curve, its bins and the expected calibration error in words.
 *
 * @param curve the drawing of the curve
 */
export function calibrationPart(state: RunState, curve: Html): Html | null {
  const summary = lastSummary(state);
  const { calibration } = summary ?? {};
  const text = calibration === undefined ? null : calibrationText(calibration);
  if (summary === null || calibration === undefined || text === null) return null;
  const { bins } = calibration;
  const rows = bins.flatMap(({ count, confidence, accuracy }, i): readonly Html[] =>
    confidence === null || accuracy === null
      ? []
      : [
          html`<tr>
            <td>${edge(i, bins.length)} to ${edge(i + 1, bins.length)}</td>
            <td class="number">${formatCount(count)}</td>
            <td class="number">${confidence.toFixed(4)}</td>
            <td class="number">${accuracy.toFixed(4)}</td>
          </tr>`,
        ],
  );
  const titles = ['predictions', 'confidence', 'right'].map(
    (title) => html`<th scope="col" class="number">${title}</th>`,
  );
  return html`<section>
    <h2>Calibration${withTta(summary.kind)}</h2>
    <div class="pair">
      <div>${curve}</div>
      <div>${scrollTable([html`<th scope="col">bin</th>`, ...titles], rows, 'words')}</div>
    </div>
    <p class="note">
      ${text.charAt(0).toUpperCase()}${text.slice(1)}. The expected calibration error (Guo et al., 2017) is
      the mean distance between the confidence of predictions and the fraction of them that is right, over
      ${bins.length} bins of equal width; 0 is perfect. ${what(summary.confusion === null)}
    </p>
  </section>`;
}

const edge = (i: number, of: number): string => (i / of).toFixed(2);

const what = (hasSeveralLabels: boolean): string =>
  hasSeveralLabels
    ? 'The confidence is the probability of each label, which is right if the image has the label.'
    : 'The confidence is the probability of the predicted class.';
