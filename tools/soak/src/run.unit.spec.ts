import { run } from './run.ts';

describe('the command line of the soak', () => {
  const called = async (...args: string[]) => {
    let [out, err] = ['', ''];
    const code = await run(args, { out: (text) => { out += text; }, err: (text) => { err += text; } });
    return { code, out, err };
  };

  it('explains itself', async () => {
    const { code, out } = await called('--help');
    expect(code).toBe(0);
    for (const option of ['--minutes', '--kafka', '--kills', '--seed', '--json', '--nodes']) expect(out).toContain(option);
  });

  it.each([
    [['--minutes', 'ten'], /--minutes.*must be a number of minutes/s], [['--kills', '1.5'], /--kills.*whole number/s],
    [['--nodes', '2'], /--nodes.*1, 3/s], [['--broker'], /unknown option/], [['--seed', '-1'], /--seed/],
  ])('refuses %j and starts nothing', async (args, said) => {
    const { code, err } = await called(...args);
    expect(code).toBe(2);
    expect(err).toMatch(said);
  });
});
