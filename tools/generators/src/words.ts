const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

export const pascal = (kebab: string): string => kebab.split('-').map(capital).join('');

export const camel = (kebab: string): string => {
  const name = pascal(kebab);
  return name.charAt(0).toLowerCase() + name.slice(1);
};

export const screaming = (kebab: string): string => kebab.replaceAll('-', '_').toUpperCase();

export const spaced = (kebab: string): string => kebab.replaceAll('-', ' ');

export const sentence = (kebab: string): string => capital(spaced(kebab));

const irregular: Readonly<Record<string, string>> = {
  begin: 'begun', choose: 'chosen', cut: 'cut', draw: 'drawn', find: 'found', freeze: 'frozen', give: 'given', hold: 'held', keep: 'kept', lead: 'led',
  leave: 'left', make: 'made', put: 'put', read: 'read', rebuild: 'rebuilt', run: 'run', send: 'sent', set: 'set', split: 'split', take: 'taken', withdraw: 'withdrawn',
};

/** `archive-model` becomes `model-archived`: what is said once the command was done. */
export const pastTense = (command: string): string => {
  const [verb = '', ...noun] = command.split('-');
  const doubled = /^[^aeiou]*[aeiou][bdgmnprt]$/.test(verb) ? `${verb}${verb.at(-1)}ed` : `${verb}ed`;
  const past = irregular[verb] ?? (verb.endsWith('e') ? `${verb}d` : /[^aeiou]y$/.test(verb) ? `${verb.slice(0, -1)}ied` : doubled);
  return [...noun, past].join('-');
};

/** @throws when a name is not made of words in lower case, joined by hyphens */
export const kebab = (option: string, value: string): string => {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(value)) throw new Error(`--${option}=${value}: write it in kebab case, for example archive-model`);
  return value;
};
