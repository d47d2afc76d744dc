export * from './gateway-config.ts';
export * from './run-gateway.ts';
export * from './run-service.ts';
export * from './service-config.ts';
export * from './start-gateway.ts';
export * from './start-service.ts';
