'use client';
import { type ReactNode, useId } from 'react';
import { cn } from './cn';

interface FieldProps {
  label: ReactNode;
  /** One line under the control; the error takes its place. */
  hint?: ReactNode;
  error?: string;
  optional?: boolean;
  className?: string;
  /** Draws the control with what ties it to its label and message. */
  children: (control: { id: string; 'aria-describedby': string | undefined; 'aria-invalid': true | undefined }) => ReactNode;
}

/** A labelled control with its hint or its error, tied together for assistive technology. */
export function Field({ label, hint, error, optional = false, className, children }: FieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const note = error ?? hint;
  return (
    <div className={cn('grid content-start gap-1.5', className)}>
      <label htmlFor={id} className="font-medium text-muted text-xs">
        {label}
        {optional ? <span className="ml-1.5 font-normal text-faint">optional</span> : null}
      </label>
      {children({ id, 'aria-describedby': note ? noteId : undefined, 'aria-invalid': error ? true : undefined })}
      {note ? (
        <p id={noteId} role={error ? 'alert' : undefined} className={cn('text-xs', error ? 'text-failed' : 'text-faint')}>
          {note}
        </p>
      ) : null}
    </div>
  );
}
