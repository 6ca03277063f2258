import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { refusalOf } from './guard';
import type { HostPolicy } from './host-policy';
import { needsSession, signInLocation } from './page-gate';

const loopback: HostPolicy = { listen: '127.0.0.1', publicUrl: null, allowedHosts: [] };
const status = (policy: HostPolicy, headers: Record<string, string>, method = 'GET', url = '/runs') =>
  refusalOf(policy, { headers, method, url } as unknown as IncomingMessage)?.status ?? 200;

describe('hosts', () => {
  test.each([
    ['127.0.0.1:3000', loopback, 200],
    ['localhost:3000', loopback, 200],
    ['LOCALHOST', loopback, 200],
    ['[::1]:3000', loopback, 200],
    ['evil.example', loopback, 421],
    ['localhost.evil.example', loopback, 421],
    ['127.0.0.1.evil.example:3000', loopback, 421],
    ['user@localhost', loopback, 421],
    ['192.168.1.5:3000', loopback, 421],
    ['', loopback, 421],
    ['192.168.1.5:3000', { ...loopback, listen: '0.0.0.0' }, 200],
    ['evil.example', { ...loopback, listen: '0.0.0.0' }, 421],
    ['box.example', { ...loopback, publicUrl: 'https://box.example' }, 200],
    ['box:3000', { ...loopback, allowedHosts: ['Box'] }, 200],
  ])('%s', (host, policy, expected) => {
    expect(status(policy, { host })).toBe(expected);
  });
});

describe('other sites', () => {
  const host = 'localhost:3000';
  test.each([
    ['a form of another site', { origin: 'https://evil.example' }, 'POST', '/api/auth/callback/credentials', 403],
    ['a sandboxed page', { origin: 'null' }, 'POST', '/api/first-run', 403],
    ['the same name on another port', { origin: 'http://localhost:4000' }, 'POST', '/api/auth/signout', 403],
    ['a socket, which the handshake looks at', { origin: 'https://evil.example' }, 'GET', '/socket.io/?EIO=4', 200],
    ['our own form', { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-origin' }, 'POST', '/api/auth/signout', 200],
    ['a program', {}, 'POST', '/api/first-run', 200],
    ['a link from another site', { 'sec-fetch-site': 'cross-site' }, 'GET', '/runs', 200],
    ['the contract, which authenticates first', { origin: 'https://evil.example' }, 'POST', '/api/v1/runs', 200],
  ])('%s', (_name, headers, method, url, expected) => {
    expect(status(loopback, { host, ...headers }, method, url)).toBe(expected);
  });
});

describe('pages', () => {
  test.each([
    ['/', true],
    ['/runs', true],
    ['/runs/a.b', true],
    ['/signin', true],
    ['/sign-in', false],
    ['/welcome', false],
    [`/decide/${'x'.repeat(43)}`, false],
    ['/decide/x/y', true],
    ['/decide', true],
    ['/favicon.ico', false],
    ['/schemas/workflow.json', false],
    ['/schemas/workflow.json/x', true],
    ['/_next/static/x.js', false],
    ['/api/v1/runs', false],
  ])('%s needs a session: %s', (path, expected) => {
    expect(needsSession(path)).toBe(expected);
  });

  test.each([
    ['/', '/sign-in'],
    ['/runs?status=failed', '/sign-in?callbackUrl=%2Fruns%3Fstatus%3Dfailed'],
    ['//evil.example', '/sign-in'],
    ['/\\evil.example', '/sign-in'],
    ['https://evil.example/', '/sign-in'],
  ])('%s comes back by %s', (path, expected) => {
    expect(signInLocation(path)).toBe(expected);
  });
});
