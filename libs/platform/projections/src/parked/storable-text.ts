/** A message as the database can hold it: what an error quotes may be no storable text. */
export const storableText = (text: string): string => text.toWellFormed().replaceAll('\0', '\ufffd');
