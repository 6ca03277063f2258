/** Hands events from whoever makes them to the one who reads, in order. */
export interface EventQueue<T> {
  push(event: T): void;
  /** The reader gets what is there, then the error. */
  fail(error: Error): void;
  end(): void;
  events(): AsyncGenerator<T>;
}

export function createEventQueue<T>(): EventQueue<T> {
  const waiting: T[] = [];
  let ended = false;
  let failure: Error | null = null;
  let wake = () => {};
  return {
    push(event) {
      waiting.push(event);
      wake();
    },
    fail(error) {
      failure = error;
    },
    end() {
      ended = true;
      wake();
    },
    async *events() {
      for (;;) {
        yield* waiting.splice(0);
        if (waiting.length > 0) continue;
        if (ended) break;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (failure) throw failure;
    },
  };
}
