import type { WorkflowInput } from '@/lib/contracts/workflow';
import { InputField } from '../start/input-field';
import { defaultText, valuesOf } from '../start/start-draft';

/** The texts of a form for stored values. */
export function textsOf(inputs: readonly WorkflowInput[], values: Readonly<Record<string, unknown>> | null): Record<string, string> {
  return Object.fromEntries(
    inputs.map((input) => {
      const value = values?.[input.name];
      const text = typeof value === 'object' && value !== null && 'content' in value ? value.content : value;
      return [input.name, text === undefined ? (values === null ? defaultText(input) : '') : String(text)];
    }),
  );
}

/** Stored values of a form's texts; a document is its text. */
export function valuesOfTexts(inputs: readonly WorkflowInput[], texts: Readonly<Record<string, string>>): Record<string, unknown> {
  return valuesOf(
    inputs.map((input) => (input.type === 'document' ? { ...input, type: 'text' as const } : input)),
    texts,
  );
}

interface TriggerInputsProps {
  inputs: readonly WorkflowInput[];
  texts: Record<string, string>;
  errorAt: (path: string) => string | undefined;
  onChange: (texts: Record<string, string>) => void;
}

export function TriggerInputs({ inputs, texts, errorAt, onChange }: TriggerInputsProps) {
  return inputs.map((input) => (
    <InputField
      key={input.name}
      input={input.type === 'document' ? { ...input, type: 'text', title: `${input.title ?? input.name} (text of the document)` } : input}
      text={texts[input.name] ?? ''}
      error={errorAt(`inputs.${input.name}`)}
      onChange={(text) => onChange({ ...texts, [input.name]: text })}
    />
  ));
}
