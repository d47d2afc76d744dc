/** One check of the repository: looks at the checkout in `root` and returns a sentence per problem, none when all is well. */
export type Check = { readonly name: string; run(root: string): Promise<string[]> };
