'use client';
import { memo } from 'react';
import { Badge } from '@/components/ui/badge';
import { Money } from '@/components/ui/money';
import type { TextPart, TurnView } from '@/lib/contracts/task';
import { formatCount } from '@/lib/format/count';
import { LongText } from './long-text';
import { ToolCallRow } from './tool-call-row';
import { Words } from './words';

/** The text of a turn in which a search found something. */
export interface Found {
  part: TextPart;
  index: number | null;
}

/** A stored turn: usage, what was said, what was called, and what the engine answered. */
export const TurnItem = memo(function TurnItem({ turn, found }: { turn: TurnView; found: Found | null }) {
  return (
    <article
      aria-label={`Turn ${turn.turn}`}
      data-turn={`${turn.conversation}-${turn.turn}`}
      // Far turns are not laid out until they come near.
      className="grid grid-cols-[minmax(0,1fr)] gap-2 [contain-intrinsic-size:auto_240px] [content-visibility:auto]"
    >
      <header className="flex flex-wrap justify-between gap-x-3 text-[11.5px] text-faint">
        <span>
          turn {turn.turn}
          {turn.endpoint === null ? null : ` · ${turn.model} at ${turn.endpoint}`}
          {turn.fallback ? (
            <>
              {' '}
              <Badge tone="warn" title="An endpoint that the tier prefers did not answer.">
                fallback
              </Badge>
            </>
          ) : null}
          {turn.inherited ? (
            <>
              {' '}
              <InheritedBadge from={turn.inherited} />
            </>
          ) : null}
          {turn.finishReason === 'length' ? ' · cut off at the model’s limit' : ''}
        </span>
        <span className="num">
          {formatCount(turn.inputTokens)} tokens in · {formatCount(turn.outputTokens)} out{turn.inherited ? null : ' · '}
          {turn.inherited ? null : turn.priced ? <Money usd={turn.costUsd} /> : <Unpriced />}
        </span>
      </header>
      {turn.text === '' ? null : (
        <LongText
          place={{ part: 'text', conversation: turn.conversation, turn: turn.turn }}
          bytes={turn.textBytes}
          rest={turn.textRest}
          whole={found?.part === 'text'}
        >
          <Words text={turn.text} />
        </LongText>
      )}
      {turn.refusal ? (
        <p className="rounded-md bg-waiting-soft px-3 py-2">
          <Badge tone="warn">refused</Badge> {turn.refusal}
        </p>
      ) : null}
      {turn.toolCalls.map((call) => (
        <ToolCallRow
          key={call.index}
          call={call}
          conversation={turn.conversation}
          turn={turn.turn}
          found={found?.index === call.index ? found.part : null}
        />
      ))}
      {turn.feedback ? (
        <div className="rounded-md border border-line border-dashed px-3 py-2 text-muted">
          <p className="mb-0.5 font-medium text-faint text-xs">The engine to the model</p>
          <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{turn.feedback}</p>
        </div>
      ) : null}
    </article>
  );
});

/** A turn that cost nothing where it is shown. */
export function InheritedBadge({ from, short = false }: { from: 'parent' | 'rewind'; short?: boolean }) {
  if (short) return <Badge title={from === 'parent' ? 'Paid by the parent run.' : 'Paid before the rewind.'}>inherited</Badge>;
  return from === 'parent' ? (
    <Badge title="Copied with the fork: the run that this one was forked from has paid for it.">inherited, paid by the parent run</Badge>
  ) : (
    <Badge title="Taken over from before the rewind, where it was paid; its tools ran again.">from before the rewind</Badge>
  );
}

export function Unpriced() {
  return <span title="The price catalogue does not know this model: the cost is unknown, not zero.">unpriced</span>;
}
