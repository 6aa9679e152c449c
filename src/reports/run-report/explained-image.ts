import type { ExplainedImage } from '../../core/index.ts';
import { OPACITY } from '../heat-maps/heat-overlay.ts';
import { heatPixels } from '../heat-maps/heat-pixels.ts';
import { pngUrl } from '../heat-maps/png-url.ts';
import { html, type Html } from './html.ts';

/** Pixels per value of a map, so that the browser only smooths colours that are close. */
const ENLARGED = 4;
/** Larger maps are smooth as they are. */
const MAX_SIDE = 64;

/** The definition that {@link explainedImage} refers to, once per page. */
export const greyFilter: Html = html`<svg width="0" height="0" aria-hidden="true">
  <filter id="grey"><feColorMatrix type="saturate" values="0" /></filter>
</svg>`;

/** What an image shows besides its heat. */
export interface ExplainedImageConfig {
  /** The image as a data URL. */
  readonly url: string;
  /** Its name, for readers who cannot see it. */
  readonly name: string;
  /** The name of the explained class. */
  readonly label: string;
  /** Unique in the page. */
  readonly id: string;
}

/**
 * Returns an image, and beside it the same in grey under its heat map: two squares around its centre, as SVG. The image is
 * embedded once.
 */
export function explainedImage(
  { size: [height, width], map, box: [left, top, boxWidth, boxHeight] }: ExplainedImage,
  { url, name, label, id }: ExplainedImageConfig,
): Html {
  const side = Math.min(height, width);
  const square = `${(width - side) / 2} ${(height - side) / 2} ${side} ${side}`;
  const scale = Math.max(1, Math.min(ENLARGED, Math.floor(MAX_SIDE / Math.max(map.height, map.width))));
  const heat = pngUrl(heatPixels(map, { height: scale * map.height, width: scale * map.width }));
  return html`<div class="seen">
    <svg viewBox="${square}" role="img" aria-label="${name}">
      <image id="${id}" width="${width}" height="${height}" preserveAspectRatio="none" href="${url}" />
    </svg>
    <svg viewBox="${square}" role="img" aria-label="evidence for ${label}">
      <use href="#${id}" filter="url(#grey)" />
      <image
        x="${left * width}"
        y="${top * height}"
        width="${boxWidth * width}"
        height="${boxHeight * height}"
        preserveAspectRatio="none"
        opacity="${OPACITY}"
        href="${heat}"
      />
    </svg>
  </div>`;
}
