import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { withTools } from '@/server/composition-tools';
import type { Clock } from '@/server/core/ports/clock';
import type { ContentScanner } from '@/server/core/ports/content-scanner';
import type { EditDesk } from '@/server/core/ports/edit-desk';
import type { Ladder } from '@/server/core/ports/ladder';
import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Log } from '@/server/core/ports/log';
import type { ModelClient } from '@/server/core/ports/model';
import type { TaskRunner } from '@/server/core/ports/task-runner';
import type { ToolProvider } from '@/server/core/ports/tools';
import { openSession } from '@/server/infra/db/database';
import type { Database } from '@/server/infra/db/tx';
import type { McpConfigPlace } from '@/server/infra/mcp/load-config';
import { createConsultDesk } from '@/server/services/consults/consult-desk';
import { createExecutionStore } from '@/server/services/executions/execution-store';
import type { GeneralSettingsService } from '@/server/services/settings/general-settings';
import { startWorker, type Worker } from '@/server/worker/create-worker';
import { createPatientStore } from '@/server/worker/patient-store';
import { createTaskRunner } from '@/server/worker/runners/task-runner';

export interface WorkerParts {
  db: Database;
  databaseDirectUrl: string;
  bus: LiveBus;
  clock: Clock;
  log: Log;
  model: ModelClient;
  ladder: Ladder;
  scanner: ContentScanner;
  settings: Pick<GeneralSettingsService, 'current'>;
  editDesk: EditDesk;
  mcpConfig: McpConfigPlace;
  version: string;
  leaseMs: number;
}

/** A worker of this process, wired. With a runner of its own it has no agents: no tools, and nobody to ask about escalations. */
export function openWorker(parts: WorkerParts, { slots, runner }: { slots: number; runner?: TaskRunner }): Promise<Worker> {
  const { db, bus, clock, log, model, ladder, settings } = parts;
  const id = randomUUID();
  const durable = createExecutionStore({
    ...{ db, bus, ladder, scanner: parts.scanner, actor: `worker:${id}`, editDesk: parts.editDesk },
    get blockThreshold() {
      return settings.current().costBlockThreshold;
    },
  });
  const store = createPatientStore(durable, { clock, log });
  const start = (more: { runner: TaskRunner; consults?: ReturnType<typeof createConsultDesk> }) =>
    startWorker({
      ...{ db, bus, clock, log, ladder, leaseMs: parts.leaseMs, ...more },
      openSession: () => openSession(parts.databaseDirectUrl, `signalbox worker ${id}`),
      identity: { id, hostname: hostname(), pid: process.pid, slots },
    });
  if (runner) return start({ runner });
  const consults = createConsultDesk({
    ...{ db, bus, clock, log, model, ladder, workerId: id },
    get blockThreshold() {
      return settings.current().costBlockThreshold;
    },
  });
  return withTools({ ...parts, workerId: id }, (tools: ToolProvider) =>
    start({ runner: createTaskRunner({ store, model, clock, log, tools }), consults }),
  );
}
