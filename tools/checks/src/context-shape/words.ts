const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

export const pascal = (kebab: string): string => kebab.split('-').map(capital).join('');

export const camel = (kebab: string): string => {
  const name = pascal(kebab);
  return name.charAt(0).toLowerCase() + name.slice(1);
};

/** Contexts are `data-quality`, aggregates `phase-gate`: one name, made of words in lower case. */
export const isKebab = (name: string): boolean => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name);
