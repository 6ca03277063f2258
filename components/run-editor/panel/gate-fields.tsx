'use client';
import dynamic from 'next/dynamic';
import type { TaskChanges } from '@/lib/contracts/edit';
import type { GateDraft, GateType } from '@/lib/contracts/task';
import { roleOfDraft } from '@/lib/graph/task-defaults';
import { namesOf } from '@/lib/graph-edit/edit-words';
import { ChoiceField } from './choice-field';
import { asksModel, GATE_CHOICES } from './choices';
import { Changed, type PanelTask, useStageOf } from './field-set';
import { usePanel, useTitleOf } from './panel-context';
import { PaceFields, Pair, PhaseField, PriorityField, PromptField, RoleField, TierField, TitleField } from './task-fields';
import { TextField } from './text-field';
import { readOptionalText } from './typed-value';
import { WaitsFor } from './waits-for';

const ConditionField = dynamic(() => import('./condition-field').then((module) => module.ConditionField), { ssr: false });

/** A quality gate: what it looks at, when it opens, and what happens where it does not. */
export function GateFields({ task }: { task: PanelTask }) {
  const { now } = task;
  const { store } = usePanel();
  const stage = useStageOf(task);
  const gate: GateDraft = now.gate ?? { type: 'human' };
  const set = (change: { criteria?: string | null; condition?: string | null }, part: string) => {
    const { criteria = gate.criteria ?? null, condition = gate.condition ?? null } = change;
    return stage(
      'gate',
      { type: gate.type, ...(criteria === null ? {} : { criteria }), ...(condition === null ? {} : { condition }) },
      part,
    );
  };
  const asks = asksModel(gate.type);
  const chooseType = (type: GateType) => {
    const next = { ...gate, type };
    const labelOf = (wanted: GateType) => GATE_CHOICES.find((choice) => choice.value === wanted)?.label ?? wanted;
    // A new gate's name and reviewer follow its type, as long as nobody chose others.
    const title = task.was === undefined && now.title === labelOf(gate.type) ? { title: labelOf(type) } : {};
    const known = asksModel(type) && now.role === roleOfDraft({ gate });
    const role = task.was === undefined && known ? { role: roleOfDraft({ gate: next }) as TaskChanges['role'] } : {};
    store.stage({
      operations: [{ op: 'updateTask', key: now.key, changes: { gate: next, ...title, ...role } }],
      words: `${now.title}: ${labelOf(type).toLowerCase()}`,
      merge: `change gate type of ${now.key}`,
    });
  };
  return (
    <>
      <TitleField task={task} />
      <Changed task={task} field="gate" label="Gate" long>
        <div className="grid gap-3.5">
          <Pair>
            <ChoiceField label="Gate type" value={gate.type} choices={GATE_CHOICES} disabled={task.disabled} onChoose={chooseType} />
            {asks ? <RoleField task={task} label="Reviewer" /> : null}
          </Pair>
          {gate.type === 'human' ? null : (
            <ConditionField
              id={`${now.key} gate.condition`}
              where={`${now.title}: opens when`}
              label={asks ? 'Opens only when' : 'Opens when'}
              optional={asks}
              value={gate.condition ?? ''}
              after={now.dependsOn}
              disabled={task.disabled}
              stage={(condition) => set({ condition }, 'gate condition')}
            />
          )}
          {gate.type === 'expression' ? null : (
            <TextField
              id={`${now.key} gate.criteria`}
              where={`${now.title}: criteria`}
              label={gate.type === 'human' ? 'What the person is to look at' : 'Criteria, in words'}
              optional
              lines={3}
              value={gate.criteria ?? ''}
              read={readOptionalText}
              stage={(criteria) => set({ criteria }, 'gate criteria')}
              disabled={task.disabled}
            />
          )}
        </div>
      </Changed>
      <IfItFails type={gate.type} authors={now.dependsOn} />
      <WaitsFor task={now} was={task.was} disabled={task.wired} />
      {asks ? (
        <>
          <PromptField task={task} label="Prompt of the reviewer" optional />
          <Pair>
            <TierField task={task} />
            <PriorityField task={task} />
          </Pair>
          <PaceFields task={task} />
        </>
      ) : null}
      <PhaseField task={task} />
    </>
  );
}

/** Not a setting: the same for every gate, said where one asks oneself. */
function IfItFails({ type, authors }: { type: GateType; authors: readonly string[] }) {
  const titleOf = useTitleOf();
  return (
    <dl className="grid gap-1.5 rounded-md bg-sunken px-3 py-2 text-xs">
      <div>
        <dt className="font-medium text-muted">If it does not pass</dt>
        <dd className="text-fg">
          {type === 'human'
            ? 'A person approves or rejects it on the page of the run. Rejected, it fails and what waits for it stays.'
            : `Its findings go back to ${authors.length > 0 ? namesOf(authors, titleOf, 3) : 'the authors'}, 2 times at most. Then it asks a person.`}
        </dd>
      </div>
    </dl>
  );
}
