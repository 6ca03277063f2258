import { z } from 'zod';
import type { ToolCallRequest } from '@/server/core/ports/model';

const toolCallPart = z.looseObject({
  index: z.number().nullish(),
  id: z.string().nullish(),
  function: z.looseObject({ name: z.string().nullish(), arguments: z.unknown() }).nullish(),
});
const contentPart = z.union([z.string(), z.array(z.looseObject({ text: z.string().nullish() }))]).nullish();
const messagePart = z.looseObject({ content: contentPart, refusal: z.string().nullish(), tool_calls: z.array(toolCallPart).nullish() });
const usagePart = z.looseObject({
  prompt_tokens: z.number().nullish(),
  completion_tokens: z.number().nullish(),
  prompt_tokens_details: z.looseObject({ cached_tokens: z.number().nullish() }).nullish(),
});

/** A chunk of a stream or a whole completion: they differ in `delta` and `message` alone. */
const answerPart = z.looseObject({
  model: z.string().nullish(),
  choices: z
    .array(z.looseObject({ delta: messagePart.nullish(), message: messagePart.nullish(), finish_reason: z.string().nullish() }))
    .nullish(),
  usage: usagePart.nullish(),
});

export interface CollectedAnswer {
  model: string | null;
  text: string;
  refusal: string | null;
  toolCalls: ToolCallRequest[];
  finishReason: string | null;
  /** Tokens as the endpoint counted them; null where it sent none. */
  usage: { inputTokens: number; outputTokens: number; cachedInputTokens: number } | null;
}

interface Slot {
  index: number | null;
  id: string | null;
  name: string;
  arguments: string;
}

/**
 * Puts an answer together from its parts, whatever their grain. Endpoints differ: some leave out a call's index or id,
 * some send every call as index 0, some send arguments as an object.
 */
export function createAnswerCollector(callIdPrefix: string, onText: (delta: string) => void) {
  const answer: CollectedAnswer = { model: null, text: '', refusal: null, toolCalls: [], finishReason: null, usage: null };
  const slots: Slot[] = [];

  const addCall = (part: z.infer<typeof toolCallPart>) => {
    const slot = slotFor(slots, part);
    if (part.id) slot.id = part.id;
    if (part.function?.name && slot.name === '') slot.name = part.function.name;
    const given = part.function?.arguments;
    if (typeof given === 'string') slot.arguments += given;
    else if (given !== undefined && given !== null) slot.arguments += JSON.stringify(given);
  };
  const addMessage = (message: z.infer<typeof messagePart>) => {
    const text = textOf(message.content);
    if (text !== '') {
      answer.text += text;
      onText(text);
    }
    if (message.refusal) answer.refusal = (answer.refusal ?? '') + message.refusal;
    for (const call of message.tool_calls ?? []) addCall(call);
  };

  return {
    /** False where the part is no part of a chat completion. */
    add(part: unknown): boolean {
      const parsed = answerPart.safeParse(part);
      if (!parsed.success) return false;
      const { model, choices, usage } = parsed.data;
      if (model) answer.model = model;
      const choice = choices?.[0];
      const message = choice?.delta ?? choice?.message;
      if (message) addMessage(message);
      if (choice?.finish_reason) answer.finishReason = choice.finish_reason;
      if (usage && (usage.prompt_tokens || usage.completion_tokens)) {
        answer.usage = {
          inputTokens: Math.max(0, Math.round(usage.prompt_tokens ?? 0)),
          outputTokens: Math.max(0, Math.round(usage.completion_tokens ?? 0)),
          cachedInputTokens: Math.max(0, Math.round(usage.prompt_tokens_details?.cached_tokens ?? 0)),
        };
      }
      return choices !== null && choices !== undefined;
    },
    finish(): CollectedAnswer {
      const toolCalls = slots.map((slot, index) => ({
        id: slot.id ?? `${callIdPrefix}${index}`,
        name: slot.name,
        arguments: slot.arguments === '' ? '{}' : slot.arguments,
      }));
      return { ...answer, toolCalls };
    },
  };
}

/** The call that a part belongs to; a new one where its id, or a second name, says that it is another. */
function slotFor(slots: Slot[], part: z.infer<typeof toolCallPart>): Slot {
  const last = slots.at(-1);
  const known = typeof part.index === 'number' ? slots.findLast((slot) => slot.index === part.index) : last;
  const another = part.id ? known?.id && known.id !== part.id : part.function?.name && known?.name && part.index === undefined;
  if (known && !another) return known;
  const slot: Slot = { index: part.index ?? null, id: null, name: '', arguments: '' };
  slots.push(slot);
  return slot;
}

function textOf(content: z.infer<typeof contentPart>): string {
  if (!content) return '';
  return typeof content === 'string' ? content : content.map((part) => part.text ?? '').join('');
}
