import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { IconButton } from '@/components/ui/icon-button';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import type { WorkflowInputType } from '@/lib/contracts/workflow';
import { type EditorInput, numberOrText } from './editor-draft';

const TYPES: readonly { value: WorkflowInputType; label: string; hint: string }[] = [
  { value: 'text', label: 'Text', hint: 'A line or a page' },
  { value: 'number', label: 'Number', hint: 'A figure' },
  { value: 'boolean', label: 'Yes or no', hint: 'Fills in true or false' },
  { value: 'choice', label: 'Choice', hint: 'One of a list' },
  { value: 'document', label: 'Document', hint: 'Goes to the run; fills in its name' },
];

interface InputsEditorProps {
  inputs: readonly EditorInput[];
  errorAt: (path: string) => string | undefined;
  onChange: (inputs: EditorInput[]) => void;
}

export function InputsEditor({ inputs, errorAt, onChange }: InputsEditorProps) {
  const change = (index: number, patch: Partial<EditorInput>) =>
    onChange(inputs.map((input, at) => (at === index ? { ...input, ...patch } : input)));
  const move = (index: number, step: number) => {
    const next = [...inputs];
    const [moved] = next.splice(index, 1);
    if (moved) next.splice(index + step, 0, moved);
    onChange(next);
  };
  const nameFor = () => {
    let number = inputs.length + 1;
    while (inputs.some((input) => input.name === `input_${number}`)) number += 1;
    return `input_${number}`;
  };
  return (
    <div className="grid gap-2">
      {inputs.map((input, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: an input's name changes while it is typed
          key={index}
          className="grid gap-2.5 rounded-md border border-line bg-surface p-3"
        >
          <div className="grid gap-2.5 sm:grid-cols-[minmax(0,1fr)_minmax(0,1.4fr)_140px_auto]">
            <Field label="Name" error={errorAt(`inputs.${index}.name`)}>
              {(control) => (
                <Input
                  {...control}
                  value={input.name}
                  maxLength={40}
                  onChange={(event) => change(index, { name: event.target.value })}
                  className="font-mono text-xs"
                  spellCheck={false}
                  autoComplete="off"
                />
              )}
            </Field>
            <Field label="Label" optional error={errorAt(`inputs.${index}.title`)}>
              {(control) => (
                <Input
                  {...control}
                  value={input.title ?? ''}
                  maxLength={120}
                  onChange={(event) => change(index, { title: event.target.value || undefined })}
                />
              )}
            </Field>
            <Field label="Type" error={errorAt(`inputs.${index}.type`)}>
              {(control) => (
                <Select
                  {...control}
                  value={input.type}
                  onValueChange={(type) =>
                    change(index, { type, default: undefined, choices: type === 'choice' ? ['first', 'second'] : undefined })
                  }
                  options={TYPES}
                />
              )}
            </Field>
            <div className="flex items-end gap-0.5 pb-0.5">
              <IconButton label={`Move ${input.name} up`} size="sm" disabled={index === 0} onClick={() => move(index, -1)}>
                <ArrowUp size={14} aria-hidden />
              </IconButton>
              <IconButton label={`Move ${input.name} down`} size="sm" disabled={index === inputs.length - 1} onClick={() => move(index, 1)}>
                <ArrowDown size={14} aria-hidden />
              </IconButton>
              <IconButton label={`Remove ${input.name}`} size="sm" onClick={() => onChange(inputs.filter((_, at) => at !== index))}>
                <Trash2 size={14} aria-hidden />
              </IconButton>
            </div>
          </div>
          <div className="grid items-end gap-2.5 sm:grid-cols-[minmax(0,1fr)_minmax(0,1.4fr)_auto]">
            <DefaultField
              input={input}
              error={errorAt(`inputs.${index}.default`)}
              onChange={(value) => change(index, { default: value })}
            />
            {input.type === 'choice' ? (
              <Field label="Choices, one a line" error={errorAt(`inputs.${index}.choices`)}>
                {(control) => (
                  <textarea
                    {...control}
                    value={(input.choices ?? []).join('\n')}
                    onChange={(event) => change(index, { choices: event.target.value.split('\n') })}
                    rows={2}
                    className="field-sizing-content w-full rounded-md border border-line-strong bg-surface px-2.5 py-1.5 text-sm"
                  />
                )}
              </Field>
            ) : (
              <span className="max-sm:hidden" />
            )}
            <label className="flex h-8 items-center gap-2">
              <input
                type="checkbox"
                checked={input.required ?? false}
                onChange={(event) => change(index, { required: event.target.checked || undefined })}
                className="size-4 accent-(--accent)"
              />
              Required
            </label>
          </div>
        </div>
      ))}
      <Button className="justify-self-start" onClick={() => onChange([...inputs, { name: nameFor(), type: 'text' }])}>
        <Plus size={14} aria-hidden /> Add input
      </Button>
    </div>
  );
}

function DefaultField({
  input,
  error,
  onChange,
}: {
  input: EditorInput;
  error?: string;
  onChange: (value: EditorInput['default']) => void;
}) {
  if (input.type === 'boolean') {
    return (
      <label className="flex h-8 items-center gap-2">
        <input
          type="checkbox"
          checked={input.default === true}
          onChange={(event) => onChange(event.target.checked)}
          className="size-4 accent-(--accent)"
        />
        Yes unless changed
      </label>
    );
  }
  return (
    <Field label="Default" optional error={error}>
      {(control) => (
        <Input
          {...control}
          value={input.default === undefined ? '' : String(input.default)}
          onChange={(event) => onChange(input.type === 'number' ? numberOrText(event.target.value) : event.target.value || undefined)}
          autoComplete="off"
        />
      )}
    </Field>
  );
}
