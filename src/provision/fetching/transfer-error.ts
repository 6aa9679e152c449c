/**
 * Why bytes stopped coming. `again`: the connection was there and may come back. `unreachable`: nobody answered, which is
 * worth another try only where somebody did before. `over`: the same would come each time.
 */
export class TransferError extends Error {
  override readonly name = 'TransferError';
  readonly hope: 'again' | 'unreachable' | 'over';

  constructor(hope: TransferError['hope'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.hope = hope;
  }
}

/** From what `fetch` threw: the reason stands in its cause, and is a code alone where several addresses were tried. */
export function transferError(hope: TransferError['hope'], thrown: unknown): TransferError {
  const cause = thrown instanceof Error ? (thrown.cause ?? thrown) : thrown;
  const { message = '', code = '' } = cause as Partial<NodeJS.ErrnoException>;
  return new TransferError(hope, message === '' ? code : message, { cause: thrown });
}
