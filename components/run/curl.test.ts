import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { curlGet, curlPost } from './curl';

/** What a shell makes of it: the arguments of `curl`, one a line, then what it is sent. */
const run = (command: string) =>
  execFileSync('sh', ['-c', `curl() { printf '%s\\n' "$@"; [ "$*" = "\${*#*@-}" ] || cat; }\n${command}`], {
    env: { ...process.env, SIGNALBOX_TOKEN: 'sb_1' },
  }).toString();

it('reads with the token of the shell', () => {
  const lines = run(curlGet('http://x:1', "/runs/1/tasks/it's")).split('\n');
  expect(lines).toContain('Authorization: Bearer sb_1');
  expect(lines).toContain("http://x:1/api/v1/runs/1/tasks/it's");
});

it('sends a body whatever is in it', () => {
  const body = { goal: `It's "$HOME" \`id\` \\ and\nJSON` };
  const sent = run(curlPost('http://x', '/runs', body));
  expect(JSON.parse(sent.slice(sent.indexOf('\n{')))).toEqual(body);
});
