import { spawn } from 'node:child_process';

// Waits for the end of its standard input, which comes when the launcher ends in whatever way, also by SIGKILL.
// Then it ends the broker, unless its pid belongs to another program by now.
const script = `
read -r _
{ tr '\\0' ' ' < "/proc/$1/cmdline" || ps -ww -o args= -p "$1"; } 2>/dev/null | grep -qF -- "$2" && kill -9 "$1"
`;

/**
 * Starts a small shell that ends the broker `pid` as soon as this process is gone.
 *
 * @returns dismisses the shell
 * @throws Error where there is no such shell, or no process to be had: nothing would end the broker then
 */
export const endWithLauncher = async (pid: number, propertiesFile: string, program = '/bin/sh'): Promise<() => void> => {
  // A session of its own: a signal to the launcher's whole group must not end the shell before it has done its work.
  const shell = spawn(program, ['-c', script, 'sh', String(pid), propertiesFile], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  shell.unref();
  await new Promise<void>((spawned, failed) => shell.once('spawn', spawned).on('error', failed));
  return () => void shell.kill('SIGKILL');
};
