import { type WorkflowDraftInput, workflowDraftSchema } from '@/lib/contracts/workflow';
import { createSchedulesService, type SchedulesService } from '@/server/services/schedules/schedules-service';
import { createWebhooksService, type WebhooksService } from '@/server/services/webhooks/webhooks-service';
import { createWorkflowsService, type WorkflowsService } from '@/server/services/workflows/workflows-service';
import { type Engine, operator, quietLog } from '../engine/open-engine';

export const SECRET = 'a secret of the tests, long enough for anybody';

export interface WorkflowWorld {
  workflows: WorkflowsService;
  schedules: SchedulesService;
  webhooks: WebhooksService;
  /** Makes a workflow with one task. */
  make(key: string, over?: Partial<WorkflowDraftInput>): Promise<void>;
  /** The newest entries of the audit log, as `action target`. */
  audited(): Promise<string[]>;
}

const noLimits = { attempt: async () => undefined, accepted: async () => undefined, mayLogRefusal: async () => true };

/** Workflows and what starts them, on an engine's database. */
export function openWorkflows(engine: Engine): WorkflowWorld {
  const { db } = engine;
  const startRun: Parameters<typeof createSchedulesService>[0]['startRun'] = (input, starter, alongside) =>
    engine.runs.create(input, starter, null, alongside);
  const workflows = createWorkflowsService({ db });
  return {
    workflows,
    schedules: createSchedulesService({ db, log: quietLog, startRun }),
    webhooks: createWebhooksService({ db, secret: SECRET, limits: noLimits, startRun }),
    async make(key, over = {}) {
      const draft = {
        key,
        goal: 'Plan {{inputs.pier}}',
        inputs: [{ name: 'pier', type: 'text' as const, required: true }],
        tasks: [{ key: 'survey', role: 'tech_lead' as const, prompt: 'Measure {{inputs.pier}}' }],
        ...over,
      };
      await workflows.create(workflowDraftSchema.parse(draft), operator, null);
    },
    async audited() {
      const rows = await db.query<{ line: string }>({
        text: `SELECT action || ' ' || target_name AS line FROM audit_log ORDER BY id DESC LIMIT 20`,
      });
      return rows.map((row) => row.line);
    },
  };
}
