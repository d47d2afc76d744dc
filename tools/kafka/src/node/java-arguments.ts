import type { KafkaInstallation } from '../install/ensure-kafka-installed.ts';

const logging = new URL('../log4j2.properties', import.meta.url).href;

/** Options of Java for a small broker that starts fast; the name of a program and its arguments follow. */
export const javaArguments = ({ classPath, options }: KafkaInstallation): string[] => [
  '-Xms64m', '-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData', '-XX:+ExitOnOutOfMemoryError',
  '-Djava.net.preferIPv4Stack=true', `-Dlog4j2.configurationFile=${logging}`, ...options, '-cp', classPath,
];
