import { stat } from 'node:fs/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { ContextInfrastructure } from '@throughline/context';
import { infrastructureToken } from '@throughline/context';
import { fileDigest, locateFile, RowsRefused } from '@throughline/data-engine';
import type { RecordDatasetVersionBody } from '@throughline/data-quality-contracts';
import type { DatasetFile, FileFound } from '@throughline/data-quality-domain';
import type { Digest } from '@throughline/kernel';

const ENDINGS = { 'application/vnd.apache.parquet': '.parquet', 'text/csv': '.csv' } as const;

type Named = Pick<RecordDatasetVersionBody, 'file' | 'sha256' | 'mediaType' | 'range'>;

/** The files below the dataset roots. */
@Injectable()
export class DatasetFiles {
  private readonly roots: readonly string[];

  constructor(@Inject(infrastructureToken('data-quality')) { datasetRoots }: ContextInfrastructure) {
    this.roots = datasetRoots;
  }

  /** What lies where the command says, if it is what the command says. */
  async look({ file, sha256, mediaType, range = null }: Named): Promise<FileFound> {
    const refused = (reason: string): FileFound => ({ status: 'refused', file, reason });
    if (!file.toLowerCase().endsWith(ENDINGS[mediaType])) return refused(`a file of type ${mediaType} ends in ${ENDINGS[mediaType]}`);
    try {
      const path = await locateFile(this.roots, file);
      const found = `sha256:${await fileDigest(path)}` as const;
      if (found !== sha256) return refused(`its digest is ${found}, not ${sha256}`);
      const known: DatasetFile = { file, sha256: found as Digest, size: (await stat(path)).size, mediaType, range };
      return { status: 'found', ...known };
    } catch (error) {
      if (error instanceof RowsRefused) return refused(error.message.replace(/^file: /, ''));
      throw error;
    }
  }
}
