import { Html, html } from './html.ts';
import { figures, heading, topLosses, withTta } from './page-parts.ts';
import { confusedTable, epochTable, settings } from './page-tables.ts';
import { themed } from './palette.ts';
import type { Plot } from './plots/plot.ts';
import { lastSummary, type ReportState } from './report-state.ts';
import { shownClasses } from './shown-classes.ts';
import { style } from './style.ts';
import type { Thumbnails } from './thumbnails.ts';

const NONE: Html = html``;

/** The page: one file with all that it shows. No script is in it, and its own policy lets none run. */
export function reportPage(state: ReportState, plots: readonly Plot[], thumbnails: Thumbnails): string {
  const byName = (name: string): Plot | undefined => plots.find((plot) => plot.name === name);
  const loss = byName('loss');
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        />
        <title>${state.run?.pipeline ?? 'A run'}: Millrace run report</title>
        <style>
          ${new Html(style)}
        </style>
      </head>
      <body>
        <main>
          ${heading(state)} ${figures(state)} ${loss === undefined ? null : large(loss, 380)}
          ${smaller([byName('accuracy'), byName('learning-rate')])} ${epochTable(state)}
          ${confusion(state, byName('confusion'))} ${topLosses(state, thumbnails)} ${settings(state)}
          <footer>
            Written by Millrace from metrics.jsonl, which lies beside this page, as do the plots as PNG.
          </footer>
        </main>
      </body>
    </html> `;
  return page.text;
}

/** As wide as the page, or as the telephone. */
const large = (plot: Plot, height: number): Html =>
  html`<section>
    <h2>${plot.title}</h2>
    ${figure(plot, { width: 952, height }, 'wide')}${figure(plot, { width: 440, height: 300 }, 'narrow')}
    ${plot.note === undefined || plot.note === '' ? null : html`<p class="note">${plot.note}</p>`}
  </section>`;

function smaller(plots: readonly (Plot | undefined)[]): Html {
  const [first, second] = plots.filter((plot) => plot !== undefined);
  if (first === undefined) return NONE;
  if (second === undefined) return large(first, 300);
  const each = [first, second].map(
    (plot) =>
      html`<div>
        <h2>${plot.title}</h2>
        ${figure(plot, { width: 460, height: 300 })}
      </div>`,
  );
  return html`<section class="pair">${each}</section>`;
}

function confusion(state: ReportState, plot: Plot | undefined): Html {
  const summary = lastSummary(state);
  if (plot === undefined || summary === null) return NONE;
  const { classes, of } = shownClasses(summary);
  const part =
    classes.length === of ? '' : ` Of ${of} classes, these ${classes.length} have most to do with mistakes.`;
  return html`<section>
    <h2>${plot.title}${withTta(summary.kind)}</h2>
    <div class="pair matrix">
      <div>
        ${figure(plot, { width: 590, height: 590 }, 'wide')}
        ${figure(plot, { width: 448, height: 460 }, 'narrow')}
        <p class="note">A cell is as full as its share of the actual class; right ones are bold.${part}</p>
      </div>
      <div>${confusedTable(state)}</div>
    </div>
  </section>`;
}

/** Charts escape what is in them. Two sizes of one have ids of their own. */
function figure(plot: Plot, size: { readonly width: number; readonly height: number }, kind = ''): Html {
  const svg = themed(plot.draw(size)).replaceAll(`${plot.name}-c`, `${plot.name}-${kind}c`);
  return html`<figure class="${kind}" role="img" aria-label="${plot.description}">${new Html(svg)}</figure>`;
}
