'use client';
import { CodeBlock } from '@/components/artifacts/code-block';
import { Markdown } from '@/components/artifacts/markdown';
import { isJson, layOutJson } from './spoken-json';

/** What a model said: prose as Markdown, JSON (a plan, for instance) as code. `speaking`: more of it is coming. */
export function Words({ text, speaking = false }: { text: string; speaking?: boolean }) {
  if (!isJson(text)) return <Markdown text={text} className={speaking ? 'speaking' : ''} />;
  if (!speaking) return <CodeBlock code={layOutJson(text)} language="json" className="[&_pre]:wrap-anywhere [&_pre]:whitespace-pre-wrap" />;
  // Plain while it grows: colouring it anew with every word would cost more than it shows.
  return (
    <pre className="speaking wrap-anywhere whitespace-pre-wrap rounded-md border border-line bg-sunken p-3 text-xs leading-[1.6]">
      <code>{text}</code>
    </pre>
  );
}
