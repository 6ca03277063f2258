import { setTimeout as sleep } from 'node:timers/promises';
import { passedOn, type RecordedRequest, type ScriptedReply, startScriptedModel } from '@/test/scripted-model';

/** Stands in the prompts of the tasks that try whether every slot of every worker still works. */
export const PROBE = 'PROBE OF SLOTS';

export interface WildModel {
  url: string;
  /** From now on every answer is good. */
  calm(): void;
  /** Holds the calls of the probe until this many are there at once; resolves with how many came. */
  expectProbes(count: number, withinMs: number): Promise<number>;
  /** How often it did what. */
  readonly counts: Record<string, number>;
  close(): Promise<void>;
}

const MAX_KEPT = 500;
const MAX_DELAY_MS = 300;

type Wild = { name: string; share: number; reply(random: () => number): ScriptedReply };

const WILD: Wild[] = [
  { name: '429', share: 0.03, reply: (random) => (random() < 0.5 ? { status: 429, headers: { 'retry-after': '1' } } : { status: 429 }) },
  { name: '500', share: 0.04, reply: () => ({ status: 500 }) },
  { name: 'stall', share: 0.01, reply: (random) => ({ stallAfter: random() < 0.5 ? null : 'I beg' }) },
  { name: 'half a stream', share: 0.03, reply: () => ({ breakAfter: 'I begin, and then' }) },
  {
    name: 'garbage',
    share: 0.02,
    reply: (random) => ({ raw: random() < 0.5 ? 'data: {"choices": [{]}\n\n' : '<html>Bad gateway</html>' }),
  },
  { name: 'broken arguments', share: 0.02, reply: () => ({ toolCalls: [{ name: 'write_artifact', arguments: '{"name": "x' }] }) },
];

/** An OpenAI-compatible endpoint that does all that real ones do on a bad day; else it writes one artifact a task, or answers in plain text. */
export async function startWildModel(random: () => number): Promise<WildModel> {
  const counts: Record<string, number> = { answers: 0 };
  let calm = false;
  let probes: { arrived: number; wanted: number; full: () => void; opened: Promise<void> } | null = null;

  async function answer(request: RecordedRequest): Promise<ScriptedReply> {
    const first = request.body.messages.find((message) => message.role === 'user')?.content ?? '';
    if (probes && first.includes(PROBE)) {
      probes.arrived += 1;
      if (probes.arrived >= probes.wanted) probes.full();
      await probes.opened;
      return { text: 'Probed.' };
    }
    if (!calm) await sleep(random() * MAX_DELAY_MS);
    let dice = calm ? 1 : random();
    for (const { name, share, reply } of WILD) {
      dice -= share;
      if (dice >= 0) continue;
      counts[name] = (counts[name] ?? 0) + 1;
      return reply(random);
    }
    counts.answers = (counts.answers ?? 0) + 1;
    return passedOn(request) ?? goodAnswer(request, first);
  }

  const model = await startScriptedModel((request) => {
    // Hours of requests would fill the memory.
    if (model.requests.length > MAX_KEPT) model.requests.length = 0;
    return answer(request);
  });
  return {
    url: model.url,
    counts,
    calm: () => {
      calm = true;
    },
    async expectProbes(wanted, withinMs) {
      let full = () => {};
      const opened = new Promise<void>((resolve) => {
        full = resolve;
      });
      probes = { arrived: 0, wanted, full, opened };
      await Promise.race([opened, sleep(withinMs, undefined, { ref: false })]);
      full();
      return probes.arrived;
    },
    close: () => model.close(),
  };
}

/** By the conversation alone, so that whoever goes on with it gets the same. */
function goodAnswer(request: RecordedRequest, first: string): ScriptedReply {
  const told = request.body.messages.filter((message) => message.role === 'tool' && /^Stored /.test(message.content ?? ''));
  if (told.length > 0) return { toolCalls: [{ name: 'finish', arguments: { summary: 'Done.' } }] };
  const key = /TASK (\w+) WRITES/.exec(first)?.[1];
  if (!key) return { text: 'A plain answer is an answer too.' };
  return { text: 'I write.', toolCalls: [{ name: 'write_artifact', arguments: { name: `${key}.md`, content: `# ${key}\n` } }] };
}
