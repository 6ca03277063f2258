import type { McpServerPolicy, McpServerView, McpToolView } from '@/lib/contracts/mcp';

export type McpRole = McpServerPolicy['roles'][number];

/** By name rather than from the contract: that would bring the validator into the page's first script. */
export const MCP_ROLES: readonly McpRole[] = [
  'project_manager',
  'tech_lead',
  'backend_engineer',
  'frontend_engineer',
  'database_engineer',
  'ux_engineer',
  'code_reviewer',
  'security_reviewer',
];

/** A change of one server's permissions, made on the newest that is known of it. */
export type PolicyEdit = (server: McpServerView) => McpServerPolicy;

export const switchServer =
  (enabled: boolean): PolicyEdit =>
  ({ policy }) => ({ ...policy, enabled });

export const setRole =
  (role: McpRole, on: boolean): PolicyEdit =>
  ({ policy }) => ({ ...policy, roles: MCP_ROLES.filter((one) => (one === role ? on : policy.roles.includes(one))) });

export const setTimeoutSeconds =
  (callTimeoutSeconds: number): PolicyEdit =>
  ({ policy }) => ({ ...policy, callTimeoutSeconds });

/** Allows the tool as it is seen: with the hash that the person had before their eyes. */
export const allowTool =
  (tool: McpToolView, allowed: boolean): PolicyEdit =>
  ({ policy }) => ({ ...policy, tools: { ...policy.tools, [tool.name]: { allowed, askFirst: tool.askFirst, hash: tool.hash } } });

export const setAskFirst =
  (tool: McpToolView, askFirst: boolean): PolicyEdit =>
  ({ policy }) => {
    const known = policy.tools[tool.name] ?? { allowed: false, askFirst, hash: tool.hash };
    return { ...policy, tools: { ...policy.tools, [tool.name]: { ...known, askFirst } } };
  };

/** What a tool says of itself, as words. */
export function toolPromises({ annotations }: McpToolView['definition']): { text: string; tone: 'neutral' | 'warn' }[] {
  if (annotations.readOnlyHint === true) return [{ text: 'says it only reads', tone: 'neutral' }];
  return [
    annotations.destructiveHint === false
      ? { text: 'says it only adds', tone: 'neutral' }
      : { text: 'may change or destroy', tone: 'warn' },
    ...(annotations.idempotentHint === true ? [{ text: 'says twice is as once', tone: 'neutral' } as const] : []),
  ];
}

/** A definition set for reading and for comparing line by line. */
export function definitionText({ description, title, annotations, inputSchema }: McpToolView['definition']): string {
  const hints = Object.entries(annotations).filter(([, value]) => value !== null);
  const head = [title === null ? null : `title: ${title}`, ...hints.map(([name, value]) => `${name}: ${value}`)].filter(
    (line) => line !== null,
  );
  return [description, ...(head.length > 0 ? ['', ...head] : []), '', JSON.stringify(inputSchema, null, 2)].join('\n');
}
