'use client';
import { ChevronRight } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { cn } from '@/components/ui/cn';
import { StateIcon } from '@/components/ui/state-icon';
import type { State } from '@/components/ui/states';
import type { TextPart, ToolCallView } from '@/lib/contracts/task';
import { formatBytes } from '@/lib/format/bytes';
import { callBytes, describeCall, outsideTool, prettyArguments } from './describe-call';
import { LongText } from './long-text';

const STATES = { requested: 'pending', started: 'running', succeeded: 'succeeded', failed: 'failed' } as const satisfies Record<
  ToolCallView['status'],
  State
>;

interface ToolCallRowProps {
  call: ToolCallView;
  /** Where it stands in its task's transcript; left out where there is none, and nothing of it is cut. */
  conversation?: number;
  turn?: number;
  /** Which of its texts a search found something in. */
  found?: TextPart | null;
}

/** One line a call; its arguments and what the model was told on request. */
export function ToolCallRow({ call, conversation = 0, turn = 0, found = null }: ToolCallRowProps) {
  const [pressed, setPressed] = useState<boolean | null>(null);
  const open = pressed ?? found !== null;
  const textOf = (part: TextPart) => ({ place: { part, conversation, turn, index: call.index }, whole: found === part });
  const outside = outsideTool(call.name);
  const bytes = useMemo(() => callBytes(call), [call]);
  return (
    <div className={cn('rounded-md border border-line bg-sunken', call.status === 'failed' && 'border-failed/40')}>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setPressed(!open)}
        className="flex min-h-8 w-full items-center gap-2 px-2.5 text-left -outline-offset-2 pointer-coarse:min-h-11"
      >
        <StateIcon state={STATES[call.status]} />
        {outside ? (
          <Badge tone="accent" title={`A tool of the MCP server ${outside.server}`} className="max-w-28 truncate">
            {outside.server}
          </Badge>
        ) : null}
        <code className="shrink-0 text-xs">{outside?.tool ?? call.name}</code>
        <span className="min-w-0 flex-1 truncate text-muted">{describeCall(call.arguments)}</span>
        {bytes === null ? null : <span className="num shrink-0 text-faint text-xs">{formatBytes(bytes)}</span>}
        <ChevronRight size={14} aria-hidden className={cn('shrink-0 text-faint transition-transform duration-120', open && 'rotate-90')} />
      </button>
      {open ? (
        <div className="border-line border-t px-2.5 py-2">
          <Block title="Arguments">
            <LongText {...textOf('arguments')} bytes={call.argumentsBytes} rest={call.argumentsRest}>
              <Pre text={prettyArguments(call.arguments)} />
            </LongText>
          </Block>
          {call.result === null ? (
            <p className="text-faint text-xs">No result yet.</p>
          ) : (
            <Block title="Result">
              <LongText {...textOf('result')} bytes={call.resultBytes} rest={call.resultRest}>
                <Pre text={call.result} />
              </LongText>
            </Block>
          )}
        </div>
      ) : null}
    </div>
  );
}

function Block({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="not-last:mb-2">
      <h4 className="font-medium text-faint text-xs">{title}</h4>
      <div className="scroll-quiet mt-0.5 max-h-72 overflow-auto">{children}</div>
    </div>
  );
}

function Pre({ text }: { text: string }) {
  return <pre className="whitespace-pre-wrap text-xs leading-[1.55] [overflow-wrap:anywhere]">{text}</pre>;
}
