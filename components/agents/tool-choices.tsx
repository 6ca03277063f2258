'use client';
import type { AgentView } from '@/lib/contracts/agent';

interface ToolChoicesProps {
  choices: AgentView['toolChoices'];
  value: readonly string[];
  disabled: boolean;
  error?: string;
  onChange: (tools: string[]) => void;
}

export function ToolChoices({ choices, value, disabled, error, onChange }: ToolChoicesProps) {
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium text-muted text-xs">Tools</legend>
      {choices.length === 0 ? <p className="text-faint text-xs">This role answers with a plan and takes no tools.</p> : null}
      <div className="grid gap-1">
        {choices.map((choice) => (
          <label
            key={choice.name}
            className="flex items-start gap-2 rounded-md px-1.5 py-1 hover:bg-hover has-disabled:hover:bg-transparent"
          >
            <input
              type="checkbox"
              checked={value.includes(choice.name)}
              disabled={disabled || choice.required}
              onChange={(event) =>
                onChange(
                  choices.map((one) => one.name).filter((name) => (name === choice.name ? event.target.checked : value.includes(name))),
                )
              }
              className="mt-0.5 accent-(--accent)"
            />
            <span className="grid min-w-0">
              <code className="text-xs">{choice.name}</code>
              <span className="text-faint text-xs">{choice.required ? 'Ends a task: every role has it.' : choice.description}</span>
            </span>
          </label>
        ))}
      </div>
      {error ? (
        <p role="alert" className="mt-1 text-failed text-xs">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}
