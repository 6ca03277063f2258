'use client';
import { ToolCallRow } from '@/components/tasks/tool-call-row';
import { Words } from '@/components/tasks/words';
import { Money } from '@/components/ui/money';
import { StateIcon } from '@/components/ui/state-icon';
import type { ToolCallView } from '@/lib/contracts/task';
import { formatCount } from '@/lib/format/count';
import type { ShownCall, TryItem } from './try-state';

const utf8 = new TextEncoder();
const bytesOf = (text: string): number => utf8.encode(text).byteLength;

function asView(call: ShownCall, index: number): ToolCallView {
  return {
    index,
    name: call.name,
    arguments: call.arguments,
    argumentsBytes: bytesOf(call.arguments),
    argumentsRest: null,
    status: call.ok === null ? 'started' : call.ok ? 'succeeded' : 'failed',
    result: call.result,
    resultBytes: bytesOf(call.result ?? ''),
    resultRest: null,
  };
}

const ENDINGS = { finished: 'Finished', failed: 'Failed', stopped: 'Stopped' } as const;
const ICONS = { finished: 'succeeded', failed: 'failed', stopped: 'cancelled' } as const;

export function TryEntry({ item }: { item: TryItem }) {
  switch (item.kind) {
    case 'said':
      return (
        <div className="justify-self-end rounded-lg bg-accent-soft px-3 py-2 max-w-[80%] whitespace-pre-wrap [overflow-wrap:anywhere]">
          <span className="sr-only">You: </span>
          {item.text}
        </div>
      );
    case 'turn':
      return (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
          {item.text === '' ? null : <Words text={item.text} />}
          {item.calls.map((call, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the calls of a turn never move, and a model may give two one id
            <ToolCallRow key={index} call={asView(call, index)} />
          ))}
          <p className="num text-faint text-xs">
            {item.model} · {formatCount(item.tokens)} tokens · {item.priced ? <Money usd={item.costUsd} /> : 'no price known'}
          </p>
          {item.feedback ? <p className="text-muted text-xs">Signalbox: {item.feedback}</p> : null}
        </div>
      );
    case 'ended':
      return (
        <p className="flex items-center gap-1.5 text-muted text-xs">
          <StateIcon state={ICONS[item.outcome]} decorative size={13} />
          {ENDINGS[item.outcome]}
          {item.message ? `: ${item.message}` : ''}
        </p>
      );
  }
}
