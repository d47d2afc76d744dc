export type RowsRefusal = 'absolute-path' | 'outside-roots' | 'not-found' | 'unknown-format' | 'digest-differs' | 'bad-range' | 'columns-needed';

/** `openRows` did not open the file; `field` is the argument at fault. */
export class RowsRefused extends Error {
  override readonly name = 'RowsRefused';
  readonly reason: RowsRefusal;
  readonly field: 'file' | 'sha256' | 'range' | 'columns' | 'roots';

  constructor(reason: RowsRefusal, field: RowsRefused['field'], message: string) {
    super(message);
    this.reason = reason;
    this.field = field;
  }
}
