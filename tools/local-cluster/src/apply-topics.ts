import { spawn } from 'node:child_process';

/** Makes the topics as an operator would: `throughline topics apply`. @throws with what the command says when it fails */
export const applyTopics = (program: string, brokers: readonly string[], env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<void> => new Promise((done, failed) => {
  const child = spawn(process.execPath, [program, 'topics', 'apply', '--brokers', brokers.join(','), '--replication', String(brokers.length)], {
    env, stdio: ['ignore', 'pipe', 'pipe'], ...(signal && { signal }),
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { said += chunk.toString(); });
  child.once('error', failed);
  child.once('close', (code) => {
    if (code === 0) done();
    else failed(new Error(`The topics could not be applied (exit ${code}):\n${said.trim()}`));
  });
});
