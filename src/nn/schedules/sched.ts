import type { Annealing } from './schedule.ts';

/** A straight line from start to end (fastai's SchedLin). */
export const schedLin =
  (start: number, end: number): Annealing =>
  (position) =>
    start + position * (end - start);

/** Half a cosine from start to end (fastai's SchedCos; Loshchilov and Hutter, 2017). */
export const schedCos =
  (start: number, end: number): Annealing =>
  (position) =>
    start + ((1 + Math.cos(Math.PI * (1 - position))) * (end - start)) / 2;

/** Geometric from start to end, both of one sign and not 0 (fastai's SchedExp). */
export const schedExp =
  (start: number, end: number): Annealing =>
  (position) =>
    start * (end / start) ** position;

/** Always start (fastai's SchedNo). */
export const schedNo =
  (start: number): Annealing =>
  () =>
    start;

/** start + (end − start) · position^power (fastai's SchedPoly). */
export const schedPoly =
  (start: number, end: number, power: number): Annealing =>
  (position) =>
    start + (end - start) * position ** power;
