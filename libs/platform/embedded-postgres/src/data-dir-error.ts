/** The data folder or its database cannot be used as it is; the message names the folder, the reason and the way out. */
export class DataDirError extends Error {
  override readonly name = 'DataDirError';
}
