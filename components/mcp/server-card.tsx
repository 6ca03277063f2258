'use client';
import { RefreshCw } from 'lucide-react';
import dynamic from 'next/dynamic';
import { type ReactNode, useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { RelativeTime } from '@/components/ui/relative-time';
import { Switch } from '@/components/ui/switch';
import type { McpServerView } from '@/lib/contracts/mcp';
import { plural } from '@/lib/format/count';
import { MCP_ROLES, type PolicyEdit, setRole, setTimeoutSeconds, switchServer } from './edit-policy';
import { ToolRow } from './tool-row';

const CallList = dynamic(() => import('./call-list').then((module) => module.CallList), { ssr: false });
const MAX_TIMEOUT_SECONDS = 600;

interface ServerCardProps {
  server: McpServerView;
  onEdit: (change: PolicyEdit) => void;
  onRefresh: () => void;
}

/** One server: how it does, who may use it, and its tools. */
export function ServerCard({ server, onEdit, onRefresh }: ServerCardProps) {
  const { policy, tools } = server;
  const allowed = tools.filter((tool) => tool.standing === 'allowed').length;
  const [showCalls, setShowCalls] = useState(false);
  return (
    <section aria-label={`Server ${server.name}`} className="rounded-lg border border-line bg-surface">
      <header className="flex items-start gap-3 px-3.5 py-3">
        <div className="min-w-0 flex-1">
          <div className="flex flex-wrap items-center gap-2">
            <h2 className="text-base">{server.name}</h2>
            <Standing server={server} />
          </div>
          <code className="mt-0.5 block truncate text-muted text-xs" title={server.target}>
            {server.transport === null ? 'no longer defined in the file' : server.target}
          </code>
          <p className="mt-1 flex flex-wrap gap-x-2.5 text-faint text-xs">
            {server.transport === null ? null : (
              <span>{server.transport === 'stdio' ? 'a process of each worker (stdio)' : 'streamable HTTP'}</span>
            )}
            {server.given.length > 0 ? <span>given: {server.given.join(', ')}</span> : null}
            {server.version ? <span>{server.version}</span> : null}
            {server.pid === null ? null : <span className="num">process {server.pid}</span>}
            {server.listedAt ? (
              <span>
                asked <RelativeTime at={server.listedAt} />
              </span>
            ) : null}
          </p>
        </div>
        <Button
          size="sm"
          busy={server.refreshing}
          disabled={server.transport === null || !policy.enabled}
          onClick={onRefresh}
          aria-label={`Ask ${server.name} for its tools again`}
        >
          <RefreshCw size={13} aria-hidden /> <span className="max-sm:hidden">Refresh</span>
        </Button>
        <Switch
          aria-label={`Use server ${server.name}`}
          checked={policy.enabled}
          disabled={server.transport === null && !policy.enabled}
          onCheckedChange={(on) => onEdit(switchServer(on))}
        />
      </header>
      {server.error ? (
        <p role="status" className="mx-3.5 mb-3 whitespace-pre-wrap rounded-md bg-failed-soft px-3 py-2 text-xs [overflow-wrap:anywhere]">
          {server.error}
        </p>
      ) : null}
      {policy.enabled ? (
        <>
          <Part title="Agents that may use it">
            <div className="flex flex-wrap gap-x-4 gap-y-1.5">
              {MCP_ROLES.map((role) => (
                <label key={role} className="flex items-center gap-1.5 pointer-coarse:min-h-9">
                  <input
                    type="checkbox"
                    className="size-3.5 accent-(--accent) pointer-coarse:size-5"
                    checked={policy.roles.includes(role)}
                    onChange={(event) => onEdit(setRole(role, event.target.checked))}
                  />
                  {role}
                </label>
              ))}
            </div>
            {policy.roles.length === 0 ? <p className="mt-1.5 text-waiting text-xs">No agent may use it yet.</p> : null}
          </Part>
          <Part title={`Tools${tools.length > 0 ? `: ${allowed} of ${tools.length} allowed` : ''}`}>
            {tools.length === 0 ? (
              <p className="text-muted">{server.refreshing ? 'Asking the server for its tools…' : 'The server has told no tools.'}</p>
            ) : (
              <ul className="-mx-3.5 border-line border-t">
                {tools.map((tool) => (
                  <ToolRow key={tool.name} tool={tool} onEdit={onEdit} />
                ))}
              </ul>
            )}
          </Part>
          <Part title="Limits">
            <label className="flex flex-wrap items-center gap-2 text-muted">
              A call may take
              <input
                key={policy.callTimeoutSeconds}
                type="number"
                min={1}
                max={MAX_TIMEOUT_SECONDS}
                defaultValue={policy.callTimeoutSeconds}
                onBlur={(event) => {
                  const seconds = Math.round(event.target.valueAsNumber);
                  const valid = seconds >= 1 && seconds <= MAX_TIMEOUT_SECONDS;
                  if (!valid) event.target.value = String(policy.callTimeoutSeconds);
                  else if (seconds !== policy.callTimeoutSeconds) onEdit(setTimeoutSeconds(seconds));
                }}
                className="num h-7 w-20 rounded-md border border-line-strong bg-surface px-2"
              />
              seconds, 600 at most
            </label>
          </Part>
          <div className="border-line border-t px-3.5 py-2">
            <Button size="sm" variant="quiet" aria-expanded={showCalls} onClick={() => setShowCalls(!showCalls)}>
              {showCalls ? 'Hide calls' : 'Recent calls'}
            </Button>
            {showCalls ? <CallList server={server.name} /> : null}
          </div>
        </>
      ) : (
        <p className="border-line border-t px-3.5 py-2.5 text-muted text-xs">
          {tools.length > 0
            ? `Off: none of its ${plural(tools.length, 'tool')} is offered.`
            : 'Off. Switch it on to see its tools; none is offered until you allow it.'}
        </p>
      )}
    </section>
  );
}

function Standing({ server }: { server: McpServerView }) {
  if (server.transport === null) return <Badge tone="warn">not defined</Badge>;
  if (!server.policy.enabled) return <Badge>off</Badge>;
  if (server.refreshing) return <Badge tone="accent">asking</Badge>;
  if (server.status === 'failed') return <Badge tone="bad">failed</Badge>;
  if (server.status === 'ready') return <Badge tone="good">ready</Badge>;
  return <Badge>{server.status === 'stopped' ? 'asleep: starts when needed' : 'not asked yet'}</Badge>;
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="border-line border-t px-3.5 pt-2.5 pb-3 last:pb-0">
      <h3 className="mb-2 font-medium text-muted text-xs">{title}</h3>
      {children}
    </div>
  );
}
