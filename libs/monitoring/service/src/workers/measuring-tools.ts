import { Inject, Injectable } from '@nestjs/common';
import { infrastructureToken, type ContextInfrastructure } from '@throughline/context';
import { MeasuringFolder } from '../measuring/measuring-folder.ts';
import { ReferenceProfiles } from '../measuring/reference-profile.ts';

/** What the workers of this context measure with. */
@Injectable()
export class MeasuringTools {
  readonly profiles: ReferenceProfiles;

  constructor(@Inject(infrastructureToken('monitoring')) private readonly infrastructure: ContextInfrastructure) {
    this.profiles = new ReferenceProfiles(infrastructure.pool, infrastructure.blobs);
  }

  inFolder<T>(work: (folder: MeasuringFolder) => Promise<T>): Promise<T> {
    return MeasuringFolder.use(this.infrastructure.datasetRoots, this.infrastructure.blobs, work);
  }
}
