/** True of what a client hears whose back end was killed, or that asks while the server recovers. */
export const lost = (error: unknown): boolean => {
  const { code, message } = error as { code?: string; message: string };
  return code === undefined ? /connection|terminated/i.test(message) : /^(?:08...|57P0.|ECONNREFUSED|ECONNRESET|EPIPE)$/.test(code);
};

/** Asks again while the answer is lost with its connection; what is asked must be harmless to repeat. */
export const persistently = async <T>(ask: () => Promise<T>): Promise<T> => {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!lost(error)) throw error;
      await new Promise((again) => setTimeout(again, 5));
    }
  }
};
