/**
 * A task's id is its run's UUIDv7 with the last 32 bits shifted by its number: unique, still a UUIDv7, and neither stored nor
 * indexed. Its run is found among those that share the first 96 bits (in practice one).
 */
export function taskIdOf(runId: string, node: number): string {
  const tail = Number.parseInt(runId.slice(-8), 16);
  return runId.slice(0, -8) + ((tail ^ (node + 1)) >>> 0).toString(16).padStart(8, '0');
}
