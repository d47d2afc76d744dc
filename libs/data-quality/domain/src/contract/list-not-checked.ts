import { at, type Fields } from '../shape/shape.ts';
import type { NotChecked } from './contract.ts';

// What is said to people about the data, and promises nothing about its rows.
const words = ['id', 'name', 'description', 'businessName', 'authoritativeDefinitions', 'tags', 'customProperties', 'physicalName'];
const read = {
  document: [...words, 'version', 'kind', 'apiVersion', 'tenant', 'status', 'dataProduct', 'domain', 'schema', 'contractCreatedTs'],
  table: [...words, 'logicalType', 'dataGranularityDescription', 'properties', 'quality'],
  property: [...words, 'logicalType', 'logicalTypeOptions', 'primaryKey', 'primaryKeyPosition', 'required', 'unique', 'transformSourceObjects', 'transformLogic', 'transformDescription', 'examples', 'quality'],
  quality: [...words, 'businessImpact', 'dimension', 'severity', 'type', 'unit', 'metric', 'arguments', 'query', 'engine', 'implementation',
    'mustBe', 'mustNotBe', 'mustBeGreaterThan', 'mustBeGreaterOrEqualTo', 'mustBeLessThan', 'mustBeLessOrEqualTo', 'mustBeBetween', 'mustNotBeBetween'],
};

const reasons: Record<string, string> = {
  servers: 'data is read from the registered file, not from a server', slaProperties: 'service levels are not measured', slaDefaultElement: 'service levels are not measured',
  roles: 'access is not governed by the contract', team: 'people are not checked', support: 'channels are not checked', price: 'prices are not checked',
  relationships: 'references to other tables are not followed', physicalType: 'the type in the file is held against logicalType only',
  partitioned: 'partitions are not looked at', partitionKeyPosition: 'partitions are not looked at', encryptedName: 'encryption is not looked at',
  classification: 'access is not governed by the contract', criticalDataElement: 'it changes no rule', items: 'the inside of a list is not looked at', properties: 'the inside of an object is not looked at',
  schedule: 'a version is verified when somebody asks for it', scheduler: 'a version is verified when somebody asks for it', method: 'it changes no rule', rule: 'metric says what is measured',
};

const saysNothing = (value: unknown): boolean =>
  value === undefined || value === null || value === false || value === -1 || value === '' ||
  (typeof value === 'object' && Object.keys(value as object).length === 0);

/** What one object of the contract says beyond what we read of it. */
export const listNotChecked = (level: keyof typeof read, object: Fields, path: string): NotChecked[] =>
  Object.entries(object)
    .filter(([key, value]) => !read[level].includes(key) && !saysNothing(value))
    .map(([key]) => ({ path: at(path, key), reason: reasons[key] ?? 'it is not read' }));
