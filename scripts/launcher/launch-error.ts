/** Why nothing was started, in one line that says what to do. */
export class LaunchError extends Error {
  override readonly name = 'LaunchError';
}
