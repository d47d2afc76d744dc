import type { Command } from 'commander';
import { CliError, type Access } from '../plane-access.ts';
import { listParked, type Listed, type Which } from './parked/list-parked.ts';
import { ownerEnum, ownerName, OWNERS, OperatorSession, type SessionOptions, withSession } from './operator-session.ts';
import { describeReleased, isReleased, releaseParked, type Target } from './parked/release-parked.ts';

interface ReleaseOptions extends SessionOptions {
  readonly reason: string;
  readonly dryRun?: boolean;
}

interface Shown {
  readonly waitsFor: string | null;
  readonly events: number;
  readonly waiting: readonly { readonly version: number; readonly type: string; readonly error: string; readonly tries: number; readonly parkedAt: string; readonly deadLetteredAt: string | null; readonly payload: unknown }[];
  readonly acts: readonly { readonly kind: string; readonly from: number; readonly to: number; readonly reason: string; readonly error: string | null; readonly remaining: number; readonly actor: { readonly actor: string }; readonly at: string }[];
}

const SHOW = `query($owner: ParkedOwner!, $consumer: String!, $projection: String!, $stream: String!) {
  parkedStream(owner: $owner, consumer: $consumer, projection: $projection, stream: $stream) { owner consumer projection stream waitsFor events
    waiting { version type eventId time error tries parkedAt deadLetteredAt payload } acts { kind from to reason error remaining actor { actor } at } } }`;

const print = (text: string): void => { process.stdout.write(`${text}\n`); };
const progress = (text: string): void => { process.stderr.write(`${text}\n`); };
const owners = `one of ${OWNERS.join(', ')}`;

const lineOf = ({ owner, consumer, projection, stream, version, type, events, waitsFor, tries, parkedAt, error }: Listed): string =>
  `${owner} ${consumer} ${projection} ${stream}\n  since ${parkedAt}, version ${version} (${type || 'unreadable'}), ${events} waiting for ${waitsFor}, tried ${tries} times: ${error}`;

const show = async (session: OperatorSession, { owner, ...target }: Target): Promise<Shown | null> => session.ask(SHOW, { ...target, owner: ownerEnum(owner) });

const linesOf = ({ waitsFor, events, waiting, acts }: Shown): string => [
  waitsFor ? `${events} events wait for ${ownerName(waitsFor)}` : 'nothing waits any more',
  ...waiting.map((e) => `  version ${e.version} ${e.type}, tried ${e.tries} times, parked ${e.parkedAt}${e.deadLetteredAt ? `, dead letter ${e.deadLetteredAt}` : ''}: ${e.error}\n    ${JSON.stringify(e.payload)}`),
  ...(events > waiting.length ? [`  … and ${events - waiting.length} more`] : []),
  ...acts.map((a) => `  ${a.at} ${a.actor.actor} ${ownerName(a.kind)} ${a.from === a.to ? `version ${a.from}` : `versions ${a.from}–${a.to}`}, ${a.remaining} still waited${a.error ? `: ${a.error}` : ''} (${a.reason})`),
].join('\n');

const release = async (session: OperatorSession, targets: readonly Target[], { reason, dryRun = false, json }: ReleaseOptions, discard?: { readonly version: number; readonly upTo?: number | undefined }): Promise<void> => {
  const done = [];
  for (const [i, target] of targets.entries()) {
    if (targets.length > 1) progress(`${i + 1} of ${targets.length}`);
    const released = await releaseParked(session, target, { reason, dryRun, discard }, progress);
    done.push(released);
    if (!json) print(describeReleased(released));
  }
  if (json) print(JSON.stringify(done));
  if (!done.every(isReleased)) process.exitCode = 1;
};

const whole = (name: string, text: string): number => {
  if (!/^\d{1,15}$/.test(text)) throw new CliError(`${name}: ${text} is no version`, 2);
  return Number(text);
};

