import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Scraper } from './scraper.ts';
import type { SoakTarget } from './target/target.ts';

describe('counting over processes that are killed', () => {
  it('goes on when one is killed in the middle of its answer', async () => {
    const line = (count: number): string => `throughline_consumer_events_total{consumer="c",what="applied"} ${count}\n`;
    let answers = 0;
    const server = createServer((_, response) => {
      answers++;
      if (answers !== 2) return void response.end(line(answers));
      response.writeHead(200, { 'content-length': '1000' });
      return void response.write(line(999), () => response.destroy());
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const scraper = new Scraper({ processes: [{ name: 'registry', url }] } as unknown as SoakTarget, 'token');
    for (let n = 0; n < 3; n++) await scraper.look();
    expect([answers, scraper.totals.get('applied')]).toEqual([3, 3]);
    server.close();
  });
});
