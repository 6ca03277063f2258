'use client';
import type { ReactNode } from 'react';
import { valueWords } from '@/lib/graph-edit/edit-words';
import { useEdit } from '../edit-store';
import { isUnwritten, UNWRITTEN_PROMPT } from '../new-task';
import { ChoiceField } from './choice-field';
import { SIDE_EFFECT_CHOICES, TIER_CHOICES, WORKING_ROLES } from './choices';
import { Changed, type PanelTask, TaskText, useStageOf } from './field-set';
import { usePanel } from './panel-context';
import { readArtifactType, readOutputs, readPhase, readPrompt, readTitle, readWhole } from './typed-value';
import { WaitsFor } from './waits-for';

export function TitleField({ task }: { task: PanelTask }) {
  return <TaskText task={task} field="title" label="Title" read={readTitle} />;
}

export function RoleField({ task, label = 'Role' }: { task: PanelTask; label?: string }) {
  const stage = useStageOf(task);
  const known = WORKING_ROLES.find((choice) => choice.value === task.now.role);
  return (
    <Changed task={task} field="role" label={label}>
      <ChoiceField
        label={label}
        value={known?.value ?? null}
        choices={WORKING_ROLES}
        disabled={task.disabled}
        onChoose={(role) => void stage('role', role)}
      />
    </Changed>
  );
}

export function TierField({ task }: { task: PanelTask }) {
  const stage = useStageOf(task);
  return (
    <Changed task={task} field="tier" label="Tier">
      <ChoiceField
        label="Tier"
        value={task.now.tier}
        choices={TIER_CHOICES}
        disabled={task.disabled}
        onChoose={(tier) => void stage('tier', tier)}
      />
    </Changed>
  );
}

export function PhaseField({ task }: { task: PanelTask }) {
  const { store } = usePanel();
  const tasks = useEdit(store, (state) => state.draft.tasks);
  const phases = [...new Set(tasks.flatMap((each) => each.phase ?? []))];
  return <TaskText task={task} field="phase" label="Phase" optional read={readPhase} suggestions={phases} />;
}

export function PromptField({ task, label = 'Prompt', optional = false }: { task: PanelTask; label?: string; optional?: boolean }) {
  const unwritten = isUnwritten(task.now);
  return (
    <TaskText
      task={task}
      field="prompt"
      label={label}
      optional={optional}
      lines={6}
      read={readPrompt}
      {...(unwritten ? { shown: '', placeholder: UNWRITTEN_PROMPT } : {})}
    />
  );
}

/** How often, how long and how soon: two beside each other. */
export function PaceFields({ task }: { task: PanelTask }) {
  const { timeoutSeconds } = task.now;
  return (
    <Pair>
      <TaskText
        task={task}
        field="timeoutSeconds"
        label="Timeout, seconds"
        numeric
        read={readWhole(1, 86_400, ' seconds (a day)')}
        hint={timeoutSeconds >= 60 ? valueWords('timeoutSeconds', timeoutSeconds) : undefined}
      />
      <TaskText task={task} field="maxAttempts" label="Attempts" numeric read={readWhole(1, 20)} />
    </Pair>
  );
}

export function PriorityField({ task }: { task: PanelTask }) {
  return <TaskText task={task} field="priority" label="Priority" numeric read={readWhole(-100, 100)} hint="Higher goes first" />;
}

export function SideEffectsField({ task }: { task: PanelTask }) {
  const stage = useStageOf(task);
  return (
    <Changed task={task} field="sideEffects" label="Side effects">
      <ChoiceField
        label="Side effects"
        value={task.now.sideEffects}
        choices={SIDE_EFFECT_CHOICES}
        disabled={task.disabled}
        onChoose={(sideEffects) => void stage('sideEffects', sideEffects)}
      />
    </Changed>
  );
}

/** All that can be set of a task that an agent does. */
export function TaskFields({ task }: { task: PanelTask }) {
  return (
    <>
      <TitleField task={task} />
      <Pair>
        <RoleField task={task} />
        <TierField task={task} />
      </Pair>
      <PromptField task={task} />
      <WaitsFor task={task.now} was={task.was} disabled={task.wired} />
      <PaceFields task={task} />
      <Pair>
        <SideEffectsField task={task} />
        <PriorityField task={task} />
      </Pair>
      <Pair>
        <PhaseField task={task} />
        <TaskText
          task={task}
          field="artifactType"
          label="Artifact type"
          optional
          mono
          read={readArtifactType}
          placeholder="As its role has it"
        />
      </Pair>
      <TaskText
        task={task}
        field="outputs"
        label="Outputs schema"
        optional
        mono
        lines={3}
        read={readOutputs}
        placeholder='{ "type": "object", "properties": { … } }'
        hint="JSON Schema of what it hands on as data: conditions and later prompts can use it."
      />
    </>
  );
}

export function Pair({ children }: { children: ReactNode }) {
  return <div className="grid grid-cols-2 gap-2.5 max-[380px]:grid-cols-1">{children}</div>;
}
