import type { HistoryPort } from '@throughline/transport';

/** What a suite needs to hold a history to its port. */
export interface HistoryUnderTest {
  readonly history: HistoryPort;
  readonly topic: string;
  /** Appends the next public event of a stream that it names, with a text of any characters. @returns the stream */
  append(stream: string | null, text: string): Promise<string>;
  /** Tells when all that was appended has been handed to the log. */
  relayed(): Promise<void>;
}

const TEXTS = ['plain', '"quoted" \\ and /', '\u2028\u2029\u0001\u007f', '\u{1f600} e\u0301 \ufeff', '9007199254740993', '</script>\r\n\t', ' '.repeat(3)];

/** The suite that every history passes: in process or over HTTP, a consumer cannot tell. */
export const historyConformance = (open: () => Promise<HistoryUnderTest>): void => {
  let tested: HistoryUnderTest;
  const streams: string[] = [];

  beforeAll(async () => {
    tested = await open();
    for (const text of TEXTS) streams.push(await tested.append(null, text));
    for (const text of TEXTS) await tested.append(streams[0]!, text);
    await tested.relayed();
  }, 60_000);

  it('tells a stream from a version on, ascending, with every character', async () => {
    const records = await tested.history.stream(streams[0]!, 1);
    expect(records.map(({ value }) => (JSON.parse(value) as { text: string }).text)).toEqual(TEXTS);
    expect(records.map(({ headers }) => Number(headers['ce_sequence']))).toEqual(TEXTS.map((_, index) => index + 2));
    expect(new Set(records.map(({ key, topic }) => `${topic} ${key}`))).toEqual(new Set([`${tested.topic} ${streams[0]}`]));
    expect(await tested.history.stream(streams[0]!, TEXTS.length + 1)).toEqual([]);
  });

  it('knows no stream that is not there', async () => {
    expect(await tested.history.stream('note-00000000-0000-5000-8000-000000000000', 0)).toEqual([]);
  });

  it('tells a topic in the owner\'s order, page by page, nothing twice and nothing left out', async () => {
    const whole = await tested.history.topic(tested.topic, 0, 1_000);
    const paged = [];
    for (let after = 0; ;) {
      const page = await tested.history.topic(tested.topic, after, 3);
      expect(page.length).toBeLessThanOrEqual(3);
      paged.push(...page);
      const last = page.at(-1);
      if (!last) break;
      after = last.position;
    }
    expect(paged).toEqual(whole);
    expect(whole.map(({ position }) => position)).toEqual([...whole.map(({ position }) => position)].sort((a, b) => a - b));
    expect(whole.filter(({ key }) => streams.includes(key))).toHaveLength(TEXTS.length * 2);
  });

  it('takes more than a page holds for a page', async () => {
    expect(await tested.history.topic(tested.topic, 0, 1_000_000)).toEqual(await tested.history.topic(tested.topic, 0, 1_000));
  });

  it('tells where streams end, and of those alone that moved since', async () => {
    const heads = await tested.history.heads(tested.topic, 0);
    expect(heads.find(({ stream }) => stream === streams[0])).toMatchObject({ stream: streams[0], version: TEXTS.length + 1 });
    expect(heads.map(({ position }) => position)).toEqual([...heads.map(({ position }) => position)].sort((a, b) => a - b));
    expect(await tested.history.heads(tested.topic, heads.at(-1)!.position)).toEqual([]);
    expect(await tested.history.heads(tested.topic, heads.at(-2)!.position)).toEqual([heads.at(-1)]);
  });

  it('names an instant before which it is complete, and what it has handed over', async () => {
    const [first] = await tested.history.stream(streams[0]!, 0);
    const { completeBefore, position } = await tested.history.head();
    expect(Date.parse(completeBefore!)).toBeGreaterThan(Date.parse(first!.headers['ce_time']!));
    expect(position).toBe((await tested.history.topic(tested.topic, 0, 1_000)).at(-1)!.position);
  });

  it('tells what of the topic counts', async () => {
    expect(await tested.history.floors(tested.topic)).toEqual({ offsets: [], withheld: null });
  });
};
