import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { ReadBuffer, serializeMessage } from '@modelcontextprotocol/sdk/shared/stdio.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import type { GroupGuard } from './group-guard';

/** One message; what is longer is no answer but a flood. */
const MAX_MESSAGE_BYTES = 8 * 1024 * 1024;
/** What a server may say without having been asked again. */
const MAX_UNASKED_BYTES = 64 * 1024 * 1024;
const KEPT_STDERR = 4_000;
const TERM_MS = 1_000;
/** A child that left its group may hold the pipes open for ever. */
const LAST_WORDS_MS = 300;

export interface StdioCommand {
  command: string;
  args: string[];
  env: Record<string, string>;
  cwd: string;
}

/**
 * A server as a process of ours, in a group of its own: whatever it starts dies with it. It sees PATH, HOME, LANG and what its
 * definition gives, and none of our secrets. (The SDK's own transport inherits more, and kills the server alone.)
 */
export class GroupStdioTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly #command: StdioCommand;
  readonly #guard: GroupGuard;
  readonly #buffer = new ReadBuffer({ maxBufferSize: MAX_MESSAGE_BYTES });
  #child: ChildProcessByStdio<Writable, Readable, Readable> | null = null;
  #exited: Promise<void> = Promise.resolve();
  #unasked = 0;
  #stderr = '';
  #fault: string | null = null;
  #hasEnded = false;

  constructor(command: StdioCommand, guard: GroupGuard) {
    this.#command = command;
    this.#guard = guard;
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Resolves once it has ended and its last words are read, or after `withinMs`. */
  async settled(withinMs: number): Promise<void> {
    const late = new Promise<void>((resolve) => {
      setTimeout(resolve, withinMs).unref();
    });
    await Promise.race([this.#exited, late]);
  }

  /** Why it ended, as far as is known, with the last words it wrote to stderr. */
  get lastWords(): string {
    return [this.#fault, this.#stderr.trim()].filter(Boolean).join('; it said: ');
  }

  start(): Promise<void> {
    const { command, args, cwd, env } = this.#command;
    const child = spawn(command, args, { cwd, env: scrubbed(env), detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child = child;
    const { pid } = child;
    if (pid !== undefined) this.#guard.add(pid);
    this.#exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        this.#fault ??= `it ended with ${signal ? `signal ${signal}` : `exit code ${code}`}`;
        // What it left behind in its group ends too; then its pipes close, and its last words have been read.
        signalGroup(pid, 'SIGKILL');
        const end = () => {
          clearTimeout(late);
          this.#end(pid);
          resolve();
        };
        const late = setTimeout(end, LAST_WORDS_MS);
        child.once('close', end);
      });
      child.once('error', () => resolve());
    });
    child.stdout.on('data', (chunk: Buffer) => this.#read(chunk));
    child.stderr.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString('utf8')).slice(-KEPT_STDERR);
    });
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on('error', (error) => this.onerror?.(error));
    return new Promise((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (error: NodeJS.ErrnoException) => {
        this.#fault = error.code === 'ENOENT' ? `there is no program ${command} (or no folder ${cwd})` : error.message;
        reject(new Error(this.#fault));
      });
    });
  }

  send(message: JSONRPCMessage): Promise<void> {
    this.#unasked = 0;
    const { stdin } = this.#child ?? {};
    if (!stdin?.writable) return Promise.reject(new Error('the server has ended'));
    return new Promise((resolve, reject) => stdin.write(serializeMessage(message), (error) => (error ? reject(error) : resolve())));
  }

  /** Asks the group to end, and after a second ends it. */
  async close(): Promise<void> {
    const child = this.#child;
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
    child.stdin.end();
    signalGroup(child.pid, 'SIGTERM');
    const timer = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), TERM_MS);
    await this.#exited;
    clearTimeout(timer);
  }

  #read(chunk: Buffer): void {
    this.#unasked += chunk.length;
    if (this.#unasked > MAX_UNASKED_BYTES) {
      this.#kill(`it sent more than ${MAX_UNASKED_BYTES / 1024 / 1024} MiB without being asked`);
      return;
    }
    try {
      this.#buffer.append(chunk);
    } catch {
      this.#kill(`it sent a message of more than ${MAX_MESSAGE_BYTES / 1024 / 1024} MiB`);
      return;
    }
    for (;;) {
      try {
        const message = this.#buffer.readMessage();
        if (message === null) return;
        this.onmessage?.(message);
      } catch (error) {
        // A line that is no message, as servers print that take stdout for a log: passed over.
        this.onerror?.(error instanceof Error ? error : new Error(String(error)));
      }
    }
  }

  #kill(why: string): void {
    this.#fault ??= why;
    this.#child?.stdout.removeAllListeners('data');
    this.#child?.stdout.destroy();
    signalGroup(this.#child?.pid, 'SIGKILL');
  }

  #end(pid: number | undefined): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    if (pid !== undefined) this.#guard.drop(pid);
    this.#child?.stdin.destroy();
    this.#child?.stdout.destroy();
    this.#child?.stderr.destroy();
    this.onclose?.();
  }
}

function scrubbed(given: Record<string, string>): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'LANG'].flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  return { ...Object.fromEntries(kept), ...given } as NodeJS.ProcessEnv;
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The whole group is gone already.
  }
}
