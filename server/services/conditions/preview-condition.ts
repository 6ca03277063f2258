import { evaluateCondition } from '@/lib/condition/evaluate-condition';
import { knownNames } from '@/lib/condition/known-names';
import { checkCondition } from '@/lib/condition/parse-condition';
import type { ConditionPreview, PreviewCondition } from '@/lib/contracts/condition';
import { AppError } from '@/lib/errors';
import type { Tx } from '@/server/infra/db/tx';
import {
  artifactFields,
  findAfter,
  readContextAfter,
  readKnownNames,
  readVersions,
  readVersionsElsewhere,
  type SeenVersion,
} from '@/server/repositories/condition-repository';
import { readRun } from '@/server/repositories/run-view-repository';

/** As many versions as an editor has room for. */
const MAX_VERSIONS = 10;
const MAX_ELSEWHERE = 5;

export interface ConditionsService {
  preview(input: PreviewCondition): Promise<ConditionPreview>;
}

export function createConditionsService({ db }: { db: Tx }): ConditionsService {
  return { preview: (input) => preview(db, input) };
}

/** What a condition would come to, before it is written anywhere. @throws not_found */
async function preview(tx: Tx, { runId, after, condition }: PreviewCondition): Promise<ConditionPreview> {
  if (!(await readRun(tx, runId))) throw new AppError('not_found', 'There is no such run.');
  const up = await findAfter(tx, runId, typeof after === 'string' ? [after] : after);
  const context = await readContextAfter(tx, runId, up[0]?.node ?? null, condition);
  const known = await readKnownNames(tx, runId);
  const handedOn = Object.fromEntries(known.outputs.flatMap(({ key, outputs }) => (outputs ? [[key, outputs]] : [])));
  const versions = await readVersions(tx, runId, up, MAX_VERSIONS);
  // Gates and branches write nothing: what comes through them is that of the first agent before them.
  const writer = up.at(-1);
  const elsewhere = versions.length === 0 && writer ? await readVersionsElsewhere(tx, runId, writer.key, MAX_ELSEWHERE) : [];
  const carried = [...versions, ...elsewhere].map(({ metadata }) => metadata);
  const names = knownNames({ ...context, outputs: handedOn }, { ...known, carried });
  const check = checkCondition(condition);
  const task = up[0] ? { key: up[0].key, title: up[0].title } : null;
  if (!check.ok) return { problem: condition.trim() === '' ? null : check.problem, task, now: null, versions: [], elsewhere: [], names };
  const seen = ({ taskKey, title, ...artifact }: SeenVersion) => ({
    ...{ name: artifact.name, version: artifact.version, taskKey, title },
    result: evaluateCondition(condition, { ...context, artifact: artifactFields(artifact) }),
  });
  return {
    problem: null,
    task,
    now: evaluateCondition(condition, context),
    versions: versions.map(seen),
    elsewhere: elsewhere.map(({ runId: other, ...version }) => ({ runId: other, ...seen(version) })),
    names,
  };
}
