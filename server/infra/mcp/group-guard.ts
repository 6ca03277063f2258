import { type ChildProcess, spawn } from 'node:child_process';

// Lives in a session of its own and ends with its input: when this process dies, however it dies, the groups it was told of die too.
const SCRIPT = `
trap '' INT TERM HUP
pids=' '
while read -r op pid; do
  case "$op" in
    add) pids="$pids$pid " ;;
    drop) case "$pids" in *" $pid "*) pids="\${pids%% $pid *} \${pids#* $pid }" ;; esac ;;
  esac
done
for pid in $pids; do kill -s KILL -- "-$pid" 2>/dev/null; done
`;

/** Kills the process groups of servers when their worker is gone without a word (kill -9). */
export interface GroupGuard {
  add(pid: number): void;
  drop(pid: number): void;
  close(): void;
}

/** One small shell a worker, started with the first group. */
export function createGroupGuard(): GroupGuard {
  let shell: ChildProcess | null = null;
  const say = (line: string) => {
    if (!shell) {
      const env: NodeJS.ProcessEnv = { NODE_ENV: 'production', PATH: process.env.PATH };
      shell = spawn('/bin/sh', ['-c', SCRIPT], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], env });
      shell.on('error', () => undefined);
      shell.stdin?.on('error', () => undefined);
      shell.unref();
    }
    shell.stdin?.write(`${line}\n`);
  };
  return {
    add: (pid) => say(`add ${pid}`),
    drop: (pid) => say(`drop ${pid}`),
    close() {
      shell?.stdin?.end();
      shell = null;
    },
  };
}
