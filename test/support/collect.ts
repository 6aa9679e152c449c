import { lastValueFrom, toArray, type Observable } from 'rxjs';

/** Subscribes and resolves with every value that the stream emits, once it completes. */
export const collect = <T>(stream$: Observable<T>): Promise<readonly T[]> =>
  lastValueFrom(stream$.pipe(toArray()), { defaultValue: [] });
