'use client';
import { ArrowDown } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { OfflineModelBadge } from '@/components/layout/offline-model-badge';
import { Button } from '@/components/ui/button';
import { RelativeTime } from '@/components/ui/relative-time';
import type { TaskDetail, TaskView, TranscriptHit } from '@/lib/contracts/task';
import { explainError, readError } from '@/lib/query/read-error';
import { useTaskWords } from '@/lib/realtime/use-task-words';
import { FailureNote } from './failure-note';
import { highlightWords } from './highlight-words';
import { currentSpeech, prepareTranscript, type Speech, type TranscriptItem } from './prepare-transcript';
import { TranscriptSearch } from './transcript-search';
import { TurnItem } from './turn-item';
import { usePinnedScroll } from './use-pinned-scroll';
import { useTurns } from './use-turns';
import { Words } from './words';

interface TranscriptProps {
  task: TaskDetail;
  live: TaskView;
  /** The search found something in the first request. */
  onPrompt: () => void;
}

/** What was said and called, turn by turn, and the words of the present turn as they come. `live` is the task's row, ahead of its detail at times. */
export function Transcript({ task, live, onPrompt }: TranscriptProps) {
  const words = useTaskWords(task.runId, task.status === 'RUNNING' ? task.key : null);
  const { turns, hasOlder, isReading, error, readOlder, readUntil } = useTurns(task);
  const items = useMemo(() => prepareTranscript({ ...task, turnList: turns }), [task, turns]);
  const [found, setFound] = useState<{ hit: TranscriptHit; words: string } | null>(null);
  const speech = currentSpeech(task, words, live);
  const running = task.status === 'RUNNING';
  const { scroller, pinned, onScroll, toEnd } = usePinnedScroll(`${items.length}:${speech?.text.length ?? 0}:${running}`, running);
  // What is drawn is the external system: the found turn is brought into sight and its words are marked once it is there.
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    if (!found) {
      highlightWords(element, '');
      return;
    }
    element.querySelector(`[data-turn="${found.hit.conversation}-${found.hit.turn}"]`)?.scrollIntoView({ block: 'start' });
    const mark = () => highlightWords(element, found.words);
    mark();
    // Pieces of a long text come a moment later.
    const observer = new MutationObserver(mark);
    observer.observe(element, { subtree: true, childList: true });
    return () => {
      observer.disconnect();
      highlightWords(element, '');
    };
  }, [found, scroller]);
  const go = async (hit: TranscriptHit, words: string) => {
    if (hit.turn === 0) {
      onPrompt();
      return;
    }
    if (!turns.some((turn) => turn.conversation === hit.conversation && turn.turn === hit.turn)) await readUntil(hit);
    setFound({ hit, words });
  };
  const lastFailure = task.status === 'FAILED' ? task.attemptList.findLast((attempt) => attempt.failure)?.failure : undefined;
  return (
    <div className="relative flex h-full min-h-0 flex-col">
      {task.conversations.length > 0 ? (
        <TranscriptSearch onGo={(hit, words) => void go(hit, words)} onClear={() => setFound(null)} />
      ) : null}
      <div
        ref={scroller}
        onScroll={onScroll}
        data-testid="transcript"
        className="scroll-quiet min-h-0 flex-1 overflow-y-auto px-4 py-3.5 [overflow-anchor:none]"
      >
        <div className="grid grid-cols-[minmax(0,1fr)] gap-3.5">
          {lastFailure ? <FailureNote failure={lastFailure} /> : null}
          {task.turnUsage.length > 0 || speech ? <OfflineModelBadge isOffline={spokeOffline(task)} className="justify-self-start" /> : null}
          {hasOlder ? (
            <div className="grid justify-items-center gap-1">
              <Button size="sm" onClick={readOlder} busy={isReading}>
                Show earlier turns <span className="num text-faint">{task.turnUsage.length - turns.length}</span>
              </Button>
              {error ? <p className="text-failed text-xs">{explainError(readError(error))}</p> : null}
            </div>
          ) : null}
          {items.map((item) =>
            lastFailure && item.kind === 'failure' && item.attempt.failure === lastFailure ? null : (
              <Item key={item.id} item={item} hit={found?.hit ?? null} />
            ),
          )}
          {speech ? speech.over ? <JustSaid speech={speech} /> : <Speaking speech={speech} /> : null}
          {running && live.status === 'RUNNING' && !speech ? <Thinking first={task.turnUsage.length === 0} /> : null}
          {items.length === 0 && !running ? <NothingYet task={task} /> : null}
        </div>
      </div>
      {!pinned && running ? (
        <Button onClick={toEnd} className="-translate-x-1/2 absolute bottom-3 left-1/2 shadow-float">
          <ArrowDown size={14} aria-hidden /> Follow
        </Button>
      ) : null}
    </div>
  );
}

