import type { Server } from 'node:http';
import type { DynamicModule, INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ConfigError } from '@throughline/config';

/** Longer than load balancers and clients keep a connection that idles (60 s), so that they close it, and never send into one that we are closing. */
const KEEP_ALIVE_MS = 65_000;

/** A Nest application on express whose parts read bodies and answer errors themselves. */
export const createApp = async (root: DynamicModule): Promise<INestApplication> => {
  const app: INestApplication = await NestFactory.create(root, { logger: false, bodyParser: false, abortOnError: false, forceCloseConnections: true });
  serverOf(app).keepAliveTimeout = KEEP_ALIVE_MS;
  return app;
};

/** @throws ConfigError where HOST and PORT cannot be listened on */
export const listen = async (app: INestApplication, { HOST, PORT }: { readonly HOST: string; readonly PORT: number }): Promise<void> => {
  await app.listen(PORT, HOST).catch((cause: NodeJS.ErrnoException) => {
    if (cause.syscall !== 'listen' && cause.syscall !== 'getaddrinfo') throw cause;
    throw new ConfigError([cause.code === 'EADDRINUSE' ? `PORT ${PORT} is in use on ${HOST}: stop what listens there, or take another one`
      : `HOST ${HOST} with PORT ${PORT} cannot be listened on: ${cause.message}`]);
  });
};

export const serverOf = (app: INestApplication): Server => app.getHttpServer() as Server;

/** Where an application listens, for example `http://127.0.0.1:4000`. */
export const addressOf = async (app: INestApplication): Promise<string> => (await app.getUrl()).replace('[::1]', 'localhost');
