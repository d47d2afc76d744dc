import fc from 'fast-check';
import { decodeNodeId, encodeNodeId, keyOf } from './node-id.ts';

describe('node ids', () => {
  it('round-trip for every key', () => fc.assert(fc.property(fc.string({ minLength: 1, maxLength: 100, unit: 'grapheme' }), (key) => {
    expect(decodeNodeId(encodeNodeId('Kpi', key))).toEqual({ type: 'Kpi', key });
  })));

  it('are taken for no other text', () => fc.assert(fc.property(fc.string(), (text) => decodeNodeId(text) === null)));

  it.each([['v2:Kpi:x'], ['v1:kpi:x'], ['v1:Kpi:'], ['v1:Kpi'], ['v1:Kpi:a\0b']])('are not made of %s', (plain) => expect(decodeNodeId(Buffer.from(plain).toString('base64url'))).toBeNull());

  it('in another spelling of the same bytes are refused', () => {
    const id = encodeNodeId('Kpi', 'ab');
    expect([decodeNodeId(`${id}=`), decodeNodeId(` ${id}`)]).toEqual([null, null]);
  });

  it('of another type name the field', () => {
    expect(() => keyOf('Initiative', encodeNodeId('Kpi', 'x'), ['input', 'initiativeId'])).toThrow('input.initiativeId: this names a thing of type Kpi; one of type Initiative is needed');
  });

  it('of nothing that a command could be about name the field', () => {
    expect(() => keyOf('Kpi', encodeNodeId('Kpi', 'x'), ['input', 'kpiId'])).toThrow('input.kpiId: this is no id of this API');
  });
});
