import type { DynamicModule, MiddlewareConsumer, NestModule, OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { CorrelationMiddleware } from '@throughline/context';
import { Gateway } from './gateway.ts';
import type { GatewayPorts } from './gateway-ports.ts';
import { FilesController } from './http/files.controller.ts';
import { GraphqlMiddleware } from './http/graphql.middleware.ts';
import { HealthController } from './http/health.controller.ts';
import { MetricsController } from './http/metrics.controller.ts';
import { parts as allParts } from './parts.ts';
import type { GatewayPart } from './schema/gateway-part.ts';

/** The gateway in a Nest application on express, created with `bodyParser: false`. Events are read once `app.get(Gateway).start()` is called. */
@Module({})
export class GatewayModule implements NestModule, OnModuleInit, OnApplicationShutdown {
  readonly #gateway: Gateway;

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
  }

  static forRoot(ports: GatewayPorts, parts: readonly GatewayPart[] = allParts): DynamicModule {
    return {
      module: GatewayModule,
      controllers: [FilesController, HealthController, MetricsController],
      providers: [{ provide: Gateway, useFactory: () => new Gateway(ports, parts) }],
      exports: [Gateway],
    };
  }

  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(CorrelationMiddleware).forRoutes('{*path}');
    consumer.apply(GraphqlMiddleware).forRoutes('graphql');
  }

  async onModuleInit(): Promise<void> {
    await this.#gateway.apollo.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#gateway.apollo.stop();
    await this.#gateway.stop();
  }
}
