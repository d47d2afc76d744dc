import type { ContextName, Digest, EventContract, IntegrationEvent, Reaction } from '@throughline/kernel';
import type { Column } from './columns.ts';

/** A blob that an entity names, served at `/files/{digest}` to whoever may see the entity. */
export interface FileReference {
  readonly digest: Digest;
  readonly name: string;
  readonly mediaType: string;
  /** Bytes. */
  readonly size: number;
}

export interface FoldDefinition<Doc> {
  /** Kebab-case noun. */
  readonly name: string;
  /** Raise it when the document or a column changes: the new version has a table of its own and is filled from the owners' histories. */
  readonly version: number;
  /** GraphQL type; the name in PascalCase unless said otherwise. */
  readonly type?: string;
  readonly columns?: Readonly<Record<string, Column<Doc>>>;
  readonly files?: (doc: Doc) => readonly FileReference[];
  /** Events that begin the entity. */
  readonly starts?: readonly Reaction<Doc, []>[];
  /** Events that change it: pure, `(event, document) → document`. */
  readonly on?: readonly Reaction<Doc, [doc: Doc]>[];
  /** Where a stream can begin with any event of `on`: the document before it. */
  readonly blank?: (event: IntegrationEvent) => Doc;
}

/** A read model of one kind of stream, as the rest of the gateway sees it: documents are JSON. */
export interface Fold {
  readonly name: string;
  readonly version: number;
  readonly type: string;
  readonly context: ContextName;
  readonly streamType: string;
  /** Without schema. */
  readonly table: string;
  readonly columns: readonly (readonly [name: string, column: Column<unknown>])[];
  /** Events that it knows; any other event of the stream moves the version and leaves the document. */
  readonly contracts: readonly EventContract[];
  /** The document after an event. @throws when the event does not fit the document: the stream is then parked for this read model. */
  apply(event: IntegrationEvent, doc: unknown): unknown;
  files(doc: unknown): readonly FileReference[];
}

const pascal = (name: string): string => name.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');

/** Describes a read model: the pure fold of exactly one stream, plus the columns that it is searched by. */
export const fold = <Doc>(definition: FoldDefinition<Doc>): Fold => {
  const { name, version, starts = [], on = [], columns = {}, blank } = definition;
  if (!/^[a-z][a-z0-9-]*$/.test(name)) throw new Error(`read model "${name}": the name must be kebab-case`);
  const contracts = [...starts, ...on].map(({ contract }) => contract);
  const [first] = contracts;
  if (!first || (starts.length === 0 && !blank)) throw new Error(`read model ${name} starts with no event`);
  const stranger = contracts.find((c) => c.context !== first.context || c.aggregate !== first.aggregate);
  if (stranger) throw new Error(`read model ${name} folds ${first.aggregate} streams only; ${stranger.type} is of ${stranger.context}/${stranger.aggregate}`);
  const beginning = new Map(starts.map((reaction) => [reaction.contract.type, reaction.react as (event: IntegrationEvent) => Doc]));
  const changing = new Map(on.map((reaction) => [reaction.contract.type, reaction.react as (event: IntegrationEvent, doc: Doc) => Doc]));
  const known = new Set(contracts.map(({ type }) => type));
  if (known.size < contracts.length) throw new Error(`read model ${name} names an event twice`);

  return {
    name, version, contracts,
    type: definition.type ?? pascal(name),
    context: first.context,
    streamType: first.aggregate,
    table: `${name.replaceAll('-', '_')}_v${version}`,
    columns: Object.entries(columns) as [string, Column<unknown>][],
    files: (doc) => definition.files?.(doc as Doc) ?? [],
    apply(event, doc) {
      if (!known.has(event.type)) return doc;
      const start = beginning.get(event.type);
      if (start && doc === null) return start(event);
      if (start) throw new Error(`${name}: ${event.type} (version ${event.version}) would begin an entity that exists`);
      const before = doc ?? blank?.(event) ?? null;
      if (before === null) throw new Error(`${name}: ${event.type} (version ${event.version}) came before any event that begins the entity`);
      return changing.get(event.type)!(event, before as Doc);
    },
  };
};
