import { command, event, givenThe } from '@throughline/testing';
import { modelVersionDecider } from './model-version.decider.ts';
import type { ModelVersionCommand, ModelVersionEvent } from './model-version.ts';
import { evaluation, registration, reproduction } from '../../test/known.ts';

const given = givenThe(modelVersionDecider);
const register = (data = registration) => command<ModelVersionCommand>('RegisterModelVersion', data);
const registered = event<ModelVersionEvent>('ModelVersionRegistered', registration);
const evaluated = event<ModelVersionEvent>('ModelVersionEvaluated', evaluation);
const reproduced = event<ModelVersionEvent>('ModelVersionReproduced', reproduction);

describe('a model version', () => {
  it('is registered by the run that made it', () => given().when(register()).then(registered));
  it('is met by a cached run, a forced rerun and any other run of the same subject', () => {
    given(registered).when(register()).thenNothing();
    given(registered).when(register({ ...registration, run: 'training-run-2' })).thenNothing();
  });
  it('remembers everybody who started a run of it', () => {
    const { model, name, subject } = registration;
    const again = event<ModelVersionEvent>('ModelVersionMadeAgain', { model, name, subject, run: 'training-run-2', authors: ['human:bo'] });
    const byBo = register({ ...registration, run: 'training-run-2', authors: ['human:bo'] });
    given(registered).when(byBo).then(again);
    given(registered, again).when(byBo).thenNothing();
  });
  it('serves the KPI that it was made for', () => given(registered).when(register({ ...registration, run: 'training-run-2', kpi: 'kpi-2' })).thenRefused('REGISTRY.OTHER_KPI', { kpi: 'kpi-1' }));
  it('keeps each evaluation once', () => {
    given(registered).when(command<ModelVersionCommand>('RecordEvaluation', evaluation)).then(evaluated);
    given(registered, evaluated).when(command<ModelVersionCommand>('RecordEvaluation', evaluation)).thenNothing();
  });
  it('says when a rerun came to another result', () => {
    const differed = { ...reproduction, differences: 2 };
    given(registered).when(command<ModelVersionCommand>('RecordRerun', differed)).then(event('ModelVersionNotReproduced', differed));
    given(event('RerunHeld', differed)).when(register()).then(registered, event('ModelVersionNotReproduced', differed));
  });
  it('keeps each rerun once', () => {
    given(registered).when(command<ModelVersionCommand>('RecordRerun', reproduction)).then(reproduced);
    given(registered, reproduced).when(command<ModelVersionCommand>('RecordRerun', reproduction)).thenNothing();
  });
  it('holds evidence that comes before its registration, once', () => {
    given().when(command<ModelVersionCommand>('RecordEvaluation', evaluation)).then(event('EvaluationHeld', evaluation));
    given().when(command<ModelVersionCommand>('RecordRerun', reproduction)).then(event('RerunHeld', reproduction));
    given(event('EvaluationHeld', evaluation)).when(command<ModelVersionCommand>('RecordEvaluation', evaluation)).thenNothing();
    given(event('RerunHeld', reproduction)).when(command<ModelVersionCommand>('RecordRerun', reproduction)).thenNothing();
  });
  it('says what it held once it is registered', () =>
    given(event('EvaluationHeld', evaluation), event('RerunHeld', reproduction)).when(register()).then(registered, evaluated, reproduced));
  it('does not keep held evidence twice', () =>
    given(event('EvaluationHeld', evaluation), registered, evaluated).when(command<ModelVersionCommand>('RecordEvaluation', evaluation)).thenNothing());
});
