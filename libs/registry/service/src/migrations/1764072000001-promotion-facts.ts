import { appRoleOf, migration } from '@throughline/context';

export const promotionFacts = migration('PromotionFacts1764072000001', `
create table registry.contract_verdict(workspace text not null, verification text not null, dataset text not null, dataset_version text not null,
  dataset_digest text not null, verdict text not null, severe_failures text[] not null, authors text[] not null, at timestamptz not null,
  primary key(workspace, verification));
create index contract_verdict_of_version on registry.contract_verdict(workspace, dataset, dataset_version, at desc);
create table registry.initiative_kpi(workspace text not null, initiative text not null, kpi text not null, primary key(workspace, kpi, initiative));
create table registry.initiative_phase(workspace text not null, initiative text not null, phase text not null, primary key(workspace, initiative));
create table registry.gate_criterion(workspace text not null, initiative text not null, phase text not null, criterion text not null, title text not null,
  result text not null, remedy text not null, authors text[] not null, primary key(workspace, initiative, phase, criterion));
create table registry.kpi_definition(workspace text not null, kpi text not null, version int not null, primary key(workspace, kpi));
grant select, insert, update, delete on registry.contract_verdict, registry.initiative_kpi, registry.initiative_phase, registry.gate_criterion,
  registry.kpi_definition to ${appRoleOf('registry')};
`);
