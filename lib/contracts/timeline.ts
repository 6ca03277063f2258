import { z } from 'zod';
import { idSchema, timeSchema } from './common';
import { RUN_STATUSES, taskCountsSchema } from './run';
import { TASK_STATUSES } from './task';

const seqSchema = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** `after`: only what came later, to be put behind what is known already. */
export const readTimelineSchema = z.strictObject({ runId: idSchema, after: seqSchema.default(0) });
export type ReadTimeline = z.infer<typeof readTimelineSchema>;

export const timelineSchema = z.object({
  runId: idSchema,
  after: z.int(),
  lastSeq: z.int(),
  /** Time of the first event. */
  startedAt: timeSchema.nullable(),
  /** Time of event `after`, in ms since the start: the first of `events` counts from it. */
  afterMs: z.int(),
  /** Texts that the numbers below point at. */
  words: z.array(z.string()),
  /** The tasks that are new behind `after`; `index` is how everything else names them. */
  tasks: z.array(
    z.object({
      index: z.int(),
      key: z.string(),
      title: z.string(),
      phase: z.string().nullable(),
      role: z.string(),
      irreversible: z.boolean(),
    }),
  ),
  /** Four numbers an event, without gaps from `after` + 1 on: ms since the event before, type (in `words`), task or -1, micro-dollars. */
  events: z.array(z.int()),
  /**
   * Six numbers a step, in the order of seq: seq, task, status (its place in the list of statuses; -1: gone), attempt, why (in `words`, or -1), fault (in `words`, or -1). A
   * task stands so until its next step; before its first it is PENDING. `why` is what it waits for or what interrupted it.
   */
  steps: z.array(z.int()),
  /** What a task waits for, from `seq` on: [seq, task, ...tasks]. Its first one is when it joined the graph. */
  edges: z.array(z.array(z.int())),
  /** Graph versions: [seq, version]. */
  versions: z.array(z.array(z.int())),
  /**
   * What happened to the run itself, and where its way was decided: [seq, note], the note in `words` or -1. A rewind's note is the seq it
   * went back to, an undo's the edit it took back, a branch's the way it chose (`true`, `false`), a gate's the round in which it sent work back.
   */
  marks: z.array(z.array(z.int())),
});
export type TimelineAnswer = z.infer<typeof timelineSchema>;

export const readStateSchema = z.strictObject({ runId: idSchema, seq: seqSchema.optional() });
export type ReadState = z.infer<typeof readStateSchema>;

/** A run as it stood behind one of its events. */
export const pastStateSchema = z.object({
  runId: idSchema,
  seq: z.int(),
  at: timeSchema.nullable(),
  status: z.enum(RUN_STATUSES),
  statusReason: z.string().nullable(),
  graphVersion: z.int(),
  spentUsd: z.number(),
  counts: taskCountsSchema,
  tasks: z.array(
    z.object({
      key: z.string(),
      status: z.enum(TASK_STATUSES),
      waitingFor: z.string().nullable(),
      dependsOn: z.array(z.string()),
      attempt: z.int(),
      epoch: z.int(),
      costUsd: z.number(),
      startedAt: timeSchema.nullable(),
      finishedAt: timeSchema.nullable(),
    }),
  ),
});
export type PastState = z.infer<typeof pastStateSchema>;
