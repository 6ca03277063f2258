import { CopyButton } from '@/components/ui/copy-button';
import { RelativeTime } from '@/components/ui/relative-time';
import type { TaskDetail } from '@/lib/contracts/task';
import { formatBytes } from '@/lib/format/bytes';

/** The first request of each conversation, word for word as the model got it; before the first, the task's own prompt. */
export function PromptTab({ task }: { task: TaskDetail }) {
  if (task.conversations.length === 0) {
    return (
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <p className="text-muted">No model was asked yet. The task’s own prompt, around which the first request will be built:</p>
        <Message title="Prompt" text={task.prompt} open />
      </div>
    );
  }
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      {task.conversations.toReversed().map((each, index) => (
        <section key={each.conversation} className="grid grid-cols-[minmax(0,1fr)] gap-3" aria-label={`Conversation ${index + 1}`}>
          {task.conversations.length > 1 ? (
            <h3 className="text-faint text-xs">
              conversation {task.conversations.length - index} · <RelativeTime at={each.createdAt} />
            </h3>
          ) : null}
          <Message title="User" text={each.user} open={index === 0} />
          <Message title="System" text={each.system} open={false} />
        </section>
      ))}
    </div>
  );
}

function Message({ title, text, open }: { title: string; text: string; open: boolean }) {
  return (
    <details open={open} className="rounded-md border border-line">
      <summary className="flex min-h-9 cursor-pointer items-center gap-2 rounded-md bg-sunken px-3 -outline-offset-2">
        <span className="flex-1 font-medium">{title}</span>
        <span className="num text-faint text-xs">{formatBytes(new Blob([text]).size)}</span>
        <CopyButton text={text} label={`Copy ${title.toLowerCase()} message`} />
      </summary>
      <pre className="whitespace-pre-wrap border-line border-t px-3 py-2.5 text-xs leading-[1.6] [overflow-wrap:anywhere]">{text}</pre>
    </details>
  );
}
