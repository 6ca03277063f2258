/** Specifications as they are given to a statement: `jsonb_to_recordset($n) AS s(${GIVEN_SPEC})`, rows of `SpecRow`. */
export const GIVEN_SPEC = `node integer, key text, title text, role text, kind text, prompt text, phase text, "artifactType" text, tier text,
    "maxAttempts" integer, "timeoutSeconds" integer, "sideEffects" text, priority smallint, "dependsOn" integer[], next integer[], outputs jsonb,
    gate jsonb, branch jsonb`;

/** `INSERT INTO task_specs (run_id, ${SPEC_COLUMNS}) SELECT …, ${SPEC_VALUES} FROM s`. */
export const SPEC_COLUMNS =
  'node, key, title, role, kind, prompt, phase, artifact_type, tier, max_attempts, timeout_seconds, side_effects, depends_on, outputs, gate, branch';
export const SPEC_VALUES = `s.node, s.key, s.title, s.role, s.kind, s.prompt, s.phase, s."artifactType", s.tier, s."maxAttempts", s."timeoutSeconds",
    s."sideEffects", s."dependsOn", s.outputs, s.gate, s.branch`;
