import { Injectable } from '@nestjs/common';
import { runDataJob } from '@throughline/data-engine';
import type { Environment } from '@throughline/training-domain';

const engineVersion = async (): Promise<string> => {
  const { rows } = await runDataJob({ inputs: {}, statements: [{ kind: 'rows', name: 'version', sql: 'SELECT version() AS version' }], limits: { memoryMb: 128, threads: 1, seconds: 30 } });
  return String(rows['version']?.[0]?.['version']);
};

/** What programs and data engine are run by here; the engine is asked once. */
@Injectable()
export class RunEnvironment {
  private engine: Promise<string> | undefined;

  async current(): Promise<Environment> {
    this.engine ??= engineVersion().catch((error: unknown) => {
      this.engine = undefined;
      throw error;
    });
    return { node: process.version, duckdb: await this.engine, platform: `${process.platform}-${process.arch}` };
  }
}
