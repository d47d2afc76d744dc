import { type DynamicModule, type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import type { ContextHost } from '../context-host.ts';
import { hostToken } from '../context-module.ts';
import { AnswerFaults } from './answer-faults.ts';
import { CommandsController } from './commands.controller.ts';
import { CorrelationMiddleware } from './correlation.middleware.ts';
import { HistoryController } from './history.controller.ts';
import { LiveController } from './live.controller.ts';
import { OperationsController } from './operations.controller.ts';
import { ServiceHealthController } from './service-health.controller.ts';
import { ServiceMetricsController } from './service-metrics.controller.ts';
import { ServicePorts } from './service-ports.ts';

/** The HTTP side of one context, in a Nest application on express, created with `bodyParser: false`. */
@Module({})
export class ServiceHttpModule implements NestModule {
  static of(context: DynamicModule, ports: Omit<ServicePorts, 'host'>): DynamicModule {
    return {
      module: ServiceHttpModule,
      imports: [context],
      controllers: [CommandsController, HistoryController, LiveController, OperationsController, ServiceHealthController, ServiceMetricsController],
      providers: [
        { provide: ServicePorts, inject: [hostToken(ports.context)], useFactory: (host: ContextHost): ServicePorts => ({ ...ports, host }) },
        { provide: APP_FILTER, useFactory: () => new AnswerFaults(ports.logger) },
      ],
    };
  }

  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(CorrelationMiddleware).forRoutes('{*path}');
  }
}
