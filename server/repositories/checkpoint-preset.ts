const STATE =
  '{"node":1,"outputs":null,"state":{"attempt":1,"costUsd":0,"doneEpoch":null,"epoch":1,"finishedAt":"2026-01-01T00:00:00.000Z","resolved":false,"startedAt":"2026-01-01T00:00:00.000Z","status":"SUCCEEDED","talk":{"conversation":1,"turns":1},"waitingFor":null},"talkHash":"';

/**
 * What the texts of checkpoints have in common: the preset dictionary of their compression. Part of the format: what was stored with it is
 * read with it, so it never changes.
 */
export const PRESET = Buffer.from(
  [
    '"status":"RUNNING","status":"WAITING","status":"SKIPPED","status":"CANCELLED","status":"FAILED","waitingFor":"retry"',
    '{"artifactType":null,"dependsOn":[],"input":null,"key":"","kind":"agent","maxAttempts":3,"node":1,"outputs":null,"phase":null,"priority":0,"prompt":"","role":"backend_engineer","sideEffects":"none","tier":"standard","timeoutSeconds":900,"title":"',
    '{"bytes":1000,"createdAt":"2026-01-01T00:00:00.000Z","id":"0190","metadata":{},"name":".md","node":1,"sha256":"","type":"document","version":1}',
    '{"format":1,"idle":[["PENDING",0,1,2]],"run":{"budgetUsd":null,"graphVersion":1,"planned":true,"spentUsd":0,"status":"RUNNING","statusReason":null},"sections":[1,1,1,1,1],"seq":1,"stateAt":"2026-01-01T00:00:00.000Z"}',
    `[${STATE}0123456789abcdef"},${STATE.replace(/"talk":\{[^}]*\}/, '"talk":null')}`,
    '"talkHash":null}]',
  ].join('\n'),
);
