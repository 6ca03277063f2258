'use client';
import { ChevronRight } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import type { McpToolView } from '@/lib/contracts/mcp';
import { allowTool, definitionText, type PolicyEdit, setAskFirst, toolPromises } from './edit-policy';

const ToolDiff = dynamic(() => import('./tool-diff').then((module) => module.ToolDiff), { ssr: false });

/** One tool: whether agents may call it, and whether a person is asked each time. */
export function ToolRow({ tool, onEdit }: { tool: McpToolView; onEdit: (change: PolicyEdit) => void }) {
  const [open, setOpen] = useState(false);
  const isAllowed = tool.standing === 'allowed' || tool.standing === 'gone';
  const shown = open || tool.standing === 'changed';
  return (
    <li data-testid="mcp-tool" data-tool={tool.name} className="border-line border-b last:border-b-0">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1.5 px-3.5 py-2">
        <button
          type="button"
          aria-expanded={shown}
          onClick={() => setOpen(!open)}
          className="flex min-w-0 flex-1 basis-64 items-start gap-1.5 text-left"
        >
          <ChevronRight
            size={14}
            aria-hidden
            className={cn('mt-1 shrink-0 text-faint transition-transform duration-120', shown && 'rotate-90')}
          />
          <span className="min-w-0">
            <span className="flex flex-wrap items-center gap-1.5">
              <code className="text-xs [overflow-wrap:anywhere]">{tool.name}</code>
              {toolPromises(tool.definition).map(({ text, tone }) => (
                <Badge key={text} tone={tone}>
                  {text}
                </Badge>
              ))}
              {tool.standing === 'changed' ? <Badge tone="bad">changed: not offered</Badge> : null}
              {tool.standing === 'gone' ? <Badge tone="warn">gone from the server</Badge> : null}
            </span>
            {shown ? null : <span className="line-clamp-1 text-muted text-xs">{tool.definition.description}</span>}
          </span>
        </button>
        <div className="flex items-center gap-4 max-sm:pl-5">
          {tool.standing === 'changed' ? (
            <Button size="sm" variant="primary" onClick={() => onEdit(allowTool(tool, true))}>
              Allow as it is now
            </Button>
          ) : (
            <Check label="Allow" name={tool.name} checked={isAllowed} onChange={(on) => onEdit(allowTool(tool, on))} />
          )}
          <Check label="Ask first" name={tool.name} checked={tool.askFirst} onChange={(on) => onEdit(setAskFirst(tool, on))} />
        </div>
      </div>
      {shown ? (
        <div className="px-3.5 pb-3 pl-9">
          {tool.approved ? (
            <ToolDiff before={definitionText(tool.approved)} after={definitionText(tool.definition)} />
          ) : (
            <pre className="scroll-quiet max-h-80 overflow-auto whitespace-pre-wrap rounded-md bg-sunken p-2.5 text-xs leading-[1.55] [overflow-wrap:anywhere]">
              {definitionText(tool.definition)}
            </pre>
          )}
          <p className="mt-1.5 text-faint text-xs">
            Models call it <code>{tool.callName}</code>.
          </p>
        </div>
      ) : null}
    </li>
  );
}

function Check(props: { label: string; name: string; checked: boolean; onChange: (checked: boolean) => void }) {
  return (
    <label className="flex items-center gap-1.5 whitespace-nowrap pointer-coarse:min-h-9">
      <input
        type="checkbox"
        aria-label={`${props.label}: ${props.name}`}
        className="size-3.5 accent-(--accent) pointer-coarse:size-5"
        checked={props.checked}
        onChange={(event) => props.onChange(event.target.checked)}
      />
      {props.label}
    </label>
  );
}
