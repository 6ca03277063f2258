import { Badge } from '@/components/ui/badge';
import type { ExecutionContext } from '@/lib/contracts/dead-letter';
import { plural } from '@/lib/format/count';
import { CUT_NOTE, Evidence, Quoted } from './evidence';
import { prettyBody } from './pretty-body';

/** The last call before the failure: what was asked, and what came back. Secrets are masked by the server. */
export function LetterCall({ context }: { context: ExecutionContext }) {
  const { lastRequest, lastResponse } = context;
  return (
    <>
      <Evidence
        title="Last request"
        aside={
          lastRequest
            ? [lastRequest.model, lastRequest.endpoint, `conversation ${lastRequest.conversation}`].filter(Boolean).join(' · ')
            : undefined
        }
      >
        {lastRequest ? (
          <ol className="divide-y divide-line overflow-hidden rounded-md border border-line bg-surface">
            {lastRequest.messages.map((message, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the messages of a sent request never move
              <li key={index}>
                <details open={index === lastRequest.messages.length - 1} className="group">
                  <summary className="flex cursor-pointer items-center gap-2 px-3 py-1.5 hover:bg-hover pointer-coarse:py-2.5">
                    <Badge>{message.role}</Badge>
                    <span className="min-w-0 flex-1 truncate text-muted text-xs group-open:invisible">{message.content.slice(0, 200)}</span>
                  </summary>
                  <div className="px-3 pb-2.5">
                    <Quoted label={`Message of ${message.role}`}>{message.content}</Quoted>
                    {message.cut ? <p className="mt-1 text-faint text-xs">{CUT_NOTE}</p> : null}
                  </div>
                </details>
              </li>
            ))}
          </ol>
        ) : (
          <p className="text-muted">No call was made.</p>
        )}
      </Evidence>
      <Evidence title="Last response" aside={lastResponse?.httpStatus ? `HTTP ${lastResponse.httpStatus}` : undefined}>
        {lastResponse && lastResponse.body !== '' ? (
          <>
            <Quoted label="Body of the response">{prettyBody(lastResponse.body)}</Quoted>
            {lastResponse.cut ? (
              <p className="mt-1 text-faint text-xs">Cut after {plural(lastResponse.body.length, 'character')}.</p>
            ) : null}
          </>
        ) : (
          <p className="text-muted">{lastResponse ? 'It had no body.' : 'Nothing came back.'}</p>
        )}
      </Evidence>
    </>
  );
}
