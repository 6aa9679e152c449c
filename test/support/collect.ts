import { lastValueFrom, toArray, type Observable } from 'rxjs';

/** Subscribes and waits for everything a stream puts out. */
export const collect = <T>(stream$: Observable<T>): Promise<readonly T[]> =>
  lastValueFrom(stream$.pipe(toArray()), { defaultValue: [] });
