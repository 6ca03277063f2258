/** A fault that this adapter found itself, as opposed to a status the endpoint sent. All are transient. */
export class ModelFault extends Error {
  override readonly name = 'ModelFault';
  constructor(
    readonly code: 'stalled' | 'broken_stream' | 'malformed_response',
    message: string,
  ) {
    super(message);
  }
}

/** An error object that came with status 200: inside a stream, or as the body. */
export class ErrorInAnswer extends Error {
  override readonly name = 'ErrorInAnswer';
  constructor(readonly body: unknown) {
    super('The model endpoint answered 200 with an error inside');
  }
}
