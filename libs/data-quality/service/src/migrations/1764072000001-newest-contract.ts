import { appRoleOf, migration } from '@throughline/context';

export const newestContractTable = migration('NewestContract1764072000001', `
create table data_quality.newest_contract(workspace text not null, dataset text not null, contract text not null, primary key(workspace, dataset));
grant select, insert, update on data_quality.newest_contract to ${appRoleOf('data-quality')};
`);
