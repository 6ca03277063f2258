import type { EditableGraph, EditForecast } from '@/lib/contracts/edit';
import type { MeanRow } from '@/server/core/forecast/expect-task';
import { forecastOf } from '@/server/core/forecast/forecast-edit';
import type { Clock } from '@/server/core/ports/clock';
import type { Tx } from '@/server/infra/db/tx';
import { readProgress, readTaskMeans } from '@/server/repositories/task-means-repository';

/** They are counted every few seconds; an editor asks with every change that is staged. */
const MEANS_HOLD_MS = 5_000;

export interface ForecastService {
  /** What an edit of a run is expected to change. `tx`: what the graphs were read from, so that all belongs to one moment. */
  ofEdit(tx: Tx, runId: string, graphs: { before: EditableGraph; after: EditableGraph }): Promise<EditForecast>;
}

export function createForecastService({ clock }: { clock: Pick<Clock, 'now'> }): ForecastService {
  let kept: { untilMs: number; rows: MeanRow[] } | null = null;
  const means = async (tx: Tx): Promise<MeanRow[]> => {
    if (!kept || kept.untilMs <= clock.now()) kept = { rows: await readTaskMeans(tx), untilMs: clock.now() + MEANS_HOLD_MS };
    return kept.rows;
  };
  return {
    async ofEdit(tx, runId, { before, after }) {
      const rows = await means(tx);
      return forecastOf(before, after, rows, await readProgress(tx, runId));
    },
  };
}
