import type { Pixels } from './item.ts';

/** A picture and what it is called: what people look at. */
export interface LabelledPicture {
  readonly pixels: Pixels;
  /** The name of its class, or of both with their shares where it is a blend: `tench 0.71 + church 0.29`. */
  readonly label: string;
}
