/** What an {@link HttpFailure} tells the client besides its message. */
export interface HttpFailureOptions {
  /** Seconds after which the client may try again. */
  readonly retryAfter?: number;
  /** Whether the connection is closed, since the rest of the request is not read. */
  readonly closes?: boolean;
}

/** A request that is answered with an error. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  readonly status: number;
  readonly options: HttpFailureOptions;

  /** @param message the reason, for the client: `expected an image, received nothing` */
  constructor(status: number, message: string, options: HttpFailureOptions = {}) {
    super(message);
    this.status = status;
    this.options = options;
  }
}

/** Returns the response to a failure: `{"error": "expected an image, received nothing"}`. */
export const failureResponse = ({
  status,
  message,
  options: { retryAfter, closes },
}: HttpFailure): Response =>
  Response.json(
    { error: message },
    {
      status,
      headers: {
        ...(retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }),
        ...(closes === true ? { Connection: 'close' } : {}),
      },
    },
  );
