'use client';
import dynamic from 'next/dynamic';
import type { BranchDraft } from '@/lib/contracts/task';
import { useEdit } from '../edit-store';
import { Changed, type PanelTask, useStageOf } from './field-set';
import { KeyPicker } from './key-picker';
import { usePanel, useTitleOf } from './panel-context';
import { Pair, PhaseField, PriorityField, TitleField } from './task-fields';
import { WaitsFor } from './waits-for';

const ConditionField = dynamic(() => import('./condition-field').then((module) => module.ConditionField), { ssr: false });
const NOWHERE: BranchDraft = { condition: 'true', ifTrue: [], ifFalse: [] };

/** A branch: its condition and the tasks on each of its ways. */
export function BranchFields({ task }: { task: PanelTask }) {
  const { now } = task;
  const { store } = usePanel();
  const titleOf = useTitleOf();
  const tasks = useEdit(store, (state) => state.draft.tasks);
  const stage = useStageOf(task);
  const branch = now.branch ?? NOWHERE;
  const open = tasks.filter((each) => each.key !== now.key && !branch.ifTrue.includes(each.key) && !branch.ifFalse.includes(each.key));
  const set = (change: Partial<BranchDraft>, part: string) => stage('branch', { ...branch, ...change }, part);
  const way = (side: 'ifTrue' | 'ifFalse', label: string, empty: string) => (
    <KeyPicker
      label={label}
      keys={branch[side]}
      tasks={open}
      titleOf={titleOf}
      empty={empty}
      disabled={task.disabled}
      onAdd={(key) => set({ [side]: [...branch[side], key] }, `branch ${side}`)}
      onRemove={(key) => set({ [side]: branch[side].filter((each) => each !== key) }, `branch ${side}`)}
    />
  );
  return (
    <>
      <TitleField task={task} />
      <Changed task={task} field="branch" label="Branch" long>
        <div className="grid gap-3.5">
          <ConditionField
            id={`${now.key} branch.condition`}
            where={`${now.title}: condition`}
            label="Condition"
            value={branch.condition}
            after={now.dependsOn}
            disabled={task.disabled}
            stage={(condition) => set({ condition: condition ?? '' }, 'branch condition')}
          />
          <div className="grid gap-3 border-line border-l-2 pl-3">
            {way('ifTrue', 'If true, goes on with', 'Nothing: what waits for all goes on')}
            {way('ifFalse', 'If false, goes on with', 'Nothing: what waits for all goes on')}
          </div>
          <p className="text-faint text-xs">
            The way that is not taken is skipped. {now.chosen === null ? '' : `It came to ${now.chosen ? 'true' : 'false'}.`}
          </p>
        </div>
      </Changed>
      <WaitsFor task={now} was={task.was} disabled={task.wired} />
      <Pair>
        <PhaseField task={task} />
        <PriorityField task={task} />
      </Pair>
    </>
  );
}
