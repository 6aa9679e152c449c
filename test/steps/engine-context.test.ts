import { map, of, type OperatorFunction } from 'rxjs';
import { expect, test } from 'vitest';
import { defaultEngine, type Batch, type EngineContext } from '../../src/core/index.ts';
import { KernelTimes, type Tensor4D } from '../../src/engine/index.ts';
import { evaluated, predicted, trainStep } from '../../src/steps/index.ts';
import { made } from './lettered-batches.ts';
import { convolutionalModel, evaluationConfig, ownedState, trainConfig, weightsOf } from './tiny-model.ts';

/** Returns the names of the kernels that an operator runs for three equal batches. */
function kernelsOf(operator: OperatorFunction<Batch<Tensor4D>, unknown>): ReadonlySet<string> {
  using times = new KernelTimes(() => 0);
  of('a', 'a', 'a').pipe(map(made), operator).subscribe();
  return new Set(times.take().map(({ kernel }) => kernel));
}

const opByOp = { ...defaultEngine, opByOp: true };

test.each([
  ['evaluated', evaluated],
  ['predicted', predicted],
])('%s runs a graph, or op by op if the engine says so', (_, operator) => {
  using model = convolutionalModel();
  expect(kernelsOf(operator(evaluationConfig(model)))).toContain('inference');
  expect(kernelsOf(operator(evaluationConfig(model, { engine: opByOp })))).not.toContain('inference');
});

test('trainStep runs a graph, or op by op if the engine says so', () => {
  using state = ownedState(convolutionalModel());
  expect(kernelsOf(trainStep(trainConfig(state)))).toContain('training pass');
  const kernels = kernelsOf(trainStep(trainConfig(state, { engine: opByOp })));
  expect(kernels).not.toContain('training pass');
  expect(kernels).toContain('Conv2D');
});

test.each([true, false])('trainStep convolves in the precision of the engine (op by op: %s)', (each) => {
  const trained = (precision: EngineContext['precision']): readonly number[] => {
    using state = ownedState(convolutionalModel());
    const engine = { precision, opByOp: each };
    of('a', 'b')
      .pipe(map(made), trainStep(trainConfig(state, { engine })))
      .subscribe();
    return weightsOf(state.model);
  };
  const [wide, narrow] = [trained('float32'), trained('bfloat16')];
  expect(narrow).not.toEqual(wide);
  narrow.forEach((weight, i) => {
    expect(Math.abs(weight - wide[i]!)).toBeLessThan(0.2);
  });
});
