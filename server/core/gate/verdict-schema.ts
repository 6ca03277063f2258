import { FINDING_SEVERITIES, GATE_VERDICTS } from '@/lib/contracts/task';

/** JSON Schema of a gate's answer, in the subset that endpoints accept as strict: every property required, none beside them. */
export const VERDICT_SCHEMA = {
  name: 'verdict',
  schema: {
    type: 'object',
    properties: {
      verdict: { type: 'string', enum: [...GATE_VERDICTS] },
      findings: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            severity: { type: 'string', enum: [...FINDING_SEVERITIES] },
            message: { type: 'string', description: 'What is wrong, and what happens because of it.' },
            place: { type: ['string', 'null'], description: 'The artifact and where in it, e.g. "orders-service.ts:14"; null: all of it.' },
            suggestion: { type: ['string', 'null'], description: 'The change that would mend it; null: none.' },
          },
          required: ['severity', 'message', 'place', 'suggestion'],
          additionalProperties: false,
        },
      },
    },
    required: ['verdict', 'findings'],
    additionalProperties: false,
  },
};

/** The same in words: an endpoint may take the schema and ignore it. */
export const VERDICT_SHAPE = `You are a gate: the run goes on behind you only if you say "pass". You leave no artifact; your verdict is your whole answer, one JSON object and nothing else:
{"verdict": "fail", "findings": [{"severity": "major", "message": "…", "place": "orders-service.ts:14", "suggestion": "…"}]}
- verdict: "pass" or "fail". Say "fail" only for what has to change before the run may go on; the authors then revise their work by your findings, and you judge it again.
- severity: critical (it fails the gate, whatever your verdict), major, minor or info. Findings of minor and info may stand beside "pass".
- place: the name of the artifact and where in it, or null. suggestion: the change that would mend it, or null.
- A "fail" needs at least one finding that its author can act on without asking you.`;
