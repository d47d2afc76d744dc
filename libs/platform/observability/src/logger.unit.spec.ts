import { correlationIdOf, withCorrelation } from './correlation.ts';
import { createLogger } from './logger.ts';

const capture = () => {
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger({ name: 'test', level: 'info', destination: { write: (line) => lines.push(JSON.parse(line)) } });
  return { lines, logger };
};

describe('logger', () => {
  it('writes one JSON object a line with level, time and name', () => {
    const { lines, logger } = capture();
    logger.info({ rows: 3 }, 'read');
    expect(lines).toEqual([{ level: 'info', time: expect.stringMatching(/^\d{4}-.*Z$/), name: 'test', rows: 3, msg: 'read' }]);
  });

  it('carries the correlation id through awaits, and none outside', async () => {
    const { lines, logger } = capture();
    await withCorrelation('c-1', async () => { await Promise.resolve(); logger.info('inside'); });
    logger.info('outside');
    expect(lines.map(({ correlationId }) => correlationId)).toEqual(['c-1', undefined]);
  });

  it('lets a line name another correlation id', () => {
    const { lines, logger } = capture();
    withCorrelation('c-1', () => logger.info({ correlationId: 'c-2' }, 'about another'));
    expect(lines[0]).toMatchObject({ correlationId: 'c-2' });
  });

  it('keeps tokens out', () => {
    const { lines, logger } = capture();
    logger.info({ req: { headers: { authorization: 'Bearer x' } }, token: 'y' }, 'asked');
    expect(JSON.stringify(lines)).not.toMatch(/Bearer|"y"/);
  });

  it('leaves out what is below its level', () => {
    const { lines, logger } = capture();
    logger.debug('quiet');
    expect(lines).toEqual([]);
  });
});

describe('correlation id of a header', () => {
  it('takes a harmless word', () => expect(correlationIdOf('demo-1')).toBe('demo-1'));
  it.each([['x\ny'], [''], [undefined], ['a'.repeat(129)], [['a', 'b']]])('makes one of its own for %j', (header) => {
    expect(correlationIdOf(header)).toMatch(/^[0-9a-f-]{36}$/);
  });
});
