import { ROLES, TIERS } from '@/lib/contracts/task';

/** Roles that a plan may use: a planner does not plan planners. */
const PLANNED_ROLES = ROLES.filter((role) => role !== 'planner');

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
          },
          required: ['key', 'title', 'role', 'prompt', 'dependsOn', 'phase', 'artifactType', 'tier'],
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
{"tasks": [{"key": "orders-api", "title": "…", "role": "backend_engineer", "prompt": "…", "dependsOn": ["requirements"], "phase": "Build", "artifactType": "code", "tier": "standard"}]}
Roles: ${PLANNED_ROLES.join(', ')}. Tiers: ${TIERS.join(', ')}. artifactType: requirements, architecture, code, tests, security, document, data or review.
Keys are unique, begin with a letter and hold letters, digits, "-", "_" or "."; the key "plan" is taken. dependsOn names keys of this plan. No circles.`;
