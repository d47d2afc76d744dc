import { appRoleOf, migration } from '@throughline/context';

const TABLES = ['kpi', 'dataset_version', 'verdict', 'data_contract', 'model_version', 'score_run', 'awaiting', 'evaluated_rows', 'reference_profile'];

export const factsAndMeasurements = migration('FactsAndMeasurements1764072000001', `
create table monitoring.kpi(workspace text not null, kpi text not null, kpi_version int not null, definition json not null, target double precision,
  baseline_evaluation text, published_version bigint not null, primary key(workspace, kpi));
create table monitoring.dataset_version(workspace text not null, dataset text not null, version text not null, source json not null,
  primary key(workspace, dataset, version));
create table monitoring.verdict(workspace text not null, verification text not null, dataset text not null, version text not null, verdict text not null,
  at timestamptz not null, primary key(workspace, verification));
create index verdict_of on monitoring.verdict(workspace, dataset, version, at);
create table monitoring.data_contract(workspace text not null, contract text not null, dataset text not null, contract_version int not null,
  columns json not null, moments json not null, at timestamptz not null, primary key(workspace, contract));
create index data_contract_of on monitoring.data_contract(workspace, dataset, at);
create table monitoring.model_version(workspace text not null, subject text not null, model text not null, dataset text not null, dataset_version text not null,
  trained_from text not null, trained_to text not null, primary key(workspace, subject, model));
create table monitoring.score_run(workspace text not null, run text not null, scored json not null, primary key(workspace, run));
create table monitoring.awaiting(workspace text not null, stream text not null, command text not null, primary key(workspace, stream));
create table monitoring.evaluated_rows(workspace text not null, evaluation text not null, position bigint generated always as identity, kpi text not null,
  share double precision not null, labels text not null, purpose text not null, recall double precision, weeks text[] not null, primary key(workspace, evaluation));
create index evaluated_rows_of on monitoring.evaluated_rows(workspace, kpi, labels, share, position);
create table monitoring.reference_profile(workspace text not null, key text not null, digest text not null, primary key(workspace, key));
grant select, insert, update, delete on ${TABLES.map((table) => `monitoring.${table}`).join(', ')} to ${appRoleOf('monitoring')};
`);
