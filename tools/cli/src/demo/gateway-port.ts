import { createServer } from 'node:net';
import { freePort } from '@throughline/embedded-postgres';

const isFree = (port: number): Promise<boolean> => new Promise((resolve) => {
  const server = createServer().once('error', () => resolve(false)).listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
});

/** The wanted port, or another one where that is taken (or 0 is wanted). */
export const gatewayPort = async (wanted: number): Promise<number> => (wanted > 0 && (await isFree(wanted)) ? wanted : freePort());
