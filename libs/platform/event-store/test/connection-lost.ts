/** True of what a client hears whose back end was killed, or that asks while the server recovers. */
export const lost = (error: unknown): boolean => {
  const { code, message } = error as { code?: string; message: string };
  return code === undefined ? /connection|terminated/i.test(message) : /^(?:08...|57P0.|ECONNREFUSED|ECONNRESET|EPIPE)$/.test(code);
};
