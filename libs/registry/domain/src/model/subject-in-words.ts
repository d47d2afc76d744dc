import type { Subject } from '@throughline/kernel';

export const subjectInWords = (subject: Subject): string =>
  subject.kind === 'artifact' ? subject.digest : `${subject.provider} ${subject.model} ${subject.snapshot}`;
