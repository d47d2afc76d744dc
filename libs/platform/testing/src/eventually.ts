/** Asks again until the answer is as wished, or unless told is something; the deadline of 50 s is for what never comes. @throws with what `tell` makes of the last answer */
export const eventually = async <T>(
  ask: () => Promise<T> | T, wished: (answer: T) => boolean = Boolean, tell = (answer: T): string => `never came: ${JSON.stringify(answer)}`,
): Promise<T> => {
  for (const deadline = Date.now() + 50_000; ;) {
    const answer = await ask();
    if (wished(answer)) return answer;
    if (Date.now() > deadline) throw new Error(tell(answer));
    await new Promise((again) => setTimeout(again, 15));
  }
};
