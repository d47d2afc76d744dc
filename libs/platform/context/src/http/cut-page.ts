const MOST_CHARACTERS = 8_000_000;

/** As many of some records as fit into an answer, at least one: whoever asks goes on behind the last that came, until a page is empty. */
export const cutPage = <T>(records: readonly T[], most = MOST_CHARACTERS): string => {
  const texts: string[] = [];
  let size = 0;
  for (const record of records) {
    const text = JSON.stringify(record);
    size += text.length + 1;
    if (size > most && texts.length > 0) break;
    texts.push(text);
  }
  return `[${texts.join(',')}]`;
};
