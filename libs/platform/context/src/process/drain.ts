import type { Server } from 'node:http';

/** What is not answered by then is cut off: the process must end within 10 s, and a program that ignores SIGTERM takes five of them. */
const ANSWER_WITHIN_MS = 3_000;
const LOOK_MS = 50;

/** Takes no new connection, lets what was asked be answered, and closes each connection when it has been. Safe where the server never listened. */
export const drain = async (server: Server, withinMs = ANSWER_WITHIN_MS): Promise<void> => {
  if (!server.listening) return;
  const closed = new Promise<void>((done) => server.close(() => done()));
  const look = setInterval(() => server.closeIdleConnections(), LOOK_MS);
  const cut = setTimeout(() => server.closeAllConnections(), withinMs);
  await closed;
  clearInterval(look);
  clearTimeout(cut);
};
