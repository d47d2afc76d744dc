/** What a figure counts. Of rates more is better, of the others less. */
export type Unit = 'appends/s' | 'events/s' | 'rows/s' | 'statements/s' | 'ms' | 's' | 'MB' | '% of a core' | 'statements';

/** Ours beside the bare thing, measured in turn in the same run. */
export interface Figure {
  readonly name: string;
  readonly unit: Unit;
  readonly ours: number;
  /** The same without us; null where nothing bare does it. */
  readonly bare: number | null;
  /** What the design promises; it was met in this run or missed. */
  readonly bar?: Bar | undefined;
}

export interface Bar {
  readonly atLeast?: number;
  readonly atMost?: number;
}

export interface Findings {
  readonly figures: readonly Figure[];
  /** What a reader must know about this run's figures. */
  readonly notes: readonly string[];
}

/** How long to measure. */
export interface Scale {
  /** Times that the contenders take turns; one more goes before them to warm up. */
  readonly rounds: number;
  /** Of one turn that is measured by the clock. */
  readonly seconds: number;
  readonly journalEvents: number;
  /** Events that wait for relay and consumer. */
  readonly backlogEvents: number;
  readonly idleSeconds: number;
  readonly settleSeconds: number;
  /** Of one turn that is measured by the piece. */
  readonly queries: number;
}

export const FULL: Scale = { rounds: 5, seconds: 0.8, journalEvents: 20_000, backlogEvents: 1_000_000, idleSeconds: 20, settleSeconds: 6, queries: 100 };
export const QUICK: Scale = { rounds: 1, seconds: 0.1, journalEvents: 500, backlogEvents: 1_000, idleSeconds: 1, settleSeconds: 0.5, queries: 5 };

export interface BenchContext {
  readonly scale: Scale;
  readonly say: (progress: string) => void;
}

export type Bench = (context: BenchContext) => Promise<Findings>;

export const ratioOf = ({ ours, bare }: Figure): number | null => (bare === null || bare === 0 ? null : ours / bare);

const reaches = (value: number, { atLeast = -Infinity, atMost = Infinity }: Bar): boolean => value >= atLeast && value <= atMost;

/** `busy`: the bare thing misses the bar as well, so the machine does, whatever it is busy with. */
export type Verdict = 'met' | 'missed' | 'busy';

export const verdictOf = ({ ours, bare, bar }: Figure): Verdict | null => {
  if (bar === undefined) return null;
  if (reaches(ours, bar)) return 'met';
  return bare === null || reaches(bare, bar) ? 'missed' : 'busy';
};
