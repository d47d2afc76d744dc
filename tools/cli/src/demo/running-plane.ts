/** What a story is told to, however it runs. */
export interface RunningPlane {
  readonly url: string;
  readonly dataDir: string;
  /** Peak resident memory of each Node process so far by its name, in bytes; null where the system does not say (other than Linux). */
  peakMemory(): Readonly<Record<string, number | null>>;
  stop(): Promise<void>;
}

export interface PlaneOptions {
  readonly root: string;
  readonly dataDir: string;
  /** Port that the gateway should have; another one where it is taken. */
  readonly port: number;
  readonly datasetRoots: readonly string[];
  readonly trainingRoots: readonly string[];
  /** Aborted, a start ends what it has begun and rejects. */
  readonly signal: AbortSignal;
}
