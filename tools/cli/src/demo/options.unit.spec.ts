import { demoOptions } from './options.ts';

describe('the options of the demo', () => {
  it.each([
    [[], { exit: false, json: false, fresh: false, kafkaNodes: null }],
    [['--exit', '--json'], { exit: true, json: true, fresh: false, kafkaNodes: null }],
    [['--kafka'], { exit: false, json: false, fresh: false, kafkaNodes: 1 }],
    [['--nodes', '3', '--kafka', '--fresh'], { exit: false, json: false, fresh: true, kafkaNodes: 3 }],
  ])('%j', (args, expected) => expect(demoOptions(args)).toEqual(expected));

  it.each([
    [['--jsn'], 'Unknown option --jsn; known are'],
    [['--kafka', '--nodes'], '--nodes takes 1 or 3.'],
    [['--kafka', '--nodes', '2'], '--nodes takes 1 or 3, not 2.'],
    [['--nodes', '3'], 'goes with --kafka'],
    [['--kafka', '--nodes', '3', '--nodes', '1'], 'Unknown option --nodes'],
  ])('refuses %j', (args, message) => expect(() => demoOptions(args)).toThrow(expect.objectContaining({ exitCode: 2, message: expect.stringContaining(message) as string }) as Error));
});
