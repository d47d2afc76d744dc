import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CONTEXTS, topicOf, type EventContract } from '@throughline/kernel';
import type { Check } from './check.ts';
import { publicEvents } from './public-contracts.ts';

const PAGE = join('docs', 'events.md');

interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly pattern?: string;
  readonly format?: string;
}

const inWords = (schema: Schema): string => {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((v) => JSON.stringify(v)).join(' \\| ');
  if (schema.anyOf) return schema.anyOf.map(inWords).join(' \\| ');
  if (schema.type === 'array') return `list of ${schema.items ? inWords(schema.items) : 'anything'}`;
  if (schema.type === 'object') return `{ ${Object.keys(schema.properties ?? {}).join(', ')} }`;
  return schema.format ?? schema.type ?? 'anything';
};

const section = (event: EventContract): string => {
  const { properties = {}, required = [] } = event.schema as Schema;
  const rows = Object.entries(properties).map(([name, schema]) => `| \`${name}\`${required.includes(name) ? '' : ' (optional)'} | ${inWords(schema)} |`);
  return `#### \`${event.type}\` v${event.version}

${event.summary}

| field | |
|---|---|
${rows.join('\n')}

<details><summary>example</summary>

\`\`\`json
${JSON.stringify(event.example, null, 2)}
\`\`\`

</details>
`;
};

const page = (): string => {
  const contexts = CONTEXTS.map((context) => {
    const own = publicEvents.filter((e) => e.context === context);
    const topics = [...new Set(own.map(topicOf))].map((topic) => {
      const events = own.filter((e) => topicOf(e) === topic);
      return `### Topic \`${topic}\`\n\n${events.map(section).join('\n')}`;
    });
    return `## ${context}\n\n${topics.join('\n')}`;
  });
  return `# Public events

Generated from the contracts by \`npm run check -- --write\`; do not edit. ${publicEvents.length} events of ${CONTEXTS.length} contexts.
Every message is a CloudEvents 1.0 event in binary mode: key = stream id, \`ce_type\` = \`throughline.<context>.<event>\`,
\`ce_sequence\` = the stream's published version (1, 2, 3, … without gaps), \`ce_time\` = when the owner's store recorded it.

${contexts.join('\n')}`;
};

/** The page of public events says what the contracts say. */
export const eventsPageCheck: Check = {
  name: 'docs/events.md is up to date',
  async run(root) {
    const found = await readFile(join(root, PAGE), 'utf8').catch(() => '');
    return found === page() ? [] : [`${PAGE} differs from the contracts: run npm run check -- --write`];
  },
};

export const writeEventsPage = (root: string): Promise<void> => writeFile(join(root, PAGE), page());
