export * from './blob-store.ts';
export * from './folder-blob-store.ts';
export * from './open-blob-store.ts';
export * from './tree-listing.ts';
