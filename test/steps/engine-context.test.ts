import { map, of, type OperatorFunction } from 'rxjs';
import { expect, test } from 'vitest';
import { defaultEngine, type Batch, type EngineContext } from '../../src/core/index.ts';
import { KernelTimes, type Tensor4D } from '../../src/engine/index.ts';
import { rowsOf } from '../../src/nn/index.ts';
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

test('trainStep computes graphs in the precision of the engine; op by op always in float32', () => {
  const trained = (engine: EngineContext): readonly number[] => {
    using state = ownedState(convolutionalModel());
    of('a', 'b')
      .pipe(map(made), trainStep(trainConfig(state, { engine })))
      .subscribe();
    return weightsOf(state.model);
  };
  const wide = trained(defaultEngine);
  const narrow = trained({ ...defaultEngine, precision: 'bfloat16' });
  expect(narrow).not.toEqual(wide);
  narrow.forEach((weight, i) => {
    expect(Math.abs(weight - wide[i]!)).toBeLessThan(0.2);
  });
  expect(trained({ ...opByOp, precision: 'bfloat16' })).toEqual(trained(opByOp));
});

test('evaluated computes in the precision of the engine', () => {
  using model = convolutionalModel();
  const logitsIn = (engine: EngineContext): readonly number[] => {
    const rows: number[] = [];
    of('a', 'a')
      .pipe(map(made), predicted(evaluationConfig(model, { engine })))
      .subscribe((result) => {
        if ('predictions' in result) rows.push(...rowsOf(result.predictions).flatMap((row) => [...row]));
      });
    return rows;
  };
  const wide = logitsIn(defaultEngine);
  const narrow = logitsIn({ ...defaultEngine, precision: 'bfloat16' });
  const half = wide.length / 2;
  expect(half).toBeGreaterThan(0);
  expect(narrow).not.toEqual(wide);
  // The first batch is no exception.
  expect(narrow.slice(0, half)).toEqual(narrow.slice(half));
});
