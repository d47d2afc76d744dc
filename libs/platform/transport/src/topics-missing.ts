/** Topics that nobody has made yet. */
export class TopicsMissing extends Error {
  /** The message without where they were looked for: what may be told to anybody. */
  readonly toAnybody: string;

  /** @param where such as ` in Kafka at host:9092` */
  constructor(topics: readonly string[], wayOut: string, where = '') {
    super(`topics do not exist${where}: ${topics.join(', ')}${wayOut}`);
    this.name = 'TopicsMissing';
    this.toAnybody = `topics do not exist: ${topics.join(', ')}${wayOut}`;
  }
}
