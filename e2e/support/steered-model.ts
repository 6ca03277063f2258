import { passedOn, type RecordedRequest, type ScriptedReply, startScriptedModel } from '@/test/scripted-model';

/** Stands for a model in `OPENAI_BASE_URL` of the tests' products: the test says what it answers, and when. */
export const STEERED = 'steered';

export interface SteeredModel {
  url: string;
  /** Calls of the running test, each with the mark of its task and how many answers the conversation held by then. */
  calls: { mark: string; answers: number; body: RecordedRequest['body'] }[];
  /** Begins a test: forgets the calls and what was held. A task is known by its mark in square brackets in its prompt. */
  reset(marks: readonly string[]): void;
  /** Gives this call an answer of the test's own. */
  answer(mark: string, answers: number, reply: ScriptedReply): void;
  /** Keeps the answers to this call (and to repetitions of it) until `release`. */
  hold(mark: string, answers: number): void;
  release(mark: string, answers: number): void;
  /** Refuses this call with an HTTP status: every time, or so many times. */
  fail(mark: string, answers: number, status: number, times?: number): void;
  close(): Promise<void>;
}

interface Gate {
  opened: Promise<void>;
  open: () => void;
}

/** Three turns a task: it looks, writes one artifact, and finishes. */
export async function startSteeredModel(): Promise<SteeredModel> {
  let marks: readonly string[] = [];
  const calls: SteeredModel['calls'] = [];
  const gates = new Map<string, Gate>();
  const replies = new Map<string, ScriptedReply>();
  const refusals = new Map<string, { status: number; left: number }>();
  const gateOf = (mark: string, answers: number) => `${mark} ${answers}`;
  const answer = async (request: RecordedRequest): Promise<ScriptedReply> => {
    const { body } = request;
    const consulted = passedOn(request);
    if (consulted) return consulted;
    const prompt = body.messages.find((message) => message.role === 'user')?.content ?? '';
    const mark = marks.find((one) => prompt.includes(`[${one}]`)) ?? '';
    const answers = body.messages.filter((message) => message.role === 'assistant').length;
    calls.push({ mark, answers, body });
    await gates.get(gateOf(mark, answers))?.opened;
    const refusal = refusals.get(gateOf(mark, answers));
    if (refusal && refusal.left > 0) {
      refusal.left -= 1;
      return { status: refusal.status, body: { error: { message: 'steered refusal' } } };
    }
    return replies.get(gateOf(mark, answers)) ?? replyTo(mark, answers);
  };
  const server = await startScriptedModel(answer);
  return {
    url: server.url,
    calls,
    reset(next) {
      marks = next;
      calls.length = 0;
      for (const gate of gates.values()) gate.open();
      gates.clear();
      replies.clear();
      refusals.clear();
    },
    hold(mark, answers) {
      let open = () => {};
      const opened = new Promise<void>((resolve) => {
        open = resolve;
      });
      gates.set(gateOf(mark, answers), { opened, open });
    },
    answer: (mark, answers, reply) => void replies.set(gateOf(mark, answers), reply),
    release: (mark, answers) => gates.get(gateOf(mark, answers))?.open(),
    fail(mark, answers, status, times = Number.POSITIVE_INFINITY) {
      refusals.set(gateOf(mark, answers), { status, left: times });
    },
    close: server.close,
  };
}

function replyTo(mark: string, answers: number): ScriptedReply {
  if (answers === 0) return { text: `First I look at what there is for ${mark}.`, toolCalls: [{ name: 'list_artifacts', arguments: {} }] };
  if (answers === 1) {
    const artifact = { name: `${mark}.md`, type: 'document', content: `# About ${mark}\n\nBerth K-07 is the lifeboat's.\n` };
    return { text: 'Now I write it down.', toolCalls: [{ name: 'write_artifact', arguments: artifact }] };
  }
  return { toolCalls: [{ name: 'finish', arguments: { summary: `Wrote ${mark}.md.` } }] };
}
