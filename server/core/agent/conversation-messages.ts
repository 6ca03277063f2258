import type { ChatMessage } from '@/server/core/ports/model';
import type { StoredConversation } from '@/server/core/ports/task-runner';

/** The request that goes on with a stored conversation: what was said, what the tools answered and what the engine remarked. */
export function conversationMessages(conversation: StoredConversation): ChatMessage[] {
  const messages: ChatMessage[] = [
    { role: 'system', content: conversation.system },
    { role: 'user', content: conversation.user },
  ];
  for (const turn of conversation.turns) {
    const toolCalls = turn.toolCalls.map(({ id, name, arguments: given }) => ({ id, name, arguments: given }));
    messages.push({ role: 'assistant', content: turn.text === '' ? null : turn.text, toolCalls });
    for (const call of turn.toolCalls) messages.push({ role: 'tool', toolCallId: call.id, content: call.result ?? 'No result.' });
    if (turn.feedback !== null) messages.push({ role: 'user', content: turn.feedback });
  }
  return messages;
}
