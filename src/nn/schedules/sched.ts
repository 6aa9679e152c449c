import type { Annealing } from './schedule.ts';

/**
 * Returns a straight line from start to end: fastai's SchedLin.
 *
 * @category Schedules
 */
export const schedLin =
  (start: number, end: number): Annealing =>
  (position) =>
    start + position * (end - start);

/**
 * Returns half a cosine from start to end: fastai's SchedCos (Loshchilov and Hutter, 2017).
 *
 * @category Schedules
 */
export const schedCos =
  (start: number, end: number): Annealing =>
  (position) =>
    start + ((1 + Math.cos(Math.PI * (1 - position))) * (end - start)) / 2;

/**
 * Returns a geometric curve from start to end, which must have the same sign and not be 0: fastai's SchedExp.
 *
 * @category Schedules
 */
export const schedExp =
  (start: number, end: number): Annealing =>
  (position) =>
    start * (end / start) ** position;

/**
 * Returns a constant: fastai's SchedNo.
 *
 * @category Schedules
 */
export const schedNo =
  (start: number): Annealing =>
  () =>
    start;

/**
 * Returns start + (end − start) · position^power: fastai's SchedPoly.
 *
 * @category Schedules
 */
export const schedPoly =
  (start: number, end: number, power: number): Annealing =>
  (position) =>
    start + (end - start) * position ** power;
