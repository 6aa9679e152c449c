import type { TaskDescription } from '../core/index.ts';
import { element, part } from './elements.ts';

/** Classes with a bar. */
const MAX_BARS = 5;

/** What is shown beside an image; what is not given disappears. */
export interface Shown {
  readonly name?: string;
  readonly bars?: readonly HTMLElement[];
  readonly note?: string;
  readonly fault?: string;
}

/** Shows a heading, bars, a note and a fault. */
export function show({ name = '', bars = [], note = '', fault = '' }: Shown): void {
  part('result', HTMLElement).removeAttribute('aria-busy');
  part('name', HTMLElement).textContent = name;
  part('bars', HTMLElement).replaceChildren(...bars);
  part('note', HTMLElement).textContent = note;
  showFault(fault);
}

/** Shows a fault beside what is shown already; an empty text hides it. */
export function showFault(fault: string): void {
  part('fault', HTMLElement).textContent = fault;
  part('fault', HTMLElement).hidden = fault === '';
}

/** Shows the most probable classes; of several labels, those above the threshold are marked. */
export function showAnswer(
  classes: readonly string[],
  probabilities: Float32Array,
  task: TaskDescription,
  note: string,
): void {
  const ranked = classes
    .map((label, i) => ({ label, probability: probabilities[i] ?? 0 }))
    .sort((a, b) => b.probability - a.probability);
  if (task.kind === 'single-label') {
    const bars = ranked.slice(0, MAX_BARS).map((each) => bar(each));
    show({ name: ranked[0]?.label ?? '', bars, note });
    return;
  }
  const { threshold } = task;
  const recognized = ranked.filter(({ probability }) => probability > threshold);
  part('bars', HTMLElement).classList.add('labels');
  show({
    name: recognized.map(({ label }) => label).join(', ') || 'None of its labels',
    bars: ranked.slice(0, Math.max(MAX_BARS, recognized.length)).map((each) => bar(each, threshold)),
    note: `${note} The mark on each bar is the threshold.`,
  });
}

function bar(
  { label, probability }: { readonly label: string; readonly probability: number },
  threshold?: number,
): HTMLElement {
  const row = element('li', threshold !== undefined && probability > threshold ? 'recognized' : '');
  const track = element('div', 'bar');
  track.ariaHidden = 'true';
  const fill = element('i');
  track.append(fill);
  if (threshold !== undefined) {
    const mark = element('b');
    mark.style.left = `${100 * threshold}%`;
    track.append(mark);
  }
  row.append(element('span', 'label', label), element('span', '', percent(probability)), track);
  // After a frame, so that the bar grows.
  requestAnimationFrame(() => requestAnimationFrame(() => (fill.style.width = `${100 * probability}%`)));
  return row;
}

const percent = (fraction: number): string => `${(100 * fraction).toFixed(1)}\u00a0%`;
