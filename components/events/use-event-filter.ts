import { debounce, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import type { EventGroup } from '@/lib/contracts/event';
import type { EventFilter } from '@/lib/run-cache/match-event';

export const EVENT_GROUPS = ['run', 'task', 'turn', 'artifact', 'problem'] as const satisfies readonly EventGroup[];

const PARSERS = {
  kind: parseAsStringLiteral(EVENT_GROUPS),
  of: parseAsString,
  by: parseAsString,
  q: parseAsString.withDefault('').withOptions({ limitUrlUpdates: debounce(250) }),
};

/** What the log is narrowed to. It lives in the URL, so that a view can be sent to somebody. */
export function useEventFilter(): [EventFilter, (change: Partial<EventFilter>) => void] {
  const [{ kind, of, by, q }, set] = useQueryStates(PARSERS, { history: 'replace' });
  const change = ({ group, taskKey, actor, text }: Partial<EventFilter>) =>
    void set({
      ...(group === undefined ? {} : { kind: group }),
      ...(taskKey === undefined ? {} : { of: taskKey }),
      ...(actor === undefined ? {} : { by: actor }),
      ...(text === undefined ? {} : { q: text || null }),
    });
  return [{ group: kind, taskKey: of, actor: by, text: q }, change];
}
