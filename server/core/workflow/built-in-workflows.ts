import { workflowBodySchema } from '@/lib/contracts/workflow';
import { incidentPostMortem } from './built-in/incident-post-mortem';
import { researchReport } from './built-in/research-report';
import { shipAFeature } from './built-in/ship-a-feature';
import { normalBody, type Workflow } from './workflow';

/** They come with the code and change with it alone; `version` grows when one of them does. */
const BUILT_IN = [
  ['incident-post-mortem', 1, incidentPostMortem],
  ['research-report', 1, researchReport],
  ['ship-a-feature', 1, shipAFeature],
] as const;

/** In the order of their keys. */
export const BUILT_IN_WORKFLOWS: readonly Workflow[] = BUILT_IN.map(([key, version, body]) => ({
  key,
  version,
  builtIn: true,
  body: normalBody(key, workflowBodySchema.parse(body)),
  updatedAt: null,
  updatedBy: null,
}));

export function builtInWorkflow(key: string): Workflow | null {
  return BUILT_IN_WORKFLOWS.find((workflow) => workflow.key === key) ?? null;
}
