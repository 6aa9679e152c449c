import { useEffect, useState } from 'react';
import type { Observable } from 'rxjs';

/** How a stream ended. */
export interface Endings {
  readonly complete: () => void;
  readonly error: (cause: unknown) => void;
}

/** The latest value of a stream, which must stay the same from one call to the next, as must the endings. */
export function useStream<A>(stream$: Observable<A>, first: A, endings: Endings): A {
  const [value, setValue] = useState(first);
  useEffect(() => {
    const subscription = stream$.subscribe({
      next: setValue,
      complete: endings.complete,
      error: endings.error,
    });
    return () => subscription.unsubscribe();
  }, [stream$, endings]);
  return value;
}
