import { appRoleOf, migration } from '@throughline/context';

export const factsForRuns = migration('FactsForRuns1764072000001', `
create table training.kpi(workspace text not null, kpi text not null, kpi_version int not null, procedure json not null, primary key(workspace, kpi));
create table training.dataset_version(workspace text not null, dataset text not null, version text not null, name text not null, file text not null,
  sha256 text not null, range json, minus_keys text[] not null, primary key(workspace, dataset, version));
create table training.dataset_verdict(workspace text not null, verification text not null, dataset text not null, version text not null,
  verdict text not null, severe_failures text[] not null, contract text not null, contract_version int not null, at timestamptz not null,
  primary key(workspace, verification));
create index dataset_verdict_newest on training.dataset_verdict(workspace, dataset, version, at desc);
create table training.data_contract(workspace text not null, contract text not null, contract_version int not null, document text not null,
  moments text[] not null, columns json not null, primary key(workspace, contract, contract_version));
create table training.model_maker(workspace text not null, digest text not null, run text not null, at timestamptz not null,
  primary key(workspace, digest, run));
grant select, insert, update, delete on training.kpi, training.dataset_version, training.dataset_verdict, training.data_contract, training.model_maker
  to ${appRoleOf('training')};
`);
