import { calibration, isMistake } from '../../src/core/index.ts';
import { accuracy, errorRate, scoring, singleLabel, type Predictions } from '../../src/nn/index.ts';
import { predictedImages, topLossesOf } from '../../src/steps/index.ts';
import { classTargets } from '../support/targets.ts';
import { madeFiles } from './made-world.ts';

const { valid } = madeFiles();

/** The classes of the validation images. */
export const targets = classTargets(...valid.map(({ target }) => target as number));

/** What a summary says of predictions for the validation images. */
export function summaryOf(each: Predictions) {
  const task = singleLabel();
  const images = predictedImages({ task, files: valid, targets, comparable: each, probabilities: each });
  return {
    ...scoring({ task, scores: [accuracy, errorRate], outputs: 2 })
      .add(each, targets)
      .result(),
    calibration: calibration(
      images.map(({ actual: [actual], predicted: [predicted] }) => ({
        probability: predicted!.probability,
        isRight: actual!.index === predicted!.index,
      })),
    ),
    topLosses: topLossesOf(each, images, task),
    mistakes: images.filter(isMistake),
  };
}
