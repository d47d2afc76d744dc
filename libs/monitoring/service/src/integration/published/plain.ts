type Plain<T> = T extends readonly (infer Item)[] ? Plain<Item>[] : T extends object ? { -readonly [Key in keyof T]: Plain<T[Key]> } : T;

/** The domain's read-only data as contracts type it; the same value. */
export const plain = <T>(data: T): Plain<T> => data as Plain<T>;
