import type { BulkClosed, DiscardIncident, Incident, ReplayIncident, ResolveIncident } from '@/lib/contracts/dead-letter';
import { AppError } from '@/lib/errors';
import { auditActorOf, type Caller } from '@/server/core/access/caller';
import { type AuditActor, appendAudit } from '@/server/repositories/audit-repository';
import { discardLetters, listOpenLetters } from '@/server/repositories/dead-letter-repository';
import {
  findActiveReplay,
  insertIncidentReplay,
  lockIncident,
  measureIncident,
  type ReplayRow,
} from '@/server/repositories/incident-replay-repository';
import { advanceReplay, end } from './advance-replays';
import { type Doer, doerOf, resolveLetter } from './change-letter';
import type { DeadLettersDeps } from './deps';
import { getIncident } from './read-incidents';

const noSuchIncident = () => new AppError('not_found', 'There is no such incident.');

type ReplayOptions = Omit<ReplayIncident, 'fingerprint'>;

/** Writes the replay and takes its first step: the canary, or what the rate allows at once. @throws not_found, conflict */
export async function replayIncident(
  deps: DeadLettersDeps,
  { fingerprint, ...options }: ReplayIncident,
  caller: Caller,
): Promise<Incident> {
  await startReplay(deps, fingerprint, options, doerOf(caller));
  return getIncident(deps, fingerprint);
}

export async function startReplay(deps: DeadLettersDeps, fingerprint: string, options: ReplayOptions, doer: Doer): Promise<void> {
  const replay = await deps.db.transaction(async (tx): Promise<ReplayRow> => {
    if (!(await lockIncident(tx, fingerprint))) throw noSuchIncident();
    if (await findActiveReplay(tx, fingerprint)) {
      throw new AppError('conflict', 'This incident is being replayed already. Wait for its end, or stop it first.');
    }
    const { open, newestId } = await measureIncident(tx, fingerprint);
    if (open === 0 || newestId === null)
      throw new AppError('conflict', 'This incident has no open dead letters: there is nothing to replay.');
    const written = await insertIncidentReplay(tx, {
      fingerprint,
      status: options.canary ? 'canary' : 'rolling',
      changes: options.changes ?? null,
      overrideReason: options.overrideReason ?? null,
      perSecond: options.perSecond,
      total: open,
      upToId: newestId,
      startedBy: doer.actor,
      startedById: doer.audit.actorId,
    });
    await appendAudit(tx, doer.audit, {
      action: 'incident.replay',
      target: { kind: 'incident', id: fingerprint },
      after: {
        replayId: written.id,
        letters: open,
        canary: options.canary,
        perSecond: options.perSecond,
        changes: options.changes ?? null,
      },
      reason: options.overrideReason ?? null,
    });
    return written;
  });
  await advanceReplay(deps, replay);
}

/** What is under way goes on; nothing more is replayed once this has answered. @throws not_found, conflict */
export async function stopReplay(deps: DeadLettersDeps, fingerprint: string, caller: Caller): Promise<Incident> {
  await deps.db.transaction(async (tx) => {
    if (!(await lockIncident(tx, fingerprint))) throw noSuchIncident();
    const replay = await findActiveReplay(tx, fingerprint);
    const stopped = replay && (await end(deps, replay, 'stopped', null, tx));
    if (!stopped) throw new AppError('conflict', 'This incident is not being replayed.');
    await appendAudit(tx, auditActorOf(caller), {
      action: 'incident.stop_replay',
      target: { kind: 'incident', id: fingerprint },
      after: { replayId: replay.id },
    });
  });
  return getIncident(deps, fingerprint);
}

/** Every open letter, one by one under its run's gate; what somebody else deals with meanwhile is left to him. @throws not_found */
export async function resolveIncident(
  deps: DeadLettersDeps,
  { fingerprint, resolutionNotes }: ResolveIncident,
  caller: Caller,
): Promise<BulkClosed> {
  const incident = await getIncident(deps, fingerprint);
  const doer = doerOf(caller);
  const skipped: Record<string, number> = {};
  let closed = 0;
  for (const id of await listOpenLetters(deps.db, incident.fingerprint)) {
    const blocked = await resolveLetter(deps, id, resolutionNotes, doer);
    if (blocked) skipped[blocked.reason] = (skipped[blocked.reason] ?? 0) + 1;
    else closed += 1;
  }
  await deps.db.transaction((tx) => auditBulk(tx, doer.audit, 'resolve', { fingerprint, closed, reason: resolutionNotes }));
  return { closed, skipped, incident: await getIncident(deps, fingerprint) };
}

/** The tasks stay FAILED. One statement, however many they are. @throws not_found */
export async function discardIncident(
  deps: DeadLettersDeps,
  { fingerprint, reason }: DiscardIncident,
  caller: Caller,
): Promise<BulkClosed> {
  await getIncident(deps, fingerprint);
  const doer = doerOf(caller);
  const closed = await deps.db.transaction(async (tx) => {
    const letters = await discardLetters(tx, fingerprint, { actor: doer.actor, reason });
    await auditBulk(tx, doer.audit, 'discard', { fingerprint, closed: letters, reason });
    return letters;
  });
  return { closed, skipped: {}, incident: await getIncident(deps, fingerprint) };
}

function auditBulk(
  tx: Parameters<typeof appendAudit>[0],
  by: AuditActor,
  verb: string,
  { fingerprint, closed, reason }: { fingerprint: string; closed: number; reason: string },
): Promise<void> {
  return appendAudit(tx, by, {
    action: `incident.${verb}`,
    target: { kind: 'incident', id: fingerprint },
    after: { letters: closed },
    reason,
  });
}
