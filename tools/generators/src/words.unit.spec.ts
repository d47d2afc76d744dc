import { kebab, pastTense, screaming, sentence } from './words.ts';

describe('names', () => {
  it.each([
    ['archive-model', 'model-archived'], ['register-dataset', 'dataset-registered'], ['open-window', 'window-opened'], ['deny-request', 'request-denied'],
    ['send-usage-bill', 'usage-bill-sent'], ['set-kpi-target', 'kpi-target-set'], ['stop-run', 'run-stopped'], ['withdraw-promotion', 'promotion-withdrawn'],
    ['start-verification', 'verification-started'], ['review-model-card', 'model-card-reviewed'],
  ])('of the event after %s: %s', (command, event) => expect(pastTense(command)).toBe(event));

  it('are written as each place wants them', () => expect([screaming('data-quality'), sentence('model-archived')]).toEqual(['DATA_QUALITY', 'Model archived']));

  it.each(['ArchiveModel', 'archive_model', '', '-model', 'model-', '1st'])('are refused unless they are in kebab case: "%s"', (name) =>
    expect(() => kebab('name', name)).toThrow(`--name=${name}: write it in kebab case`));
});
