/** How many times a second the clients together finish the work, each beginning anew as soon as it has finished. */
export const throughput = async <Client>(clients: readonly Client[], seconds: number, work: (client: Client) => Promise<void>): Promise<number> => {
  const began = performance.now();
  const until = began + seconds * 1_000;
  let finished = 0;
  await Promise.all(clients.map(async (client) => {
    while (performance.now() < until) {
      await work(client);
      finished++;
    }
  }));
  return (finished * 1_000) / (performance.now() - began);
};
