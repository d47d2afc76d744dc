import { BackOff } from '../loop/index.ts';
import { RetryLater, type ConsumerHandlers, type TopicPartition } from '../log-transport.ts';

interface Question {
  readonly partition: TopicPartition;
  readonly answer: (offset: number) => void;
  readonly fail: (error: unknown) => void;
}

/** Asks a subscriber where to start: partitions that are asked for at the same moment go into one question. */
export class AskTogether {
  readonly #assigned: ConsumerHandlers['assigned'];
  readonly #report: (error: unknown) => void;
  readonly #backOff = new BackOff(200, 30_000);
  #questions: Question[] = [];

  constructor(assigned: ConsumerHandlers['assigned'], report: (error: unknown) => void) {
    this.#assigned = assigned;
    this.#report = report;
  }

  /** @throws RetryLater where the subscriber cannot say yet */
  ask(partition: TopicPartition): Promise<number> {
    return new Promise((answer, fail) => {
      if (this.#questions.push({ partition, answer, fail }) === 1) setImmediate(() => void this.#flush());
    });
  }

  async #flush(): Promise<void> {
    const asked = this.#questions;
    this.#questions = [];
    try {
      const offsets = await this.#assigned(asked.map((q) => q.partition));
      const unnamed = asked.find((_, n) => !Number.isSafeInteger(offsets[n]));
      if (unnamed) throw new Error(`no offset was named for ${unnamed.partition.topic}/${unnamed.partition.partition}`);
      this.#backOff.reset();
      asked.forEach((q, n) => q.answer(offsets[n]!));
    } catch (error) {
      const later = error instanceof RetryLater ? error : new RetryLater(this.#backOff.next(), { cause: error });
      if (later !== error) this.#report(error);
      for (const q of asked) q.fail(later);
    }
  }
}
