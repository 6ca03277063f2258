/** Clock, sleep and randomness are arguments: tests replace them, decisions never reach for them. */
export interface Clock {
  /** Milliseconds; for durations on this machine only. What is stored is the database's time. */
  now(): number;
  /** Resolves after `ms`, or rejects with the signal's reason. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Uniform in [0, 1). */
  random(): number;
}
