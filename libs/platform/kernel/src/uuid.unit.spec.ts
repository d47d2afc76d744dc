import { idOf, isUuid, uuidV5 } from './index.ts';

describe('derived ids', () => {
  it('are version 5 of RFC 9562, as other implementations derive them', () => {
    expect(uuidV5('www.example.com', '6ba7b810-9dad-11d1-80b4-00c04fd430c8')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
  });

  it('never change: every stream is named by them', () => {
    expect(idOf('default', 'model', 'late-flights')).toBe('2ebac31c-bce4-5b1d-b3cd-89f92a6202d5');
  });

  it('tell parts apart that read alike when joined', () => {
    expect(new Set([idOf('a', 'bc'), idOf('ab', 'c'), idOf('abc'), idOf('a', 'b', 'c'), idOf(1), idOf('1')]).size).toBe(6);
  });

  it.each(['2ED6657D-E942-568B-95A1-2665A8AEA6A2', '2ed6657de942568b95a12665a8aea6a2', '2ed6657d-e942-568b-95a1-2665a8aea6a2\n', ''])('%j is no UUID here', (text) => {
    expect(isUuid(text)).toBe(false);
  });
});
