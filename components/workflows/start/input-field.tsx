import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { Textarea } from '@/components/ui/textarea';
import type { WorkflowInput } from '@/lib/contracts/workflow';

interface InputFieldProps {
  input: WorkflowInput;
  text: string;
  error?: string;
  onChange: (text: string) => void;
}

const NONE = '\u0001none';

/** A field for one input of a workflow, by its type. Documents have their own. */
export function InputField({ input, text, error, onChange }: InputFieldProps) {
  const label = input.title ?? input.name;
  if (input.type === 'boolean') {
    return (
      <div className="grid gap-1">
        <label className="flex items-center gap-2">
          <input
            type="checkbox"
            checked={text === 'true'}
            onChange={(event) => onChange(String(event.target.checked))}
            className="size-4 accent-(--accent)"
          />
          {label}
        </label>
        {error ? (
          <p role="alert" className="text-failed text-xs">
            {error}
          </p>
        ) : null}
      </div>
    );
  }
  return (
    <Field label={label} optional={!input.required} error={error}>
      {(control) => {
        if (input.type === 'choice') {
          const choices = (input.choices ?? []).map((choice) => ({ value: choice, label: choice }));
          const options = input.required || input.default !== undefined ? choices : [{ value: NONE, label: 'None' }, ...choices];
          return (
            <Select
              {...control}
              value={text === '' ? NONE : text}
              onValueChange={(value) => onChange(value === NONE ? '' : value)}
              options={options}
              className="w-full max-w-96"
            />
          );
        }
        if (input.type === 'number') {
          return (
            <Input
              {...control}
              value={text}
              onChange={(event) => onChange(event.target.value)}
              inputMode="decimal"
              autoComplete="off"
              className="num w-40"
            />
          );
        }
        return (
          <Textarea
            {...control}
            value={text}
            onChange={(event) => onChange(event.target.value)}
            maxLength={20_000}
            rows={1}
            className="field-sizing-content max-h-72 min-h-8 py-[5px]"
          />
        );
      }}
    </Field>
  );
}
