import { query } from './login';
import type { Product } from './product';
import type { RunApi } from './run-api';

/** What is alike has a title of its own and numbers in it. */
const KINDS = [
  { type: 'gate_approval', title: 'Coverage N %, asked for 80 %', priority: 'LOW', reply: 'reject' },
  { type: 'ambiguous_requirement', title: 'Which time zone does table N use?', priority: 'MEDIUM', reply: 'pause' },
  { type: 'error_resolution', title: 'Retry the flaky build step of shard N?', priority: 'LOW', reply: 'retry' },
  { type: 'quality_concern', title: 'Chapter N repeats itself', priority: 'MEDIUM', reply: 'reject' },
  { type: 'security_review', title: 'A session token in plain text in service N', priority: 'HIGH', reply: 'reject' },
  { type: 'budget_override', title: 'Budget: $N.00 more for the ledger import', priority: 'MEDIUM', reply: 'reject' },
  { type: 'sensitive_data', title: 'A customer’s e-mail in report N', priority: 'CRITICAL', reply: 'reject' },
] as const;

export interface SeededEscalation {
  id: string;
  title: string;
  priority: string;
}

interface Seeding {
  count: number;
  /** One of the seven by its index; default all of them in turn, the two of high risk rarer. */
  kindOf?: (index: number) => number;
}

/** Mixed by default: of forty, six are of high risk. */
const MIXED = [0, 1, 2, 3, 0, 1, 2, 3, 5, 1, 2, 3, 0, 1, 4, 3, 0, 1, 2, 6];

/** A run that is paused, so that it neither ends nor moves, and questions about it that nothing waits for. */
export async function seedEscalations(
  api: RunApi,
  product: Product,
  { count, kindOf = (index) => MIXED[index % MIXED.length] ?? 0 }: Seeding,
): Promise<{ runId: string; seeded: SeededEscalation[] }> {
  const keys = ['look', 'think', 'write', 'send'];
  // A chain, so that the pause comes before its end.
  const tasks = keys.map((key, index) => ({
    key,
    role: 'tech_lead',
    prompt: 'Work.',
    dependsOn: keys.slice(Math.max(0, index - 1), index),
  }));
  const { id: runId } = await api.read<{ id: string }>('/runs', {
    method: 'POST',
    body: { goal: `Ledger import ${Date.now()}`, tasks },
  });
  await api.read(`/runs/${runId}/pause`, { method: 'POST' });
  const seeded: SeededEscalation[] = [];
  for (let index = 0; index < count; index += 1) {
    const kind = KINDS[kindOf(index)] ?? KINDS[0];
    const title = kind.title.replace('N', String(index + 1));
    const [row] = await query<{ id: string }>(
      product,
      `INSERT INTO escalations (run_id, type, subject, tier, priority, status, title, description, context, fingerprint, asked_by, seq, created_at, tier_since,
         deadline_at, default_decision)
       VALUES ($1, $2, 'none', 'HUMAN', $3, 'OPEN', $4, 'It was looked at twice, and the answers differ.', '{}', $5, 'agent:look', 1, now(), now(),
         now() + make_interval(mins => 60 + $6), $7) RETURNING id`,
      [runId, kind.type, kind.priority, title, `${kind.type}:${kind.title}`, index, kind.reply],
    );
    if (row) seeded.push({ id: row.id, title, priority: kind.priority });
  }
  return { runId, seeded };
}
