import type { McpServerDefinition } from '@/server/core/mcp/config';
import type { Clock } from '@/server/core/ports/clock';
import type { McpAnswer, McpReport } from '@/server/core/ports/tools';
import { type ConnectDeps, type Connection, connect } from './connection';

const MAX_BACKOFF_MS = 60_000;
/** A call waits this long for a server to be tried again; else it is told. */
const PATIENCE_MS = 3_000;
/** Whoever lived so long may crash anew without the past being held against it. */
const HEALTHY_MS = 60_000;
const SETTLE_MS = 500;

export interface HandleDeps extends Pick<ConnectDeps, 'guard' | 'clientVersion' | 'folder'> {
  clock: Clock;
  /** What the server told, or how it ended. */
  report: (report: McpReport) => void;
}

/** One server of one worker: started by the first who needs it, started again after a crash, later and later. */
export class ServerHandle {
  readonly definition: McpServerDefinition;
  readonly #deps: HandleDeps;
  #connection: Connection | null = null;
  #connecting: Promise<Connection> | null = null;
  #failures = 0;
  #mayStartAt = 0;
  #startedAt = 0;
  #lastFault = '';
  #closed = false;
  #hung = false;
  #relisting = false;

  constructor(definition: McpServerDefinition, deps: HandleDeps) {
    this.definition = definition;
    this.#deps = deps;
  }

  /** Its tools as it tells them now. */
  async list(): Promise<McpReport> {
    this.#mayStartAt = 0;
    try {
      const known = this.#connection;
      const connection = await this.#connect();
      if (known === connection) await connection.relist();
      return this.#report(connection);
    } catch (error) {
      return this.#reportFault(error instanceof Error ? error.message : String(error));
    }
  }

  async call(
    at: { tool: string; hash: string },
    given: Record<string, unknown>,
    how: { timeoutMs: number; signal: AbortSignal; idempotencyKey: string },
  ): Promise<McpAnswer> {
    const connection = await this.#connectWithin(how.signal);
    if ('kind' in connection) return connection;
    if (connection.hashOf(at.tool) !== at.hash) {
      return { kind: 'fault', message: 'the tool is no longer what was allowed; an administrator must look at it and allow it again' };
    }
    const answer = await connection.call(at.tool, given, how);
    // A server that does not even answer a ping will not answer the next call either.
    if (answer.kind === 'fault' && this.#connection === connection && !(await connection.isAlive())) {
      this.#hung = true;
      await connection.close();
    }
    return answer;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const connection = this.#connection ?? (await this.#connecting?.catch(() => null));
    await connection?.close();
  }

  async #connectWithin(signal: AbortSignal): Promise<Connection | Exclude<McpAnswer, { kind: 'answered' }>> {
    const waitMs = this.#connection ? 0 : this.#mayStartAt - this.#deps.clock.now();
    if (waitMs > PATIENCE_MS) {
      const message = `it is down (${this.#lastFault}) and is tried again in ${Math.ceil(waitMs / 1_000)} s`;
      return { kind: 'fault', message };
    }
    try {
      if (waitMs > 0) await this.#deps.clock.sleep(waitMs, signal);
      return await this.#connect();
    } catch (error) {
      if (signal.aborted) return { kind: 'aborted' };
      return { kind: 'fault', message: `it could not be started: ${error instanceof Error ? error.message : String(error)}` };
    }
  }

  #connect(): Promise<Connection> {
    if (this.#closed) return Promise.reject(new Error('the worker is stopping'));
    if (this.#connection) return Promise.resolve(this.#connection);
    this.#connecting ??= this.#open().finally(() => {
      this.#connecting = null;
    });
    return this.#connecting;
  }

  async #open(): Promise<Connection> {
    let connection: Connection | null = null;
    let ended = false;
    try {
      connection = await connect(this.definition, {
        ...this.#deps,
        onClose: () => {
          ended = true;
          if (connection) this.#ended(connection);
        },
        onToolsChanged: () => void this.#relist(),
      });
    } catch (error) {
      this.#failed(error instanceof Error ? error.message : String(error));
      throw error;
    }
    if (ended) {
      this.#failed(connection.lastWords());
      throw new Error(connection.lastWords() || 'it ended at once');
    }
    this.#connection = connection;
    this.#startedAt = this.#deps.clock.now();
    this.#report(connection);
    return connection;
  }

  #ended(connection: Connection): void {
    if (this.#connection !== connection) return;
    this.#connection = null;
    if (this.#closed) {
      this.#deps.report({ status: 'stopped', error: null, version: connection.version, pid: null, tools: null });
      return;
    }
    if (this.#deps.clock.now() - this.#startedAt > HEALTHY_MS) this.#failures = 0;
    const fault = this.#hung ? 'it hung and was stopped' : connection.lastWords() || 'the connection ended';
    this.#hung = false;
    this.#failed(fault);
  }

  #failed(fault: string): void {
    this.#failures += 1;
    this.#lastFault = fault;
    this.#mayStartAt = this.#deps.clock.now() + Math.min(MAX_BACKOFF_MS, 500 * 2 ** Math.min(this.#failures, 10));
    this.#reportFault(fault);
  }

  /** Told by the server, as often as it likes: once in a while is enough. */
  async #relist(): Promise<void> {
    if (this.#relisting) return;
    this.#relisting = true;
    try {
      await this.#deps.clock.sleep(SETTLE_MS);
      const connection = this.#connection;
      if (!connection) return;
      await connection.relist();
      this.#report(connection);
    } catch {
      // The next call finds out.
    } finally {
      this.#relisting = false;
    }
  }

  #report(connection: Connection): McpReport {
    const { version, pid, note } = connection;
    const report: McpReport = { status: 'ready', error: note, version, pid, tools: [...connection.tools()] };
    this.#deps.report(report);
    return report;
  }

  #reportFault(error: string): McpReport {
    const report: McpReport = { status: 'failed', error: error.slice(0, 4_000), version: null, pid: null, tools: null };
    this.#deps.report(report);
    return report;
  }
}
