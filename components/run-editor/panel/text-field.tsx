'use client';
import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Textarea } from '@/components/ui/textarea';
import type { Issue } from '@/lib/errors';
import { PutBack } from './put-back';
import type { Read } from './typed-value';
import { useTypedText } from './use-typed-text';

interface TextFieldProps<V> {
  id: string;
  where: string;
  label: string;
  optional?: boolean;
  value: string;
  read: (text: string) => Read<V>;
  stage: (value: V) => readonly Issue[];
  disabled?: boolean;
  hint?: ReactNode;
  placeholder?: string;
  lines?: number;
  mono?: boolean;
  numeric?: boolean;
  suggestions?: readonly string[];
}

/** A field whose text is staged while it is typed. */
export function TextField<V>(props: TextFieldProps<V>) {
  const { label, lines, mono, suggestions } = props;
  const typed = useTypedText(props);
  const shared = {
    value: typed.text,
    disabled: props.disabled,
    placeholder: props.placeholder,
    onBlur: typed.settle,
    spellCheck: mono || props.numeric ? false : undefined,
  };
  return (
    <div className="grid content-start gap-1">
      <Field label={label} optional={props.optional} hint={props.hint} error={typed.message ?? undefined}>
        {(control) =>
          lines ? (
            <Textarea
              {...control}
              {...shared}
              rows={lines}
              className={cn('field-sizing-content max-h-[40dvh]', mono && 'font-mono text-xs')}
              onChange={(event) => typed.change(event.target.value)}
            />
          ) : (
            <>
              <Input
                {...control}
                {...shared}
                inputMode={props.numeric ? 'numeric' : undefined}
                list={suggestions ? `${control.id}-list` : undefined}
                className={cn(mono && 'font-mono text-xs', props.numeric && 'num')}
                onChange={(event) => typed.change(event.target.value)}
              />
              {suggestions ? (
                <datalist id={`${control.id}-list`}>
                  {suggestions.map((each) => (
                    <option key={each} value={each} />
                  ))}
                </datalist>
              ) : null}
            </>
          )
        }
      </Field>
      {typed.message === null ? null : <PutBack label={label} onPress={typed.putBack} />}
    </div>
  );
}
