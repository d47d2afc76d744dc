/**
 * `input`: a relation cannot be opened (column missing, unreadable file, refused expression); `sql`: a statement failed;
 * `memory-limit`, `time-limit`: the job needs more than it was given; `crashed`: the process died.
 */
export type DataJobFailure = 'input' | 'sql' | 'memory-limit' | 'time-limit' | 'cancelled' | 'crashed';

/** A data job gave no result; its output folder was not made. */
export class DataJobFailed extends Error {
  override readonly name = 'DataJobFailed';
  readonly reason: DataJobFailure;
  /** The statement or relation concerned, if one is known. */
  readonly part: string | null;

  constructor(reason: DataJobFailure, message: string, part: string | null = null) {
    super(message);
    this.reason = reason;
    this.part = part;
  }
}
