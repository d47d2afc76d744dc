/** Whether a listen address is reachable from this machine alone; the built-in issuer serves no other. */
export const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
