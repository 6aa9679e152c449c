import * as E from 'fp-ts/Either';
import { map, type Observable } from 'rxjs';
import { MillraceError, pipelineOf, type AnyPipeline } from '../src/core/index.ts';
import { loadModule } from '../src/io/index.ts';

/** The pipeline that a file of the person's own exports; errors with BadOption where it exports none. */
export const ownPipeline = (file: string): Observable<AnyPipeline> =>
  loadModule(file).pipe(
    map((exported) => {
      const pipeline = pipelineOf(exported, file);
      if (E.isLeft(pipeline)) throw new MillraceError(pipeline.left);
      return pipeline.right;
    }),
  );
