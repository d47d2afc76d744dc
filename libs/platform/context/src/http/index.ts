export * from './authenticate.ts';
export * from './correlation.middleware.ts';
export * from './demand-operator.ts';
export * from './read-body.ts';
export * from './service-http.module.ts';
export * from './service-ports.ts';
