import { spawn } from 'node:child_process';
import { once } from 'node:events';

const MAX_STDERR_LENGTH = 8_000;
/** How long a command may take to leave in good order; DynamoDB Local removes its temporary files then. */
const PATIENCE_MS = 5_000;

/**
 * Runs a command and ends it as soon as standard input ends, which the system sees to however our process ends,
 * also where no handler of ours could run. A process of its own, since Java does not watch its parent.
 */
const GUARD = `
  const { spawn } = require('node:child_process');
  const [, command, ...args] = process.argv;
  const guarded = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'], windowsHide: true });
  const end = () => {
    guarded.kill('SIGTERM');
    setTimeout(() => guarded.kill('SIGKILL'), ${PATIENCE_MS}).unref();
  };
  guarded.on('error', (error) => { console.error(error); process.exit(1); });
  guarded.on('exit', (code) => process.exit(code ?? 0));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);
  process.stdin.on('end', end).on('error', end).resume();
`;

/** A process that cannot outlive ours. */
export interface GuardedProcess {
  hasEnded(): boolean;
  /** The last thousands of characters of what it printed to stderr. */
  stderr(): string;
  /** Ends it and resolves when it has ended. */
  end(): Promise<void>;
}

/** Starts a command that ends when `end` is called or our process is no more. It gets no input; its output is dropped. */
export function spawnGuarded(command: string, args: readonly string[]): GuardedProcess {
  const guard = spawn(process.execPath, ['-e', GUARD, '--', command, ...args], {
    stdio: ['pipe', 'ignore', 'pipe'],
    // Out of our process group: a Ctrl-C is then ours to handle, with the engine still there.
    detached: true,
    windowsHide: true,
    // What steers our own Node (an inspector's port, a coverage folder) is not for the guard.
    env: { ...process.env, NODE_OPTIONS: '', NODE_V8_COVERAGE: '' },
  });
  const closed = once(guard, 'close');
  let stderr = '';
  guard.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-MAX_STDERR_LENGTH);
  });
  // The guard may be gone already when its input is ended.
  guard.stdin.on('error', () => {});
  return {
    hasEnded: () => guard.exitCode !== null || guard.signalCode !== null,
    stderr: () => stderr,
    async end() {
      guard.stdin.end();
      await closed;
    },
  };
}
