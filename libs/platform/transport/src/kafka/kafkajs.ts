import { createRequire } from 'node:module';
import type * as kafkajsTypes from 'kafkajs';

const require = createRequire(import.meta.url);

/** kafkajs, mended for the Node that we run on. */
export const kafkajs = require('kafkajs') as typeof kafkajsTypes;

/** What we use of a cluster connection inside kafkajs 2.2.4: its public clients can neither read a partition without a group nor ask for many topics at once. */
export interface ClusterConnection {
  readonly brokerPool: { findConnectedBroker(): Promise<BrokerConnection> };
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  refreshMetadata(): Promise<void>;
  addMultipleTargetTopics(topics: readonly string[]): Promise<void>;
  findBroker(of: { readonly nodeId: string }): Promise<BrokerConnection>;
  findTopicPartitionMetadata(topic: string): readonly { readonly partitionId: number; readonly leader: number }[];
  findLeaderForPartitions(topic: string, partitions: readonly number[]): Readonly<Record<string, readonly number[]>>;
  fetchTopicsOffset(topics: readonly { readonly topic: string; readonly partitions: readonly { readonly partition: number }[]; readonly fromBeginning: boolean }[]): Promise<
    readonly { readonly topic: string; readonly partitions: readonly { readonly partition: number; readonly offset: string }[] }[]>;
}

/** A connection to one broker. */
export interface BrokerConnection {
  metadata(topics: readonly string[]): Promise<{ readonly topicMetadata: readonly { readonly topic: string; readonly partitionMetadata: readonly unknown[] }[] }>;
  fetch(request: object): Promise<{ readonly responses: readonly { readonly topicName: string; readonly partitions: readonly FetchedPartition[] }[] }>;
}

/** One partition of a broker's answer to a fetch. */
export interface FetchedPartition {
  readonly partition: number;
  readonly messages: readonly (kafkajsTypes.KafkaMessage & { readonly isControlRecord?: boolean })[];
}

/** Opens a connection with the settings of a client. It answers to no group. */
export const clusterOf = (client: kafkajsTypes.Kafka): ClusterConnection => {
  const create = Object.getOwnPropertySymbols(client).find((symbol) => symbol.description === 'private:Kafka:createCluster');
  if (!create) throw new Error('this kafkajs is not the 2.2.4 that the transport was written for: no way to open a cluster connection');
  const open = (client as unknown as Record<symbol, (options: object) => ClusterConnection>)[create]!;
  return open({ allowAutoTopicCreation: false, metadataMaxAge: 60_000 });
};

const newSocket = (require('kafkajs/src/network/socketFactory') as () => kafkajsTypes.ISocketFactory)();

/** Sockets as kafkajs makes them. Each of the requests that wait for one to connect listens to it, and Node would warn of the eleventh. */
export const socketFactory: kafkajsTypes.ISocketFactory = (args) => newSocket(args).setMaxListeners(0);

interface RequestQueue {
  throttledUntil: number;
  readonly pending: readonly unknown[];
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  scheduleCheckPendingRequests(): void;
  checkPendingRequests(): void;
}

const CHECK_MS = 10;
const { prototype } = require('kafkajs/src/network/requestQueue') as { readonly prototype: RequestQueue };
const original = prototype.scheduleCheckPendingRequests;

// Unpatched it sets a timer of negative length after each request, which Node 24 warns of and turns into a poll per millisecond and connection.
prototype.scheduleCheckPendingRequests = function scheduleCheckPendingRequests(): void {
  if (this.throttledUntil > Date.now()) {
    original.call(this);
  } else if (this.pending.length > 0 && !this.throttleCheckTimeoutId) {
    this.throttleCheckTimeoutId = setTimeout(() => {
      this.throttleCheckTimeoutId = null;
      this.checkPendingRequests();
    }, CHECK_MS);
  }
};
