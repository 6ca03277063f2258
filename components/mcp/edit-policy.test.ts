import { expect, it } from 'vitest';
import type { McpServerView, McpToolView } from '@/lib/contracts/mcp';
import { mcpRoleSchema } from '@/lib/contracts/mcp';
import { allowTool, definitionText, MCP_ROLES, setAskFirst, setRole, switchServer, toolPromises } from './edit-policy';

const definition: McpToolView['definition'] = {
  name: 'write',
  title: null,
  description: 'Writes.',
  inputSchema: { type: 'object' },
  annotations: { readOnlyHint: null, destructiveHint: null, idempotentHint: null, openWorldHint: null },
};
const tool: McpToolView = {
  name: 'write',
  callName: 'files__write',
  definition,
  hash: 'h2',
  standing: 'changed',
  askFirst: true,
  approved: null,
};
const server = {
  name: 'files',
  policy: { enabled: false, roles: ['tech_lead'], callTimeoutSeconds: 60, tools: { write: { allowed: true, askFirst: true, hash: 'h1' } } },
} as unknown as McpServerView;

it('knows every role that may be given a tool', () => {
  expect([...MCP_ROLES].sort()).toEqual([...mcpRoleSchema.options].sort());
});

it('changes what is meant and nothing else', () => {
  expect(switchServer(true)(server)).toEqual({ ...server.policy, enabled: true });
  expect(setRole('project_manager', true)(server).roles).toEqual(['project_manager', 'tech_lead']);
  expect(setRole('tech_lead', false)(server).roles).toEqual([]);
  expect(setAskFirst(tool, false)(server).tools.write, 'what was seen before stays pinned').toEqual({
    allowed: true,
    askFirst: false,
    hash: 'h1',
  });
  expect(allowTool(tool, true)(server).tools.write, 'allowing pins what is seen').toEqual({ allowed: true, askFirst: true, hash: 'h2' });
});

it('never calls a tool harmless that does not say so', () => {
  expect(toolPromises(definition).map(({ text }) => text)).toEqual(['may change or destroy']);
  expect(toolPromises({ ...definition, annotations: { ...definition.annotations, readOnlyHint: true } })[0]?.text).toBe(
    'says it only reads',
  );
});

it('sets a definition for reading', () => {
  expect(definitionText({ ...definition, annotations: { ...definition.annotations, readOnlyHint: true } })).toBe(
    'Writes.\n\nreadOnlyHint: true\n\n{\n  "type": "object"\n}',
  );
});
