/** Trying again would end the same way: the stream is told at once. */
export class MeasuringFailed extends Error {
  override readonly name = 'MeasuringFailed';
}
