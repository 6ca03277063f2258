/** Why an embedded server does not run; the message is one line that says what to do. */
export class EmbeddedError extends Error {
  override readonly name = 'EmbeddedError';
  constructor(
    readonly reason: 'no_user' | 'closed_folder' | 'disk_full' | 'other_version' | 'no_binaries' | 'start_failed',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export function diskFull(): EmbeddedError {
  return new EmbeddedError('disk_full', 'The disk is full: make room where SIGNALBOX_DATA_DIR lies, then start again.');
}
