import { among, fields, integer, isFields, matching, text, type Shape } from '../shape/shape.ts';

const uri = matching(/^[A-Za-z][A-Za-z0-9+.-]*:\S+$/, 'an address with a scheme, such as s3://bucket/key');

// What each type of server must (!) and may say.
const byType: Record<string, string> = {
  api: 'location!', athena: 'stagingDir! schema! catalog regionName', azure: 'location! format! delimiter', bigquery: 'project! dataset!',
  clickhouse: 'host! port! database!', databricks: 'catalog! schema! host', denodo: 'host! port! database', dremio: 'host! port! schema',
  duckdb: 'database! schema', glue: 'account! database! location format', cloudsql: 'host! port! database! schema!', db2: 'host! port! database! schema',
  hive: 'host! database! port', impala: 'host! database! port', informix: 'host! database! port', zen: 'host! database! port',
  custom: 'account catalog database dataset delimiter endpointUrl format host location path port project region regionName schema serviceName stagingDir warehouse stream',
  kafka: 'host! format', kinesis: 'region format', local: 'path! format!', mysql: 'host! port! database!', oracle: 'host! port! serviceName!',
  postgresql: 'host! port! database! schema!', postgres: 'host! port! database! schema!', presto: 'host! catalog schema', pubsub: 'project!',
  redshift: 'database! schema! host region account', s3: 'location! endpointUrl format delimiter', sftp: 'location! format delimiter',
  snowflake: 'account! database! schema! host port warehouse', sqlserver: 'host! database! schema! port', synapse: 'host! port! database!',
  trino: 'host! port! catalog! schema!', vertica: 'host! port! database! schema!',
};

const fieldShape = (name: string): Shape => (name === 'port' ? integer : ['location', 'stagingDir', 'endpointUrl'].includes(name) ? uri : text);

export const serverShape = (common: Record<string, Shape>): Shape => (value, path, problems) => {
  const kind = isFields(value) ? value.type : undefined;
  const own = typeof kind === 'string' && Object.hasOwn(byType, kind) ? byType[kind]!.split(' ') : null;
  if (own === null) {
    fields({ server: text, type: among(...Object.keys(byType)) }, {}, { open: true })(value, path, problems);
    return;
  }
  const required: Record<string, Shape> = { server: text, type: text };
  const optional: Record<string, Shape> = { ...common };
  for (const word of own) {
    if (word.endsWith('!')) required[word.slice(0, -1)] = fieldShape(word.slice(0, -1));
    else optional[word] = fieldShape(word);
  }
  fields(required, optional)(value, path, problems);
};
