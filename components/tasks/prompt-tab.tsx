import type { ReactNode } from 'react';
import { CopyButton } from '@/components/ui/copy-button';
import { RelativeTime } from '@/components/ui/relative-time';
import type { TaskDetail } from '@/lib/contracts/task';
import { formatBytes } from '@/lib/format/bytes';
import { LongText } from './long-text';

/** The first request of each conversation, word for word as the model got it; before the first, the task's own prompt. */
export function PromptTab({ task }: { task: TaskDetail }) {
  // What goes on after a rewind began with the same request.
  const conversations = task.conversations.filter((each) => each.continues === 0);
  if (conversations.length === 0) {
    return (
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <p className="text-muted">No model was asked yet. The task’s own prompt, around which the first request will be built:</p>
        <Message title="Prompt" text={task.prompt} bytes={new Blob([task.prompt]).size} open>
          <Pre text={task.prompt} />
        </Message>
      </div>
    );
  }
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      {conversations.toReversed().map((each, index) => (
        <section key={each.conversation} className="grid grid-cols-[minmax(0,1fr)] gap-3" aria-label={`Conversation ${index + 1}`}>
          {conversations.length > 1 ? (
            <h3 className="text-faint text-xs">
              conversation {conversations.length - index} · <RelativeTime at={each.createdAt} />
            </h3>
          ) : null}
          <Message title="User" text={each.user} bytes={each.userBytes} open={index === 0}>
            <LongText place={{ part: 'user', conversation: each.conversation }} bytes={each.userBytes} rest={each.userRest}>
              <Pre text={each.user} />
            </LongText>
          </Message>
          <Message title="System" text={each.system} bytes={each.systemBytes} open={false}>
            <LongText place={{ part: 'system', conversation: each.conversation }} bytes={each.systemBytes} rest={each.systemRest}>
              <Pre text={each.system} />
            </LongText>
          </Message>
        </section>
      ))}
    </div>
  );
}

function Message({
  title,
  text,
  bytes,
  open,
  children,
}: {
  title: string;
  text: string;
  bytes: number;
  open: boolean;
  children: ReactNode;
}) {
  return (
    <details open={open} className="rounded-md border border-line">
      <summary className="flex min-h-9 cursor-pointer items-center gap-2 rounded-md bg-sunken px-3 -outline-offset-2">
        <span className="flex-1 font-medium">{title}</span>
        <span className="num text-faint text-xs">{formatBytes(bytes)}</span>
        <CopyButton text={text} label={`Copy ${title.toLowerCase()} message`} />
      </summary>
      <div className="border-line border-t px-3 py-2.5">{children}</div>
    </details>
  );
}

function Pre({ text }: { text: string }) {
  return <pre className="whitespace-pre-wrap text-xs leading-[1.6] [overflow-wrap:anywhere]">{text}</pre>;
}
