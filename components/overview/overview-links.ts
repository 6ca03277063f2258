import type { Outcome, Range } from '@/lib/contracts/dashboard';

const query = (parameters: Record<string, string | undefined>): string =>
  new URLSearchParams(Object.entries(parameters).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]))).toString();

/** The list that a figure counts. */
export const runsLink = (filter: { status?: string; since?: Range; reason?: string; sort?: string; dir?: string; failing?: '1' }): string =>
  `/runs?${query(filter)}`;

export const tasksLink = (filter: { status?: string; since?: Range; outcome?: Outcome; role?: string; waitingFor?: string }): string =>
  `/tasks?${query(filter)}`;

export const UNDER_WAY = 'running,planning,paused';
