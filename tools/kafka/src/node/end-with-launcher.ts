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
 */
export const endWithLauncher = (pid: number, propertiesFile: string): () => void => {
  // A session of its own: a signal to the launcher's whole group must not end the shell before it has done its work.
  const shell = spawn('/bin/sh', ['-c', script, 'sh', String(pid), propertiesFile], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  shell.unref();
  shell.once('error', (error) => { throw error; });
  return () => void shell.kill('SIGKILL');
};
