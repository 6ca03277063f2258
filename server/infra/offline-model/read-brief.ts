import type { ChatRequest } from './chat-request';

export interface SourceText {
  name: string;
  type: string;
  /** Key of the task that wrote it; null for an input of the run. */
  taskKey: string | null;
  content: string;
  /** True while only the outline is known. */
  outlined: boolean;
}

/** What a request asks for, read from its first user message and from what tools returned since. */
export interface Brief {
  goal: string;
  key: string;
  title: string;
  role: string;
  artifactType: string;
  prompt: string;
  sources: SourceText[];
  /** What a gate sent back, line by line; empty where it did not. */
  mended: string[];
}

const MATERIAL = /\[material ([0-9a-f]{16})\] (\{.*\})\n([\s\S]*?)\n\[end of material \1\]/g;
const MARKER = /\[\[offline:[^\]]*\]\]/gi;

export function readBrief(request: ChatRequest): Brief {
  const system = request.messages.find((message) => message.role === 'system')?.content ?? '';
  const user = request.messages.find((message) => message.role === 'user')?.content ?? '';
  const text = user.replace(MATERIAL, '');
  const task = /\n# Your task: ([^\n]*)\n\n([\s\S]*)$/.exec(text);
  const goal =
    /^# Goal of the run\n\n([\s\S]*?)\n\n# (?:Materials|What you judge by|Your previous work|What has to be revised|Handing over|Form of the answer|Your task)/.exec(
      text,
    );
  const prompt = (task?.[2] ?? user).replace(MARKER, '').trim();
  const key = /This is task `([^`]+)`/.exec(text)?.[1] ?? 'answer';
  return {
    goal: (goal?.[1] ?? prompt).replace(MARKER, '').trim(),
    key,
    title: task?.[1] ?? firstLine(prompt),
    role: roleOf(system),
    artifactType: /main artifact is of type `([^`]+)`/.exec(text)?.[1] ?? 'document',
    prompt,
    sources: mergeSources(
      sourcesIn(user).filter(({ taskKey }) => taskKey === null || taskKey !== key),
      readSince(request),
    ),
    mended: findingsIn(user),
  };
}

const ROLE_WORDS: [string, string][] = [
  ['You are the planner', 'planner'],
  ['You are the project manager', 'project_manager'],
  ['You are the tech lead', 'tech_lead'],
  ['You are the backend engineer', 'backend_engineer'],
  ['You are the frontend engineer', 'frontend_engineer'],
  ['You are the database engineer', 'database_engineer'],
  ['You are the UX engineer', 'ux_engineer'],
  ['You are the code reviewer', 'code_reviewer'],
  ['You are the security reviewer', 'security_reviewer'],
];

function roleOf(system: string): string {
  return ROLE_WORDS.find(([words]) => system.startsWith(words))?.[1] ?? 'project_manager';
}

function sourcesIn(text: string): SourceText[] {
  return [...text.matchAll(MATERIAL)].flatMap((match) => {
    const header = parseHeader(match[2] ?? '');
    if (!header || isFindings(header)) return [];
    const from = /^task (.+)$/.exec(header.from ?? '');
    const outlined = header.shown === 'outline';
    return [{ name: header.name, type: header.type ?? 'document', taskKey: from?.[1] ?? null, content: match[3] ?? '', outlined }];
  });
}

/** What a gate found is no material to build on. */
const isFindings = (header: Header): boolean => header.name === 'findings' && /^(?:gate |yourself$)/.test(header.from ?? '');

function findingsIn(text: string): string[] {
  const found = [...text.matchAll(MATERIAL)].find((match) => {
    const header = parseHeader(match[2] ?? '');
    return header !== null && isFindings(header);
  });
  return found?.[3]?.split('\n').map((line) => line.trim()) ?? [];
}

interface Header {
  name: string;
  type?: string;
  from?: string;
  shown?: string;
}

function parseHeader(line: string): Header | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string' ? (value as Header) : null;
  } catch {
    return null;
  }
}

/** Pages that `read_artifact` returned, put together by name. */
function readSince(request: ChatRequest): Map<string, string> {
  const texts = new Map<string, string>();
  for (const message of request.messages) {
    if (message.role !== 'tool') continue;
    for (const source of sourcesIn(message.content)) texts.set(source.name, (texts.get(source.name) ?? '') + source.content);
  }
  return texts;
}

function mergeSources(sources: SourceText[], read: Map<string, string>): SourceText[] {
  return sources.map((source) => {
    const content = source.outlined ? read.get(source.name) : undefined;
    return content === undefined ? source : { ...source, content, outlined: false };
  });
}

export const firstLine = (text: string): string => text.trim().split('\n')[0]?.slice(0, 120) ?? '';
