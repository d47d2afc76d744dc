import { commandsAreDoneOnce, runsEndOnce } from './check-commands.ts';
import { acknowledgedIsStored, liveIsRebuilt, logKeepsOrder, nothingParked, projectedToTheEnd, storedIsJournaled, storedIsPublished, storedWithoutGaps } from './check-events.ts';
import type { Check, Evidence, Violation } from './evidence.ts';
import { factsStandOnce, policiesActOnce } from './policy-effects.ts';

const CHECKS: Readonly<Record<string, Check>> = {
  'stored without gaps': storedWithoutGaps,
  'acknowledged is stored': acknowledgedIsStored,
  'stored is published': storedIsPublished,
  'the log keeps order': logKeepsOrder,
  'stored is journaled': storedIsJournaled,
  'projected to the end': projectedToTheEnd,
  'nothing parked': nothingParked,
  'commands are done once': commandsAreDoneOnce,
  'policies act once': policiesActOnce,
  'facts stand once': factsStandOnce,
  'runs end once': runsEndOnce,
  'live is rebuilt': liveIsRebuilt,
};

/** Everything that the evidence says against the promise. */
export const verdictOn = (evidence: Evidence): readonly Violation[] =>
  Object.entries(CHECKS).flatMap(([check, judge]) => judge(evidence).map((what) => ({ check, what })));

export const CHECK_NAMES: readonly string[] = Object.keys(CHECKS);
