import { CodeBlock } from '@/components/artifacts/code-block';
import { CopyButton } from '@/components/ui/copy-button';
import type { TaskDetail } from '@/lib/contracts/task';

/** What the task hands on as data, value by value, each with the words by which later prompts name it. */
export function OutputsTab({ task }: { task: TaskDetail }) {
  const { outputs, outputsSchema } = task;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {outputs ? (
        <>
          <dl className="grid grid-cols-[minmax(0,1fr)] gap-2.5">
            {Object.entries(outputs).map(([name, value]) => (
              <div key={name} className="rounded-md border border-line">
                <dt className="flex items-center gap-2 rounded-t-md bg-sunken px-3 py-1">
                  <code className="min-w-0 flex-1 truncate text-xs">{name}</code>
                  <CopyButton text={`{{tasks.${task.key}.outputs.${name}}}`} label="Copy its name for a prompt" />
                  <CopyButton text={typeof value === 'string' ? value : JSON.stringify(value, null, 2)} label={`Copy ${name}`} />
                </dt>
                <dd className="scroll-quiet max-h-72 overflow-auto whitespace-pre-wrap border-line border-t px-3 py-2 font-mono text-xs leading-[1.6] [overflow-wrap:anywhere]">
                  {typeof value === 'string' ? value : JSON.stringify(value, null, 2)}
                </dd>
              </div>
            ))}
          </dl>
          <p className="flex items-center gap-1 text-faint text-xs">
            All of it as JSON <CopyButton text={JSON.stringify(outputs, null, 2)} label="Copy all as JSON" />
          </p>
        </>
      ) : (
        <p className="text-muted">
          {task.status === 'SUCCEEDED' ? 'The task handed on nothing.' : 'What the task hands on as data will be here once it is done.'}
        </p>
      )}
      <details className="text-xs">
        <summary className="cursor-pointer text-muted hover:text-fg">The schema it must fit</summary>
        <div className="mt-2">
          <CodeBlock code={JSON.stringify(outputsSchema, null, 2)} language="json" className="[&_pre]:whitespace-pre-wrap" />
        </div>
      </details>
    </div>
  );
}
