import type { ReactNode } from 'react';
import { RelativeTime } from '@/components/ui/relative-time';
import { StateLabel } from '@/components/ui/state-label';
import type { State } from '@/components/ui/states';
import type { JudgementView, TaskDetail } from '@/lib/contracts/task';
import { plural } from '@/lib/format/count';
import { FindingList } from './finding-list';
import { gateWords } from './role-words';

/** What a gate or branch judges by and what it came to; of any other task, what gates have sent back to it. */
export function VerdictTab({ task }: { task: TaskDetail }) {
  const { gate, branch, sentBack } = task;
  if (!gate && !branch) return <SentBack sentBack={sentBack} />;
  // What a person is being asked about stands above with its grounds.
  const asks = task.waitingFor === 'decision';
  const judgements = task.judgements.filter(({ outcome }, index, all) => !asks || outcome !== 'asked' || index !== newest(all));
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <dl className="grid grid-cols-[88px_minmax(0,1fr)] gap-x-3 gap-y-1.5">
        {gate ? <Fact name="Type">{gateWords(gate.type)}</Fact> : null}
        {gate?.criteria && !asks ? (
          <Fact name="Criteria">
            <span className="whitespace-pre-wrap">{gate.criteria}</span>
          </Fact>
        ) : null}
        {(gate?.condition || branch) && !asks ? (
          <Fact name="Condition">
            <code className="text-xs">{gate?.condition ?? branch?.condition}</code>
          </Fact>
        ) : null}
        {gate && gate.round > 0 ? <Fact name="Sent back">{plural(gate.round, 'time')}; after 2 a person decides</Fact> : null}
        {branch ? (
          <>
            <Fact name="If true">{branch.ifTrue.join(', ') || 'nothing follows'}</Fact>
            <Fact name="If false">{branch.ifFalse.join(', ') || 'nothing follows'}</Fact>
          </>
        ) : null}
      </dl>
      {judgements.length === 0 ? (
        asks ? null : (
          <p className="text-muted">{branch ? 'It has not chosen yet.' : 'It has not judged yet.'}</p>
        )
      ) : (
        <ol aria-label={branch ? 'Choices' : 'Verdicts'} className="grid grid-cols-[minmax(0,1fr)] gap-3">
          {judgements.map((judgement) => (
            <li key={judgement.seq}>
              <Judgement judgement={judgement} isBranch={Boolean(branch)} />
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

const newest = (all: readonly JudgementView[]): number => all.reduce((at, { seq }, index) => (seq > (all[at]?.seq ?? -1) ? index : at), 0);

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </>
  );
}

const BY: Record<JudgementView['by'], string> = { model: 'by the model', expression: 'by its condition', person: 'by a person' };

function Judgement({ judgement, isBranch }: { judgement: JudgementView; isBranch: boolean }) {
  const { at, by, findings, evidence, outcome } = judgement;
  const { state, text } = isBranch ? choiceWords(judgement) : outcomeWords(judgement);
  const values = Object.entries(evidence);
  return (
    <section className="grid grid-cols-[minmax(0,1fr)] gap-2.5 rounded-md border border-line px-3 py-2.5">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
        <StateLabel state={state} text={text} className="whitespace-normal" />
        <span className="ml-auto text-faint text-xs">
          {outcome === 'asked' ? '' : `${BY[by]} · `}
          <RelativeTime at={at} />
        </span>
      </div>
      {values.length > 0 ? (
        <dl aria-label="Values seen" className="grid gap-0.5 rounded-sm bg-sunken px-2.5 py-1.5 text-xs">
          {values.map(([name, value]) => (
            <div key={name} className="flex flex-wrap gap-x-3">
              <dt className="text-muted">
                <code>{name}</code>
              </dt>
              <dd className="ml-auto min-w-0 text-right [overflow-wrap:anywhere]">
                <code>{JSON.stringify(value)}</code>
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
      <FindingList findings={findings} />
    </section>
  );
}

function choiceWords({ outcome, result }: JudgementView): { state: State; text: string } {
  if (outcome === 'asked') return { state: 'waiting', text: 'Could not be decided: a person was asked' };
  return { state: 'succeeded', text: result ? 'True' : 'False' };
}

function outcomeWords({ outcome, result, authors, round }: JudgementView): { state: State; text: string } {
  switch (outcome) {
    case 'settled':
      return { state: 'succeeded', text: 'Passed' };
    case 'sent_back':
      return { state: 'waiting', text: `Failed · sent back to ${authors.join(', ')} · round ${round}` };
    case 'asked':
      return {
        state: 'waiting',
        text: result ? 'Passed, but its condition could not be decided: a person was asked' : 'Failed · a person was asked',
      };
    case 'refused':
      return { state: 'failed', text: 'Kept shut' };
    case 'too_late':
      return { state: 'skipped', text: 'Came too late: what it judged was being done anew' };
  }
}

function SentBack({ sentBack }: { sentBack: readonly JudgementView[] }) {
  return (
    <ol aria-label="Sent back" className="grid grid-cols-[minmax(0,1fr)] gap-3">
      {sentBack.map(({ seq, gate, round, at, findings }) => (
        <li key={seq} className="grid grid-cols-[minmax(0,1fr)] gap-2.5 rounded-md border border-line px-3 py-2.5">
          <div className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
            <StateLabel state="waiting" text={`Sent back by ${gate} · round ${round}`} className="whitespace-normal" />
            <span className="ml-auto text-faint text-xs">
              <RelativeTime at={at} />
            </span>
          </div>
          <FindingList findings={findings} />
        </li>
      ))}
    </ol>
  );
}
