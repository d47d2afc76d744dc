/** The broker could not be installed or started; the message says what to do. */
export class KafkaError extends Error {
  override readonly name = 'KafkaError';
}
