import type { Database } from '@/server/infra/db/tx';
import { listWorkflows } from './list-workflows';
import { draftOfRun, getVersion, getWorkflow, listVersions } from './read-workflow';
import { createWorkflow, deleteWorkflow, updateWorkflow } from './save-workflow';

export interface WorkflowsDeps {
  db: Database;
}

type Rest<F> = F extends (first: never, ...rest: infer R) => infer T ? (...rest: R) => T : never;

export interface WorkflowsService {
  list: Rest<typeof listWorkflows>;
  get: Rest<typeof getWorkflow>;
  versions: Rest<typeof listVersions>;
  version: Rest<typeof getVersion>;
  create: Rest<typeof createWorkflow>;
  update: Rest<typeof updateWorkflow>;
  delete: Rest<typeof deleteWorkflow>;
  /** What a run would be as a workflow. */
  draftOfRun: Rest<typeof draftOfRun>;
}

export function createWorkflowsService({ db }: WorkflowsDeps): WorkflowsService {
  return {
    list: (input) => listWorkflows(db, input),
    get: (key) => getWorkflow(db, key),
    versions: (input) => listVersions(db, input),
    version: (key, version) => getVersion(db, key, version),
    create: (draft, caller, idempotency) => createWorkflow(db, draft, caller, idempotency),
    update: (change, caller) => updateWorkflow(db, change, caller),
    delete: (key, caller) => deleteWorkflow(db, key, caller),
    draftOfRun: (runId) => draftOfRun(db, runId),
  };
}
