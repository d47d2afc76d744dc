/** Input that no figure may be computed from. `field` names the column or argument, `row` the row number where one is at fault. */
export class MetricInputError extends Error {
  readonly field: string;
  readonly row: number | undefined;

  constructor(field: string, detail: string, row?: number) {
    super(row === undefined ? `${field}: ${detail}` : `${field} of row ${row}: ${detail}`);
    this.name = 'MetricInputError';
    this.field = field;
    this.row = row;
  }
}