/** `throughline parked`: what operators do about events that a consumer could not apply; over the API, so it works whichever way the plane runs. */
export const parkedCommand = (program: Command, access: () => Access): void => {
  const parked = program.command('parked').description('events that a read model or policy could not apply, and what waits behind them');

  withSession(parked.command('list').description('lists every parked stream, the oldest first; exit code 1 when there is one, or when an owner does not answer'))
    .option('--owner <name>', `only those of ${owners}`).option('--consumer <name>', 'only those of one consumer').option('--projection <name>', 'only those of one read model or policy')
    .action(async (options: SessionOptions & Which) => {
      const { streams, unanswered } = await listParked(new OperatorSession(access(), options), options);
      print(options.json ? JSON.stringify(streams) : streams.map(lineOf).join('\n') || 'nothing is parked');
      if (unanswered.length) progress(`no answer of ${unanswered.join(', ')}: what waits there is not listed`);
      if (streams.length || unanswered.length) process.exitCode = 1;
    });

  withSession(parked.command('show').description('shows every event of a stream that waits, with its payload, and what was done about it; exit code 1 when there is none'))
    .argument('<owner>', owners).argument('<consumer>').argument('<projection>', 'read model or policy').argument('<stream>')
    .action(async (owner: string, consumer: string, projection: string, stream: string, options: SessionOptions) => {
      const found = await show(new OperatorSession(access(), options), { owner, consumer, projection, stream });
      if (!found) throw new CliError(`nothing of ${stream} waits there, and nothing was done about it`);
      print(options.json ? JSON.stringify(found) : linesOf(found));
    });

  withSession(parked.command('replay').description('tries what waits again, in version order, up to the first event that fails anew; exit code 1 unless all was applied'))
    .argument('[owner]', `${owners}; of the four as many as name what you mean, and --all for everything`).argument('[consumer]').argument('[projection]').argument('[stream]')
    .requiredOption('--reason <text>', 'why, 3–500 characters; kept as an event').option('--dry-run', 'says what would happen, and changes nothing').option('--all', 'everything that is parked')
    .action(async (owner: string | undefined, consumer: string | undefined, projection: string | undefined, stream: string | undefined, options: ReleaseOptions & { all?: boolean }) => {
      if ((owner === undefined) !== (options.all ?? false)) throw new CliError('name an owner, or everything with --all', 2);
      const session = new OperatorSession(access(), options);
      if (owner !== undefined && consumer !== undefined && projection !== undefined && stream !== undefined) return release(session, [{ owner, consumer, projection, stream }], options);
      const { streams, unanswered } = await listParked(session, { owner, consumer, projection });
      if (unanswered.length) throw new CliError(`no answer of ${unanswered.join(', ')}; nothing was replayed`);
      if (streams.length === 0 && !options.json) progress('nothing is parked');
      return release(session, streams.map((s) => ({ owner: s.owner, consumer: s.consumer, projection: s.projection, stream: s.stream })), options);
    });

  withSession(parked.command('discard').description('gives the failing event up for one read model or policy, then replays what waited behind it; exit code 1 unless all of that was applied'))
    .argument('<owner>', owners).argument('<consumer>').argument('<projection>', 'read model or policy').argument('<stream>')
    .requiredOption('--reason <text>', 'why, 3–500 characters; kept as an event').option('--dry-run', 'says what would happen, and changes nothing')
    .option('--version <n>', 'the failing version as you saw it: refused when it is another by now; the one that fails now unless told').option('--up-to <n>', 'last version to give up; the failing one alone unless told')
    .action(async (owner: string, consumer: string, projection: string, stream: string, options: ReleaseOptions & { version?: string; upTo?: string }) => {
      const session = new OperatorSession(access(), options);
      const target = { owner, consumer, projection, stream };
      const version = options.version === undefined ? (await show(session, target))?.waiting[0]?.version : whole('--version', options.version);
      if (version === undefined) throw new CliError(`nothing of ${stream} waits there`);
      return release(session, [target], options, { version, ...(options.upTo !== undefined && { upTo: whole('--up-to', options.upTo) }) });
    });
};
