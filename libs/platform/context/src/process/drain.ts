import type { IncomingMessage, Server, ServerResponse } from 'node:http';

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

/**
 * Lets a server tell its clients that it leaves: from the call of the result on every answer that has not begun closes its connection,
 * so that the next request goes to somebody else instead of into a connection that is being closed.
 */
export const farewell = (server: Server): (() => void) => {
  const open = new Set<ServerResponse>();
  let leaving = false;
  const close = (response: ServerResponse): void => { if (!response.headersSent) response.setHeader('connection', 'close'); };
  server.prependListener('request', (_: IncomingMessage, response: ServerResponse) => {
    if (leaving) return close(response);
    open.add(response);
    response.once('close', () => open.delete(response));
  });
  return () => {
    leaving = true;
    open.forEach(close);
  };
};