/** Whether any turn is the built-in model's; undefined where the turns do not say who spoke. */
function spokeOffline({ turnList }: Pick<TaskDetail, 'turnList'>): boolean | undefined {
  const known = turnList.filter((turn) => turn.endpoint !== null);
  return known.length > 0 ? known.some((turn) => turn.endpoint === 'offline') : undefined;
}

function Item({ item, hit }: { item: TranscriptItem; hit: TranscriptHit | null }) {
  switch (item.kind) {
    case 'turn':
      return <TurnItem turn={item.turn} found={hit?.conversation === item.turn.conversation && hit.turn === item.turn.turn ? hit : null} />;
    case 'attempt':
      return <Divider text={`attempt ${item.attempt}`} />;
    case 'conversation':
      return (
        <Divider
          text={
            item.continues > 0
              ? `after a rewind: goes on behind turn ${item.continues}; the model does not remember what came after it above`
              : 'a fresh conversation: the model does not remember what stands above'
          }
        />
      );
    case 'failure':
      return item.attempt.failure ? <FailureNote failure={item.attempt.failure} lead={`Attempt ${item.attempt.attempt}`} /> : null;
  }
}

function Divider({ text }: { text: string }) {
  return (
    <p className="flex items-center gap-2 text-balance text-center text-[11.5px] text-faint before:h-px before:min-w-4 before:flex-1 before:bg-line after:h-px after:min-w-4 after:flex-1 after:bg-line">
      {text}
    </p>
  );
}

function Speaking({ speech }: { speech: Speech }) {
  return (
    <article aria-label={`Turn ${speech.turn}, speaking`} data-testid="speaking" className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <header className="text-[11.5px] text-running">turn {speech.turn} · speaking</header>
      <Words text={speech.text} speaking />
    </article>
  );
}

/** A turn that is over and about to be read: it stands as it will, so that nothing vanishes for a moment. */
function JustSaid({ speech }: { speech: Speech }) {
  return (
    <article aria-label={`Turn ${speech.turn}`} className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <header className="text-[11.5px] text-faint">turn {speech.turn}</header>
      <Words text={speech.text} />
    </article>
  );
}

function Thinking({ first }: { first: boolean }) {
  return (
    <p className="flex items-center gap-2 text-faint">
      <span className="h-3.5 w-[7px] animate-shimmer rounded-[1px] bg-running" />
      {first ? 'Asked the model; its first words will be here.' : 'Waiting for the model.'}
    </p>
  );
}

function NothingYet({ task }: { task: TaskDetail }) {
  if (task.status === 'PENDING') {
    return <p className="text-muted">Waits for {task.dependsOn.join(', ')}. What the agent says will be here.</p>;
  }
  if (task.status === 'WAITING' && !task.readyAt) return <p className="text-muted">Waits for a person’s decision.</p>;
  if (task.status === 'WAITING' && task.readyAt) {
    return (
      <p className="text-muted">
        {task.waitingFor === 'rate_limit' ? 'Every model endpoint of its tier is at its limit: it asks again' : 'Tries again'}{' '}
        <RelativeTime at={task.readyAt} />.
      </p>
    );
  }
  if (task.status === 'READY') return <p className="text-muted">Ready: it starts as soon as a worker is free.</p>;
  return <p className="text-muted">The agent said nothing.</p>;
}
