import { GATE_TYPES, ROLES, TIERS } from '@/lib/contracts/task';

/** Roles that a plan may use: a planner does not plan planners. */
const PLANNED_ROLES = ROLES.filter((role) => role !== 'planner');

/** What a planner may ask for of a gate. Conditions are for people who know what tasks leave. */
const PLANNED_GATES = GATE_TYPES.filter((type) => type !== 'expression');

/** JSON Schema of a plan, in the subset that endpoints accept as strict: every property required, none beside them. */
export const PLAN_SCHEMA = {
  name: 'plan',
  schema: {
    type: 'object',
    properties: {
      tasks: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            key: { type: 'string', description: 'Short kebab-case name, unique in the plan, beginning with a letter, e.g. "orders-api".' },
            title: { type: 'string', description: 'What is made, in a few words.' },
            role: { type: 'string', enum: PLANNED_ROLES },
            prompt: { type: 'string', description: 'The whole instruction for the agent.' },
            dependsOn: {
              type: 'array',
              items: { type: 'string' },
              description: 'Keys of the tasks whose results it reads; empty to start at once.',
            },
            phase: { type: 'string', description: 'The part of the work that it belongs to, e.g. "Design".' },
            artifactType: {
              type: 'string',
              enum: ['requirements', 'architecture', 'code', 'tests', 'security', 'document', 'data', 'review'],
            },
            tier: { type: 'string', enum: [...TIERS] },
            kind: {
              type: 'string',
              enum: ['agent', 'gate'],
              description: '"gate": judges the tasks in dependsOn and makes nothing; what depends on it waits until it opens.',
            },
            gate: {
              anyOf: [
                {
                  type: 'object',
                  properties: {
                    type: { type: 'string', enum: PLANNED_GATES },
                    criteria: { type: 'string', description: 'What must be true for it to open.' },
                  },
                  required: ['type', 'criteria'],
                  additionalProperties: false,
                },
                { type: 'null' },
              ],
            },
          },
          required: ['key', 'title', 'role', 'prompt', 'dependsOn', 'phase', 'artifactType', 'tier', 'kind', 'gate'],
          additionalProperties: false,
        },
      },
    },
    required: ['tasks'],
    additionalProperties: false,
  },
};

/** The same in words: an endpoint may take the schema and ignore it. */
export const PLAN_SHAPE = `Answer with the plan as one JSON object and nothing else:
{"tasks": [{"key": "orders-api", "title": "…", "role": "backend_engineer", "prompt": "…", "dependsOn": ["requirements"], "phase": "Build", "artifactType": "code", "tier": "standard", "kind": "agent", "gate": null}]}
Roles: ${PLANNED_ROLES.join(', ')}. Tiers: ${TIERS.join(', ')}. artifactType: requirements, architecture, code, tests, security, document, data or review.
Keys are unique, begin with a letter and hold letters, digits, "-", "_" or "."; the key "plan" is taken. dependsOn names keys of this plan. No circles.
Where the goal asks that work be approved or pass a check before the rest goes on, plan a task of kind "gate" with "gate": {"type": "…", "criteria": "…"}, let it depend on that work, and let the rest depend on
it; its type is ${PLANNED_GATES.join(', ')} ("human": a person decides). Every other task is of kind "agent" with "gate": null.`;
