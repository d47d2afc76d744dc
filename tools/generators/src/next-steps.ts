/** What to do once the files are written, as Nx runs it after writing them. */
export const nextSteps = (steps: readonly string[]) => (): void => {
  const all = [...steps, 'npm run check -- --write   locks the new contracts and writes docs/events.md and the GraphQL schema', 'npm run lint; npm test -- the changed folders'];
  console.log(`\nNext:\n${all.map((step) => `  - ${step}`).join('\n')}\n`);
};
