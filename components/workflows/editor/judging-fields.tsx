import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import { Textarea } from '@/components/ui/textarea';
import { GATE_TYPES, type GateType, type TaskDraftInput } from '@/lib/contracts/task';
import { gateWords } from '@/lib/graph-edit/edit-words';

const GATE_OPTIONS = GATE_TYPES.map((type) => ({ value: type, label: gateWords(type) }));

interface JudgingFieldsProps {
  task: TaskDraftInput;
  /** Of the task, for its errors. */
  path: string;
  errorAt: (path: string) => string | undefined;
  onChange: (patch: Partial<TaskDraftInput>) => void;
  onGraph: () => void;
}

/** What a gate opens on, or a branch goes by. Its ways are drawn in the graph. */
export function JudgingFields({ task, path, errorAt, onChange, onGraph }: JudgingFieldsProps) {
  const { gate, branch } = task;
  if (task.kind === 'branch') {
    const { condition = '', ifTrue = [], ifFalse = [] } = branch ?? {};
    return (
      <>
        <Condition
          label="Condition"
          value={condition}
          error={errorAt(`${path}.branch`)}
          onChange={(next) => onChange({ branch: { condition: next, ifTrue, ifFalse } })}
        />
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted text-sm">
          <span>If true: {ifTrue.join(', ') || 'nothing'}</span>
          <span>If false: {ifFalse.join(', ') || 'nothing'}</span>
          <Button size="sm" onClick={onGraph}>
            Edit the ways in the graph
          </Button>
        </p>
      </>
    );
  }
  const { type = 'human', criteria = '', condition = '' } = gate ?? {};
  const set = (next: { type?: GateType; criteria?: string; condition?: string }) => {
    const merged = { type, criteria, condition, ...next };
    onChange({
      gate: {
        type: merged.type,
        ...(merged.criteria === '' ? {} : { criteria: merged.criteria }),
        ...(merged.condition === '' ? {} : { condition: merged.condition }),
      },
    });
  };
  return (
    <>
      <Field label="Gate type" error={errorAt(`${path}.gate.type`)} className="sm:w-1/3">
        {(control) => (
          <Select<GateType> {...control} value={type} onValueChange={(chosen) => set({ type: chosen })} options={GATE_OPTIONS} />
        )}
      </Field>
      {type === 'human' && condition === '' ? null : (
        <Condition
          label="Opens when"
          optional={type !== 'expression'}
          value={condition}
          error={errorAt(`${path}.gate.condition`)}
          onChange={(next) => set({ condition: next })}
        />
      )}
      {type === 'expression' && criteria === '' ? null : (
        <Field label="Criteria" optional error={errorAt(`${path}.gate.criteria`)}>
          {(control) => (
            <Textarea
              {...control}
              value={criteria}
              maxLength={20_000}
              onChange={(event) => set({ criteria: event.target.value })}
              className="field-sizing-content max-h-80 min-h-14"
            />
          )}
        </Field>
      )}
    </>
  );
}

interface ConditionProps {
  label: string;
  optional?: boolean;
  value: string;
  error: string | undefined;
  onChange: (condition: string) => void;
}

function Condition({ label, optional = false, value, error, onChange }: ConditionProps) {
  return (
    <Field label={label} optional={optional} error={error} hint="Knows artifact, task, run and outputs: outputs.survey.berths > 3">
      {(control) => (
        <Textarea
          {...control}
          value={value}
          maxLength={2_000}
          spellCheck={false}
          onChange={(event) => onChange(event.target.value)}
          className="field-sizing-content max-h-48 min-h-8 font-mono text-xs"
        />
      )}
    </Field>
  );
}
