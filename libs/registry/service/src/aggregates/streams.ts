import { naturalStream, subjectKey, type Subject } from '@throughline/kernel';

/** A name means one model in a workspace. */
export const modelStream = (workspace: string, name: string): string => naturalStream('model', workspace, name);

/** A subject is one version of a model, however many runs make it. */
export const modelVersionStream = (workspace: string, name: string, subject: Subject): string => naturalStream('model-version', workspace, name, subjectKey(subject));
