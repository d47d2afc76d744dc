import { appRoleOf, migration } from '@throughline/context';

export const factsAndMeasurements = migration('FactsAndMeasurements1764072000001', `
create table requirements.fact_anchor(workspace text not null, anchor text not null, primary key(workspace, anchor));
create table requirements.initiative_link(workspace text not null, anchor text not null, initiative text not null,
  primary key(workspace, anchor, initiative));
create table requirements.known_fact(workspace text not null, anchor text not null, key text not null, source text not null,
  subject text not null, observed_at timestamptz not null, fact json not null, primary key(workspace, anchor, key, source, subject));
create table requirements.measurement(workspace text not null, evaluation text not null, kpi text not null, kpi_version int not null,
  of_model boolean not null, value double precision, reason text, dataset_digest text not null, dataset_version text not null,
  weeks text[] not null, primary key(workspace, evaluation));
grant select, insert, update, delete on requirements.fact_anchor, requirements.initiative_link, requirements.known_fact, requirements.measurement
  to ${appRoleOf('requirements')};
`);
